"""What is asked about a station and its shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from terrain.core.access import Viewer
from terrain.people.forms import ask_project
from terrain.programmes.models import Project
from terrain.radio.actions.stations import ShowSaid, StationSaid
from terrain.radio.enums import VoiceKind
from terrain.radio.forms.records import RecordForm, TextsForm, day_field
from terrain.radio.models import Show, Station, Voice

LANGUAGES = (
    ("ary", _("Darija")),
    ("ar", _("Arabic")),
    ("zgh", _("Tamazight")),
    ("fr", _("French")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("it", _("Italian")),
    ("wo", _("Wolof")),
    ("bm", _("Bambara")),
)
CATEGORIES = (
    ("Society & Culture", _("Society and culture")),
    ("Kids & Family", _("Children and family")),
    ("Education", _("Learning")),
    ("Health & Fitness", _("Health")),
    ("Government", _("Law and public life")),
    ("Arts", _("Arts and stories")),
    ("Music", _("Music")),
    ("News", pgettext_lazy("of a podcast", "News")),
)
"""Words of Apple's list of podcasts, by which every player sorts."""
LICENCES = (
    ("CC BY-NC-ND 4.0", _("may be shared unchanged, with our name, not sold (CC BY-NC-ND)")),
    ("CC BY-SA 4.0", _("may be used and changed by others who share alike (CC BY-SA)")),
    ("", _("all rights stay with us")),
)


class StationForm(TextsForm):
    """A radio: its name, what it is, where a listener in danger turns to."""

    texts = {
        "name": (_("Name of the radio"), 80, 1, True),
        "about": (_("What it is"), 1000, 3, False),
        "help_text": (_("Help for a listener in danger"), 1000, 4, False),
    }
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    field_order = ("project",)

    def __init__(self, *args: Any, viewer: Viewer, station: Station | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if station is not None:
            del self.fields["project"]
            return
        ask_project(self, viewer, "radio.produce")
        if not self.is_bound:  # sent a second time it must find what it opened
            field: Any = self.fields["project"]
            field.queryset = field.queryset.exclude(pk__in=Station.objects.values("project"))

    @classmethod
    def initial_of(cls, station: Station) -> dict[str, Any]:
        """What the form shows for ``station``."""
        return cls.texts_of(station) | {"version": station.version}

    @property
    def said(self) -> StationSaid:
        """What was typed; only on a valid form."""
        return StationSaid(*(self.typed(name) for name in ("name", "about", "help_text")))


class ShowForm(TextsForm):
    """A show: what it is called, in which language, who hosts it."""

    texts = {"title": (_("Title of the show"), 100, 1, True), "summary": (_("What it is about"), 1000, 3, False)}
    language = forms.ChoiceField(label=_("Spoken mostly in"), choices=LANGUAGES)
    hosts = forms.ModelMultipleChoiceField(
        Voice.objects.none(), label=_("Hosts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    category = forms.ChoiceField(label=_("Sorted under, in podcast players"), choices=CATEGORIES, required=False)
    licence = forms.ChoiceField(label=_("What others may do with it"), choices=LICENCES, required=False)
    explicit = forms.BooleanField(
        label=_("Not for children: violence or sexuality is spoken of openly"), required=False
    )

    def __init__(self, *args: Any, station: Station, show: Show | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        voices = Voice.objects.filter(project_id=station.project_id, kind=VoiceKind.HOST)
        offered = voices.filter(left_at__isnull=True)
        field: Any = self.fields["hosts"]
        field.queryset = (offered | voices.filter(shows=show)).distinct() if show else offered

    @classmethod
    def initial_of(cls, show: Show) -> dict[str, Any]:
        """What the form shows for ``show``."""
        told = {name: getattr(show, name) for name in ("language", "category", "explicit", "licence", "version")}
        return cls.texts_of(show) | told | {"hosts": list(show.hosts.values_list("pk", flat=True))}

    @property
    def said(self) -> ShowSaid:
        """What was typed; only on a valid form."""
        told = self.said_by("language", "category", "explicit", "licence")
        return ShowSaid(self.typed("title"), self.typed("summary"), **told)

    @property
    def host_keys(self) -> frozenset[int]:
        """Keys of the hosts that were ticked."""
        return frozenset(voice.pk for voice in self.cleaned_data["hosts"])


class EndShowForm(RecordForm):
    """On which day a show ends."""

    day = day_field(_("Last day"))
