"""Purposes, groups, ages and texts: dated data."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from terrain.core.texts import said


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Named(_Strict):
    """A code and its words."""

    code: str
    text: dict[str, str]

    def __str__(self) -> str:
        return said(self.text)


class Purpose(Named):
    """Why something is shared; a consent for it lasts ``months`` unless it says otherwise."""

    months: int


class Age(_Strict):
    """From ``starts`` completed years on, whose agreement is ``needs``: codes of ``Capacity``."""

    starts: int = Field(alias="from")
    needs: tuple[str, ...]


class Text(Named):
    """What is read to her, in a version that is its day."""

    version: date


class Lists(_Strict):
    """All of them."""

    checked: date
    purposes: tuple[Purpose, ...]
    groups: tuple[Named, ...]
    ages: tuple[Age, ...]
    texts: tuple[Text, ...]

    def purpose(self, code: str) -> Purpose:
        """The purpose with this code. Raises ``LookupError``."""
        found = next((one for one in self.purposes if one.code == code), None)
        if found is None:
            raise LookupError(f"no purpose {code!r}")
        return found

    def group_words(self, codes: Any) -> list[str]:
        """The words of these groups, in the order of the list."""
        return [str(group) for group in self.groups if group.code in set(codes)]

    def needs(self, age: int | None) -> tuple[str, ...]:
        """Whose agreement is needed at this age; an unknown age counts as an adult's."""
        if age is None:
            return self.ages[-1].needs
        return next(band.needs for band in reversed(self.ages) if age >= band.starts)

    @property
    def newest_text(self) -> Text:
        """The text that is read today."""
        return max(self.texts, key=lambda text: text.version)


@lru_cache
def lists() -> Lists:
    """The house's own."""
    path = Path(__file__).parents[1] / "reference" / "consents.yaml"
    return Lists.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
