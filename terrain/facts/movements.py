"""Why a reported figure moved that no new record explains: told by the rooms above, read where reports are kept.

A room registers from its ``AppConfig.ready()``::

    register_movement("merges", _("two people were found to be one"), figures_moved)
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Movement = Callable[[int, datetime], set[str]]
"""``told(project_id, since)`` → the words that name the figures which it moved since."""

_MOVEMENTS: dict[str, tuple[Any, Movement]] = {}


def register_movement(code: str, words: Any, told: Movement) -> None:
    """Make a cause known; the same code replaces the first (autoreload)."""
    _MOVEMENTS[code] = (words, told)


def movements(project_id: int, since: datetime) -> list[tuple[Any, set[str]]]:
    """Every cause in words, with what it moved."""
    return [(words, told(project_id, since)) for words, told in _MOVEMENTS.values()]
