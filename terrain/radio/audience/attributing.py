"""Which show and episode a slot belonged to: the broadcast log, read as it counts. Of the rows that cover a slot the newest does."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from terrain.radio.hearing.lines import Span
from terrain.radio.models import BroadcastRow, Station
from terrain.radio.slots import SECONDS

HOUR = 3600 // SECONDS
"""Slots in an hour."""
SHEET = 24 * HOUR
"""Slots that are read from the log at once."""

PartKey = tuple[int, int | None, int | None]
"""Hour (Unix time / 3600), show, episode."""


@dataclass(frozen=True)
class Stretch:
    """Slots ``[first, last)`` of one show and episode, from fragment ``start`` of its sound on; no show: the fallback."""

    first: int
    last: int
    show: int | None
    episode: int | None
    start: int = 0


def stretches(station: Station, first: int, last: int) -> list[Stretch]:
    """What ``[first, last)`` belonged to, in order, without holes."""
    rows = BroadcastRow.objects.filter(station=station, slot_from__lt=last, slot_to__gt=first)
    free, found = [(first, last)], []
    for row in rows.select_related("sound").order_by("-pk"):
        gone = row.sound.gone_from if row.sound is not None else None
        left = []
        for start, end in free:
            inner, outer = max(start, row.slot_from), min(end, row.slot_to)
            if inner >= outer:
                left.append((start, end))
                continue
            left += [span for span in ((start, inner), (outer, end)) if span[0] < span[1]]
            found += _heard(row, inner, outer, gone)
        free = left
    found += [Stretch(start, end, None, None) for start, end in free]
    return sorted(found, key=lambda one: one.first)


def _heard(row: BroadcastRow, first: int, last: int, gone: int | None) -> list[Stretch]:
    """A row's slots: from where its sound was withdrawn on, nothing of the show was heard."""
    until = last if gone is None else max(first, min(last, gone))
    start = row.first + first - row.slot_from
    parts = (Stretch(first, until, row.show_id, row.episode_id, start), Stretch(until, last, None, None))
    return [part for part in parts if part.first < part.last]


class Timeline:
    """The log of one station, read a day at a time and kept while it is asked."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self._sheets: dict[int, list[Stretch]] = {}

    def parts(self, spans: Iterable[Span]) -> dict[PartKey, int]:
        """Seconds of these slots by hour, show and episode."""
        found: dict[PartKey, int] = defaultdict(int)
        for first, last in spans:
            for number in range(first // SHEET, (last - 1) // SHEET + 1):
                for stretch in self._sheet(number):
                    self._add(found, max(first, stretch.first), min(last, stretch.last), stretch)
        return dict(found)

    @staticmethod
    def _add(found: dict[PartKey, int], first: int, last: int, stretch: Stretch) -> None:
        while first < last:
            end = min(last, (first // HOUR + 1) * HOUR)
            found[first // HOUR, stretch.show, stretch.episode] += SECONDS * (end - first)
            first = end

    def _sheet(self, number: int) -> list[Stretch]:
        if number not in self._sheets:
            self._sheets[number] = stretches(self.station, number * SHEET, (number + 1) * SHEET)
        return self._sheets[number]


def show_of(parts: dict[PartKey, int]) -> int | None:
    """The show of which most was heard; of equals the one that was registered first, a show before none."""
    heard: dict[int | None, int] = defaultdict(int)
    for (_hour, show, _episode), seconds in parts.items():
        heard[show] += seconds
    return min(heard, key=lambda show: (-heard[show], show is None, show or 0), default=None)
