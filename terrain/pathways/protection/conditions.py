"""In which conditions girls are judged: shares straight from hearings and measures, each told only when it speaks of enough girls.

Years that are over, one at a time, for a whole project: no town, no centre, no sum over years, and no figure that grows by one hearing
from one day to the next, so that nothing can be worked out by taking one from another.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.facts.models import Fact
from terrain.pathways.protection.kind import PROTECTION
from terrain.programmes.models import Project

SMALLEST = 10
"""Girls that each side of a share speaks of, or none: the smallest cell of a kind that is sealed."""

Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Condition:
    """A share of the facts of a kind: those of ``part`` among those of ``whole`` (attribute → the values that count)."""

    code: str
    words: Any
    kind: str
    part: Where
    whole: Where


GIRLS: dict[str, tuple[str, ...]] = {"case_kind": (PROTECTION.code,)}
FIRST = GIRLS | {"clock": ("first_hearing",)}
KNOWN: dict[str, Where] = {
    "lawyer": GIRLS | {"lawyer": ("present", "missing")},
    "inquiry": GIRLS | {"inquiry": ("before", "late", "missing", "not_ordered")},
    "heard": GIRLS | {"heard": ("yes", "no")},
}
"""Among which it is counted: where nothing was written down, nothing is known."""
CONDITIONS = (
    Condition("lawyer", _("Hearings with her lawyer present"), "hearing", {"lawyer": ("present",)}, KNOWN["lawyer"]),
    Condition("inquiry", _("Social inquiry filed before the hearing"), "hearing", {"inquiry": ("before",)}, KNOWN["inquiry"]),
    Condition("heard", _("Hearings at which she could speak"), "hearing", {"heard": ("yes",)}, KNOWN["heard"]),
    Condition("proposed", _("Hearings at which an alternative was proposed"), "hearing",
              {"alternative": ("proposed", "accepted")}, GIRLS),
    Condition("accepted", _("Alternatives that the judge accepted, of those proposed"), "hearing",
              {"alternative": ("accepted",)}, GIRLS | {"alternative": ("proposed", "accepted")}),
    Condition("reviewed", _("Measures reviewed in time, of those to be reviewed"), "review", {"state": ("in_time",)}, GIRLS),
    Condition("first", _("First hearing within the delay"), "legal_clock", {"in_time": ("yes",)}, FIRST),
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """A condition as it is told. ``percent`` is ``None`` when nothing was recorded, or when it would point at somebody (``hidden``)."""

    condition: Condition
    percent: int | None
    of: int | None
    hidden: bool


@dataclass(frozen=True)
class Days:
    """The median of days until a first hearing; ``None`` when there was none, or when it speaks of too few girls (``hidden``)."""

    median: int | None
    hidden: bool


@dataclass(frozen=True)
class Counted:
    """A fact as this page reads it."""

    girl: int | None
    attributes: Mapping[str, str]
    days: int


def _fits(attributes: Mapping[str, str], where: Where) -> bool:
    return all(attributes.get(name, "") in values for name, values in where.items())


def may_be_told(sides: Iterable[set[int | None]]) -> bool:
    """Whether every side is nobody, or at least ``SMALLEST`` girls."""
    return all(not girls or len(girls) >= SMALLEST for girls in sides)


def share_of(condition: Condition, facts: Iterable[Counted]) -> Share:
    """The share, hidden when either side of it is a few girls. Pure."""
    whole = [one for one in facts if _fits(one.attributes, condition.whole)]
    inside = [_fits(one.attributes, condition.part) for one in whole]
    sides: list[set[int | None]] = [
        {one.girl for one, within in zip(whole, inside, strict=True) if within is side} for side in (True, False)
    ]
    if not whole:
        return Share(condition, None, 0, hidden=False)
    if not may_be_told(sides):
        return Share(condition, None, None, hidden=True)
    return Share(condition, round(100 * sum(inside) / len(whole)), len(whole), hidden=False)


def _read(project: Project, year: int) -> dict[str, list[Counted]]:
    kinds = sorted({condition.kind for condition in CONDITIONS})
    found = Fact.objects.filter(
        project=project, variant__kind__in=kinds, month__gte=year * 12, month__lt=year * 12 + 12
    )
    told: dict[str, list[Counted]] = {kind: [] for kind in kinds}
    rows = found.values_list("variant__kind", "variant__attributes", "subject", "quantity")
    for kind, attributes, subject, quantity in rows:
        told[kind].append(Counted(subject, json.loads(attributes), quantity))
    return told


def shares(project: Project, year: int) -> tuple[list[Share], Days]:
    """Every condition in ``year``, and how long a first hearing took; one query."""
    facts = _read(project, year)
    first = [one for one in facts["legal_clock"] if _fits(one.attributes, FIRST)]
    enough = len({one.girl for one in first}) >= SMALLEST
    days = round(median(one.days for one in first)) if enough else None
    told = [share_of(condition, facts[condition.kind]) for condition in CONDITIONS]
    return told, Days(days, hidden=bool(first) and not enough)
