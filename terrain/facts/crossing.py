"""Who is met by whom: the same subjects in several projects, the new ones and those who come back."""

from collections import defaultdict
from collections.abc import Iterable

from pyroaring import BitMap

from terrain.facts.cells import bitmap
from terrain.facts.models import Presence


def _met(project_ids: Iterable[int], subject: str) -> dict[int, list[tuple[int, BitMap]]]:
    """Project → its months in order, each with the subjects it met. One query."""
    found: dict[int, list[tuple[int, BitMap]]] = {pk: [] for pk in project_ids}
    rows = Presence.objects.filter(project__in=list(found), subject_kind=subject).order_by("project", "month")
    for project, month, members in rows.values_list("project_id", "month", "members"):
        found[project].append((month, bitmap(members)))
    return found


def overlap(project_ids: Iterable[int], subject: str = "person") -> dict[tuple[int, int], int]:
    """(project, project) → subjects that both met, both ways round; a project with itself: all that it met."""
    met = {
        project: BitMap.union(*(members for _month, members in months)) if months else BitMap()
        for project, months in _met(project_ids, subject).items()
    }
    return {(one, other): met[one].intersection_cardinality(met[other]) for one in met for other in met}


def arrivals(project_ids: Iterable[int], subject: str = "person") -> dict[int, dict[int, tuple[int, int]]]:
    """Project → month → (subjects that it met for the first time, subjects that came back)."""
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for project, months in _met(project_ids, subject).items():
        seen = BitMap()
        found[project] = {}
        for month, members in months:
            returning = seen.intersection_cardinality(members)
            found[project][month] = (len(members) - returning, returning)
            seen |= members
    return dict(found)
