"""A mother who may have to part with her child, as a table: met, a plan with her, support, followed up.

Sealed from the first instant. It is agreed how she may be reached before anything else; and she is given time: while she thinks over
whether to entrust her child, her file is not closed, and not as if she had unless she said so again, freely, afterwards.
"""

from datetime import date
from itertools import takewhile
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.booked import Told, entries_of, told
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


def check_first(case: Case) -> None:
    """What a plan with her asks first. Raises ``Denied``."""
    check_woman(case)
    check_reachable(case)


def check_woman(case: Case) -> None:
    """A mother is helped. Raises ``Denied`` for somebody who is known as a man: he counts for no mother."""
    if case.person is not None and case.person.stands_as.sex == "M":
        raise Denied(_("This file is for a mother. A father is accompanied in another kind of file."))


def check_reachable(case: Case) -> None:
    """Nobody writes to her or rings her before she said how. Raises ``Denied`` while her file says no way that she allows."""
    if case.person is None:
        return
    known, _version = profile_of(case.person.stands_as)
    if all(rule.channel in known.never for rule in known.rules):
        raise Denied(_("First write down with her how she may be reached, and how never."))


def _said(case: Case) -> list[Told]:
    """What she said of her child since she last said that she would keep it, the newest first."""
    asked = case.pathway.book("decision").asked("wish")
    said = told(entries_of(case, "decision"), case)
    return list(takewhile(lambda one: one.answers.get("wish") not in asked.marked("keeps"), said))


def _until(case: Case, said: list[Told]) -> date | None:
    asked, law = case.pathway.book("decision").asked("wish"), case.pathway.law
    away = asked.marked("entrusts") | asked.marked("confirms")
    began = [one.entry.day for one in said if one.answers.get("wish") in away]
    return law.clock("time_to_think").last_day(began[-1]) if began and law is not None else None


def thinks_until(case: Case) -> date | None:
    """The last day of her time to think, counted from when she first said that she would entrust her child. Only when she says that she
    keeps it her time is over: one who hesitates thinks on."""
    return _until(case, _said(case))


def check_given_time(case: Case) -> None:
    """Nothing is ended while she thinks it over, nor as if she had entrusted her child before she freely said so again, afterwards.
    Raises ``Denied``."""
    said = _said(case)
    until = _until(case, said)
    if until is not None and clock.today() <= until:
        raise Denied(_("She has until %(day)s to think it over. Talk with her again first.") % {"day": dated(until)})
    if case.closing_reason == "child_entrusted" and not (until is not None and _confirmed(said[0], until)):
        raise Denied(
            _(
                "She has not said freely, after the time to think, that she entrusts her child. Talk with her again first."
            )
        )


def _confirmed(one: Told, until: date) -> bool:
    """Whether she said it again, alone, not pressed, knowing of all the help and of what follows, once her time to think was over."""
    free = {"told_help": "yes", "alone": "yes", "pressed": "no", "understands": "yes"}
    confirms = one.book.asked("wish").marked("confirms")
    return one.entry.day > until and one.answers.get("wish") in confirms and free.items() <= one.answers.items()


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
        Transition("plan", _("Make a plan with her"), ("met",), "support_plan", needs=check_first),
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
