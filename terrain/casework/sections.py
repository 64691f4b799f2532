"""The parts of a file's page. Each noun of casework, and each pathway, registers its own.

register_section(Section("notes", _("Notes"), "casework/notes/section.html", contents, order=20))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terrain.casework.models import Case
from terrain.core.http import Request

Contents = Callable[[Request, Case], dict[str, Any] | None]
"""``contents(request, case)`` → what the template needs, or ``None`` when this viewer is shown nothing."""


@dataclass(frozen=True)
class Section:
    """A part of a file's page. ``template`` is rendered with ``section`` (what ``contents`` gave), ``case`` and ``request``."""

    code: str
    words: Any
    template: str
    contents: Contents
    order: int = 100


_SECTIONS: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Make a section known; the same code replaces the first (autoreload)."""
    _SECTIONS[section.code] = section


def sections() -> list[Section]:
    """Every section, in the order of the page."""
    return [section for _code, section in sorted(_SECTIONS.items(), key=lambda item: (item[1].order, item[0]))]
