"""A child without family care, or with a disability, as a table: arrival, inquiry, care for now, a family or a home, placed, followed up.

Sealed from the first instant. Nobody is placed, or sent home, before it was decided so in the child's interest, and the child heard or
it was written why not.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.books import read as read_books
from terrain.casework.kinds import CaseKind, Stage, Transition
from terrain.casework.law import read as read_law
from terrain.casework.lists import read
from terrain.pathways.guardianship.counting import counts
from terrain.pathways.guardianship.weighing import (
    check_ends_as_decided,
    check_grown,
    check_may_be_placed,
    check_may_go_home,
    check_minor,
)

HERE = Path(__file__)
BEFORE = ("arrival", "inquiry", "protection", "placement_project")

GUARDIANSHIP = CaseKind(
    code="guardianship",
    label=_("Child without family care"),
    noun=ngettext_lazy("%(count)d child without family care", "%(count)d children without family care", "count"),
    sealed=True,
    stages=(
        Stage("arrival", _("Arrival"), days=3),
        Stage("inquiry", _("Inquiry"), days=120),
        Stage("protection", _("In care for now"), days=90),
        Stage("placement_project", _("Finding a family or a home"), days=120),
        Stage("placed", _("Placed"), days=120),
        Stage("follow_up", _("Follow-up")),
        Stage("closed", _("Closed"), final=True),
    ),
    transitions=(
        Transition("inquire", _("Begin the inquiry"), ("arrival",), "inquiry", needs=check_minor),
        Transition("protect", _("Keep in care for now"), ("inquiry",), "protection"),
        Transition("project", _("Look for a family or a home"), ("protection",), "placement_project"),
        Transition("place", _("The child has been placed"), ("placement_project",), "placed",
                   needs=check_may_be_placed),
        Transition("follow", _("Follow up"), ("placed",), "follow_up"),
        Transition("go_home", _("Back with the family"), ("inquiry", "protection", "placement_project"), "follow_up",
                   asks="note", needs=check_may_go_home, forward=False),
        Transition("project_again", _("Look for another family or home"), ("placed", "follow_up"), "placement_project",
                   asks="note", forward=False),
        Transition("protect_again", _("In care again"), ("placement_project", "placed", "follow_up"), "protection",
                   asks="note", forward=False),
        Transition("seek_origins", _("Look for the origins"), ("arrival",), "follow_up", asks="note", needs=check_grown,
                   forward=False),
        Transition("close", _("Close the file"), (*BEFORE, "placed", "follow_up"), "closed", asks="closing_reason",
                   approval=True, needs=check_ends_as_decided, forward=False),
    ),
    lists=read(HERE.with_name("lists.yaml")),
    law=read_law(HERE.with_name("law.yaml")),
    books=read_books(HERE.with_name("books.yaml")),
    counts=counts,
)  # fmt: skip
