"""What rooms above show on a person's page, so that people never looks upward.

A room registers from its ``AppConfig.ready()``::

    register_panel(Panel("journeys", _("Journeys"), "casework/person_panel.html", journeys_of, order=20))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Contents = Callable[[HttpRequest, Any], dict[str, Any] | None]
"""``contents(request, person)`` → what the template needs, or ``None`` when this viewer is shown nothing."""


@dataclass(frozen=True)
class Panel:
    """A part of a person's page. ``template`` is rendered with ``panel`` (what ``contents`` gave) and ``person``."""

    code: str
    words: Any
    template: str
    contents: Contents
    order: int = 100


_PANELS: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Make a panel known; the same code replaces the first (autoreload)."""
    _PANELS[panel.code] = panel


def panels() -> list[Panel]:
    """Every panel, in the order of the page."""
    return sorted(_PANELS.values(), key=lambda panel: (panel.order, panel.code))
