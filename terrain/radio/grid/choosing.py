"""What each occasion of the grid plays: which episode, how much of it, and what is left to the fallback. Pure.

- ``latest``: the newest episode that may be heard by then. ``next``: the oldest one that was never heard and that nothing planned before
  takes. ``repeat``: what was heard so many days before, else the last one before that; without a number of days, the one that was
  heard the longest ago, so that they take turns. ``live``: whoever speaks.
- An episode shorter than its place leaves the rest to the fallback. A longer one goes on until the next place begins, at most
  ``OVERRUN`` slots (hosts finish late: complaint libretime#1044).
- A place is never begun in the middle: one whose beginning is over plays only if the log says that it began.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import pairwise

from terrain.radio.enums import GridRule, RowKind
from terrain.radio.grid.week import Occasion, fitted, local
from terrain.radio.models import Episode, GridPlace, Show, Sound
from terrain.radio.slots import begins

OVERRUN = 225
"""Slots that an episode may go on after its place, while nothing else begins: fifteen minutes."""
NEVER = 1 << 62
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
Allowed = Callable[[Collection[int], date], Collection[int]]
"""Of these episodes (keys) those in which everybody agrees to be heard on that day."""


@dataclass(frozen=True)
class Logged:
    """A row of the broadcast log, as far as planning asks: ``order`` grows as rows are added."""

    order: int
    slot_from: int
    slot_to: int
    kind: str
    first: int = 0
    show: int | None = None
    episode: int | None = None


@dataclass(frozen=True)
class Hearing:
    """An episode began at a slot: it was heard, or will be."""

    slot: int
    episode: int


@dataclass(frozen=True)
class Entry:
    """Slots ``[slot_from, slot_to)`` play ``sound`` from its fragment ``first``, or are live (``sound`` is None then)."""

    slot_from: int
    slot_to: int
    kind: str
    sound: Sound | None
    first: int
    show: Show
    episode: Episode | None
    place: GridPlace | None
    occasion: Occasion

    def within(self, slot_from: int, slot_to: int) -> "Entry | None":
        """The part of it that lies in ``[slot_from, slot_to)``, if any."""
        start, end = max(self.slot_from, slot_from), min(self.slot_to, slot_to)
        if start >= end:
            return None
        first = self.first + start - self.slot_from if self.sound else 0
        return replace(self, slot_from=start, slot_to=end, first=first)


@dataclass(frozen=True)
class Outlook:
    """An occasion and what it plays; without an entry nothing can be heard and the fallback plays."""

    occasion: Occasion
    entry: Entry | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be heard in its place."""
        return self.entry is None


@dataclass(frozen=True)
class Stretch:
    """Slots ``[slot_from, slot_to)`` in which one row of the log counts."""

    slot_from: int
    slot_to: int
    row: Logged


def resolved(log: Iterable[Logged]) -> list[Stretch]:
    """Which row counts where: of those that cover a slot the newest."""
    rows = sorted(log, key=lambda row: row.slot_from)
    edges = sorted({edge for row in rows for edge in (row.slot_from, row.slot_to)})
    found: list[Stretch] = []
    running: list[tuple[int, int, Logged]] = []
    coming = 0
    for start, end in pairwise(edges):
        while coming < len(rows) and rows[coming].slot_from <= start:
            heappush(running, (-rows[coming].order, coming, rows[coming]))
            coming += 1
        while running and running[0][2].slot_to <= start:
            heappop(running)
        if not running:
            continue
        row = running[0][2]
        if found and found[-1].row is row and found[-1].slot_to == start:
            found[-1] = Stretch(found[-1].slot_from, end, row)
        else:
            found.append(Stretch(start, end, row))
    return found


def heard(stretches: Iterable[Stretch], before: int) -> list[Hearing]:
    """Which episodes began before slot ``before``, in order. What a newer row took over before it began was never heard."""
    return [
        Hearing(one.slot_from, one.row.episode)
        for one in stretches
        if one.row.episode is not None
        and one.row.first == 0
        and one.slot_from == one.row.slot_from
        and one.slot_from < before
    ]


def at(stretches: Iterable[Stretch], slot: int) -> Logged | None:
    """The row that counts at ``slot``."""
    return next((one.row for one in stretches if one.slot_from <= slot < one.slot_to), None)


def _rank(episode: Episode) -> tuple[datetime, int]:
    return (episode.published_at or EARLIEST, episode.pk)


class Choice:
    """Chooses episodes one occasion after another; what it chose counts as heard for the next one."""

    def __init__(self, episodes: Iterable[Episode], hearings: Iterable[Hearing], allowed: Allowed) -> None:
        self._of_show: dict[int, list[Episode]] = {}
        self._hearings: dict[int, list[Hearing]] = {}
        self._on: dict[date, Collection[int]] = {}
        self._allowed = allowed
        shows: dict[int, int] = {}
        for episode in sorted(episodes, key=_rank):
            self._of_show.setdefault(episode.show_id, []).append(episode)
            shows[episode.pk] = episode.show_id
        self._show_of = shows
        for one in hearings:
            self.note(one)

    def note(self, hearing: Hearing) -> None:
        """An episode begins at a slot."""
        self._hearings.setdefault(self._show_of.get(hearing.episode, 0), []).append(hearing)

    def _may(self, episode: Episode, on: Occasion) -> bool:
        begin = begins(on.slot)
        if any(since is not None and since > begin for since in (episode.published_at, episode.air_from)):
            return False
        if on.day not in self._on:
            self._on[on.day] = self._allowed(list(self._show_of), on.day)
        return episode.pk in self._on[on.day]

    def _first(self, episodes: Iterable[Episode], on: Occasion) -> Episode | None:
        return next((episode for episode in episodes if self._may(episode, on)), None)

    def of(self, on: Occasion) -> Episode | None:
        """What the occasion plays, None when nothing can be heard."""
        episodes = self._of_show.get(on.show.pk, [])
        past = self._hearings.get(on.show.pk, [])
        if on.change is not None and on.change.episode_id is not None:
            return self._first((one for one in episodes if one.pk == on.change.episode_id), on)
        if on.rule == GridRule.LATEST:
            return self._first(reversed(episodes), on)
        if on.rule == GridRule.NEXT:
            done = {one.episode for one in past}
            return self._first((one for one in episodes if one.pk not in done), on)
        if on.rule == GridRule.REPEAT:
            return self._first(_again(episodes, past, on), on)
        return None


def _again(episodes: Sequence[Episode], past: Sequence[Hearing], on: Occasion) -> list[Episode]:
    """Episodes heard before, the one to repeat first."""
    by_key = {episode.pk: episode for episode in episodes}
    last = {one.episode: one.slot for one in past if one.episode in by_key}
    if not on.repeats_after:
        return [by_key[key] for key in sorted(last, key=lambda key: (last[key], key))]
    until = on.day - timedelta(on.repeats_after)
    then = [one.episode for one in past if one.episode in by_key and local(one.slot).date() <= until]
    return [by_key[key] for key in dict.fromkeys(reversed(then))]


def _entry(occasion: Occasion, episode: Episode | None, until: int) -> Entry | None:
    """What an occasion puts on air, at most to slot ``until``, where something else begins."""
    if occasion.is_live:
        kind, sound, end = RowKind.LIVE, None, occasion.slot_to
    elif episode is None or episode.sound is None:
        return None
    else:
        kind, sound = RowKind.GRID, episode.sound
        end = occasion.slot + min(sound.slots, occasion.slots + OVERRUN)
    end = min(end, until)
    return Entry(occasion.slot, end, kind, sound, 0, occasion.show, episode, occasion.place, occasion)


def _goes_on(occasion: Occasion, row: Logged | None) -> bool:
    """Whether the log says that the occasion began and that it is what plays now."""
    if row is None or row.show != occasion.show.pk:
        return False
    if occasion.is_live:
        return row.kind == RowKind.LIVE
    return row.kind == RowKind.GRID and row.slot_from - row.first == occasion.slot


def outlook(
    occasions: Sequence[Occasion], episodes: Iterable[Episode], log: Iterable[Logged], known_to: int, allowed: Allowed
) -> list[Outlook]:
    """What each occasion plays, in order, given that the log is the truth before slot ``known_to`` and says nothing after it.

    An occasion that begins before ``known_to`` goes on as the log has it, or is left out.
    """
    episodes = list(episodes)
    by_key = {episode.pk: episode for episode in episodes}
    stretches = resolved(log)
    choice = Choice(episodes, heard(stretches, known_to), allowed)
    running = at(stretches, known_to - 1)
    found = []
    fit = fitted(occasions)
    for number, occasion in enumerate(fit):
        until = fit[number + 1].slot if number + 1 < len(fit) else NEVER
        if occasion.slot >= known_to:
            episode = choice.of(occasion)
            if episode is not None:
                choice.note(Hearing(occasion.slot, episode.pk))
        elif until > known_to and running is not None and _goes_on(occasion, running):
            episode = by_key.get(running.episode or 0)
        else:
            continue
        found.append(Outlook(occasion, _entry(occasion, episode, until)))
    return found
