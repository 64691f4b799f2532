"""By what a policy experiment is measured: named selections of facts, or a promise of its project; before and after, read live.

A figure is of the whole project and of whole months. One from 1 to 4 is not told, from 1 to 9 where it may speak of sealed files, and a
true 0 is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.utils.translation import gettext_lazy as _

from terrain.core.entries import Entry, Strict
from terrain.core.policies import Denied
from terrain.core.texts import said
from terrain.facts.counting import Book, Selection, Tally
from terrain.facts.registry import kind_of
from terrain.network.models import Experiment
from terrain.programmes.models import Target

FILE = Path(__file__).with_name("reference") / "indicators.yaml"
FEW, FEW_SEALED = 5, 10
"""Smallest figure that is told: of ordinary kinds of facts, and of those that may speak of sealed files."""
SUBJECTS, OCCURRENCES = "subjects", "occurrences"


class Indicator(Entry):
    """A named selection. ``better``: whether more of it, or fewer, is what one hopes for."""

    kind: str
    where: dict[str, tuple[str, ...]]
    count: Literal["subjects", "occurrences"]
    better: Literal["more", "fewer"]

    @property
    def selections(self) -> tuple[Selection, ...]:
        """What it counts."""
        return (_selection({"kind": self.kind, "where": self.where}),)


class Indicators(Strict):
    """The list."""

    checked: date
    indicators: tuple[Indicator, ...]


@lru_cache
def indicators() -> dict[str, Indicator]:
    """Code → indicator. Raises ``pydantic.ValidationError`` naming what is wrong."""
    read = Indicators.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    return {one.code: one for one in read.indicators}


@dataclass(frozen=True)
class Measure:
    """What is counted, how, and under which number a figure is not told."""

    words: str
    selections: tuple[Selection, ...]
    count: str
    better: str = "more"

    @property
    def floor(self) -> int:
        """The smallest figure that is told."""
        sealed = any(kind_of(part.kind).seals(dict(part.where)) for part in self.selections)
        return FEW_SEALED if sealed else FEW

    def figure(self, tally: Tally) -> int:
        """What it counts of a tally."""
        return tally.distinct if self.count == SUBJECTS else tally.occurrences


def _selection(part: Mapping[str, Any]) -> Selection:
    where = part.get("where") or {}
    return Selection(
        str(part["kind"]), tuple(sorted((name, frozenset(map(str, _listed(v)))) for name, v in where.items()))
    )


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list | tuple) else [values]


def measurable(target: Target) -> bool:
    """Whether a promise has a rule that counts people or times; a share or an audience is not measured this way."""
    rule = target.rule
    return bool(
        rule
        and rule.get("count") in {SUBJECTS, OCCURRENCES}
        and rule.get("across", "sum") == "sum"
        and isinstance(rule.get("of"), list)
    )


def measure_of(experiment: Experiment) -> Measure | None:
    """By what an experiment is measured; ``None`` when nothing is said, or what is said cannot be counted any more."""
    target = experiment.target
    if target is not None:
        if not measurable(target) or target.rule is None:
            return None
        return Measure(
            said(target.text) or target.code, tuple(map(_selection, target.rule["of"])), target.rule["count"]
        )
    one = indicators().get(experiment.indicator)
    return Measure(str(one), one.selections, one.count, one.better) if one is not None else None


def check_measure(experiment: Experiment) -> None:
    """One indicator, two windows of whole months, the second after the first. Raises ``Denied``."""
    if experiment.indicator and experiment.target_id:
        raise Denied(_("One indicator, or one promise of the project: not both."))
    if measure_of(experiment) is None:
        raise Denied(_("This cannot be counted: choose another indicator."))
    days = (experiment.before_first, experiment.before_last, experiment.after_first, experiment.after_last)
    if None in days:
        raise Denied(_("Say both windows: the months before, and the months after."))
    known = [day for day in days if day is not None]
    if known[0] > known[1] or known[2] > known[3]:
        raise Denied(_("A window ends after it begins."))
    if known[1] >= known[2]:
        raise Denied(_("The months after begin once the months before are over."))


@dataclass(frozen=True)
class Window:
    """A figure of some months. ``figure``: ``None`` when it is too small to be told; ``begun``, ``complete``: as of today; ``elapsed``: months that are over."""

    first: date
    last: date
    months: int
    figure: int | None
    begun: bool = True
    complete: bool = True
    elapsed: int = 0


@dataclass(frozen=True)
class Reading:
    """What is measured, before and after, as it stands now. ``floor``: figures under it are not told, save 0."""

    measure: Measure
    before: Window
    after: Window

    @property
    def floor(self) -> int:
        """The smallest figure that is told."""
        return self.measure.floor

    @property
    def equal(self) -> bool:
        """Whether both windows are equally long: as much of both is over, or, as long as the second is to come, is planned."""
        if not self.after.begun:
            return self.before.months == self.after.months
        return self.before.elapsed == self.after.elapsed

    @property
    def highest(self) -> int:
        """The larger figure, at least 1."""
        return max(self.before.figure or 0, self.after.figure or 0, 1)


def reading_of(experiment: Experiment, today: date) -> Reading | None:
    """The live figures of an experiment whose measure is said; a constant number of queries."""
    measure = measure_of(experiment)
    days = (experiment.before_first, experiment.before_last, experiment.after_first, experiment.after_last)
    if measure is None or None in days:
        return None
    first, last, then, until = (day for day in days if day is not None)
    book = Book.read([experiment.project_id])
    windows = [(_month(first), _month(last)), (_month(then), _month(until))]
    before, after = book.tallies([experiment.project_id], measure.selections, windows)
    return Reading(measure, _window(first, last, measure, before, today), _window(then, until, measure, after, today))


def _window(first: date, last: date, measure: Measure, tally: Tally, today: date) -> Window:
    figure = measure.figure(tally)
    told = None if 0 < figure < measure.floor else figure
    months = _month(last) - _month(first) + 1
    elapsed = max(min(months, _month(today) - _month(first)), 0)
    return Window(first, last, months, told, first <= today, _month(last) < _month(today), elapsed)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
