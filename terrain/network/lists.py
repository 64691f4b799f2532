"""What a service may be: dated data, read from a file."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from terrain.core.entries import Entry, Strict

FILE = Path(__file__).with_name("reference") / "services.yaml"


class Lists(Strict):
    """The lists of the directory. ``services``: the types of service."""

    checked: date
    services: tuple[Entry, ...]

    def choices(self, name: str, on: date) -> list[tuple[str, str]]:
        """(code, words) of the entries of list ``name`` that may be chosen on ``on``."""
        return [(entry.code, str(entry)) for entry in getattr(self, name) if entry.holds(on)]

    def words(self, name: str, code: str) -> str:
        """The words of an entry, also of one that no longer holds; the code itself when it is not known."""
        return next((str(entry) for entry in getattr(self, name) if entry.code == code), code)


@lru_cache
def lists() -> Lists:
    """The lists of the house. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Lists.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
