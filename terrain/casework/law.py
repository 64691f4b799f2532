"""The law that files of a kind meet, dated data read from ``law.yaml`` beside the pathway's lists.

Texts, the dates that matter, clocks that run from one date until another, duties owed at each stage. Each rule names its
text and article, and says whether the page that states it was read (``verified``); a lawyer confirms it in the product.
"""

import calendar
import hashlib
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, model_validator

from terrain.core.entries import LANGUAGES, Entry, Strict, Texts
from terrain.core.texts import said

BIRTH = "birth"
"""The date that no file writes down: the person's own birth, when its day is known."""


class LegalText(Entry):
    """A law, a convention, a circular. ``reference``: as it is cited; ``source``: what was read, where, on day ``checked``.

    ``own``: no law, but a rule that the programme gave itself; no lawyer has to confirm it.
    """

    reference: str
    source: str
    checked: date
    verified: bool = False
    own: bool = False


class Rule(Entry):
    """Something that a text says. ``law``: the code of the text; ``article``: blank when it is not known."""

    law: str
    article: str = ""
    verified: bool = False

    @property
    def fingerprint(self) -> str:
        """A mark of everything that it says: a confirmation holds for what was read, not for what is changed later."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


class Clock(Rule):
    """A delay: from the date ``begins`` until one of ``stops`` is written down. Exactly one of days, months, years.

    ``warn_days``: how long before its end it is said. ``afterwards``: what remains possible when it is over. ``waits``: it is there
    to be waited for, since it protects somebody (a posting, a time to think); nothing is late when it is over. ``beforehand``: what
    was done before it began is done. ``anew``: a newer beginning takes the place of the one before (a contact kept up, not a danger).
    """

    begins: str
    stops: tuple[str, ...]
    days: int | None = Field(default=None, ge=1)
    months: int | None = Field(default=None, ge=1)
    years: int | None = Field(default=None, ge=1)
    warn_days: int = Field(default=7, ge=0)
    afterwards: Texts | None = None
    waits: bool = False
    beforehand: bool = False
    anew: bool = False

    @model_validator(mode="after")
    def _one_length(self) -> "Clock":
        if sum(length is not None for length in (self.days, self.months, self.years)) != 1:
            raise ValueError(f"{self.code}: exactly one of days, months, years")
        if self.afterwards is not None and set(self.afterwards) != LANGUAGES:
            raise ValueError(f"{self.code}: what remains possible, in every language")
        return self

    def last_day(self, began: date) -> date:
        """The last day on which it is in time, counted from the day after ``began``; a month has the days it has."""
        if self.days is not None:
            return began + timedelta(self.days)
        months = self.months if self.months is not None else 12 * (self.years or 0)
        year, month = divmod(began.month - 1 + months, 12)
        year, month = began.year + year, month + 1
        return date(year, month, min(began.day, calendar.monthrange(year, month)[1]))

    def remains(self) -> str:
        """What remains possible afterwards, in the active language; blank when nothing is said."""
        return said(self.afterwards) if self.afterwards is not None else ""


class Duty(Rule):
    """What is owed to the person while her file stands at one of ``stages``."""

    stages: tuple[str, ...]


class Law(Strict):
    """Everything that a kind's people have to know of the law."""

    checked: date
    texts: tuple[LegalText, ...] = ()
    dates: tuple[Entry, ...] = ()
    clocks: tuple[Clock, ...] = ()
    duties: tuple[Duty, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> "Law":
        texts, dates = {text.code for text in self.texts}, {day.code for day in self.dates}
        for rule in (*self.clocks, *self.duties):
            if rule.law not in texts:
                raise ValueError(f"{rule.code}: no text is called {rule.law!r}")
        for clock in self.clocks:
            if unknown := {clock.begins, *clock.stops} - dates - {BIRTH}:
                raise ValueError(f"{clock.code}: no date is called {', '.join(sorted(unknown))}")
        return self

    def text(self, code: str) -> LegalText:
        """The text with this code; of several, the last. Raises ``LookupError``."""
        found = [text for text in self.texts if text.code == code]
        if not found:
            raise LookupError(f"no text is called {code!r}")
        return found[-1]

    def clock(self, code: str) -> Clock:
        """The clock with this code; of several, the last. Raises ``LookupError``."""
        found = [clock for clock in self.clocks if clock.code == code]
        if not found:
            raise LookupError(f"no clock is called {code!r}")
        return found[-1]

    def rules(self) -> tuple[Rule, ...]:
        """Clocks and duties."""
        return (*self.clocks, *self.duties)

    def choices(self, on: date) -> list[tuple[str, str]]:
        """(code, words) of the dates that may be written down on ``on``."""
        return [(entry.code, str(entry)) for entry in self.dates if entry.holds(on)]

    def words(self, code: str) -> str:
        """The words of a date, also of one that is written down no more; the code itself when it is not known."""
        return next((str(entry) for entry in self.dates if entry.code == code), code)

    def owed(self, stage: str, on: date) -> list[Duty]:
        """What is owed at this stage by the law of that day."""
        return [duty for duty in self.duties if stage in duty.stages and duty.holds(on)]


@lru_cache
def read(path: Path) -> Law:
    """The law of a file. Raises ``pydantic.ValidationError`` naming what is wrong."""
    found: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Law.model_validate(found)
