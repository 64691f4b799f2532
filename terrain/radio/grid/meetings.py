"""What a place would meet in the grid, told before it is saved: never refused, always said."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from terrain.radio.actions.grid import ExtraSaid, PlaceSaid
from terrain.radio.grid import timetable
from terrain.radio.grid.week import ONE_DAY, Occasion, days, holds, overlaps, slot_of
from terrain.radio.models import GridPlace, Station
from terrain.radio.slots import SECONDS

MOST = 5
"""Sentences; a place that meets more is told of the first ones."""


@dataclass(frozen=True)
class Told:
    """What a place would be: until when it lasts, what it meets, and for how many minutes nothing is planned after it."""

    ends: str
    meets: list[str]
    then_open: int
    then: str


def _place(station: Station, said: PlaceSaid) -> GridPlace:
    return GridPlace(
        station=station,
        show=said.show,
        weekday=said.weekday,
        starts=said.starts,
        slots=said.slots,
        rule=said.rule,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
    )


def _sentence(first: tuple[str, str], second: tuple[str, str]) -> str:
    told = {"first": first[0], "second": second[0], "time": second[1]}
    if first[1] == second[1]:
        return _("“%(first)s” and “%(second)s” begin at the same time: only one of them plays.") % told
    return _("“%(first)s” is cut short at %(time)s, where “%(second)s” begins.") % told


def of_place(station: Station, said: PlaceSaid, own: GridPlace | None) -> list[str]:
    """What the place would cut short, or be cut short by, in sentences."""
    place = _place(station, said)
    others = GridPlace.objects.filter(station=station).exclude(pk=own.pk if own else 0).select_related("show")
    return [_between(place, other) for other in others if overlaps(place, other)][:MOST]


def _between(place: GridPlace, other: GridPlace) -> str:
    """Which of two that meet begins first, on the first day on which they do."""
    mine, theirs = ((str(one.show), f"{one.starts:%H:%M}") for one in (place, other))
    apart = (other.weekday - place.weekday) % 7
    first = (other.starts >= place.starts) if apart == 0 else apart == 1
    return _sentence(mine, theirs) if first else _sentence(theirs, mine)


def of_extra(station: Station, said: ExtraSaid) -> list[str]:
    """What an exception of one day would cut short, or be cut short by, in sentences."""
    start = slot_of(said.day, said.starts)
    end = start + said.slots
    around = timetable.occasions(station, said.day - ONE_DAY, said.day + ONE_DAY)
    met = [one for one in around if one.slot < end and one.planned_to > start]
    mine = (str(said.show), f"{said.starts:%H:%M}")
    return [_sentence(*((mine, _of(one)) if one.slot >= start else (_of(one), mine))) for one in met][:MOST]


def _of(one: Occasion) -> tuple[str, str]:
    return str(one.show), f"{one.starts:%H:%M}"


def told(station: Station, said: PlaceSaid, own: GridPlace | None) -> Told:
    """What a place would be on the first day on which it stands."""
    place = _place(station, said)
    ends = timedelta(hours=said.starts.hour, minutes=said.starts.minute, seconds=said.slots * SECONDS)
    minutes = int(ends.total_seconds() // 60)
    first = next((day for day in days(said.valid_from, said.valid_from + timedelta(6)) if holds(place, day)), None)
    then_open, then = _after(station, place, own, first) if first else (0, "")
    return Told(f"{minutes // 60 % 24:02}:{minutes % 60:02}", of_place(station, said, own), then_open, then)


def _after(station: Station, place: GridPlace, own: GridPlace | None, day: date) -> tuple[int, str]:
    """Minutes that are open after the place on ``day``, and when something begins again; none within a day: a day."""
    end = slot_of(day, place.starts) + place.slots
    around = timetable.occasions(station, day - ONE_DAY, day + ONE_DAY)
    others = [one for one in around if one.planned_to > end and (own is None or one.place != own)]
    if not others:
        return 24 * 60, ""
    after = min(others, key=lambda one: one.slot)
    return max(0, after.slot - end) * SECONDS // 60, f"{after.starts:%H:%M}"
