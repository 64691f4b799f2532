"""Methods, roles, conditions, spectators: dated data read from the file beside this room."""

from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from terrain.core.texts import said
from terrain.programmes.models import plain

LANGUAGES = {"fr", "ar", "en", "it"}


class Listed(BaseModel):
    """An entry: its code, its words in every language, from when until when it may be chosen.

    ``team``: of a role, that it is held by whoever leads; the others say what the group did.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    text: dict[str, str]
    starts: date | None = Field(default=None, alias="from")
    ends: date | None = Field(default=None, alias="to")
    team: bool = False

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
    """All of them. ``diagnosis_words``: language → words that say what somebody has instead of what was seen. ``ordinary_words``:
    language → words written with a capital that name nobody. ``names_and_words``: language → given names that are words too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    methods: tuple[Listed, ...]
    roles: tuple[Listed, ...]
    conditions: tuple[Listed, ...]
    languages: tuple[Listed, ...]
    spectators: tuple[Listed, ...]
    addressees: tuple[Listed, ...]
    outcomes: tuple[Listed, ...]
    diagnosis_words: dict[str, tuple[str, ...]]
    ordinary_words: dict[str, tuple[str, ...]]
    names_and_words: dict[str, tuple[str, ...]]

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Words that name nobody although they bear a capital, in lower case, of every language."""
        return frozenset(word.casefold() for words in self.ordinary_words.values() for word in words)

    @cached_property
    def words_too(self) -> frozenset[str]:
        """Given names that are ordinary words as well, plain, without an Arabic article."""
        every = (word for words in self.names_and_words.values() for word in words)
        return frozenset(plain(word).removeprefix("ال") for word in every)

    def entries(self, name: str, on: date, *also: str) -> list[Listed]:
        """What may be chosen on ``on``, and the codes of ``also`` (what a record says already)."""
        return [entry for entry in getattr(self, name) if entry.holds(on) or entry.code in also]

    def choices(self, name: str, on: date, *also: str) -> list[tuple[str, str]]:
        """(code, words) of ``entries``."""
        return [(entry.code, str(entry)) for entry in self.entries(name, on, *also)]

    def words(self, name: str, code: str) -> str:
        """The words of an entry, also of one that no longer holds; the code itself when it is not known, blank for a blank one."""
        return next((str(entry) for entry in getattr(self, name) if entry.code == code), code)

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a list, whenever they hold."""
        return tuple(entry.code for entry in getattr(self, name))

    def known(self, name: str) -> dict[str, Any]:
        """code → entry, which says itself in the active language."""
        return {entry.code: entry for entry in getattr(self, name)}

    def diagnoses_in(self, text: str) -> list[str]:
        """The words of ``text`` that say what somebody has, in any language, as the file writes them."""
        said = f" {_stems(text)} "
        wanted = sorted({word for words in self.diagnosis_words.values() for word in words})
        return [word for word in wanted if f" {_stems(word)} " in said]


def _stems(text: str) -> str:
    """The words of a text for comparing: plain, without an Arabic article or the s of a plural."""
    return " ".join(word.removeprefix("ال").removesuffix("s") for word in plain(text).split())


@lru_cache
def lists() -> Lists:
    """The house's own."""
    path = Path(__file__).parent / "reference" / "lists.yaml"
    return Lists.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
