"""What is read to somebody before her voice is heard: dated data from the file beside this room."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from terrain.core.texts import said
from terrain.radio.enums import Scope

LANGUAGES = ("fr", "ar", "en", "it")


def _whole(text: Mapping[str, str]) -> dict[str, str]:
    if set(text) != set(LANGUAGES):
        raise ValueError(f"a text in each of {', '.join(LANGUAGES)}, and no other")
    return dict(text)


class Offered(BaseModel):
    """A scope: what it means in words that are read aloud, and for how many months an agreement is usually given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Scope
    months: int = Field(gt=0, le=60)
    text: dict[str, str]

    _every_language = field_validator("text")(_whole)


class Reading(BaseModel):
    """One version of what is read: before and after the scopes, of a changed and of a lent voice, of a girl under age; and what a listener
    says yes to when she sends a message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(max_length=40)
    version: date
    before: dict[str, str]
    changed: dict[str, str]
    lent: dict[str, str]
    guardian: dict[str, str]
    listener: dict[str, str]
    after: dict[str, str]

    _every_language = field_validator("before", "changed", "lent", "guardian", "listener", "after")(_whole)


class Agreements(BaseModel):
    """All of it. ``law``: what it rests on, with the day on which it was looked up; ``most_months``: nobody agrees for longer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    law: dict[str, str]
    most_months: int
    scopes: tuple[Offered, ...]
    texts: tuple[Reading, ...]

    @property
    def newest(self) -> Reading:
        """The version that is read now."""
        return max(self.texts, key=lambda text: text.version)

    def scope(self, code: str) -> Offered:
        """One scope; ``KeyError`` when there is none of this code."""
        return next((one for one in self.scopes if one.code == code), None) or self._missing(code)

    @staticmethod
    def _missing(code: str) -> Offered:
        raise KeyError(code)

    def aloud(self, language: str, *, minor: bool) -> list[str]:
        """The sentences as they are read, one after another, in one language; of a girl under age one more."""
        text = self.newest
        told = [text.before, *(one.text for one in self.scopes), text.changed, text.lent]
        told += [text.guardian] if minor else []
        return [said(one, language) for one in [*told, text.after]]


@lru_cache(maxsize=1)
def agreements() -> Agreements:
    """The texts and scopes, read once."""
    path = Path(__file__).parent.parent / "reference" / "consents.yaml"
    return Agreements.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
