"""The lists of a pathway, dated data read from a file beside it: reasons, services, forms, delays, retention.

Words stand in the file in every language of the house.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml

from terrain.casework.enums import Risk
from terrain.core.entries import Entry, Strict, Texts
from terrain.core.texts import said


class Answer(Entry):
    """A possible answer and what it scores."""

    score: int = 0


class Question(Entry):
    """A question of a form. ``kind``: one answer of ``answers``, a whole number, yes/no (scores ``score`` for yes), or free words (never scored, sealed)."""

    kind: Literal["choice", "number", "yes_no", "words"]
    answers: tuple[Answer, ...] = ()
    score: int = 0
    smallest: int = 0
    largest: int = 1000
    domain: str = ""


class Band(Strict):
    """From which total on an assessment reads as this; ``risk`` proposes a level of risk."""

    at_least: int
    text: Texts
    risk: Risk | None = None

    def __str__(self) -> str:
        return said(self.text)


class Form(Entry):
    """An assessment form: versioned by its dates, repeated and compared. ``repeat_days``: when to do it again."""

    questions: tuple[Question, ...]
    bands: tuple[Band, ...] = ()
    repeat_days: int | None = None


class RiskRule(Strict):
    """What a level of risk asks for: first action within ``act_hours``, seen again every ``see_days``; ``weight`` in a caseload."""

    level: Risk
    act_hours: int
    see_days: int
    weight: int
    source: str


class Retention(Strict):
    """How long a closed file is kept: ``months`` after closing, warned ``warn_days`` before; ``source`` says why."""

    months: int
    warn_days: int = 30
    source: str


E_ = TypeVar("E_", bound=Entry)


class Lists(Strict):
    """Everything that a pathway's people may choose from."""

    checked: date
    entry_reasons: tuple[Entry, ...] = ()
    closing_reasons: tuple[Entry, ...] = ()
    services: tuple[Entry, ...] = ()
    forms: tuple[Form, ...] = ()
    risks: tuple[RiskRule, ...] = ()
    retention: Retention

    def choices(self, name: str, on: date) -> list[tuple[str, str]]:
        """(code, words) of the entries of list ``name`` that may be chosen on ``on``."""
        return [(entry.code, str(entry)) for entry in getattr(self, name) if entry.holds(on)]

    def words(self, name: str, code: str) -> str:
        """The words of an entry, also of one that no longer holds; the code itself when it is not known."""
        return next((str(entry) for entry in getattr(self, name) if entry.code == code), code)

    def form(self, code: str, on: date) -> Form:
        """The version of form ``code`` that holds on ``on``. Raises ``LookupError``."""
        found = next((form for form in self.forms if form.code == code and form.holds(on)), None)
        if found is None:
            raise LookupError(f"no form {code!r} on {on}")
        return found

    def risk(self, level: str) -> RiskRule | None:
        """What this level asks for."""
        return next((rule for rule in self.risks if rule.level == level), None)

    def codes(self, on: date) -> dict[str, Any]:
        """The codes that hold on ``on``, list by list."""
        names = ("entry_reasons", "closing_reasons", "services", "forms")
        return {name: [entry.code for entry in getattr(self, name) if entry.holds(on)] for name in names} | {
            "risks": [rule.level.value for rule in self.risks],
            "retention_months": self.retention.months,
        }


@lru_cache
def read(path: Path) -> Lists:
    """The lists of a file. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Lists.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
