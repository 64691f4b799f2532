"""Figures that a record declares rather than counts: a campaign's estimate of whom it reached, with its method.

A room above registers a reader; whoever shows a figure puts what it reads beside the declarations made by hand. Nothing of it is ever
added to people counted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal


@dataclass(frozen=True)
class Declared:
    """One declared figure for the target ``code`` of a project.

    ``first_month`` and ``last_month``: first days of whole months. ``combine``: ``highest`` when it may overlap with other figures,
    ``sum`` when it overlaps with none. ``method``: words. ``source``: what proves it, in words. ``address``: the page of its record,
    which opens for those who hold ``permission`` in the project.
    """

    project_id: int
    code: str
    first_month: date
    last_month: date
    value: int
    method: Any
    combine: Literal["highest", "sum"] = "highest"
    low: int | None = None
    high: int | None = None
    source: Any = ""
    address: str = ""
    permission: str = ""


Reader = Callable[[Iterable[int]], Iterable[Declared]]
"""``(project ids)`` → what records of these projects declare, in a constant number of queries."""

_READERS: dict[str, Reader] = {}


def register_declarations(name: str, reader: Reader) -> None:
    """Say what records of a room declare; the same name replaces itself (autoreload)."""
    _READERS[name] = reader


def declared_in(projects: Iterable[int]) -> list[Declared]:
    """All that records of these projects declare."""
    ids = list(projects)
    return [one for name in sorted(_READERS) for one in _READERS[name](ids)]
