"""From a session's page to what rooms above keep of it: each says which page it has, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terrain.core.access import Viewer
from terrain.gatherings.models import Session


@dataclass(frozen=True)
class SessionWay:
    """A page about a session. ``words`` is a lazy text; ``url`` gives its address, blank when there is none for the viewer."""

    words: Any
    url: Callable[[Session, Viewer], str]


_WAYS: dict[str, SessionWay] = {}


def register_session_way(code: str, words: Any, url: Callable[[Session, Viewer], str]) -> None:
    """Put a way onto the pages of sessions; called by a room when it is ready. The same code replaces itself."""
    _WAYS[code] = SessionWay(words, url)


def ways_from(session: Session, viewer: Viewer) -> list[tuple[Any, str]]:
    """(words, address) of the ways that lead on from this session, by code."""
    found = [(way.words, way.url(session, viewer)) for _code, way in sorted(_WAYS.items())]
    return [(words, url) for words, url in found if url]
