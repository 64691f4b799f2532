"""What stands in a colleague's days: appointments and things to do, of the files that she sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from terrain.casework.actions import appointments as appointment_actions
from terrain.casework.actions import tasks as task_actions
from terrain.casework.models import Appointment, Task
from terrain.casework.subjects import names_of
from terrain.core import clock
from terrain.core.access import Viewer

AT_MOST = 200


@dataclass(frozen=True)
class Expected:
    """An appointment in words; ``name`` is blank when the viewer does not see names."""

    appointment: Appointment
    name: str
    words: str
    past: bool


@dataclass(frozen=True)
class ToDo:
    """A task in words."""

    task: Task
    name: str
    words: str
    late: bool


def expected(found: Sequence[Appointment], viewer: Viewer) -> list[Expected]:
    """These appointments (case, person and key fetched along) as the viewer may see them; one query more."""
    names = names_of([one.case for one in found], viewer)
    now = clock.now()
    return [Expected(one, names[one.case_id], appointment_actions.words_of(one), one.ends_at < now) for one in found]


def to_do(found: Sequence[Task], viewer: Viewer) -> list[ToDo]:
    """These tasks as the viewer may see them; one query more."""
    names = names_of([task.case for task in found], viewer)
    today = clock.today()
    return [ToDo(task, names[task.case_id], task_actions.words_of(task), task.due < today) for task in found]


WITH_CASE = ("case__project", "case__person__key", "case__group", "case__enterprise", "case__owner")


def appointments(viewer: Viewer, first: date, last: date, *, mine: bool) -> QuerySet[Appointment]:
    """Planned and past appointments between two days; ``mine``: only those that the viewer receives."""
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    found = Appointment.objects.visible_to(viewer).filter(starts_at__gte=begin, starts_at__lt=end)
    if mine:
        found = found.filter(host_id=viewer.user_id)
    return found.exclude(state="cancelled").select_related("host", *WITH_CASE).prefetch_related("case__keys__key")


def open_tasks(viewer: Viewer, *, mine: bool) -> QuerySet[Task]:
    """What is still to do, the most urgent first."""
    found = Task.objects.visible_to(viewer).standing()
    if mine:
        found = found.filter(owner_id=viewer.user_id)
    return found.select_related("owner", *WITH_CASE).prefetch_related("case__keys__key").order_by("due", "pk")


@dataclass(frozen=True)
class Day:
    """One day of a calendar."""

    day: date
    today: bool
    expected: list[Expected]


def week(viewer: Viewer, monday: date, *, mine: bool) -> list[Day]:
    """Seven days from ``monday``."""
    found = list(appointments(viewer, monday, monday + timedelta(days=6), mine=mine)[:AT_MOST])
    told = expected(found, viewer)
    days = [monday + timedelta(days=n) for n in range(7)]
    return [
        Day(day, day == clock.today(), [one for one in told if timezone.localdate(one.appointment.starts_at) == day])
        for day in days
    ]
