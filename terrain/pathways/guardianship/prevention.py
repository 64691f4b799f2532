"""A mother who may have to part with her child, as a table: met, a plan with her, support, followed up.

Sealed from the first instant. It is agreed how she may be reached before anything else; and she is given time: while she thinks over
whether to entrust her child, her file is not closed.
"""

from datetime import date
from itertools import takewhile
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.booked import entries_of, told
from terrain.casework.books import read as read_books
from terrain.casework.kinds import CaseKind, Stage, Transition
from terrain.casework.law import read as read_law
from terrain.casework.lists import read
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.core.ui.wording import dated
from terrain.people.models.profiles import profile_of

HERE = Path(__file__)


def check_reachable(case: Case) -> None:
    """Nobody writes to her or rings her before she said how. Raises ``Denied`` while her file does not say it."""
    if case.person is None:
        return
    known, _version = profile_of(case.person.stands_as)
    if not known.rules and not known.never:
        raise Denied(_("First write down with her how she may be reached, and how never."))


def thinks_until(case: Case) -> date | None:
    """The last day of her time to think, counted from the first of her newest words in a row that say she would entrust her child."""
    law = case.pathway.law
    term = next((one for one in law.clocks if one.code == "time_to_think"), None) if law is not None else None
    said = told(entries_of(case, "decision"), case)
    asked = case.pathway.book("decision").asked("wish")
    away = asked.marked("entrusts") | asked.marked("confirms")
    row = list(takewhile(lambda one: one.answers.get("wish") in away, said))
    return term.last_day(row[-1].entry.day) if row and term is not None else None


def check_given_time(case: Case) -> None:
    """Nothing is ended while she thinks it over. Raises ``Denied`` until that time has passed."""
    until = thinks_until(case)
    if until is not None and clock.today() <= until:
        raise Denied(_("She has until %(day)s to think it over. Talk with her again first.") % {"day": dated(until)})


PREVENTION = CaseKind(
    code="prevention",
    label=_("Mother and child staying together"),
    noun=ngettext_lazy("%(count)d mother helped to keep her child", "%(count)d mothers helped to keep their children", "count"),
    sealed=True,
    stages=(
        Stage("met", _("Met"), days=3),
        Stage("support_plan", _("A plan with her"), days=7),
        Stage("support", _("Support"), days=120),
        Stage("follow_up", _("Follow-up")),
        Stage("closed", _("Closed"), final=True),
    ),
    transitions=(
        Transition("plan", _("Make a plan with her"), ("met",), "support_plan", needs=check_reachable),
        Transition("help", _("Begin the support"), ("support_plan",), "support"),
        Transition("follow", _("Follow up"), ("support",), "follow_up"),
        Transition("plan_again", _("Make another plan with her"), ("support", "follow_up"), "support_plan", asks="note",
                   forward=False),
        Transition("close", _("Close the file"), ("met", "support_plan", "support", "follow_up"), "closed",
                   asks="closing_reason", approval=True, needs=check_given_time, forward=False),
    ),
    lists=read(HERE.with_name("prevention_lists.yaml")),
    law=read_law(HERE.with_name("prevention_law.yaml")),
    books=read_books(HERE.with_name("prevention_books.yaml")),
)  # fmt: skip
