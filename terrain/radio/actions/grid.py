"""The weekly grid and its exceptions. Whatever changes in it, the broadcast log follows."""

from dataclasses import dataclass, fields
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile, held, put, save_next
from terrain.core.policies import Denied
from terrain.radio.enums import ChangeKind, EpisodeState, GridRule
from terrain.radio.grid.following import follow
from terrain.radio.grid.week import DAY, holds
from terrain.radio.models import Episode, GridChange, GridPlace, Show, Station
from terrain.radio.policies.stations import check_grow, check_station


@dataclass(frozen=True)
class PlaceSaid:
    """A place of the grid. ``weekday``: 0 is Monday. ``starts``: on the station's clock. ``repeats_after``: days, for a repeat."""

    show: Show
    weekday: int
    starts: time
    slots: int
    rule: str
    valid_from: date
    valid_to: date | None = None
    repeats_after: int = 0


@dataclass(frozen=True)
class ExtraSaid:
    """What takes place on one day besides the grid. ``episode``: this very one, else what ``rule`` chooses."""

    show: Show
    day: date
    starts: time
    slots: int
    rule: str = GridRule.LATEST
    episode: Episode | None = None


def _check(station: Station, said: PlaceSaid | ExtraSaid, by: Viewer) -> None:
    """The show is of this station and goes on, and it lasts between a slot and a day."""
    if said.show.station_id != station.pk:
        raise Denied(_("This show belongs to another radio."))
    check_grow(by, said.show)
    if not 0 < said.slots <= DAY:
        raise Denied(_("A place of the grid lasts at least a few seconds and at most a day."))


def _check_place(station: Station, said: PlaceSaid, by: Viewer) -> None:
    _check(station, said, by)
    if not 0 <= said.weekday <= 6:
        raise ValueError(said.weekday)
    if said.valid_to is not None and said.valid_to < said.valid_from:
        raise Denied(_("The last day lies before the first."))


def add_place(station: Station, said: PlaceSaid, *, slip: UUID | None = None, by: Viewer) -> GridPlace:
    """A new place of the weekly grid. That it overlaps another is told by whoever asks, never refused: what begins later plays."""
    check_station(by, station)
    slip = slips.own(slip, by, station, "place")
    with action("radio.grid_changed", by=by, obj=station, project_id=station.project_id) as act:
        if (before := slips.taken(slip, GridPlace)) is not None:
            act.silent = True
            return before
        _check_place(station, said, by)
        place = GridPlace(station=station)
        put(place, said)
        place.save()
        slips.made(slip, place)
        act.detail = {"place": str(place.uid), "change": "added"}
        follow(station, by=by)
    return place


def change_place(place: GridPlace, said: PlaceSaid, *, version: int, by: Viewer) -> GridPlace:
    """Write what a place is from now on. Exceptions of days on which it does not stand any more go. Raises ``ChangedMeanwhile``."""
    station = place.station
    check_station(by, station)
    with action("radio.grid_changed", by=by, obj=station, project_id=station.project_id) as act:
        now = held(place)
        changed = put(now, said)
        if not changed:
            act.silent = True
            return now
        _check_place(station, said, by)
        save_next(now, version)
        _drop_idle(now)
        act.detail = {"place": str(now.uid), "change": "changed", "fields": changed}
        follow(station, by=by)
    return now


def _drop_idle(place: GridPlace) -> None:
    idle = [change.pk for change in place.changes.all() if not holds(place, change.day)]
    GridChange.objects.filter(pk__in=idle).delete()


def end_place(place: GridPlace, last: date, *, version: int, by: Viewer) -> GridPlace | None:
    """The place stands in the grid until ``last``, that day included; one that would never stand is gone: None.
    Raises ``ChangedMeanwhile``."""
    station = place.station
    check_station(by, station)
    with action("radio.grid_changed", by=by, obj=station, project_id=station.project_id) as act:
        now = held(place)
        if now.version != version:
            raise ChangedMeanwhile(now)
        act.detail = {"place": str(now.uid), "change": "ended", "last": last.isoformat()}
        follow(station, by=by)
        if last < now.valid_from:
            now.delete()
            return None
        now.valid_to = last
        save_next(now, version)
        _drop_idle(now)
    return now


def cancel_day(place: GridPlace, day: date, *, by: Viewer) -> GridChange:
    """The place does not take place on ``day``. Saying it again changes nothing."""
    station = place.station
    check_station(by, station)
    if not holds(place, day):
        raise Denied(_("This show has no place in the grid on that day."))
    with action("radio.day_changed", by=by, obj=station, project_id=station.project_id) as act:
        held(place)
        told = {"station": station, "kind": ChangeKind.CANCELLED, "day": day, "place": place}
        before = GridChange.objects.filter(**told).first()
        if before is not None:
            act.silent = True
            return before
        change = GridChange.objects.create(**told, made_by_id=by.user_id)
        act.detail = {"day": day.isoformat(), "change": "cancelled", "place": str(place.uid)}
        follow(station, by=by)
    return change


def add_extra(station: Station, said: ExtraSaid, *, slip: UUID | None = None, by: Viewer) -> GridChange:
    """Something takes place on one day besides the grid."""
    check_station(by, station)
    slip = slips.own(slip, by, station, "extra")
    with action("radio.day_changed", by=by, obj=station, project_id=station.project_id) as act:
        if (before := slips.taken(slip, GridChange)) is not None:
            act.silent = True
            return before
        _check(station, said, by)
        if said.day < clock.today():
            raise Denied(_("This day is over."))
        if said.episode is not None and not _plays(said.episode, said.show):
            raise Denied(_("Only a published episode of this show can be planned."))
        change = GridChange(station=station, kind=ChangeKind.EXTRA, made_by_id=by.user_id)
        for one in fields(said):
            setattr(change, one.name, getattr(said, one.name))
        change.save()
        slips.made(slip, change)
        act.detail = {"day": said.day.isoformat(), "change": "extra"}
        follow(station, by=by)
    return change


def _plays(episode: Episode, show: Show) -> bool:
    return episode.show_id == show.pk and episode.state == EpisodeState.PUBLISHED


def undo_change(change: GridChange, *, by: Viewer) -> None:
    """The day is as the grid says, in this."""
    station = change.station
    check_station(by, station)
    with action("radio.day_changed", by=by, obj=station, project_id=station.project_id) as act:
        gone, _each = GridChange.objects.filter(pk=change.pk).delete()
        act.silent = not gone
        act.detail = {"day": change.day.isoformat(), "change": "undone"}
        follow(station, by=by)
