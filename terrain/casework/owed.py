"""What the law asks of a file, made ready for its page: which delays run, what is owed at this stage, by which text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from terrain.casework.accompanied import in_my_hands
from terrain.casework.clocks import Running, clocks_in
from terrain.casework.kinds import CaseKind, kinds
from terrain.casework.law import BIRTH, Law, LegalText, Rule
from terrain.casework.models import Case, Milestone, RuleConfirmed
from terrain.casework.policies.cases import check_work
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.http import Request
from terrain.core.policies import verdict

PRESSING = {"over", "soon", "waited"}
"""States of a clock that ask for something."""


@dataclass(frozen=True)
class Said:
    """A rule and the text it rests on. ``sure``: the page that states it was read, a lawyer confirmed it since, or it is no law."""

    rule: Rule
    text: LegalText
    confirmed: RuleConfirmed | None = None

    @property
    def sure(self) -> bool:
        """Without it the page says that a lawyer has to check it."""
        return self.confirmed is not None or self.rule.verified or self.text.own


@dataclass(frozen=True)
class Told:
    """A clock as a page tells it: where it stands today, days left, and the rule behind it."""

    running: Running
    state: str
    left: int
    said: Said


def said_of(kind: CaseKind, law: Law, rules: Iterable[Rule]) -> list[Said]:
    """These rules with their texts and what a lawyer said of them as they now read; one query."""
    known = {
        (one.rule, one.fingerprint): one for one in RuleConfirmed.objects.filter(kind=kind.code).select_related("by")
    }
    return [Said(rule, law.text(rule.law), known.get((rule.code, rule.fingerprint))) for rule in rules]


def clocks_told(case: Case, law: Law, on: date) -> list[Told]:
    """The clocks that began in this file, those that run first."""
    found = clocks_in(case, law)
    rules = said_of(case.pathway, law, [one.clock for one in found])
    return [Told(one, one.state(on), one.left(on), said) for one, said in zip(found, rules, strict=True)]


def dates_told(case: Case, law: Law) -> list[tuple[str, Milestone]]:
    """The dates that hold, in order, with their words."""
    standing = [one for one in case.milestones.all() if one.withdrawn_at is None]
    return [(law.words(one.code), one) for one in sorted(standing, key=lambda one: (one.day, one.pk))]


@dataclass(frozen=True)
class Late:
    """A clock of an open file that is over, nearly so, or was waited for. ``over``: its last day has passed, and something is late."""

    case: Case
    running: Running
    over: bool


def running_out(viewer: Viewer) -> list[Late]:
    """The clocks that are over or end soon in the open files in the viewer's hands, the longest over first; two queries."""
    today, lawful = clock.today(), [kind.code for kind in kinds() if kind.law is not None]
    mine = in_my_hands(viewer).filter(kind__in=lawful)
    found = []
    for case in mine.listed().select_related("person__merged_into").prefetch_related("milestones"):
        law = case.pathway.law
        for one in clocks_in(case, law) if law is not None else []:
            if (state := one.state(today)) in PRESSING:
                found.append(Late(case, one, state == "over"))
    return sorted(found, key=lambda late: late.running.last_day)


def running_in(case: Case) -> list[Running]:
    """The delays of a file that nothing has ended yet, birthdays left out: said before it is closed."""
    law, today = case.pathway.law, clock.today()
    found = clocks_in(case, law) if law is not None else []
    return [one for one in found if one.stopped is None and one.clock.begins != BIRTH and one.state(today) != "waited"]


def law_section(request: Request, case: Case) -> dict[str, Any] | None:
    """The part of a file's page; nothing where no law stands beside the kind."""
    law, today = case.pathway.law, clock.today()
    if law is None:
        return None
    told = clocks_told(case, law, today)
    pressing = [one for one in told if case.is_open and one.state in PRESSING]
    return {
        "pressing": pressing,
        "clocks": [one for one in told if one not in pressing],
        "dates": dates_told(case, law),
        "duties": said_of(case.pathway, law, law.owed(case.stage, today)),
        "may_write": verdict(check_work, request.viewer, case),
    }
