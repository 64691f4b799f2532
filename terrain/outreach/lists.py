"""Channels, languages, kinds of pieces, tones: dated data read from the file beside this room."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from terrain.core.texts import said

LANGUAGES = {"fr", "ar", "en", "it"}


class Listed(BaseModel):
    """An entry: its code, its words in every language, from when until when it may be chosen. ``written``: words by which a log
    says it, besides those. ``measured``: of a channel, that nobody is met there, so that the channel itself says how many."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    text: dict[str, str]
    starts: date | None = Field(default=None, alias="from")
    ends: date | None = Field(default=None, alias="to")
    written: tuple[str, ...] = ()
    measured: bool = False

    @field_validator("text")
    @classmethod
    def in_every_language(cls, text: dict[str, str]) -> dict[str, str]:
        """Nobody reads a page half in a language that is not hers."""
        if set(text) != LANGUAGES:
            raise ValueError(f"a text in each of {', '.join(sorted(LANGUAGES))}, and no other")
        return text

    def __str__(self) -> str:
        return said(self.text)

    def holds(self, on: date) -> bool:
        """Whether it may be chosen on ``on``."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)


class Lists(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    channels: tuple[Listed, ...]
    languages: tuple[Listed, ...]
    pieces: tuple[Listed, ...]
    tones: tuple[Listed, ...]

    def choices(self, name: str, on: date, *also: str) -> list[tuple[str, str]]:
        """(code, words) of what may be chosen on ``on``, and of the codes of ``also`` (what a record says already)."""
        return [(one.code, str(one)) for one in getattr(self, name) if one.holds(on) or one.code in also]

    def words(self, name: str, code: str) -> str:
        """The words of an entry, also of one that no longer holds; the code itself when it is not known."""
        return next((str(one) for one in getattr(self, name) if one.code == code), code)

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a list, whenever they hold."""
        return tuple(one.code for one in getattr(self, name))

    def spoken(self, name: str) -> dict[str, str]:
        """Every way in which a table may write an entry → its code."""
        return {
            words: one.code
            for one in getattr(self, name)
            for words in (one.code, one.code.replace("_", " "), *one.text.values(), *one.written)
        }

    def known(self, name: str) -> dict[str, Any]:
        """code → entry, which says itself in the active language."""
        return {one.code: one for one in getattr(self, name)}


@lru_cache
def lists() -> Lists:
    """The house's own."""
    path = Path(__file__).parent / "reference" / "lists.yaml"
    return Lists.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
