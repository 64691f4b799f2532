"""What is asked for an appointment and for something to do."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.forms.offering import offer
from terrain.casework.forms.slips import SlipForm
from terrain.casework.models import Case
from terrain.casework.staffing import colleagues
from terrain.core import clock


class AppointmentForm(SlipForm):
    """Day, hour, with whom, where. ``version`` only when one is moved."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Length, in minutes"), min_value=5, max_value=600, initial=45)
    host = forms.ModelChoiceField(User.objects.none(), label=_("Received by"), required=False)
    words = forms.CharField(
        label=_("Where, and what to bring"), max_length=300, required=False, help_text=_("Kept sealed.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        offer(self, "host", among=colleagues(case), nothing=_("Whoever is in charge"))

    def clean(self) -> dict[str, Any]:
        """The instant, in the programme's time zone; not further back than a month nor further ahead than two years."""
        said = super().clean() or {}
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
