"""What is asked for an appointment and for something to do."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework import reminding
from terrain.casework.enums import Reminder
from terrain.casework.models import Case
from terrain.casework.staffing import colleagues
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.people.models.profiles import told_of
from terrain.people.profiles.policies import check_read

YES_OR_NO = (("yes", _("yes")), ("no", _("no")))


class AppointmentForm(SlipForm):
    """Day, hour, with whom, where. ``version`` only when one is moved."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Length, in minutes"), min_value=5, max_value=600, initial=45)
    host = forms.ModelChoiceField(User.objects.none(), label=_("Received by"), required=False)
    words = forms.CharField(
        label=_("Where, and what to bring"), max_length=300, required=False, help_text=_("Kept sealed.")
    )
    remind = forms.ChoiceField(
        label=_("Does she ask to be reminded the day before?"),
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        help_text=_("The house writes a day, an hour and a number to call back: nothing else, at her hours only."),
        error_messages={"required": _("Ask her, then choose yes or no.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        offer(self, "host", among=colleagues(case), nothing=_("Whoever is in charge"))
        if case.person_id is None:
            del self.fields["remind"]
        else:
            self._ask(viewer)

    def _ask(self, viewer: Viewer) -> None:
        """Where the house may write to her she has to be asked; otherwise the answer is no unless she says so."""
        assert self.case.person is not None
        field, person = self.fields["remind"], self.case.person.stands_as
        why = reminding.barrier(told_of(person)) if verdict(check_read, viewer, person) else Reminder.NO_ADDRESS
        if not why:
            return
        field.required, field.initial = False, "no"
        words = _(
            "The house cannot write to her. %(why)s If she asks for it, whoever receives her is told to remind her."
        )
        field.help_text = words % {"why": Reminder(why).label} if verdict(check_read, viewer, person) else ""

    def clean(self) -> dict[str, Any]:
        """The instant, in the programme's time zone; not further back than a month nor further ahead than two years."""
        said = super().clean() or {}
        said["remind"] = said.get("remind") == "yes"
        if said.get("day") and said.get("hour"):
            at = timezone.make_aware(datetime.combine(said["day"], said["hour"]))
            said["starts_at"] = at
            if not clock.now() - timedelta(days=31) <= at <= clock.now() + timedelta(days=731):
                self.add_error("day", _("Choose a day from last month to two years ahead."))
        return said


class TaskForm(SlipForm):
    """Something to do."""

    words = forms.CharField(label=_("What is to do"), max_length=500)
    due = forms.DateField(label=_("Before the end of"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    owner = forms.ModelChoiceField(User.objects.none(), label=_("By whom"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", among=colleagues(case), nothing=_("Whoever is in charge"))
        self.fields["due"].initial = clock.today() + timedelta(days=7)
