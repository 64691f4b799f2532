"""Where referrals end before a closed door: by type of service, place and reason, as numbers.

Who knows files says so through a reader; the network receives lines with a number and never a file. A reader keeps small numbers
to itself: what it does not give may be none or a few, and is said as "fewer than a few", never as 0. What it gives is rounded down, so
that two views, of other days or projects, cannot be taken from each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

FEWEST = 3
"""A line speaks of at least as many files."""


@dataclass(frozen=True)
class DeadEnd:
    """Within the days asked for, ``count`` files met the same closed door. ``reason``: a code that the reader's words explain."""

    service_type: str
    place_id: int | None
    reason: str
    count: int

    @property
    def key(self) -> tuple[str, int | None, str]:
        """By what it is known again in another period."""
        return self.service_type, self.place_id, self.reason


Reader = Callable[[Iterable[int] | None, date, date], list[DeadEnd]]
"""``reader(project_ids or None for every project, first day, last day)``."""

_READERS: dict[str, tuple[Reader, Callable[[str], Any]]] = {}


def register_reader(name: str, reader: Reader, words: Callable[[str], Any]) -> None:
    """Let a room say what met a closed door; ``words``: reason → how it is said, blank when the room does not know it."""
    _READERS[name] = (reader, words)


def dead_ends(project_ids: Iterable[int] | None, first: date, last: date) -> list[DeadEnd]:
    """All that is known of these projects between two days, the most frequent first."""
    found: dict[tuple[str, int | None, str], int] = {}
    asked = None if project_ids is None else list(project_ids)
    for reader, _words in _READERS.values():
        for one in reader(asked, first, last):
            found[one.key] = found.get(one.key, 0) + one.count
    told = [DeadEnd(*key, count) for key, count in found.items()]
    return sorted(told, key=lambda one: (-one.count, one.service_type, one.place_id or 0, one.reason))


def reason_words(reason: str) -> str:
    """A reason in the active language; the code itself when no room knows it any more."""
    return next((str(words) for _reader, say in _READERS.values() if (words := say(reason))), reason)
