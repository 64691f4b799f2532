"""What the front desk asks: why somebody came, and where she goes from here."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.forms.agenda import YES_OR_NO
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.pathways.reception.kind import RECEPTION
from terrain.people.models import Person
from terrain.programmes.holding import holding
from terrain.programmes.models import Project

LATER = "appointment"


class VisitForm(SlipForm):
    """One visit on one screen: for what, and what next."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    reason = forms.ChoiceField(label=_("For what does she come?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In her words"),
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        required=False,
        help_text=_("Only what she wants written down. Nothing about health or justice."),
    )
    outcome = forms.ChoiceField(label=_("And now?"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    host = forms.ModelChoiceField(User.objects.none(), label=_("With whom"), required=False)
    remind = forms.ChoiceField(
        label=_("Does she ask to be reminded the day before?"),
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        required=False,
        initial="no",
    )

    def __init__(self, *args: Any, viewer: Viewer, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.holding(viewer, RECEPTION.work)
        known = {meeting.project_id for meeting in person.meetings.all()}
        offer(self, "project", among=projects)
        here = [project for project in projects if project.pk in known]
        if len(here) == 1:
            self.fields["project"].initial = here[0].code
        today = clock.today()
        offer(self, "reason", choices=RECEPTION.lists.choices("entry_reasons", today))
        outcomes = [(LATER, _("She gets an appointment")), *RECEPTION.lists.choices("closing_reasons", today)]
        offer(self, "outcome", choices=[pair for pair in outcomes if pair[0] not in {"seen", "not_come"}])
        offer(self, "host", among=holding("case.view") | holding(RECEPTION.work), nothing=_("Not decided yet"))

    def clean(self) -> dict[str, Any]:
        """An appointment has a day and an hour, in the programme's time zone, from today on."""
        said = super().clean() or {}
        if said.get("outcome") != LATER:
            return said
        for name, words in (("day", _("Say on which day.")), ("hour", _("Say at what hour."))):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, words)
        if said.get("day") and said.get("hour"):
            said["starts_at"] = timezone.make_aware(datetime.combine(said["day"], said["hour"]))
            if said["day"] < clock.today():
                self.add_error("day", _("This day is over."))
        return said
