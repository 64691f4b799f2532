"""What this room tells the engines below it, once, when the house is ready."""

from collections.abc import Iterable, Sequence

from terrain.core.access import Viewer
from terrain.facts.registry import register_kind, register_source
from terrain.gatherings import dates
from terrain.gatherings.facts import ATTENDANCE, ATTENDANCES, HEADCOUNTS
from terrain.gatherings.models import Attendance, Session
from terrain.gatherings.rows import ATTENDANCE_ROWS
from terrain.imports.registry import register
from terrain.network import followers as network
from terrain.people.duplicates.hooks import register_records
from terrain.people.holders import register_holder
from terrain.people.opened.trails import Sort, Trail, register_trail


def held(persons: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Who of ``persons`` was at a session, and in which project: pairs (person, project)."""
    return Attendance.objects.filter(person__in=persons).values_list("person_id", "session__project_id").distinct()


def _sessions_of(persons: Sequence[int], viewer: Viewer) -> Iterable[int]:
    """Sessions at which one of ``persons`` was: all for protection, else those that the viewer sees."""
    seen = Session.objects.all() if viewer.may_everywhere("protection.watch") else Session.objects.visible_to(viewer)
    return seen.filter(attendances__person__in=persons).values_list("pk", flat=True).distinct()


def _came_for(organisations: Iterable[int]) -> Iterable[int]:
    return Attendance.objects.filter(organisation__in=organisations).values_list("pk", flat=True)


def announce() -> None:
    """The kind of fact and its sources, the rows that may be brought in, who must not be taken out of the registry."""
    register_kind(ATTENDANCE)
    register_source(ATTENDANCES)
    register_source(HEADCOUNTS)
    register(ATTENDANCE_ROWS)
    dates.announce()
    register_holder("gatherings.Attendance", held)
    register_records(
        "gatherings.Attendance",
        lambda persons: Attendance.objects.filter(person__in=persons).values_list("pk", flat=True),
    )
    network.register_follower("gatherings.Attendance", _came_for)
    lists = {"gatherings.names_read": Sort.LIST, "gatherings.sheet_read": Sort.LIST}
    register_trail(Trail("gatherings.Session", _sessions_of, lists))
