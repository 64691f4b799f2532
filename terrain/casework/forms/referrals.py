"""What is asked when somebody is referred, and when a service answers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.casework import consenting, sharing
from terrain.casework.actions.answers import Answer
from terrain.casework.actions.referrals import Asking
from terrain.casework.kinds import kinds
from terrain.casework.models import Case, Referral
from terrain.casework.orientation import lists
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.network.models import Service
from terrain.programmes.models import Project

DAY = {"type": "date"}
FEW = forms.Textarea({"rows": 3})


class ReferForm(SlipForm):
    """What is asked of a service; only what she agreed to can be ticked."""

    urgency = forms.ChoiceField(label=_("How soon?"), widget=forms.RadioSelect)
    shared = forms.MultipleChoiceField(
        label=_("What may the service know of her?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what she agreed to share with this service stands here. Tick what it needs, nothing more."),
        error_messages={"required": _("Tick at least one thing: the service has to know whom it will see.")},
    )
    words = forms.CharField(
        label=_("What she needs, for the service to read"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        required=False,
        help_text=_("Short. Nothing about health or justice unless the service cannot work without it."),
    )
    callback = forms.CharField(
        label=_("Whom the service calls back"), max_length=120, help_text=_("A colleague's first name and telephone.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        offer(self, "urgency", choices=lists().choices("urgencies", clock.today()))
        assert case.person is not None
        self.agreed = consenting.agreed(case.person, purpose="referral", recipient=service.whose)
        self.parted = sharing.parted(case, self.agreed)
        offer(self, "shared", choices=[(group, str(sharing.GROUPS[group])) for group in self.parted.held])

    def clean(self) -> dict[str, Any]:
        """Words go along only when she agreed to share what she needs."""
        said = super().clean() or {}
        shared = said.get("shared") or []
        if said.get("words") and sharing.WORDS_GROUP not in shared and "shared" not in self.errors:
            self.add_error(
                "words",
                _("These words reach the service only when “%(group)s” is ticked.")
                % {"group": sharing.GROUPS[sharing.WORDS_GROUP]},
            )
        if sharing.WORDS_GROUP in shared and not said.get("words"):
            self.add_error("words", _("Say what she needs, or untick it."))
        return said

    @property
    def said(self) -> Asking:
        """What is asked."""
        said = self.cleaned_data
        return Asking(self.service, said["urgency"], tuple(said["shared"]), said["words"], said["callback"])


class ReasonForm(forms.Form):
    """Why: one of a list."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, among: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = lists().choices(among, clock.today())
        offer(self, "reason", choices=[pair for pair in reasons if pair[0] != "consent_withdrawn"])


class AcceptForm(SlipForm):
    """Which file opens for her in the receiving project."""

    kind = forms.ChoiceField(label=_("Which file opens for her here?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, viewer: Viewer, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [kind for kind in kinds() if viewer.may(kind.work, project.pk)]
        offer(self, "kind", choices=[(kind.code, kind.label) for kind in mine])
        if len(mine) == 1:
            self.fields["kind"].initial = mine[0].code


class AnswerForm(SlipForm):
    """One answer of a service; which fields count depends on the button."""

    move = forms.ChoiceField(choices=[(move, move) for move in ("accept", "decline", "schedule", "serve", "fail")])
    reason = forms.CharField(max_length=40, required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    words = forms.CharField(label=_("A few words on the outcome"), widget=FEW, max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """A no and a "not served" say why; an appointment says when, from today to a year ahead."""
        said = super().clean() or {}
        move = said.get("move")
        among = {"decline": "decline_reasons", "fail": "not_served_reasons"}.get(move or "")
        if among and said.get("reason") not in dict(lists().choices(among, clock.today())):
            self.add_error("reason", _("Say why: choose a reason."))
        if move == "schedule":
            self._clean_when(said)
        return said

    def _clean_when(self, said: dict[str, Any]) -> None:
        if not said.get("day") or not said.get("hour"):
            if "day" not in self.errors and "hour" not in self.errors:
                self.add_error("day", _("Say on which day and at what hour."))
            return
        said["at"] = timezone.make_aware(datetime.combine(said["day"], said["hour"]))
        if not clock.today() <= said["day"] <= clock.today() + timedelta(days=366):
            self.add_error("day", _("Choose a day from today to a year ahead."))

    @property
    def mark(self) -> UUID | None:
        """The one-time mark of this answer: a page has several buttons, and each is an answer of its own."""
        slip = self.cleaned_data["slip"]
        return uuid5(slip, self.cleaned_data["move"]) if slip is not None else None

    @property
    def said(self) -> Answer:
        """The answer."""
        said = self.cleaned_data
        asks = said["reason"] if said["move"] in {"decline", "fail"} else ""
        words = said["words"] if said["move"] in {"serve", "fail"} else ""
        return Answer(said["move"], reason=asks, at=said.get("at"), words=words)


class CodeForm(forms.Form):
    """The code of a slip of paper."""

    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=20,
        widget=forms.TextInput(
            {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )


class PeriodForm(forms.Form):
    """From which month to which."""

    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=_("to"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))


def blank_answer(referral: Referral) -> AnswerForm:
    """A form for the next answer, its appointment proposed for tomorrow morning unless one is given."""
    at = timezone.localtime(referral.appointment_at) if referral.appointment_at is not None else None
    day = at.date() if at is not None else clock.today() + timedelta(days=1)
    return AnswerForm(initial={"day": day, "hour": at.time() if at is not None else "10:00"})
