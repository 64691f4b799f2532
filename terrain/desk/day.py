"""What somebody has to do today, gathered from the rooms below with a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from terrain.casework import agenda, caseload
from terrain.casework.actions.notices import said
from terrain.casework.agenda import Expected, ToDo
from terrain.casework.caseload import Line
from terrain.casework.models import Appointment, Case, Notice
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.gatherings.models import Session
from terrain.imports.enums import OPEN_STATES
from terrain.imports.models import Batch
from terrain.people.models import ContradictingKeys
from terrain.programmes.models import Project

SHOWN = 6
AHEAD = timedelta(days=7)
BEHIND = timedelta(days=14)
AT_MOST = 200


@dataclass(frozen=True)
class Told:
    """A notice and its words."""

    notice: Notice
    words: str


@dataclass(frozen=True)
class Day:
    """Today's sessions, those of the week, those that still lack their people, imports to finish, people to tell apart.

    ``expected``: today's appointments; ``unsaid``: how many past ones nobody said the end of; ``tasks``: the viewer's own, the most urgent first;
    ``late``: her files that stayed too long at their stage.
    """

    today: list[Session]
    soon: list[Session]
    unfilled: list[Session]
    batches: list[Batch]
    contradictions: int
    projects: list[Project]
    notices: list[Told]
    expected: list[Expected]
    unsaid: int
    tasks: list[ToDo]
    late: list[Line]

    @property
    def names(self) -> list[str]:
        """The names that it shows."""
        return [*(e.name for e in self.expected), *(t.name for t in self.tasks), *(line.name for line in self.late)]

    @property
    def quiet(self) -> bool:
        """Whether nothing waits."""
        waiting = (self.today, self.soon, self.unfilled, self.batches, self.contradictions)
        return not any((*waiting, self.notices, self.expected, self.unsaid, self.tasks, self.late))


def _sessions(viewer: Viewer, **when: object) -> Iterable[Session]:
    held = Session.objects.visible_to(viewer).filter(**when).select_related("project", "place", "topic")
    return held.order_by("day", "pk")[:SHOWN]


def day_of(viewer: Viewer) -> Day:
    """The day of ``viewer``; empty lists where the role sees nothing."""
    today = clock.today()
    unfilled = {"day__lt": today, "day__gte": today - BEHIND, "attendances": None, "headcount": 0}
    return Day(
        today=list(_sessions(viewer, day=today)),
        soon=list(_sessions(viewer, day__gt=today, day__lte=today + AHEAD)),
        unfilled=list(_sessions(viewer, **unfilled)),
        batches=list(
            Batch.objects.visible_to(viewer).filter(state__in=OPEN_STATES).select_related("project", "job")[:SHOWN]
        ),
        contradictions=ContradictingKeys.objects.visible_to(viewer).open().count(),
        projects=list(Project.objects.visible_to(viewer)),
        **_files(viewer),
    )


def _files(viewer: Viewer) -> dict[str, Any]:
    """What the viewer's files ask of her today."""
    today = clock.today()
    notices = Notice.objects.visible_to(viewer).unseen().select_related("case")[:SHOWN]
    mine = {"host_id": viewer.user_id, "starts_at__lt": clock.now() - timedelta(hours=1)}
    own = Case.objects.visible_to(viewer).standing().filter(owner_id=viewer.user_id).listed()
    delayed = [case for case in own.order_by("stage_since")[:AT_MOST] if case.late_on(today)][:SHOWN]
    return {
        "notices": [Told(notice, said(notice)) for notice in notices],
        "expected": agenda.expected(list(agenda.appointments(viewer, today, today, mine=True)[:AT_MOST]), viewer),
        "unsaid": Appointment.objects.visible_to(viewer).planned().filter(**mine).count(),
        "tasks": agenda.to_do(list(agenda.open_tasks(viewer, mine=True)[:SHOWN]), viewer),
        "late": caseload.lines(delayed, viewer),
    }
