"""Points of an agenda in words, and what became of the closed doors that they speak of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from terrain.core import clock
from terrain.network import dead_ends
from terrain.network.dead_ends import FEWEST, DeadEnd
from terrain.network.lists import lists
from terrain.network.models import AgendaItem, Commitment, Outcome
from terrain.network.moves import CommitmentState, TableState
from terrain.programmes.models import Place, Project

STATES = {
    "waits": (_("on the next agenda"), "info"),
    "undertaken": (_("somebody undertook to open it"), "info"),
    "late": (_("what was undertaken is late"), "bad"),
    "decided": (_("decided, nobody undertook anything"), "warn"),
    "closed": (_("opened: what was undertaken is done"), "ok"),
    "given_up": (_("what was undertaken was given up"), "warn"),
    "postponed": (_("put off"), "info"),
    "none": (_("left without a decision"), "warn"),
    "past": (_("was on an agenda, not dealt with"), "warn"),
}
"""What became of a closed door at a round table: its words and how they are coloured."""


def door_words(key: tuple[str, int | None, str], place: Place | None) -> str:
    """A closed door in one line: type of service, place, reason."""
    service_type, _place_id, reason = key
    parts = (
        lists().words("services", service_type),
        str(place) if place is not None else "",
        dead_ends.reason_words(reason),
    )
    return " · ".join(part for part in parts if part)


def title_of(item: AgendaItem) -> str:
    """What a point is called: as it was typed, or the closed door in the reader's language."""
    return door_words(item.key, item.place) if item.reason else item.title


def state_of(item: AgendaItem) -> str:
    """A key of ``STATES``; ``decisions__commitments`` and ``round_table`` are fetched already."""
    if item.outcome == Outcome.DECISION:
        return _undertaken([one for decision in item.decisions.all() for one in decision.commitments.all()])
    if item.outcome:
        return str(item.outcome)
    return "waits" if item.round_table.state == TableState.PLANNED else "past"


def _undertaken(commitments: Sequence[Commitment]) -> str:
    if any(one.is_late for one in commitments):
        return "late"
    states = {one.state for one in commitments}
    if CommitmentState.OPEN in states:
        return "undertaken"
    if CommitmentState.KEPT in states:
        return "closed"
    return "given_up" if states else "decided"


TELLING = timedelta(30)
"""How long a door stands open before it is told what changed."""


@dataclass(frozen=True)
class Closing:
    """A closed door that was opened on ``day``: ``before`` files met it in its period; ``since`` then, ``None``: fewer than can be told."""

    day: date
    before: int
    first: date
    last: date
    since: int | None
    fewest: int = FEWEST

    @property
    def begins(self) -> date:
        """The first day that counts as since: the one on which it was opened may lie in both."""
        return self.day + timedelta(1)

    @property
    def early(self) -> bool:
        """Whether too little time has passed for both to be compared."""
        return clock.today() - self.day < TELLING


def closing_of(item: AgendaItem) -> Closing | None:
    """What changed since everything undertaken on a closed door was done; ``None`` while it is not."""
    if not item.reason or state_of(item) != "closed" or item.count is None or item.first is None or item.last is None:
        return None
    kept = [one for decision in item.decisions.all() for one in decision.commitments.all() if one.state == "kept"]
    day = max(one.ended_on for one in kept if one.ended_on is not None)
    now = dead_ends.dead_ends([item.round_table.project_id], day + timedelta(1), clock.today())
    since = next((one.count for one in now if one.key == item.key), None)
    return Closing(day, item.count, item.first, item.last, since)


@dataclass(frozen=True)
class Door:
    """A closed door of a period, and the point in which it was last dealt with. ``may_go``: it can go onto an agenda."""

    end: DeadEnd
    words: str
    item: AgendaItem | None
    state: str
    label: Any
    tone: str

    @property
    def may_go(self) -> bool:
        """Whether nobody is dealing with it now."""
        return self.state not in {"waits", "undertaken", "late"}


def told_doors(found: Iterable[DeadEnd], project: Project | None) -> list[Door]:
    """Closed doors in words, each with what ``project`` made of it (of several projects: nothing); four queries at most."""
    ends = list(found)
    places = Place.objects.in_bulk({one.place_id for one in ends if one.place_id is not None})
    latest: dict[tuple[str, int | None, str], AgendaItem] = {}
    if project is not None and ends:
        items = AgendaItem.objects.of_dead_ends().filter(round_table__project=project).order_by("pk")
        for item in items.select_related("round_table", "place").prefetch_related("decisions__commitments"):
            latest[item.key] = item
    return [_door(one, places.get(one.place_id or 0), latest.get(one.key)) for one in ends]


def _door(end: DeadEnd, place: Place | None, item: AgendaItem | None) -> Door:
    state = state_of(item) if item is not None else "open"
    label, tone = STATES.get(state, (pgettext_lazy("closed door", "nobody deals with it yet"), "warn"))
    return Door(end, door_words(end.key, place), item, state, label, tone)


@dataclass(frozen=True)
class Point:
    """A point of an agenda as a page shows it."""

    item: AgendaItem
    title: str
    state: Any
    tone: str


def points_of(items: Iterable[AgendaItem]) -> list[Point]:
    """Points in words; ``decisions__commitments``, ``place`` and ``round_table`` are fetched already."""
    told = []
    for item in items:
        label, tone = STATES[state_of(item)] if item.outcome else ("", "info")
        told.append(Point(item, title_of(item), label, tone))
    return told
