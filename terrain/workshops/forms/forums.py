"""What is asked about a public session of forum theatre and what its public proposed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.gatherings.models import Session
from terrain.workshops.actions.forums import FITTING, Became, Played, ProposalSaid, Showing
from terrain.workshops.forms.common import AskingForm, day_field, words_field
from terrain.workshops.lists import lists
from terrain.workshops.models import Forum, Proposal, Series

LATELY = timedelta(days=366)


class PlayedForm(AskingForm):
    """What was played, and what it asked."""

    texts: tuple[str, ...] = ("play", "question")

    play = forms.CharField(label=_("What is played"), max_length=200, help_text=_("The title of the play."))
    question = words_field(
        _("What it asks the public"), 1000, 2, required=False, help_text=_("The question on which people step in.")
    )

    @property
    def played(self) -> Played:
        """What was typed; only on a valid form."""
        return Played(**self.said_by("play", "question"))


class ShowForm(PlayedForm):
    """A public session that is not in the list yet."""

    day = day_field(_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120, help_text=_("The town, for instance Salé."))
    minutes = forms.IntegerField(label=_("Length, in minutes"), min_value=1, max_value=1440, required=False)
    audience = forms.IntegerField(
        label=_("How many people were in the audience"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Counted as attendances, never as persons. Leave blank if it has not taken place yet."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today
        self.fields["place"].widget.attrs["list"] = "places"

    @property
    def showing(self) -> Showing:
        """When, where, before how many; only on a valid form."""
        return Showing(**self.said_by("day", "place", "minutes", "audience"))


class SessionChoice(forms.ModelChoiceField):
    """A session of the list: its day, theme and place."""

    def label_from_instance(self, obj: Any) -> str:
        return " · ".join(str(part) for part in (obj.day.isoformat(), obj, obj.where) if part)


class LinkForm(PlayedForm):
    """A public session that is in the list of sessions."""

    session = SessionChoice(Session.objects.none(), label=_("Session"), to_field_name="uid")

    def __init__(self, *args: Any, viewer: Viewer, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["session"]
        seen = Session.objects.visible_to(viewer).filter(project=series.project, kind__in=FITTING, cancelled_at=None)
        near = seen.filter(day__gte=series.starts - LATELY).exclude(pk__in=Forum.objects.values("session"))
        offered.queryset = near.select_related("place")


class ProposalForm(AskingForm):
    """What somebody of the public proposed."""

    texts: tuple[str, ...] = ("words",)

    words = words_field(_("What was proposed"), 1500, help_text=_("In their own words. No name."))
    spectator = forms.ChoiceField(label=_("Who proposed it"))
    addressee = forms.ChoiceField(label=_("To whom it is addressed"))

    def __init__(self, *args: Any, proposal: Proposal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered, today = self.fields, clock.today()
        for name, of_list in (("spectator", "spectators"), ("addressee", "addressees")):
            own = getattr(proposal, name, "")
            field: Any = offered[name]
            field.choices = [("", _("Choose")), *lists().choices(of_list, today, own)]

    @property
    def said(self) -> ProposalSaid:
        """What was typed; only on a valid form."""
        return ProposalSaid(**self.said_by("words", "spectator", "addressee"))


class FollowForm(ProposalForm):
    """What became of a proposal; its words may be mended too."""

    texts = ("words", "outcome_words")

    outcome = forms.ChoiceField(label=_("What became of it"))
    outcome_on = day_field(_("Since"))
    outcome_words = words_field(
        _("In words"), 1000, 2, required=False, help_text=_("To whom it was passed on, what was answered.")
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, proposal=proposal, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = lists().choices("outcomes", clock.today(), proposal.outcome)

    @staticmethod
    def initial_of(proposal: Proposal) -> dict[str, Any]:
        """What the form shows for ``proposal``."""
        names = ("words", "spectator", "addressee", "outcome", "outcome_on", "outcome_words", "version")
        return {name: getattr(proposal, name) for name in names}

    @property
    def became(self) -> Became:
        """What was typed of its outcome; only on a valid form."""
        return Became(**self.said_by("outcome", "outcome_on", "outcome_words"))
