"""The six steps of accompaniment as a table: who was met is assessed, a plan is made, carried out, reviewed, closed.

Steps after the Inter-Agency Guidelines for Case Management and Child Protection (January 2014).
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.kinds import CaseKind, Stage, Transition
from terrain.casework.lists import read

ACCOMPANIMENT = CaseKind(
    code="accompaniment",
    label=_("Social accompaniment"),
    noun=ngettext_lazy("%(count)d accompaniment", "%(count)d accompaniments", "count"),
    stages=(
        Stage("first_interview", _("First interview"), days=14),
        Stage("assessment", _("Assessment"), days=30),
        Stage("plan", _("Plan"), days=30),
        Stage("follow_up", _("Follow-up")),
        Stage("closed", _("Closed"), final=True),
    ),
    transitions=(
        Transition("assess", _("Begin the assessment"), ("first_interview",), "assessment"),
        Transition("make_plan", _("Make the plan"), ("assessment",), "plan"),
        Transition("carry_out", _("Carry the plan out"), ("plan",), "follow_up"),
        Transition("review", _("Assess again"), ("plan", "follow_up"), "assessment", asks="note", forward=False),
        Transition(
            "close", _("Close the file"), ("first_interview", "assessment", "plan", "follow_up"), "closed",
            asks="closing_reason", approval=True, forward=False,
        ),
    ),
    lists=read(Path(__file__).with_name("lists.yaml")),
)  # fmt: skip
