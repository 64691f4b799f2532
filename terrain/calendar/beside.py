"""Calendars that rooms above keep of their own, closer to the work: the programme's calendar leads to them."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from terrain.core.access import Viewer

_BESIDE: dict[str, tuple[Any, Callable[[Viewer], bool]]] = {}


def register_beside(url_name: str, words: Any, opens: Callable[[Viewer], bool]) -> None:
    """Let the calendar lead to a page, where it ``opens`` for the viewer; called once by a room when it is ready."""
    _BESIDE[url_name] = (words, opens)


def ways_beside(viewer: Viewer) -> list[tuple[Any, str]]:
    """(words, address) of the pages that the viewer may open."""
    return [(words, reverse(url_name)) for url_name, (words, opens) in _BESIDE.items() if opens(viewer)]
