"""Sixty days of a station, compressed: the grid is edited, files are lost, sounds are withdrawn, live windows open and close, workers
read at different moments and are started again, and the clock of Casablanca leaves Ramadan. Never a gap, never back, the same bytes.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from terrain.radio.air import fragments
from terrain.radio.air.compiling import NOTHING, Planned, differences
from terrain.radio.air.horizon import INTERLUDE, Log, Piece, Row, Version, first_free
from terrain.radio.air.onair import Told
from terrain.radio.air.playlists import media, stamp
from terrain.radio.air.windows import Window, window_at
from terrain.radio.grid.week import fitted, local, meant
from terrain.radio.models import GridPlace, Show, Station
from terrain.radio.slots import AHEAD, BEHIND, LEAD, SAMPLES, begins, slot_at
from tests.radio.air.conftest import INTERLUDE_SLOTS, said_in

BEGIN = datetime(2026, 2, 1, tzinfo=UTC)
"""Ramadan 2026: on 15 February the clock goes back to UTC, on 22 March forward again."""
DAYS = 60
FIRST = slot_at(BEGIN)
LAST = FIRST + DAYS * 21_600
SONGS, EPISODES = range(1, 6), range(10, 30)


class Station60:
    """The tables of the station: what was written, and in which slot; who reads sees what was written by then."""

    def __init__(self, chance: random.Random, put) -> None:
        self.chance, self.order = chance, 0
        self.rows: list[tuple[int, Row]] = []
        self.versions: list[tuple[int, Version]] = []
        self.gone: dict[int, int] = {}
        self.lengths = {key: chance.randint(2, 12) for key in SONGS} | {key: chance.randint(20, 60) for key in EPISODES}
        self.places = [self.place() for _ in range(14)]
        for key, slots in self.lengths.items():
            put(f"sound-{key}", slots)

    def place(self) -> GridPlace:
        chance = self.chance
        return GridPlace(
            show=Show(pk=chance.randint(1, 4), station=Station(pk=1)),
            weekday=chance.randint(0, 6),
            starts=time(chance.randint(0, 23), chance.choice([0, 15, 30])),
            slots=chance.choice([30, 60, 450]),
            rule=chance.choice(["latest", "latest", "latest", "live"]),
            valid_from=date(2026, 1, 1),
        )

    def view(self, at: int) -> Log:
        """All that was written by slot ``at``, as far as it matters around there."""
        rows = tuple(row for written, row in self.rows if written <= at and row.slot_to > at - 100)
        versions = tuple(version for written, version in self.versions if written <= at)
        pieces = {key: Piece(slots, self.gone.get(key), f"sound-{key}") for key, slots in self.lengths.items()}
        return Log(rows, versions[-30:], pieces, {}, INTERLUDE_SLOTS)

    def plan(self, low: int, high: int) -> list[Planned]:
        meant_for = fitted(meant(self.places, [], local(low).date() - timedelta(1), local(high).date()))
        found = []
        for one in meant_for:
            key = 10 + (one.slot // 900 + one.show.pk) % len(EPISODES)
            end = one.slot_to if one.is_live else min(one.slot_to, one.slot + self.lengths[key])
            if key not in self.gone and end > low and one.slot < high:
                said = ("live", None) if one.is_live else ("grid", key)
                found.append(Planned(one.slot, end, *said, show=one.show.pk).since(max(low, one.slot)))
        return [replace(one, slot_to=min(one.slot_to, high)) for one in found]

    def compile(self, now: int) -> None:
        log = self.view(now)
        low, high = first_free(log, now), now + 43_200
        self.add(now, differences(log, self.plan(low, high), low, high))

    def add(self, now: int, planned: list[Planned], *, by_hand: bool = False) -> None:
        for one in planned:
            self.order += 1
            said = (one.slot_from, one.slot_to, one.kind, one.sound, one.first, one.show, one.episode)
            self.rows.append((now, Row(self.order, *said, by_hand=by_hand)))

    def happen(self, now: int) -> None:
        """Somebody does something."""
        chance, log = self.chance, self.view(now)
        first, what = first_free(log, now), chance.randint(0, 6)
        if what == 0:
            self.places[chance.randrange(len(self.places))] = self.place()
        elif what == 1:
            self.order += 1
            turn = tuple(chance.choices([INTERLUDE, *SONGS], k=chance.randint(1, 5)))
            self.versions.append((now, Version(self.order, first, turn)))
        elif what == 2 and len(self.gone) < 12:
            self.gone.setdefault(chance.choice([*SONGS, *EPISODES]), now + 1)
        elif what == 3:
            self.add(now, [Planned(first, first + chance.randint(5, 200), "live", None, show=1)], by_hand=True)
        elif what == 4 and (span := next((one for one in log.live if one[1] > first >= one[0]), None)):
            self.add(now, [replace(NOTHING, slot_from=first, slot_to=span[1])])
        elif what == 5:
            key = chance.choice(EPISODES)
            fragments.path_of(f"sound-{key}", chance.choice(fragments.PROFILES)).unlink(missing_ok=True)
        self.compile(now)


class Worker:
    """A process: it read the tables some slots ago, and keeps its window."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.window = chance, None

    def serve(self, station: Station60, now: int) -> Window:
        if self.chance.random() < 0.2:
            self.window = None  # killed, and started again
        late = self.chance.randint(0, LEAD - 1)
        view = replace(station.view(now - late), pieces=station.view(now).pieces)
        self.window = window_at(Told(1, "meres", {}, FIRST, view), now, self.window)
        return self.window


class Listener:
    """Remembers everything that anybody was ever given, and compares."""

    def __init__(self) -> None:
        self.playing, self.bytes, self.last, self.high = {}, {}, 0, 0

    def hears(self, window: Window, station: Station60) -> None:
        assert window.low == max(window.slot - BEHIND, FIRST)
        assert self.high <= window.high <= window.slot + AHEAD
        assert self.last <= window.low
        self.last, self.high = window.low, window.high
        for slot in range(window.low, window.high + 1):
            self._slot(window, slot, station)

    def _slot(self, window: Window, slot: int, station: Station60) -> None:
        for profile in fragments.PROFILES:
            segment = window.segments[profile, slot]
            before = self.playing.setdefault(slot, segment.playing)
            if before != segment.playing:
                assert station.gone[before.sound] <= max(slot, window.slot)
                self.playing[slot] = segment.playing
                self.bytes.pop(("std", slot), None)
                self.bytes.pop(("eco", slot), None)
            assert segment.playing.sound is None or station.gone.get(segment.playing.sound, LAST) > window.slot
            assert (slot * SAMPLES).to_bytes(8, "big") in segment.content[:80]
            known = self.bytes.setdefault((profile, slot), segment.content)
            if known != segment.content:
                assert not segment.whole  # a file was lost meanwhile
                assert said_in(segment.content) == f"interlude-{profile} {slot % INTERLUDE_SLOTS}"


@pytest.mark.parametrize("seed", [1, 2])
def test_sixty_days_without_a_gap(seed, air_copy):
    chance = random.Random(seed)
    station, workers, listener = Station60(chance, air_copy), [Worker(chance) for _ in range(3)], Listener()
    now = FIRST + 200
    station.compile(now)
    clocks = set()
    while now < LAST:
        if chance.random() < 0.5:
            station.happen(now)
        else:
            station.compile(now)
        for _ in range(chance.randint(1, 6)):
            for worker in workers:
                window = worker.serve(station, now)
                listener.hears(window, station)
            text = media("std", window.low, window.high, now)
            assert f"#EXT-X-PROGRAM-DATE-TIME:{stamp(window.low)}\n".encode() in text
            assert datetime.fromisoformat(stamp(window.low)) == begins(window.low)
            now += 1
        clocks.add(local(now).utcoffset())
        now += chance.choice([5, 50, 500, 5000, 20_000])
    assert clocks == {timedelta(0), timedelta(hours=1)}
    assert station.gone
    assert len(station.versions) > 5
