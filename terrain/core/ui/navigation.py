"""The ways through the house: each room says which of its pages stand in the menu, and for whom."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer

GROUPS: dict[str, Any] = {
    "people": _("People and files"),
    "activities": _("Activities"),
    "figures": _("Promises and figures"),
    "house": _("House"),
}
"""What the ways of a long menu are gathered under."""
FLAT = 8
"""So many ways stand side by side; a menu with more is gathered."""


@dataclass(frozen=True)
class Way:
    """An entry of the menu. ``words`` is a lazy text; an empty ``permission`` means anybody signed in; ``group`` is one of ``GROUPS``,
    or blank for a way that always stands by itself; ``unless``: the permission of those who have another way to the same."""

    words: Any
    url_name: str
    permission: str = ""
    order: int = 50
    group: str = ""
    unless: str = ""


_WAYS: dict[str, Way] = {}


def register_way(way: Way) -> None:
    """Put a way into the menu; called once by each room when it is ready. The same address replaces itself."""
    _WAYS[way.url_name] = way


def ways_for(viewer: Viewer) -> list[Way]:
    """The ways that ``viewer`` may take, in the menu's order; none for whoever is not signed in."""
    if not viewer.is_signed_in:
        return []
    open_ways = (
        way
        for way in _WAYS.values()
        if (not way.permission or viewer.may(way.permission)) and not (way.unless and viewer.may(way.unless))
    )
    return sorted(open_ways, key=lambda way: (way.order, way.url_name))
