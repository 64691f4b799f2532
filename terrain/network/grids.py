"""Grids by which the capacities of an organisation or of a service are looked at: dated data, one file for each version.

A grid that changes becomes a new version in a file of its own; an assessment keeps the version with which it began.
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from pydantic import Field, field_validator, model_validator

from terrain.core.entries import LANGUAGES, Entry, Strict, Texts
from terrain.core.texts import said

FOLDER = Path(__file__).with_name("reference") / "capacity"
LEVELS = (1, 2, 3, 4)


def _whole(text: Texts) -> Texts:
    if set(text) != LANGUAGES or not all(words.strip() for words in text.values()):
        raise ValueError(f"a text in each of {', '.join(sorted(LANGUAGES))}, and no other")
    return text


class Item(Entry):
    """One thing that is looked at. ``levels``: what 1, 2, 3 and 4 look like."""

    levels: tuple[Texts, ...]

    @field_validator("levels")
    @classmethod
    def _four_levels(cls, levels: tuple[Texts, ...]) -> tuple[Texts, ...]:
        if len(levels) != len(LEVELS):
            raise ValueError("what each of the levels 1 to 4 looks like")
        return tuple(map(_whole, levels))

    def level(self, value: int) -> str:
        """What ``value`` (1 to 4) looks like, in the active language."""
        return said(self.levels[value - 1])


class Domain(Entry):
    """Items that belong together."""

    items: tuple[Item, ...] = Field(min_length=1)


class Grid(Strict):
    """One version of a grid. It may be begun from ``valid_from`` on, until a later version may be."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    version: int = Field(ge=1)
    valid_from: date
    source: Texts
    checked: date
    title: Texts
    domains: tuple[Domain, ...] = Field(min_length=1)

    @field_validator("source", "title")
    @classmethod
    def _in_every_language(cls, text: Texts) -> Texts:
        return _whole(text)

    @model_validator(mode="after")
    def _each_code_once(self) -> "Grid":
        codes = [one.code for domain in self.domains for one in (domain, *domain.items)]
        if doubled := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"codes used twice: {', '.join(sorted(doubled))}")
        return self

    def __str__(self) -> str:
        return said(self.title)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for domain in self.domains for item in domain.items)

    def item(self, code: str) -> Item | None:
        """The item with this code."""
        return next((item for item in self.items if item.code == code), None)

    def domain_of(self, code: str) -> Domain | None:
        """The domain with this code, or that of the item with this code."""
        return next((one for one in self.domains if code in {one.code, *(item.code for item in one.items)}), None)

    def words(self, code: str) -> str:
        """What an item or a domain is called; the code itself when it is not known."""
        found = self.item(code) or self.domain_of(code)
        return str(found) if found is not None else code


def read(folder: Path) -> Iterator[Grid]:
    """Every grid of a folder. Raises ``ValueError`` naming the file that cannot be used."""
    for path in sorted(folder.glob("*.yaml")):
        try:
            yield Grid.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error


@lru_cache
def grids() -> dict[tuple[str, int], Grid]:
    """(code, version) → grid. Raises ``ValueError`` when two files are the same version."""
    found: dict[tuple[str, int], Grid] = {}
    for grid in read(FOLDER):
        if (grid.code, grid.version) in found:
            raise ValueError(f"{grid.code} has version {grid.version} twice")
        found[grid.code, grid.version] = grid
    return found


def grid_of(code: str, version: int) -> Grid:
    """This version of a grid. Raises ``LookupError``."""
    try:
        return grids()[code, version]
    except KeyError:
        raise LookupError(f"there is no version {version} of a grid {code!r}") from None


def current(code: str, on: date) -> Grid | None:
    """The version with which an assessment begins on ``on``."""
    known = [grid for grid in grids().values() if grid.code == code and grid.valid_from <= on]
    return max(known, key=lambda grid: (grid.valid_from, grid.version), default=None)


def choices(on: date) -> list[tuple[str, str]]:
    """(code, words) of the grids that may be begun on ``on``."""
    codes = dict.fromkeys(code for code, _version in grids())
    return [(code, str(grid)) for code in codes if (grid := current(code, on)) is not None]
