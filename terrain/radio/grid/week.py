"""The weekly grid as time: which places fall on which slots of which days, what they cut short, what they leave open. Pure.

A place says a weekday and a time of the station's clock (``settings.TIME_ZONE``: UTC+1, and UTC during Ramadan). So a show keeps its
time when the clock changes, and its slot moves. In the hour that comes twice a place begins once, the first time. A place in the hour
that is left out begins once too, after as much of the night as on other days: the clock then shows an hour more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.conf import settings

from terrain.radio.enums import ChangeKind, GridRule
from terrain.radio.models import GridChange, GridPlace, Show
from terrain.radio.slots import SECONDS, begins, slot_at

ONE_DAY = timedelta(days=1)
DAY = 86_400 // SECONDS
"""Slots in a day of 24 hours: a place is never longer."""


@cache
def zone() -> ZoneInfo:
    """The station's clock."""
    return ZoneInfo(settings.TIME_ZONE)


def local(slot: int) -> datetime:
    """What the station's clock shows when ``slot`` begins."""
    return begins(slot).astimezone(zone())


def slot_of(day: date, starts: time) -> int:
    """The slot in which the station's clock shows ``starts`` on ``day``: of two the first, of none the one an hour on."""
    return slot_at(datetime.combine(day, starts.replace(fold=0), zone()))


def exists(day: date, starts: time) -> bool:
    """Whether the station's clock shows this time on this day."""
    return local(slot_of(day, starts)).time() == starts.replace(fold=0)


def midnight(day: date) -> int:
    """The first slot of a day."""
    return slot_of(day, time())


@dataclass(frozen=True)
class Occasion:
    """A place of the grid on a day, or what takes place besides: ``slots`` from ``slot`` on are meant for ``show``.

    ``day``: on the station's clock. ``change``: the exception that made it. ``cut_to``: where something else begins, if before its end.
    """

    slot: int
    slots: int
    day: date
    show: Show
    rule: str
    repeats_after: int = 0
    place: GridPlace | None = None
    change: GridChange | None = None
    cut_to: int | None = None

    @property
    def planned_to(self) -> int:
        """Where it would end if nothing cut it short."""
        return self.slot + self.slots

    @property
    def slot_to(self) -> int:
        """Where it ends: its length, or what begins before."""
        return self.planned_to if self.cut_to is None else min(self.cut_to, self.planned_to)

    @property
    def is_cut(self) -> bool:
        """Whether something else begins before its end."""
        return self.slot_to < self.planned_to

    @property
    def starts(self) -> datetime:
        """What the station's clock shows when it begins."""
        return local(self.slot)

    @property
    def ends(self) -> datetime:
        """What the station's clock shows when it ends."""
        return local(self.slot_to)

    @property
    def is_live(self) -> bool:
        """Whether somebody is to speak live."""
        return self.rule == GridRule.LIVE


def days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + timedelta(n) for n in range((last - first).days + 1))


def holds(place: GridPlace, day: date) -> bool:
    """Whether the place stands in the grid on this day."""
    in_time = place.valid_from <= day and (place.valid_to is None or day <= place.valid_to)
    return in_time and place.weekday == day.weekday()


def _weight(occasion: Occasion) -> tuple[int, bool, bool, int]:
    """Order in time. Of two that begin together the last one plays: one whose hour exists, one of that very day, the newer one."""
    one = occasion.change or occasion.place
    starts = getattr(one, "starts", None)
    return (
        occasion.slot,
        starts is None or exists(occasion.day, starts),
        occasion.change is not None,
        (one.pk or 0) if one else 0,
    )


def meant(places: Iterable[GridPlace], changes: Iterable[GridChange], first: date, last: date) -> list[Occasion]:
    """What the grid and its exceptions mean for the days from ``first`` to ``last``, in order, before anything is cut short."""
    changes = list(changes)
    off = {(one.place_id, one.day) for one in changes if one.kind == ChangeKind.CANCELLED}
    found = []
    for place in places:
        for day in days(first, last):
            if holds(place, day) and (place.pk, day) not in off:
                slot = slot_of(day, place.starts)
                found.append(Occasion(slot, place.slots, day, place.show, place.rule, place.repeats_after, place=place))
    for one in changes:
        if one.kind == ChangeKind.EXTRA and first <= one.day <= last and one.show and one.starts:
            slot, rule = slot_of(one.day, one.starts), one.rule or GridRule.LATEST
            found.append(Occasion(slot, one.slots, one.day, one.show, rule, change=one))
    return sorted(found, key=_weight)


def fitted(occasions: Sequence[Occasion]) -> list[Occasion]:
    """The same in one line: what begins later cuts short what runs; of two that begin together the last one stays."""
    fit = []
    for one, after in pairwise(occasions):
        if one.slot != after.slot:
            fit.append(_cut(one, after.slot))
    return fit + list(occasions[-1:])


def _cut(one: Occasion, slot: int) -> Occasion:
    cut_to = slot
    return Occasion(**(vars(one) | {"cut_to": cut_to}))


def clashes(occasions: Sequence[Occasion]) -> list[tuple[Occasion, Occasion]]:
    """Pairs of which the second begins before the first ends: the first is cut short there, or does not begin."""
    return [(one, after) for one, after in pairwise(occasions) if after.slot < one.planned_to]


def holes(occasions: Sequence[Occasion], slot_from: int, slot_to: int) -> list[tuple[int, int]]:
    """Spans ``[from, to)`` within ``[slot_from, slot_to)`` for which nothing is meant: the fallback plays."""
    found, free = [], slot_from
    for one in occasions:
        if one.slot > free:
            found.append((free, min(one.slot, slot_to)))
        free = max(free, one.planned_to)
    found.append((free, slot_to))
    return [(start, end) for start, end in found if end > start]


def _spans(place: GridPlace, first: date, last: date) -> list[tuple[int, int]]:
    """Where a place stands on these days when no clock changes, in slots of ordinary days."""
    at = place.starts
    begins_at = (at.hour * 3600 + at.minute * 60 + at.second) // SECONDS
    starts = [day.toordinal() * DAY + begins_at for day in days(first, last) if holds(place, day)]
    return [(start, start + place.slots) for start in starts]


def overlaps(place: GridPlace, other: GridPlace) -> bool:
    """Whether two places of the grid want the same slots in some week in which both stand."""
    first = max(place.valid_from, other.valid_from) - ONE_DAY
    mine, theirs = (_spans(one, first, first + timedelta(9)) for one in (place, other))
    return any(here[0] < there[1] and there[0] < here[1] for here in mine for there in theirs)
