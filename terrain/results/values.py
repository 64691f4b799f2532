"""Each target beside its value: computed from facts, or declared, or not yet measured (which is never 0)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np

from terrain.core.texts import said
from terrain.facts.counting import BANDS, SEXES, Book, Tally
from terrain.facts.declarations import Declared, declared_in
from terrain.programmes.models import Project, Target
from terrain.results.enums import Combine, Count, Once, State
from terrain.results.exposure import exposure_of
from terrain.results.models import DeclaredValue
from terrain.results.periods import WHOLE, Period, month_of
from terrain.results.rules import Rule, rule_of

Told = DeclaredValue | Declared
"""A figure that somebody declares by hand, or that a record declares."""
NOTHING = Tally(0, 0, 0, 0, np.zeros((len(SEXES), len(BANDS) + 1), dtype=np.int64))


@dataclass(frozen=True)
class Value:
    """What a target has reached in a period.

    ``achieved`` is None when nothing answers it (or a share has nobody to be a share of); a computed 0 is a true 0. For
    a share it is a percentage beside ``numerator`` and ``denominator``. ``declared`` are the declarations of the
    period; they make the value only where no rule does, and are never added to what is counted. A ``floor`` is the least that is
    known: beside it stands an estimate (``facts.estimates``), never in its place.
    """

    target: Target
    state: State
    achieved: int | None
    tally: Tally = NOTHING
    numerator: int | None = None
    denominator: int | None = None
    declared: tuple[Told, ...] = field(default=())


class Reckoning:
    """All that answers the targets of some projects, read once: a constant number of queries."""

    def __init__(
        self,
        targets: Sequence[Target],
        book: Book,
        declared: Iterable[DeclaredValue],
        recorded: Iterable[Declared] = (),
    ) -> None:
        self.targets = targets
        self.book = book
        self.rules = {target.pk: rule_of(target) for target in targets}
        self.declared: dict[int, list[Told]] = {}
        for one in declared:
            self.declared.setdefault(one.target_id, []).append(one)
        named = {(target.project_id, target.code): target.pk for target in targets}
        for told in recorded:
            if (pk := named.get((told.project_id, told.code))) is not None:
                self.declared.setdefault(pk, []).append(told)

    @classmethod
    def read(cls, projects: Iterable[Project]) -> "Reckoning":
        """Read targets, counted cells and declared values of ``projects``."""
        ids = [project.pk for project in projects]
        targets = list(
            Target.objects.filter(project__in=ids, retired=False)
            .select_related("project", "line")
            .order_by("project__position", "position")
        )
        declared = DeclaredValue.objects.standing().filter(target__project__in=ids).select_related("declared_by")
        return cls(targets, Book.read(ids), declared, declared_in(ids))

    def value(self, target: Target, period: Period = WHOLE) -> Value:
        """The value of one of the targets in a period."""
        told = tuple(one for one in self.declared.get(target.pk, ()) if in_period(one, period))
        rule = self.rules[target.pk]
        if rule is not None:
            return self._computed(target, rule, period, told)
        if told:
            return Value(target, State.DECLARED, combined(told), declared=told)
        return Value(target, State.NONE, None)

    def recorded(self, target: Target) -> list[Declared]:
        """What records declare for a target, whenever it was."""
        return [one for one in self.declared.get(target.pk, ()) if isinstance(one, Declared)]

    def _computed(self, target: Target, rule: Rule, period: Period, told: tuple[Told, ...]) -> Value:
        tally = self.tally(target, period)
        if rule.count != Count.RATIO:
            state = State.FLOOR if rule.is_floor else State.COMPUTED
            return Value(target, state, counted(rule, tally), tally, declared=told)
        whole = self._tally(target.project_id, replace(rule, of=rule.per), period).distinct
        share = round(100 * tally.distinct / whole) if whole else None
        return Value(target, State.COMPUTED, share, tally, tally.distinct, whole, told)

    def tally(self, target: Target, period: Period) -> Tally:
        """What the target's rule counts in a period; nothing without a rule."""
        rule = self.rules[target.pk]
        return NOTHING if rule is None else self._tally(target.project_id, rule, period)

    def _tally(self, project: int, rule: Rule, period: Period) -> Tally:
        windows = windows_of(rule.once, period, self.book.span(project))
        return reduce(higher if rule.is_floor else added, self.book.tallies([project], rule.of, windows), NOTHING)

    def new_by_month(self, target: Target) -> dict[int, int]:
        """Month → subjects counted then for the first time in the project; empty without a rule, and for a floor, whose subjects are
        others in each window."""
        rule = self.rules[target.pk]
        return {} if rule is None or rule.is_floor else self.book.new_by_month([target.project_id], rule.of)


def counted(rule: Rule, tally: Tally) -> int:
    """The figure that a rule takes from a tally."""
    if rule.count == Count.OCCURRENCES:
        return tally.occurrences
    return tally.quantity if rule.count == Count.QUANTITY else tally.distinct


def added(one: Tally, other: Tally) -> Tally:
    """Two windows together: whoever is in both counts in both, which is what their rule says."""
    return Tally(
        one.occurrences + other.occurrences,
        one.with_identity + other.with_identity,
        one.distinct + other.distinct,
        one.quantity + other.quantity,
        one.cells + other.cells,
    )


def higher(one: Tally, other: Tally) -> Tally:
    """The window in which more were counted; of equals the first."""
    return other if other.distinct > one.distinct or one is NOTHING else one


def windows_of(once: Once, period: Period, span: tuple[int, int] | None) -> list[tuple[int | None, int | None]]:
    """The stretches of ``period`` within which the same one counts once: one, or one a year or a month of ``span``."""
    if once == Once.PROJECT:
        return [(period.first, period.last)]
    if span is None:
        return []
    length = 12 if once == Once.YEAR else 1
    first = max(span[0], period.first if period.first is not None else span[0])
    last = min(span[1], period.last if period.last is not None else span[1])
    starts = range(first - first % length, last + 1, length)
    return [(max(start, first), min(start + length - 1, last)) for start in starts]


def in_period(declared: Told, period: Period) -> bool:
    """Whether a declaration lies wholly in a period: one that only touches it says nothing of it."""
    return period.holds(month_of(declared.first_month), month_of(declared.last_month))


def combined(declared: Iterable[Told]) -> int:
    """Several declarations of one target as one figure: the highest of those that may overlap, plus those that do not."""
    told = list(declared)
    highest = max((one.value for one in told if one.combine == Combine.HIGHEST), default=0)
    return highest + sum(one.value for one in told if one.combine == Combine.SUM)


def values_as_json(project_code: str | None = None) -> list[dict[str, Any]]:
    """Every target beside its value, for scripts: the keys of ``docs/reference/command-line.md``."""
    projects = Project.objects.filter(code=project_code) if project_code else Project.objects.all()
    reckoning = Reckoning.read(projects)
    return [_as_json(reckoning.value(target), reckoning.rules[target.pk]) for target in reckoning.targets]


def _as_json(value: Value, rule: Rule | None) -> dict[str, Any]:
    target, by_sex = value.target, value.tally.by_sex() if value.state == State.COMPUTED else None
    small = 0 if rule is None or by_sex is None else exposure_of(by_sex.values(), rule.minimum).small
    return {
        "project": target.project.code,
        "line": target.code,
        "text": said(target.text, "fr"),
        "target": target.value,
        "qualifier": target.qualifier or None,
        "unit": target.unit,
        "achieved": value.achieved,
        "state": value.state.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "by_sex": by_sex,
        "small": small,
    }
