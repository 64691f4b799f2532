"""The dated lists of the lawyers' network and of the cases told for advocacy, read from the files beside this room."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from terrain.core.entries import Entry, Strict

HERE = Path(__file__)


class _Lists(Strict):
    """Lists of entries by name."""

    checked: date

    def choices(self, name: str, on: date) -> list[tuple[str, str]]:
        """(code, words) of the entries of list ``name`` that may be chosen on ``on``."""
        return [(entry.code, str(entry)) for entry in getattr(self, name) if entry.holds(on)]

    def words(self, name: str, code: str) -> str:
        """The words of an entry, also of one that no longer holds; the code itself when it is not known."""
        return next((str(entry) for entry in getattr(self, name) if entry.code == code), code)


class Network(_Lists):
    """What lawyers take on, how they are paid, how a mandate ended."""

    matters: tuple[Entry, ...]
    payments: tuple[Entry, ...]
    outcomes: tuple[Entry, ...]


class Covering(Entry):
    """A word of a case told, and the codes of files that it stands for."""

    covers: frozenset[str]


class AgeBand(Entry):
    """Completed years, both ends included."""

    youngest: int
    oldest: int


class Crowd(Strict):
    """From ``starts`` on, from how many women at least a case must not be told apart."""

    least: int = Field(ge=2)
    starts: date = Field(alias="from")


class Advocacy(_Lists):
    """What a case may say, what is asked before it is proposed, why one is taken down."""

    crowd: tuple[Crowd, ...]
    ages: tuple[AgeBand, ...]
    obstacles: tuple[Covering, ...]
    services: tuple[Covering, ...]
    outcomes: tuple[Covering, ...]
    checklist: tuple[Entry, ...]
    take_down_reasons: tuple[Entry, ...]

    def least(self, on: date) -> int:
        """How many women at least share what a case says, by the rule of that day."""
        held = [one for one in self.crowd if one.starts <= on]
        return max(held or self.crowd, key=lambda one: one.starts).least


def _read(name: str) -> Any:
    return yaml.safe_load(HERE.with_name(name).read_text(encoding="utf-8"))


@lru_cache
def network() -> Network:
    """The lists of the network. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Network.model_validate(_read("network.yaml"))


@lru_cache
def advocacy() -> Advocacy:
    """The lists of the cases told. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Advocacy.model_validate(_read("advocacy.yaml"))
