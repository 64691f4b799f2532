"""What somebody has to do today, gathered from the rooms below with a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from terrain.casework import agenda
from terrain.casework.actions.notices import said
from terrain.casework.agenda import Expected
from terrain.casework.models import Notice
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.desk.waiting import Block, blocks
from terrain.gatherings.models import Session
from terrain.imports.enums import OPEN_STATES
from terrain.imports.models import Batch
from terrain.people.models import ContradictingKeys, DuplicatePair
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

    ``expected``: today's appointments; ``waiting``: what waits in her files, sorts with something late first; ``duplicates``: how many
    pairs of people wait for whoever may say that they are one.
    """

    today: list[Session]
    soon: list[Session]
    unfilled: list[Session]
    batches: list[Batch]
    contradictions: int
    projects: list[Project]
    notices: list[Told]
    expected: list[Expected]
    waiting: list[Block]
    duplicates: int

    @property
    def late(self) -> list[Block]:
        """Sorts of which something is late."""
        return [block for block in self.waiting if block.late]

    @property
    def later(self) -> list[Block]:
        """The other ones."""
        return [block for block in self.waiting if not block.late]

    @property
    def names(self) -> list[str]:
        """The names that it shows."""
        return [*(e.name for e in self.expected), *(line.name for block in self.waiting for line in block.lines)]

    @property
    def quiet(self) -> bool:
        """Whether nothing waits."""
        waiting = (self.today, self.soon, self.unfilled, self.batches, self.contradictions, self.duplicates)
        return not any((*waiting, self.notices, self.expected, self.waiting))


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
    notices = Notice.objects.visible_to(viewer).unseen().said_once().select_related("case")[:SHOWN]
    pairs = DuplicatePair.objects.visible_to(viewer).waiting()
    return {
        "notices": [Told(notice, said(notice)) for notice in notices],
        "expected": agenda.expected(list(agenda.appointments(viewer, today, today, mine=True)[:AT_MOST]), viewer),
        "waiting": blocks(viewer),
        "duplicates": pairs.count() if viewer.may("people.merge") else 0,
    }
