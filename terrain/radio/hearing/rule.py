"""The rule by which listening counts; pure. The same lines in any order, read in pieces or again, make the same values.

A **session** counts when at least sixty seconds were delivered after a press of play, and no mark says that it never does. What a session
may have heard is bounded by the server's clock: no slot that was not published when the line came, none that had long gone, and no more
seconds than passed between its first and last line, with what a player holds back. Sources: IAB Podcast Measurement Technical Guidelines
2.2 for downloads; a minute for a session, as streaming ratings have it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from terrain.radio.hearing.lines import Downloaded, Line, Listened, Span
from terrain.radio.slots import AHEAD, SECONDS, begins

COUNTS_FROM = 60
"""Seconds from which a session counts."""
LATE = 225
"""Slots (a quarter of an hour) by which a telephone without network may tell late what it heard."""
SLACK = 8
"""Slots that a session may have heard beyond the time between its first and last line: the press may not have arrived, only the first
report, which comes after half a minute."""
POLL_GAP = 4
"""Slots between two polls of a telephone's own player that are still one listening."""
PROBE = 2
"""Bytes: a range no longer than that asks whether there is a file; nobody hears it."""


def merged(spans: Iterable[Span], gap: int = 0) -> tuple[Span, ...]:
    """The same slots or bytes as spans in order, none touching another; spans closer than ``gap`` become one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + gap:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def length(spans: Iterable[Span]) -> int:
    """How many slots or bytes, of spans that do not overlap."""
    return sum(last - first for first, last in spans)


def cut(spans: Iterable[Span], most: int) -> tuple[Span, ...]:
    """The first ``most`` slots of spans in order."""
    found = []
    for first, last in spans:
        if most > 0:
            found.append((first, min(last, first + most)))
            most -= last - first
    return tuple(found)


SEVERAL = "~"
"""The device of a session that two devices claim: of nobody."""


def one_device(one: str, other: str) -> str:
    """The device of a session of which two lines say it; a line may not know it."""
    if not one or not other or one == other:
        return one or other
    return SEVERAL


@dataclass(frozen=True)
class Heard:
    """All that lines say of one session. Joining is commutative, associative, and joining the same again changes nothing."""

    station: str
    session: str
    device: str
    source: str
    mark: str
    pressed: bool
    first_at: int
    last_at: int
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, line: Listened) -> "Heard":
        """What one line says; slots that nobody can have heard at that time are left out."""
        now = line.at // SECONDS
        first, last = max(line.first, now - LATE), min(line.last, now + AHEAD + 1)
        spans = ((first, last),) if first < last else ()
        return cls(
            line.station, line.session, line.device, line.source, line.mark, line.pressed, line.at, line.at, spans
        )

    def joined(self, other: "Heard") -> "Heard":
        """What both say of the same session."""
        return Heard(
            self.station,
            self.session,
            one_device(self.device, other.device),
            min(self.source, other.source),
            max(self.mark, other.mark),
            self.pressed or other.pressed,
            min(self.first_at, other.first_at),
            max(self.last_at, other.last_at),
            merged((*self.spans, *other.spans)),
        )

    @property
    def listened(self) -> tuple[Span, ...]:
        """The slots that count as heard: polls bridged, no more of them than the clock allows."""
        spans = merged(self.spans, POLL_GAP if self.source == "native" else 0)
        return cut(spans, (self.last_at - self.first_at) // SECONDS + SLACK)

    @property
    def seconds(self) -> int:
        """How much was heard."""
        return SECONDS * length(self.listened)

    @property
    def counts(self) -> bool:
        """Whether it counts."""
        return self.pressed and not self.mark and self.seconds >= COUNTS_FROM

    @property
    def day(self) -> date:
        """The day to which all of it belongs: that of its first slot where the station is, or of its first line when it heard none."""
        first = self.spans[0][0] if self.spans else self.first_at // SECONDS
        return timezone.localdate(begins(first))


def sessions_of(lines: Iterable[Line]) -> dict[tuple[str, str], Heard]:
    """(station, session) → what the lines say of it."""
    found: dict[tuple[str, str], Heard] = {}
    for line in lines:
        if isinstance(line, Listened):
            key, heard = (line.station, line.session), Heard.of(line)
            found[key] = found[key].joined(heard) if key in found else heard
    return found


def listeners_of(sessions: Iterable[Heard]) -> set[tuple[str, str]]:
    """(station, device) of the sessions that count; those without a device are sessions and nobody. Of one reporting period only."""
    return {(heard.station, heard.device) for heard in sessions if heard.counts and heard.device not in {"", SEVERAL}}


@dataclass(frozen=True)
class Download:
    """What lines say of one listener's fetching of one episode on one day. Joins like ``Heard``."""

    station: str
    episode: str
    day: str
    listener: str
    ranges: tuple[Span, ...]
    size: int
    minute: int

    @classmethod
    def of(cls, line: Downloaded) -> "Download":
        """What one line says; probes are left out, and bytes that the file does not have."""
        held = [(first, min(last, line.size)) for first, last in line.ranges if last - first > PROBE]
        ranges = merged(span for span in held if span[0] < span[1])
        return cls(line.station, line.episode, line.day, line.listener, ranges, line.size, line.minute)

    def joined(self, other: "Download") -> "Download":
        """What both say of the same listener, episode and day."""
        return Download(
            self.station,
            self.episode,
            self.day,
            self.listener,
            merged((*self.ranges, *other.ranges)),
            max(self.size, other.size),
            max(self.minute, other.minute),
        )

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Whose it is."""
        return self.station, self.episode, self.day, self.listener

    @property
    def counts(self) -> bool:
        """Whether sixty seconds were delivered, or all of a shorter file."""
        return bool(self.ranges) and length(self.ranges) >= min(self.minute, self.size)


def downloads_of(lines: Iterable[Line]) -> dict[tuple[str, str, str, str], Download]:
    """(station, episode, day, listener) → what the lines say of it; those of programs and staff are left out."""
    found: dict[tuple[str, str, str, str], Download] = {}
    for line in lines:
        if isinstance(line, Downloaded) and not line.mark and line.listener:
            download = Download.of(line)
            known = found.get(download.key)
            found[download.key] = known.joined(download) if known else download
    return found
