"""What other rooms propose where a book asks for a line: the sessions of a workshop, say. Typed freely all the same.

register_suggestions("workshop_session", sessions)      # sessions(project_id, day) → lines, the likeliest first
"""

from collections.abc import Callable
from datetime import date

Suggestions = Callable[[int, date], list[str]]
_SUGGESTIONS: dict[str, Suggestions] = {}


def register_suggestions(code: str, lines: Suggestions) -> None:
    """Make suggestions known; the same code replaces the first (autoreload)."""
    _SUGGESTIONS[code] = lines


def suggested(code: str, project_id: int, on: date) -> list[str]:
    """What is proposed under ``code`` in a project on a day; nothing for a code that no room of this house knows."""
    lines = _SUGGESTIONS.get(code)
    return lines(project_id, on) if lines is not None else []
