"""Writing the broadcast log: rows are only added, and only about slots that nobody can have heard of (``air.horizon``)."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.radio.air.compiling import NOTHING, Planned, differences
from terrain.radio.air.horizon import INTERLUDE, Log, Row, first_free, horizon
from terrain.radio.air.onair import log_of
from terrain.radio.enums import EpisodeState, RowKind, SoundKind, SoundState
from terrain.radio.grid import timetable
from terrain.radio.models import BroadcastRow, Fallback, Show, Sound, Station
from terrain.radio.policies.stations import check_host, check_station
from terrain.radio.slots import SECONDS, slot_at

T = TypeVar("T")
HOURS = 48
"""How far ahead the plan is written down."""
LONGEST = 7 * 24 * 3600 // SECONDS
"""Slots ahead that are looked at when rows are written by hand."""
TRIES = 3


class TooSlow(Exception):
    """Rows took so long to write that somebody may have published the slots that they touch; nothing of them is kept."""


@dataclass(frozen=True)
class Pen:
    """The log of a station, held by whoever writes: as it stands in slot ``now``, and the first slot that may be touched."""

    station: Station
    now: int
    log: Log

    @property
    def first(self) -> int:
        """The first slot that a row may touch."""
        return max(first_free(self.log, self.now), self.station.first_slot)

    def write(self, rows: Sequence[Planned], *, by_hand: bool = False) -> None:
        """Add rows, all from ``first`` on. Raises ``TooSlow`` when the clock has run on meanwhile."""
        published, at = horizon(self.log, self.now), clock.now()
        BroadcastRow.objects.bulk_create(
            BroadcastRow(
                station=self.station,
                slot_from=row.slot_from,
                slot_to=row.slot_to,
                kind=row.kind,
                sound_id=row.sound,
                first=row.first,
                show_id=row.show,
                episode_id=row.episode,
                by_hand=by_hand,
                published=published,
                written_at=at,
            )
            for row in rows
        )
        self.check_in_time()

    def check_in_time(self) -> None:
        """Leave the rest of ``LEAD`` to the commit."""
        if slot_at(clock.now()) > self.now + 1:
            raise TooSlow


def _take_pen(station: Station, ahead: int) -> Pen:
    """Hold the log of ``station`` until the transaction ends; the clock is read once it is held."""
    held = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    now = slot_at(clock.now())
    return Pen(held, now, log_of(held.pk, now, now + ahead))


def _in_time(work: Callable[[], T]) -> T:
    """Do ``work`` in a transaction of its own, again when it was too slow."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return work()
        except TooSlow:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def write(station: Station, rows: Sequence[Planned], *, by: Viewer) -> int:
    """Fill slots by hand; what the grid plans does not replace them. Returns how many rows were written.

    What of a row may be published already is left out. Raises ``Denied`` for a row of which nothing is left, and for a sound of
    another station, one that is not ready, or that was taken away.
    """

    def work() -> int:
        check_station(by, station)
        with action("radio.log_written", by=by, obj=station, project_id=station.project_id) as act:
            pen = _take_pen(station, LONGEST)
            _check_sounds(station, [row.sound for row in rows if row.sound is not None])
            if any(row.slot_to <= max(pen.first, row.slot_from) for row in rows):
                raise Denied(_("It is too late for this: these minutes have already been sent out."))
            kept = [row.since(max(row.slot_from, pen.first)) for row in rows]
            pen.write(kept, by_hand=True)
            act.detail = _told(kept)
            return len(kept)

    return _in_time(work)


def compile_ahead(station: Station, *, by: Viewer, hours: int = HOURS) -> int:
    """Write down what is planned for the next hours, where the log does not say it already. Returns how many rows that took."""

    def work() -> int:
        check_host(by, station.project_id)
        with action("radio.log_compiled", by=by, obj=station, project_id=station.project_id) as act:
            rows = _compiled(_take_pen(station, hours * 3600 // SECONDS), hours)
            act.silent, act.detail = not rows, _told(rows)
            return len(rows)

    return _in_time(work)


def _compiled(pen: Pen, hours: int = HOURS) -> list[Planned]:
    high = pen.now + hours * 3600 // SECONDS
    rows = differences(pen.log, _planned(pen.station, pen.first, high), pen.first, high)
    pen.write(rows)
    return rows


def _planned(station: Station, low: int, high: int) -> list[Planned]:
    return [
        Planned(
            slot_from=entry.slot_from,
            slot_to=entry.slot_to,
            kind=entry.kind,
            sound=entry.sound.pk if entry.sound else None,
            first=entry.first if entry.sound else 0,
            show=entry.show.pk,
            episode=entry.episode.pk if entry.episode else None,
        )
        for entry in timetable.plan_slots(station, low, high)
    ]


def _told(rows: Sequence[Planned]) -> dict[str, Any]:
    if not rows:
        return {}
    return {"rows": len(rows), "from": min(row.slot_from for row in rows), "to": max(row.slot_to for row in rows)}


def _check_sounds(station: Station, keys: Sequence[int]) -> None:
    approved = ~Q(kind__in=[SoundKind.EPISODE, SoundKind.HINT]) | Q(episode__state=EpisodeState.PUBLISHED)
    ready = Sound.objects.filter(
        approved, pk__in=keys, station=station, state=SoundState.READY, gone_from__isnull=True, slots__gt=0
    )
    if ready.count() < len(set(keys)):
        raise Denied(_("One of these sounds cannot be played: it is not ready, or was taken away."))


def change_fallback(station: Station, sounds: Sequence[int], *, by: Viewer) -> Fallback:
    """Play ``sounds`` (keys, ``INTERLUDE`` for the shipped music) in this order when nothing is planned, from the first slot that is free.

    Raises ``Denied`` when there are none, and for a sound that cannot be played.
    """

    def work() -> Fallback:
        check_station(by, station)
        if not sounds:
            raise Denied(_("Something has to play when nothing is planned."))
        _check_sounds(station, [key for key in sounds if key != INTERLUDE])
        with action("radio.fallback_changed", by=by, obj=station, project_id=station.project_id) as act:
            pen = _take_pen(station, LONGEST)
            act.detail = {"from": pen.first, "sounds": len(sounds)}
            made = Fallback.objects.create(
                station=station,
                slot_from=pen.first,
                sounds=list(sounds),
                published=horizon(pen.log, pen.now),
                written_at=clock.now(),
            )
            pen.check_in_time()
            return made

    return _in_time(work)


def take_off(sound: Sound, *, by: Viewer) -> int:
    """From the next slot on ``sound`` is heard no more, whatever was planned and published; returns that slot.

    Taken off once, it stays so; the plan is written again once this is committed.
    """
    check_host(by, sound.station.project_id)
    with action("radio.sound_silenced", by=by, obj=sound, project_id=sound.station.project_id) as act:
        held = Sound.objects.select_for_update(of=("self",)).select_related("station").get(pk=sound.pk)
        following = slot_at(clock.now()) + 1
        if held.gone_from is not None and held.gone_from <= following:
            act.silent = True
        else:
            held.gone_from = following
            held.save(update_fields=["gone_from"])
            act.detail = {"from": following}
            transaction.on_commit(lambda: compile_ahead(held.station, by=by), robust=True)
        sound.gone_from = held.gone_from
        return held.gone_from


def open_live(station: Station, show: Show, slots: int, *, by: Viewer) -> tuple[int, int]:
    """Keep the air free for a live voice, for so many slots from the first that is free; returns them as ``[from, to)``.

    Until a host is heard there, and where she is not, what was planned before plays on. Raises ``Denied`` when it is for too long, or for another's show.
    """

    def work() -> tuple[int, int]:
        check_host(by, station.project_id)
        if not 0 < slots <= LONGEST or show.station_id != station.pk:
            raise Denied(_("A live broadcast of this show cannot be that long."))
        with action("radio.live_window_opened", by=by, obj=station, project_id=station.project_id) as act:
            pen = _take_pen(station, LONGEST)
            start, end = pen.first, pen.first + slots
            rows = _kept_free(pen.log, show, start, end)
            pen.write(rows, by_hand=True)
            act.detail = _told(rows)
            return start, end

    return _in_time(work)


def _kept_free(log: Log, show: Show, start: int, end: int) -> list[Planned]:
    """``[start, end)`` kept for a voice, over the sounds that were planned there."""
    inside = {edge for row in log.rows for edge in (row.slot_from, row.slot_to) if start < edge < end}
    found = []
    for low, high in pairwise(sorted({start, end, *inside})):
        row = log.row(low)
        sound = row.sound if row is not None else None
        found.append(
            Planned(low, high, RowKind.LIVE, sound, row.fragment(low) if row and sound is not None else 0, show.pk)
        )
    return found


def close_live(station: Station, *, by: Viewer) -> int:
    """End the live window that is open, or the next one opened by hand; returns the first slot that is no longer kept for a voice.

    What somebody opened by hand goes back to the grid; where the grid itself says live, the fallback plays to its end. Without such a
    window nothing happens.
    """

    def work() -> int:
        check_host(by, station.project_id)
        with action("radio.live_window_closed", by=by, obj=station, project_id=station.project_id) as act:
            pen = _take_pen(station, LONGEST)
            span = next(((start, end) for start, end in pen.log.live if end > pen.first and _is_open(pen, start)), None)
            if span is None:
                act.silent = True
                return pen.now
            start, end = max(pen.first, span[0]), _until(pen, *span)
            row = pen.log.row(start)
            pen.write(_given_back(pen, start, end), by_hand=row is not None and not row.by_hand)
            act.detail = {"from": start, "to": end}
            return start

    return _in_time(work)


def _given_back(pen: Pen, start: int, end: int) -> list[Planned]:
    """What to write so that ``[start, end)`` is no longer kept for a voice."""
    row, free = pen.log.row(start), replace(NOTHING, slot_from=start, slot_to=end)
    if row is None or not row.by_hand:
        return [free]
    without = replace(pen.log, rows=(*pen.log.rows, Row(sys.maxsize, start, end, RowKind.FALLBACK)))
    return [free, *differences(without, _planned(pen.station, start, end), start, end)]


def _until(pen: Pen, start: int, end: int) -> int:
    """Where the window ends of which ``[start, end)`` is a part: it has an edge wherever something was planned beneath."""
    by_hand = _by_hand(pen, start)
    for low, high in pen.log.live:
        if low == end and _by_hand(pen, low) == by_hand:
            end = high
    return end


def _by_hand(pen: Pen, slot: int) -> bool:
    row = pen.log.row(slot)
    return row is not None and row.by_hand


def _is_open(pen: Pen, start: int) -> bool:
    return start <= pen.first or _by_hand(pen, start)
