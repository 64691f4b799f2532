"""The ways between the pages of the network: a part registers its tab once, in ``apps.py``::

    register_tab(_("Round tables"), "network:round_tables", "network.view", order=50)

A page draws them with ``{% load network_tabs %}{% network_tabs "network:round_tables" %}`` and needs nothing from its view.
Services 10, organisations 20, professionals 30, capacity 40, round tables 50, network view 60.
"""

from dataclasses import dataclass
from typing import Any

from terrain.core.access import Viewer

Tab = tuple[Any, str, bool]
"""Words, name of the address, whether the viewer is there."""


@dataclass(frozen=True)
class Way:
    """A tab: its words, the name of its address, the permission that opens it."""

    words: Any
    url_name: str
    permission: str
    order: int


_TABS: dict[str, Way] = {}


def register_tab(words: Any, url_name: str, permission: str, order: int) -> None:
    """Make a tab known; the same address replaces the first (autoreload)."""
    _TABS[url_name] = Way(words, url_name, permission, order)


def tabs_for(viewer: Viewer, here: str) -> list[Tab]:
    """The tabs that the viewer may open, each with whether she is there."""
    ways = sorted(_TABS.values(), key=lambda way: (way.order, way.url_name))
    return [(way.words, way.url_name, way.url_name == here) for way in ways if viewer.may(way.permission)]
