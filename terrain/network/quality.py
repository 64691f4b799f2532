"""How much an entry of the directory says of what is needed to send somebody there: a score that is explained, and never kept.

It is computed when it is read: what weighs how much is dated data (``reference/quality.yaml``), and an entry ages by itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field, model_validator

from terrain.core import clock
from terrain.core.entries import LANGUAGES, Entry, Strict, Texts
from terrain.core.texts import said
from terrain.network.enums import Freshness
from terrain.network.models import Service

FILE = Path(__file__).with_name("reference") / "quality.yaml"
LOW, HIGH = 50, 80
"""Below the first an entry is poor; from the second on it is good."""


FEW = 3
"""Gaps that are said first."""


class Criterion(Entry):
    """Something that a good entry says. ``field``: where it is added in the form of an entry."""

    weight: int = Field(gt=0)
    field: str
    missing: Texts

    @property
    def missing_words(self) -> str:
        """What is said when it is not there."""
        return said(self.missing)

    @model_validator(mode="after")
    def _missing_in_every_language(self) -> "Criterion":
        if set(self.missing) != LANGUAGES:
            raise ValueError(f"{self.code}: what is missing, in each language")
        return self


class Rules(Strict):
    """What is looked for, and for how many days places that were said stay news."""

    checked: date
    lately_days: int = Field(gt=0)
    criteria: tuple[Criterion, ...]

    @model_validator(mode="after")
    def _each_can_be_looked_for(self) -> "Rules":
        if unknown := {one.code for one in self.criteria} - set(FOUND):
            raise ValueError(f"nothing tells whether an entry has: {', '.join(sorted(unknown))}")
        return self


FOUND: Mapping[str, Callable[[Service, date, int], bool]] = {
    "contact": lambda service, day, lately: bool(service.phone or service.email),
    "audience": lambda service, day, lately: bool(service.audience),
    "how": lambda service, day, lately: bool(service.referred_by and service.channels),
    "reviewed": lambda service, day, lately: service.freshness_on(day) != Freshness.OVERDUE,
    "place": lambda service, day, lately: bool(service.place_id and service.address),
    "hours": lambda service, day, lately: bool(service.hours),
    "keeper": lambda service, day, lately: service.keeper is not None and service.keeper.is_active,
    "languages": lambda service, day, lately: bool(service.languages),
    "documents": lambda service, day, lately: bool(service.documents),
    "cost": lambda service, day, lately: bool(service.cost),
    "capacity": lambda service, day, lately: (
        service.places_said_on is not None and service.places_said_on >= day - timedelta(lately)
    ),
}
"""Criterion → (service, day, how many days news stays) → whether the entry has it."""


@lru_cache
def rules() -> Rules:
    """The criteria. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Rules.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Quality:
    """The score of an entry, from 0 to 100: the share of the weights of what it says. ``missing``: what it does not, heaviest first."""

    score: int
    present: tuple[Criterion, ...]
    missing: tuple[Criterion, ...]

    @property
    def first(self) -> tuple[Criterion, ...]:
        """What to add first."""
        return self.missing[:FEW]

    @property
    def later(self) -> tuple[Criterion, ...]:
        """What can wait."""
        return self.missing[FEW:]

    @property
    def tone(self) -> str:
        """The colour beside the number."""
        return "bad" if self.score < LOW else "warn" if self.score < HIGH else "ok"


@dataclass(frozen=True)
class Part:
    """How many of the entries say something, and the share of them in percent."""

    criterion: Criterion
    having: int
    of: int

    @property
    def share(self) -> int:
        """In percent."""
        return round(100 * self.having / self.of) if self.of else 0

    @property
    def without(self) -> int:
        """How many do not say it."""
        return self.of - self.having


def quality_of(service: Service, day: date | None = None) -> Quality:
    """What the entry says, and what it does not, on ``day`` (default: today). Reads nothing but its keeper."""
    on, known = day or clock.today(), rules()
    asked = [one for one in known.criteria if one.holds(on)]
    present = tuple(one for one in asked if FOUND[one.code](service, on, known.lately_days))
    missing = tuple(sorted((one for one in asked if one not in present), key=lambda one: -one.weight))
    whole = sum(one.weight for one in asked)
    return Quality(sum(one.weight for one in present) * 100 // whole if whole else 100, present, missing)


def worst_first(services: Iterable[Service]) -> list[tuple[Service, Quality]]:
    """Each with its quality, the poorest first."""
    found = [(service, quality_of(service)) for service in services]
    return sorted(found, key=lambda pair: (pair[1].score, str(pair[0].name), pair[0].pk))


def whole_score(found: Sequence[tuple[Service, Quality]]) -> int | None:
    """The score of the directory: the mean of its entries, rounded; ``None`` when there is none."""
    return round(sum(quality.score for _service, quality in found) / len(found)) if found else None


def parts(found: Sequence[tuple[Service, Quality]]) -> list[Part]:
    """For each criterion how many entries have it, the one that is most missing first."""
    asked = [one for one in rules().criteria if one.holds(clock.today())]
    told = [Part(one, sum(one in quality.present for _service, quality in found), len(found)) for one in asked]
    return sorted(told, key=lambda part: (part.share, -part.criterion.weight))
