"""From a project's page to what other rooms keep of it: each room above says which page it has, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terrain.core.access import Viewer
from terrain.programmes.models import Project


@dataclass(frozen=True)
class ProjectWay:
    """A page about one project. ``words`` is a lazy text; ``url`` makes the address from the project; ``fits``: which projects have it."""

    code: str
    words: Any
    url: Callable[[Project], str]
    permission: str
    order: int = 50
    fits: Callable[[Project], bool] = lambda project: True


_WAYS: dict[str, ProjectWay] = {}


def register_project_way(way: ProjectWay) -> None:
    """Put a way onto every project's page; called by a room when it is ready. The same code replaces itself."""
    _WAYS[way.code] = way


def ways_from(project: Project, viewer: Viewer) -> list[tuple[Any, str]]:
    """(words, address) of the ways that the viewer may take from this project, in order."""
    open_ways = [way for way in _WAYS.values() if way.fits(project) and viewer.may(way.permission, project.pk)]
    return [(way.words, way.url(project)) for way in sorted(open_ways, key=lambda way: (way.order, way.code))]
