"""What a service may be: dated data, read from a file."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from terrain.core.entries import Entry, Strict

FILE = Path(__file__).with_name("reference") / "services.yaml"


class ServiceType(Entry):
    """A type of service. ``sheltering``: women and children hide there; nobody outside learns where more exactly than the region."""

    sheltering: bool = False


class Lists(Strict):
    """The lists of the directory. ``services``: the types of service; ``link_days``: how long a partner's link opens her entry."""

    checked: date
    link_days: int
    services: tuple[ServiceType, ...]

    def shelters(self, code: str) -> bool:
        """Whether a service of this type shelters; a type that is not known is taken for one that does."""
        return next((entry.sheltering for entry in self.services if entry.code == code), True)

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
