"""Which groups hold anything of somebody: asked where she agrees, so that nothing is offered as if it were written down.

A room above that reads what is shared says it: register_holding(fn), fn(viewer, person) → codes of groups.
"""

from collections.abc import Callable

from terrain.core.access import Viewer
from terrain.people.consents.lists import lists
from terrain.people.models import Person

Holding = Callable[[Viewer, Person], set[str]]
_HOLDINGS: list[Holding] = []


def register_holding(holding: Holding) -> None:
    """Make one known; twice is once."""
    if holding not in _HOLDINGS:
        _HOLDINGS.append(holding)


def empty_groups(viewer: Viewer, person: Person) -> set[str]:
    """Groups of which nothing is written down, as far as the viewer may know; none while nobody tells."""
    if not _HOLDINGS:
        return set()
    return {group.code for group in lists().groups} - set().union(*(holding(viewer, person) for holding in _HOLDINGS))
