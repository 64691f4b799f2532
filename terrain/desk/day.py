"""What somebody has to do today, gathered from the rooms below with a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

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


@dataclass(frozen=True)
class Day:
    """Today's sessions, those of the week, those that still lack their people, imports to finish, people to tell apart."""

    today: list[Session]
    soon: list[Session]
    unfilled: list[Session]
    batches: list[Batch]
    contradictions: int
    projects: list[Project]

    @property
    def quiet(self) -> bool:
        """Whether nothing waits."""
        return not (self.today or self.soon or self.unfilled or self.batches or self.contradictions)


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
    )
