"""The lists and delays of confidentiality, dated data read from a file beside this room."""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from terrain.core import clock
from terrain.core.entries import Entry

FILE = Path(__file__).with_name("reference") / "confidentiality.yaml"


class Limits(BaseModel):
    """Delays: how long a named access lasts at most, an exceptional one, its review, an export's file, a hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grant_months: int
    emergency_hours: int
    agreement_hours: int
    review_days: int
    export_hours: int
    retention_hold_months: int
    warn_grant_days: int
    access_review_months: int

    @property
    def emergency(self) -> timedelta:
        """How long an exceptional access lasts."""
        return timedelta(hours=self.emergency_hours)

    @property
    def agreement(self) -> timedelta:
        """Within how long a second person must agree."""
        return timedelta(hours=self.agreement_hours)

    @property
    def review(self) -> timedelta:
        """Within how long an exceptional access is reviewed."""
        return timedelta(days=self.review_days)

    @property
    def export(self) -> timedelta:
        """How long the file of an export lives."""
        return timedelta(hours=self.export_hours)


class Confidentiality(BaseModel):
    """The lists, and on which day somebody last looked at them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    seal_reasons: tuple[Entry, ...]
    grant_reasons: tuple[Entry, ...]
    emergency_reasons: tuple[Entry, ...]
    hold_reasons: tuple[Entry, ...]
    erasure_reasons: tuple[Entry, ...]
    limits: Limits


@lru_cache
def rules() -> Confidentiality:
    """What the file says. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Confidentiality.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def limits() -> Limits:
    """The delays."""
    return rules().limits


def choices(name: str) -> list[tuple[str, str]]:
    """(code, words) of what may be chosen today from list ``name``."""
    return [(entry.code, str(entry)) for entry in getattr(rules(), name) if entry.holds(clock.today())]


def words(name: str, code: str) -> str:
    """The words of an entry, also of one that no longer holds; the code itself when it is not known."""
    return next((str(entry) for entry in getattr(rules(), name) if entry.code == code), code)
