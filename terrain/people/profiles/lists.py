"""Papers, motives, languages, relations: dated data."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from terrain.core.texts import said


class Listed(BaseModel):
    """An entry: its code, its words, from when until when it may be chosen.

    ``group``: of a paper, the group of what may be shared that tells of it; a residence title is told with the residence.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    code: str
    text: dict[str, str]
    starts: date | None = Field(default=None, alias="from")
    ends: date | None = Field(default=None, alias="to")
    residence: bool = False
    group: str = ""
    inverse: str = ""
    older: bool = False

    def __str__(self) -> str:
        return said(self.text)

    def holds(self, on: date) -> bool:
        """Whether it may be chosen on ``on``."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)


class Lists(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    papers: tuple[Listed, ...]
    motives: tuple[Listed, ...]
    literacy: tuple[Listed, ...]
    languages: tuple[Listed, ...]
    relations: tuple[Listed, ...]

    def choices(self, name: str, on: date) -> list[tuple[str, str]]:
        """(code, words) of what may be chosen on ``on``."""
        return [(entry.code, str(entry)) for entry in getattr(self, name) if entry.holds(on)]

    def entry(self, name: str, code: str) -> Any:
        """The entry with this code, also one that no longer holds. Raises ``LookupError``."""
        found = next((entry for entry in getattr(self, name) if entry.code == code), None)
        if found is None:
            raise LookupError(f"{name} has no {code!r}")
        return found

    def words(self, name: str, code: str) -> str:
        """The words of an entry; blank for a blank code."""
        return str(self.entry(name, code)) if code else ""


@lru_cache
def lists() -> Lists:
    """The house's own."""
    path = Path(__file__).parents[1] / "reference" / "profile-lists.yaml"
    return Lists.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
