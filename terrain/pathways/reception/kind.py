"""The front desk as a table: somebody comes, is oriented or given an appointment, and leaves knowing where to go."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.kinds import CaseKind, Stage, Transition
from terrain.casework.lists import read

RECEPTION = CaseKind(
    code="reception",
    label=_("Front desk"),
    noun=ngettext_lazy("%(count)d visit", "%(count)d visits", "count"),
    stages=(
        Stage("received", _("Received at the desk"), days=1),
        Stage("waiting", _("Waits for an appointment"), days=30),
        Stage("done", _("Oriented"), final=True),
    ),
    transitions=(
        Transition("orient", _("Orient and end the visit"), ("received", "waiting"), "done", asks="closing_reason"),
        Transition("appointment", _("Waits for an appointment"), ("received",), "waiting", forward=False),
    ),
    lists=read(Path(__file__).with_name("lists.yaml")),
    see="reception.work",
    work="reception.work",
    open_to_project=True,
    several=True,
    without=frozenset({"plan", "assessments", "services", "papers"}),
)
