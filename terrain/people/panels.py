"""What rooms above show on a person's page, or a group's, so that people never looks upward.

A room registers from its ``AppConfig.ready()``::

    register_panel(Panel("journeys", _("Journeys"), "casework/person_panel.html", journeys_of, order=20))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Contents = Callable[[HttpRequest, Any], dict[str, Any] | None]
"""``contents(request, person or group)`` → what the template needs, or ``None`` when this viewer is shown nothing."""


@dataclass(frozen=True)
class Panel:
    """A part of a person's page, or of a group's (``about``). ``template`` is rendered with ``panel`` (what ``contents`` gave) and
    ``person``, or ``group``."""

    code: str
    words: Any
    template: str
    contents: Contents
    order: int = 100
    about: str = "person"


_PANELS: dict[tuple[str, str], Panel] = {}


def register_panel(panel: Panel) -> None:
    """Make a panel known; the same code replaces the first (autoreload)."""
    _PANELS[panel.about, panel.code] = panel


def panels(about: str = "person") -> list[Panel]:
    """Every panel of such a page, in its order."""
    return sorted((one for one in _PANELS.values() if one.about == about), key=lambda panel: (panel.order, panel.code))
