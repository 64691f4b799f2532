"""What is asked about the weekly grid, and about one day of it."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.radio.actions.grid import ExtraSaid, PlaceSaid
from terrain.radio.enums import EpisodeState, GridRule, SoundState
from terrain.radio.forms.records import RecordForm, day_field, time_field
from terrain.radio.grid.week import zone
from terrain.radio.models import Episode, GridPlace, Show, Station
from terrain.radio.slots import SECONDS

PER_MINUTE = 60 // SECONDS
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
FARTHEST = timedelta(days=56)
"""How far ahead what will play can be told."""


class PlacedForm(RecordForm):
    """A show, a time, a length; ``as_it_is`` saves what overlaps something else."""

    show = forms.ModelChoiceField(Show.objects.none(), label=_("Which show"), to_field_name="uid")
    starts = time_field(_("Begins at"))
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=1, max_value=24 * 60, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    as_it_is = forms.BooleanField(label=_("I saw it. Keep it so."), required=False)

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shows: Any = self.fields["show"]
        shows.queryset = Show.objects.filter(station=station, ended_on__isnull=True)
        shows.empty_label = _("Choose")
        self.warnings: list[str] = []

    @property
    def slots(self) -> int:
        """How long, in slots; a minute has fifteen, so nothing is rounded. Only on a valid form."""
        return int(self.cleaned_data["minutes"]) * PER_MINUTE

    @property
    def asks_again(self) -> bool:
        """Whether something was warned about."""
        return bool(self.warnings or (self.is_bound and self.data.get("as_it_is")))


class PlaceForm(PlacedForm):
    """A place of the weekly grid."""

    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=WEEKDAYS, coerce=int)
    rule = forms.ChoiceField(
        label=_("What plays"), choices=GridRule.choices, widget=forms.RadioSelect, initial=GridRule.LATEST
    )
    repeats_after = forms.IntegerField(
        label=_("Days after it was heard"),
        min_value=0,
        max_value=365,
        required=False,
        help_text=_(
            "For a repeat: 2 on Wednesday plays Monday's episode again. Leave blank to let episodes take turns."
        ),
    )
    valid_from = day_field(_("From"))
    valid_to = day_field(_("Until"), required=False, help_text=_("Leave blank while it goes on."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = clock.today

    @staticmethod
    def initial_of(place: GridPlace) -> dict[str, Any]:
        """What the form shows for ``place``."""
        same = ("weekday", "starts", "rule", "valid_from", "valid_to", "version")
        told = {name: getattr(place, name) for name in same}
        repeats = place.repeats_after or None
        return told | {"show": place.show.uid, "minutes": -(-place.slots // PER_MINUTE), "repeats_after": repeats}

    def clean(self) -> None:
        """The last day lies after the first, and the weekday falls between them."""
        super().clean()
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", gettext("The last day lies before the first."))

    @property
    def said(self) -> PlaceSaid:
        """What was typed; only on a valid form."""
        told = self.said_by("show", "weekday", "starts", "rule", "valid_from", "valid_to")
        repeats = self.cleaned_data["repeats_after"] or 0 if told["rule"] == GridRule.REPEAT else 0
        return PlaceSaid(**told, slots=self.slots, repeats_after=repeats)


class EndPlaceForm(RecordForm):
    """Until when a place stands in the grid."""

    last = day_field(_("Last day"))


class ExtraForm(PlacedForm):
    """What takes place on one day besides."""

    rule = forms.ChoiceField(label=_("What plays"), choices=GridRule.choices, initial=GridRule.LATEST)
    episode = forms.ModelChoiceField(
        Episode.objects.none(),
        label=_("Or this very episode"),
        to_field_name="uid",
        required=False,
        help_text=_("Choose one of the same show to play it whatever is said above."),
    )

    def __init__(self, *args: Any, station: Station, day: date, **kwargs: Any) -> None:
        super().__init__(*args, station=station, **kwargs)
        self.day = day
        episodes: Any = self.fields["episode"]
        heard = Q(state=EpisodeState.PUBLISHED, sound__state=SoundState.READY)
        found = Episode.objects.filter(heard, show__station=station).select_related("show")
        episodes.queryset = found.order_by("-published_at")
        episodes.empty_label = _("As said above")
        episodes.label_from_instance = lambda one: f"{one.show} – {one}"

    def clean(self) -> None:
        """The episode is of the show."""
        super().clean()
        show, episode = self.cleaned_data.get("show"), self.cleaned_data.get("episode")
        if show and episode and episode.show_id != show.pk:
            self.add_error("episode", gettext("This episode belongs to another show."))

    @property
    def said(self) -> ExtraSaid:
        """What was typed; only on a valid form."""
        told = self.said_by("show", "starts", "rule", "episode")
        return ExtraSaid(**told, day=self.day, slots=self.slots)


class MomentForm(forms.Form):
    """A day and a time of the station's clock."""

    day = day_field(_("Day"))
    at = time_field(_("Time"))

    def clean_day(self) -> date:
        """Not further ahead than can be told."""
        day: date = self.cleaned_data["day"]
        if day > clock.today() + FARTHEST:
            raise ValidationError(gettext("What will play can be told for eight weeks."))
        return day

    @property
    def instant(self) -> datetime:
        """The instant that is meant; only on a valid form."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], zone())
