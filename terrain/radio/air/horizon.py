"""What plays in which slot, and how far it is published: pure functions of a frozen log and the clock (ADR 0019).

A **view** is the log as somebody read it. Two rules make all views answer alike, whenever they were read and by which process:

1. A row written in slot ``w`` touches no slot before ``first_free(log, w)``, and is in every view that is used in slot ``w + LEAD`` or
   later (whoever writes commits within that time).
2. Nobody publishes beyond ``horizon(view, now)``.

From them follows what ``tests/radio/air/test_horizon.py`` tries to refute: what was published is never changed by a row, the
horizon never goes back, and in every slot all views have the same horizon. A view that lacks a row is used in ``w + LEAD - 1`` at the
latest and publishes up to ``horizon(w + LEAD - 1)`` at most, which lies before ``first_free``; no view used before ``w + LEAD`` can see
further because of the row either, since the row does not touch the slot next to that horizon, or lies out of reach.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

from terrain.radio.enums import RowKind
from terrain.radio.slots import AHEAD, LEAD, LIVE_AHEAD

INTERLUDE = 0
"""Stands for the music that the package ships; no sound has this key."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log: ``[slot_from, slot_to)`` play ``sound`` from its fragment ``first``. ``order`` grows as rows are added."""

    order: int
    slot_from: int
    slot_to: int
    kind: str
    sound: int | None = None
    first: int = 0
    show: int | None = None
    episode: int | None = None
    by_hand: bool = False

    def fragment(self, slot: int) -> int:
        """Which fragment of its sound the row plays in ``slot``."""
        return self.first + slot - self.slot_from


@dataclass(frozen=True, slots=True)
class Version:
    """A fallback from ``slot_from`` on: keys of sounds, played in this order again and again."""

    order: int
    slot_from: int
    sounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is asked of a sound: how many slots it fills, from which slot on it is heard no more, the name of its files."""

    slots: int
    gone_from: int | None = None
    uid: str = ""

    def heard(self, at: int) -> bool:
        """Whether it may be heard in slot ``at``."""
        return self.gone_from is None or at < self.gone_from


@dataclass(frozen=True, slots=True)
class Playing:
    """What is heard in a slot: fragment ``fragment`` of ``sound`` (``None``: the interlude), or what a host said, under ``live``."""

    kind: str
    sound: int | None
    fragment: int
    show: int | None = None
    episode: int | None = None
    live: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Slots ``[slot_from, slot_to)`` belong to one broadcast, or to the fallback (``show`` is None then)."""

    slot_from: int
    slot_to: int
    kind: str
    show: int | None = None
    episode: int | None = None


@dataclass(frozen=True)
class Log:
    """A view of one station: rows and fallbacks in any order, the sounds that they name, what was said live (slot → where it is).

    ``interlude``: slots of the music that the package ships.
    """

    rows: tuple[Row, ...] = ()
    versions: tuple[Version, ...] = ()
    pieces: Mapping[int, Piece] = field(default_factory=dict)
    said: Mapping[int, Hashable] = field(default_factory=dict)
    interlude: int = 1

    def row(self, slot: int) -> Row | None:
        """The row that counts in ``slot``: of those that cover it the newest."""
        found = bisect_right(self._starts, slot) - 1
        return self._stretches[found][1] if found >= 0 else None

    def version(self, slot: int) -> Version | None:
        """The fallback that holds in ``slot``: the newest of those that have begun."""
        return max((one for one in self.versions if one.slot_from <= slot), key=lambda one: one.order, default=None)

    def piece(self, key: int | None) -> Piece | None:
        """What is known of a sound that fills at least a slot."""
        if key == INTERLUDE:
            return Piece(self.interlude)
        found = self.pieces.get(key) if key is not None else None
        return found if found is not None and found.slots > 0 else None

    @cached_property
    def _stretches(self) -> list[tuple[int, Row | None]]:
        return stretches(self.rows)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _row in self._stretches]

    @cached_property
    def live(self) -> list[tuple[int, int]]:
        """The slots kept for a live voice, as spans in order."""
        return [
            (start, end)
            for (start, row), (end, _next) in pairwise(self._stretches)
            if row is not None and row.kind == RowKind.LIVE
        ]


def stretches(rows: Iterable[Row]) -> list[tuple[int, Row | None]]:
    """From which slot on which row counts, in order; the last one is ``None``, for ever."""
    coming = sorted(rows, key=lambda row: row.slot_from)
    edges = sorted({edge for row in coming for edge in (row.slot_from, row.slot_to)})
    found: list[tuple[int, Row | None]] = []
    running: list[tuple[int, int, Row]] = []
    begun = 0
    for edge in edges:
        while begun < len(coming) and coming[begun].slot_from <= edge:
            heappush(running, (-coming[begun].order, begun, coming[begun]))
            begun += 1
        while running and running[0][2].slot_to <= edge:
            heappop(running)
        counts = running[0][2] if running else None
        if not found or found[-1][1] is not counts:
            found.append((edge, counts))
    return found


def plays(log: Log, slot: int, at: int | None = None) -> Playing:
    """What is heard in ``slot`` by whoever asks for it in slot ``at`` (default: in that slot itself, or before).

    ``at`` only matters for what was taken away since: it is not heard again, not even late.
    """
    at = slot if at is None else max(slot, at)
    row = log.row(slot)
    if row is not None:
        if row.kind == RowKind.LIVE and slot in log.said:
            return Playing(RowKind.LIVE, None, 0, row.show, row.episode, log.said[slot])
        piece = log.piece(row.sound)
        if piece is not None and piece.heard(at) and row.fragment(slot) < piece.slots:
            return Playing(RowKind.GRID, row.sound, row.fragment(slot), row.show, row.episode)
    return falls_back(log, slot, at)


def falls_back(log: Log, slot: int, at: int) -> Playing:
    """What is heard in ``slot`` when nothing is planned.

    A turn of the fallback has a fixed length, whatever is taken away: the place of a sound that is gone is filled by a turn of the
    others, so that nothing else moves.
    """
    version = log.version(slot)
    place, left = slot - version.slot_from if version else 0, list(version.sounds) if version else []
    while left:
        found = _turn(log, left, place)
        if found is None:
            break
        key, place = left[found[0]], found[1]
        piece = log.piece(key)
        if piece is not None and piece.heard(at):
            return Playing(RowKind.FALLBACK, key or None, place)
        left = [one for one in left if one != key]
    return Playing(RowKind.FALLBACK, None, slot % log.interlude)


def _turn(log: Log, sounds: Sequence[int], place: int) -> tuple[int, int] | None:
    """Which of them, and which of its fragments, plays at a place of their endless turn; ``None`` when none fills a slot."""
    lengths = [piece.slots if (piece := log.piece(key)) else 0 for key in sounds]
    total = sum(lengths)
    if not total:
        return None
    place %= total
    for number, length in enumerate(lengths):
        if place < length:
            return number, place
        place -= length
    raise AssertionError("a place lies inside its turn")


def horizon(log: Log, now: int) -> int:
    """The last slot that is published in slot ``now``: ``AHEAD`` further while what comes is known, before a live voice its beginning,
    during it ``LIVE_AHEAD`` further."""
    reach = now + LIVE_AHEAD
    first_live = next((max(start, reach + 1) for start, end in log.live if end > reach + 1), None)
    return now + AHEAD if first_live is None else min(now + AHEAD, first_live - 1)


def first_free(log: Log, now: int) -> int:
    """The first slot that a row written in slot ``now`` may touch."""
    return min(now + AHEAD + LEAD, max(horizon(log, now) + LEAD, horizon(log, now + LEAD - 1) + 2))


def programme(log: Log, low: int, high: int) -> list[Span]:
    """What is broadcast in ``[low, high)``, in order and without holes; neighbours that belong together are one."""
    edges = {low, high}
    for row in log.rows:
        edges |= {row.slot_from, row.slot_to}
        if (piece := log.piece(row.sound)) is not None:
            edges.add(row.slot_from + piece.slots - row.first)
            edges |= {piece.gone_from} if piece.gone_from is not None else set()
    found: list[Span] = []
    for start, end in pairwise(sorted(edge for edge in edges if low <= edge <= high)):
        kind, show, episode = _belongs(log, start)
        last = found[-1] if found else None
        if last is not None and (last.kind, last.show, last.episode) == (kind, show, episode):
            found[-1] = Span(last.slot_from, end, kind, show, episode)
        else:
            found.append(Span(start, end, kind, show, episode))
    return found


def _belongs(log: Log, slot: int) -> tuple[str, int | None, int | None]:
    row = log.row(slot)
    if row is not None and row.kind == RowKind.LIVE:
        return RowKind.LIVE, row.show, None
    playing = plays(log, slot)
    return playing.kind, playing.show, playing.episode
