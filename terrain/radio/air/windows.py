"""What one process knows of a station: read at most once a slot, by one thread, and kept while it cannot be read."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Generic, Protocol, TypeVar

from django.db import connections

from terrain.radio.air import playlists
from terrain.radio.air.fragments import PROFILES, Segment, segment
from terrain.radio.air.horizon import horizon, plays
from terrain.radio.air.onair import Told
from terrain.radio.air.ready import Bytes, all_of
from terrain.radio.slots import BEHIND

log = logging.getLogger(__name__)
T = TypeVar("T")
PATIENCE, FIRST = 1.5, 10.0
"""Seconds that a request waits for the tables while something is known of old, and while nothing is."""


class Run(Protocol):
    """Runs blocking work elsewhere and gives its result."""

    def __call__(self, work: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        """Run ``work(*arguments)``."""


def in_thread(name: str) -> Run:
    """A thread of its own, in which one piece of work runs at a time."""
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def run(work: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(pool, partial(work, *arguments))

    return run


def with_tables(work: Callable[..., T], *arguments: Any) -> T:
    """Run work that reads tables, in a thread that keeps no connection to a server: nobody would end it with the thread.

    A file (SQLite) stays open: opening it costs more than what is read, once a slot and station.
    """
    try:
        return work(*arguments)
    finally:
        for connection in connections.all(initialized_only=True):
            if connection.vendor == "sqlite":
                connection.close_if_unusable_or_obsolete()
            elif not connection.in_atomic_block:
                connection.close()


class Unknown(Exception):
    """Nothing could be read yet."""


class Kept(Generic[T]):
    """The last answer of ``read(slot)``: asked for once a slot however many wait, and kept when it fails or takes long."""

    def __init__(self, read: Callable[[int], T], run: Run) -> None:
        self._read, self._run = read, run
        self._value: T | None = None
        self._known = False
        self._slot = self._begun = -1
        self._reading: asyncio.Task[None] | None = None

    async def at(self, slot: int) -> T:
        """The answer for ``slot``, or the last there was. Raises ``Unknown`` when there never was one."""
        if self._slot < slot:
            if self._reading is None:
                self._begun = slot
                self._reading = asyncio.create_task(self._renew(slot))
            if self._begun >= slot or not self._known:  # one that began in an earlier slot is slow: nobody waits for it
                await asyncio.wait({self._reading}, timeout=PATIENCE if self._known else FIRST)
        if not self._known:
            raise Unknown
        return self._value  # type: ignore[return-value]

    async def _renew(self, slot: int) -> None:
        try:
            self._value = await self._run(with_tables, self._read, slot)
            self._known = True
        except Exception:
            log.warning("the radio goes on with what it knows: its tables cannot be read", exc_info=True)
        finally:
            self._slot, self._reading = slot, None


@dataclass(frozen=True)
class Window:
    """What a station publishes in ``slot``: slots ``low`` … ``high``, both included, and their bytes, (profile, slot) → segment."""

    told: Told
    slot: int
    low: int
    high: int
    segments: Mapping[tuple[str, int], Segment]

    @cached_property
    def playlists(self) -> Mapping[str, bytes]:
        """The playlist of each form."""
        return {profile: playlists.media(profile, self.low, self.high, self.slot) for profile in PROFILES}

    @cached_property
    def ready(self) -> Mapping[bytes, tuple[Bytes, Bytes]]:
        """The answers that stand ready, by their addresses below the station's."""
        return all_of(self.playlists, self.segments)

    @cached_property
    def now(self) -> bytes:
        """What plays, as JSON."""
        return playlists.now_playing(self.told, self.slot)


def window_at(told: Told, slot: int, before: Window | None = None) -> Window:
    """The window of ``slot``. Reads the files of what ``before`` does not hold already, or held only for want of a file."""
    log = told.log
    low, high = max(slot - BEHIND, told.first_slot), horizon(log, slot)
    held = before.segments if before is not None else {}
    found: dict[tuple[str, int], Segment] = {}
    for place in range(low, high + 1):
        playing = plays(log, place, slot)
        for profile in PROFILES:
            known = held.get((profile, place))
            again = known is not None and known.whole and known.playing == playing
            found[profile, place] = known if again and known else segment(log, playing, place, profile)
    return Window(told, slot, low, high, found)


class Channel:
    """A station in this process."""

    def __init__(self, read: Callable[[int], Told | None], tables: Run, disk: Run) -> None:
        self._told, self._disk = Kept(read, tables), disk
        self._window: Window | None = None
        self._building: asyncio.Task[Window | None] | None = None
        self._slot = -1

    def standing(self, slot: int) -> Window | None:
        """The window of ``slot`` if it is known already."""
        return self._window if self._window is not None and self._window.slot == slot else None

    async def window(self, slot: int) -> Window | None:
        """The window of ``slot``; ``None`` when there is no such station (yet). Raises ``Unknown``."""
        if (window := self.standing(slot)) is not None:
            return window
        if self._building is None or self._slot != slot:
            self._slot = slot
            self._building = asyncio.create_task(self._build(slot))
        building = self._building
        try:
            return await asyncio.shield(building)
        finally:
            if building.done() and self._building is building:
                self._building = None

    async def _build(self, slot: int) -> Window | None:
        told = await self._told.at(slot)
        if told is None or told.first_slot > slot:
            return None
        self._window = await self._disk(window_at, told, slot, self._window)
        return self._window
