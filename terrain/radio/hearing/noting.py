"""What the air doors call. Quick, without a database, never raising for what a stranger sent; nothing of an address is kept."""

import json
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from terrain.core import clock
from terrain.radio.hearing import spool
from terrain.radio.hearing.lines import (
    MOST_RANGES,
    SESSION,
    SLUG,
    SOURCES,
    TOKEN,
    Downloaded,
    Listened,
    Span,
    is_number,
)
from terrain.radio.hearing.marks import Headers, mark_of, values
from terrain.radio.hearing.rule import LATE, POLL_GAP, merged
from terrain.radio.hearing.salts import device_of, listener_of
from terrain.radio.slots import AHEAD, slot_at

LARGEST_BEACON = 1024
WORDS = {"session", "device", "source", "profile", "press", "from", "to"}
PROFILE = re.compile(r"std|eco|mp3|")
WRITTEN_EVERY = 8
"""Slots of one session that are gathered into one line: half a minute is lost when the process is killed."""
MOST_OPEN = 20_000
"""Sessions that are gathered at once."""
BURST, BURST_SLOTS = 10, 4
"""A session may send so many beacons in so many slots."""


class Refused(ValueError):
    """A beacon that says something that cannot be; ``status`` is HTTP's."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def beacon(station: str, body: bytes, headers: Headers) -> int:
    """POST ``/air/<station>/heard``: what a player says that it played; returns the status to answer with, no body.

    ``{"session", "device", "source", "profile", "press", "from", "to"}``: slots ``[from, to)`` played whole; without ``from`` and ``to``,
    and with ``press`` true, it tells the press of play itself. A session gets its name on the press of play, so that every report is of
    somebody who pressed, unless ``press`` is false. ``device`` is the token given on the first press of play, or missing.
    204 written; 400 not understood; 413 too large; 422 slots that were not published or have long gone; 429 too many; 503 full.
    """
    try:
        line = _line_of(station, body, headers)
    except Refused as refused:
        return refused.status
    if not _gate.lets(line.session, line.at // 4):
        return 429
    return 204 if spool.append(line) else 503


def _line_of(station: str, body: bytes, headers: Headers) -> Listened:
    if len(body) > LARGEST_BEACON:
        raise Refused(413)
    said = _content(body)
    session, device = said.get("session") or "", said.get("device") or ""
    source, profile, press = said.get("source", "web"), said.get("profile", ""), said.get("press", True)
    texts = ((SLUG, station), (SESSION, session), (PROFILE, profile))
    if not all(isinstance(text, str) and pattern.fullmatch(text) for pattern, text in texts):
        raise Refused(400)
    if not isinstance(device, str) or (device and not TOKEN.fullmatch(device)):
        raise Refused(400)
    if source not in SOURCES or not isinstance(press, bool):
        raise Refused(400)
    first, last = _slots(said)
    at, mark = int(clock.now().timestamp()), mark_of(values(headers))
    return Listened(at, station, session, device_of(device), source, profile, mark, press, first, last)


def _content(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as wrong:
        raise Refused(400) from wrong
    if not isinstance(said, dict) or set(said) - WORDS or not isinstance(said.get("source", ""), str):
        raise Refused(400)
    return said


def _slots(said: dict[str, Any]) -> Span:
    """The slots of a beacon, or (0, 0) when it tells the press alone."""
    if "from" not in said and "to" not in said:
        if said.get("press") is not True:
            raise Refused(400)
        return 0, 0
    first, last = said.get("from"), said.get("to")
    if not (is_number(first) and is_number(last)) or first >= last:  # type: ignore[operator]
        raise Refused(400)
    now = slot_at(clock.now())
    if last > now + AHEAD + 1 or first < now - LATE:  # type: ignore[operator]
        raise Refused(422)
    return first, last  # type: ignore[return-value]


class _Gate:
    """How many beacons a session sent lately, in memory only."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = Lock()

    def lets(self, session: str, slot: int) -> bool:
        with self._lock:
            since, count = self._seen.pop(session, (slot, 0))
            if slot - since >= BURST_SLOTS:
                since, count = slot, 0
            self._seen[session] = (since, count + 1)
            while len(self._seen) > MOST_OPEN:
                self._seen.popitem(last=False)
        return count < BURST


_gate = _Gate()


def pressed(station: str, session: str, headers: Headers, *, source: str, profile: str = "") -> None:
    """A stream was asked for: the press of play of whoever has no player of ours."""
    line = _asked(station, session, headers, source, profile)
    if line is not None:
        spool.append(line)


def delivered(
    station: str, session: str, slots: Span, headers: Headers, *, source: str, profile: str = "", device: str = ""
) -> None:
    """Slots ``[first, last)`` went out whole to a progressive stream, or a telephone's own player asked for the playlist in them.

    ``device``: the token of the address, when there is one. Gathered in memory; a line every half minute (``settle`` writes the rest).
    """
    line = _asked(station, session, headers, source, profile, device)
    if line is not None and slots[0] < slots[1]:
        _open.add(replace(line, first=slots[0], last=slots[1]))


def _asked(
    station: str, session: str, headers: Headers, source: str, profile: str, device: str = ""
) -> Listened | None:
    """A line about a request that itself is the press of play; ``None`` when its names are none."""
    if not (SLUG.fullmatch(station) and SESSION.fullmatch(session)):
        return None
    token = device if TOKEN.fullmatch(device) else ""
    at, mark = int(clock.now().timestamp()), mark_of(values(headers))
    return Listened(at, station, session, device_of(token), source, profile, mark, pressed=True)


@dataclass
class _Gathering:
    line: Listened
    spans: tuple[Span, ...]
    since: int
    touched: int


class _Open:
    """Sessions whose slots are being gathered."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], _Gathering] = OrderedDict()
        self._lock = Lock()

    def add(self, line: Listened) -> None:
        key, now = (line.station, line.session), line.at // 4
        gap = POLL_GAP if line.source == "native" else 0
        with self._lock:
            held = self._held.pop(key, None) or _Gathering(line, (), now, now)
            held.line, held.touched = line, now
            held.spans = merged((*held.spans, (line.first, line.last)), gap)
            self._held[key] = held
            due = now - held.since >= WRITTEN_EVERY
            out = [self._held.pop(key)] if due else []
            while len(self._held) > MOST_OPEN:
                out.append(self._held.popitem(last=False)[1])
        self._write(out)

    def settle(self, before: int | None) -> None:
        with self._lock:
            keys = [key for key, held in self._held.items() if before is None or held.touched < before]
            out = [self._held.pop(key) for key in keys]
        self._write(out)

    @staticmethod
    def _write(out: Sequence[_Gathering]) -> None:
        for held in out:
            for first, last in held.spans:
                spool.append(replace(held.line, first=first, last=last))


_open = _Open()


def settle(*, everything: bool = False) -> None:
    """Write what was gathered of sessions that have gone quiet; ``everything`` when the process ends. Call it once a slot."""
    _open.settle(None if everything else slot_at(clock.now()) - WRITTEN_EVERY)


def podcast(
    station: str, episode: str, address: str, headers: Headers, *, ranges: Sequence[Span], size: int, minute: int
) -> None:
    """Bytes ``ranges`` ([first, last)) of an episode's file went out to ``address``; call it when the answer has ended.

    ``size``: of the file; ``minute``: bytes that hold sixty seconds (480,000 at 64 kbit/s). The address is turned at once into the day's
    fingerprint and forgotten.
    """
    said, day = values(headers), clock.today()
    mark, sent = mark_of(said), merged(span for span in ranges if span[0] < span[1])[:MOST_RANGES]
    if not sent or not SLUG.fullmatch(station):
        return
    listener = "" if mark else listener_of(address, said.get("user-agent", ""), episode, day)
    at = int(clock.now().timestamp())
    spool.append(Downloaded(at, station, episode, day.isoformat(), sent, size, minute, listener, mark))
