"""A girl in a child-protection centre as a table: arrival, observation, life plan, education, leaving, after she left.

Sealed from the first instant. Why she is before a judge stands apart from the rest, under legal privilege.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.books import read as read_books
from terrain.casework.kinds import CaseKind, Stage, Transition
from terrain.casework.law import read as read_law
from terrain.casework.lists import read
from terrain.pathways.protection.counting import counts

HERE = Path(__file__)
INSIDE = ("arrival", "observation", "life_plan", "education", "leaving")

PROTECTION = CaseKind(
    code="protection",
    label=_("Girl in a protection centre"),
    noun=ngettext_lazy("%(count)d girl in a centre", "%(count)d girls in a centre", "count"),
    sealed=True,
    stages=(
        Stage("arrival", _("Arrival"), days=7),
        Stage("observation", _("Observation"), days=90),
        Stage("life_plan", _("Life plan"), days=45),
        Stage("education", _("Life in the centre")),
        Stage("leaving", _("Preparing to leave"), days=120),
        Stage("aftercare", _("After she left"), days=400),
        Stage("closed", _("Closed"), final=True),
    ),
    transitions=(
        Transition("observe", _("Begin the observation"), ("arrival",), "observation"),
        Transition("plan", _("Write the life plan with her"), ("observation",), "life_plan"),
        Transition("educate", _("Live by the plan"), ("life_plan",), "education"),
        Transition("prepare", _("Prepare her leaving"), ("education",), "leaving"),
        Transition("leave_early", _("She leaves sooner"), ("arrival", "observation", "life_plan", "education"), "aftercare",
                   asks="note", forward=False),
        Transition("leave", _("She has left"), ("leaving",), "aftercare"),
        Transition("plan_again", _("Make another plan with her"), ("education", "leaving"), "life_plan", asks="note",
                   forward=False),
        Transition("return", _("She came back to the centre"), ("aftercare",), "arrival", asks="note", forward=False),
        Transition("close", _("Close the file"), (*INSIDE, "aftercare"), "closed", asks="closing_reason", approval=True,
                   forward=False),
    ),
    lists=read(HERE.with_name("lists.yaml")),
    law=read_law(HERE.with_name("law.yaml")),
    books=read_books(HERE.with_name("books.yaml")),
    counts=counts,
)  # fmt: skip
