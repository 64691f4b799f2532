"""Legal protection as a table: it is agreed how she may be reached before anything else; then her rights, and what is undertaken.

Sealed from the first instant: what the file says of a birth outside marriage may be used against her.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.books import read as read_books
from terrain.casework.kinds import CaseKind, Stage, Transition
from terrain.casework.law import read as read_law
from terrain.casework.lists import read
from terrain.casework.models import Case
from terrain.core.policies import Denied
from terrain.pathways.legal_aid.proceedings import counts
from terrain.people.models.profiles import profile_of

HERE = Path(__file__)


def check_reachable(case: Case) -> None:
    """Nobody writes to her or rings her before she said how. Raises ``Denied`` while her file does not say it."""
    if case.person is None:
        return
    told, _version = profile_of(case.person.stands_as)
    if not told.rules and not told.never:
        raise Denied(_("First write down with her how she may be reached, and how never."))


LEGAL_AID = CaseKind(
    code="legal_aid",
    label=_("Legal protection"),
    noun=ngettext_lazy("%(count)d legal protection", "%(count)d legal protections", "count"),
    sealed=True,
    stages=(
        Stage("safe_contact", _("How to reach her"), days=3),
        Stage("first_interview", _("First interview"), days=14),
        Stage("legal_assessment", _("Her rights"), days=30),
        Stage("proceedings", _("What is undertaken")),
        Stage("follow_up", _("Follow-up")),
        Stage("closed", _("Closed"), final=True),
    ),
    transitions=(
        Transition(
            "listen", _("Begin the interview"), ("safe_contact",), "first_interview", needs=check_reachable,
        ),
        Transition("examine", _("Look at her rights"), ("first_interview",), "legal_assessment"),
        Transition("undertake", _("Undertake it"), ("legal_assessment",), "proceedings"),
        Transition("accompany", _("Follow up"), ("proceedings",), "follow_up"),
        Transition(
            "examine_again", _("Look at her rights again"), ("proceedings", "follow_up"), "legal_assessment", asks="note",
            forward=False,
        ),
        Transition(
            "close", _("Close the file"),
            ("safe_contact", "first_interview", "legal_assessment", "proceedings", "follow_up"), "closed",
            asks="closing_reason", approval=True, forward=False,
        ),
    ),
    lists=read(HERE.with_name("lists.yaml")),
    law=read_law(HERE.with_name("law.yaml")),
    books=read_books(HERE.with_name("books.yaml")),
    counts=counts,
)  # fmt: skip
