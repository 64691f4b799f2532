"""From what is planned to what has to be written into the log: only where the two differ. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from terrain.radio.air.horizon import Log, Row
from terrain.radio.enums import RowKind


@dataclass(frozen=True, slots=True)
class Planned:
    """Slots ``[slot_from, slot_to)`` are to play ``sound`` from its fragment ``first``, or are kept for a live voice."""

    slot_from: int
    slot_to: int
    kind: str
    sound: int | None = None
    first: int = 0
    show: int | None = None
    episode: int | None = None

    def since(self, slot: int) -> "Planned":
        """The same from ``slot`` on."""
        first = self.first + slot - self.slot_from if self.sound is not None else 0
        return replace(self, slot_from=slot, first=first)


NOTHING = Planned(0, 0, RowKind.FALLBACK)


def differences(log: Log, planned: Sequence[Planned], low: int, high: int) -> list[Planned]:
    """What has to be written so that ``[low, high)`` plays what is planned, and nothing where nothing is planned.

    ``planned``: in order, without overlap. Slots that somebody filled by hand stay as they are.
    """
    found: list[Planned] = []
    for start, end in pairwise(_edges(log, planned, low, high)):
        row, wanted = log.row(start), _at(planned, start)
        if (row is not None and row.by_hand) or _meaning(row, start) == _said(wanted, start):
            continue
        part = (
            replace(wanted.since(start), slot_to=end)
            if wanted is not NOTHING
            else replace(NOTHING, slot_from=start, slot_to=end)
        )
        if found and found[-1].slot_to == start and _said(found[-1], start) == _said(part, start):
            found[-1] = replace(found[-1], slot_to=end)
        else:
            found.append(part)
    return found


def _edges(log: Log, planned: Iterable[Planned], low: int, high: int) -> list[int]:
    bounds = {low, high, *(one.slot_from for one in planned), *(one.slot_to for one in planned)}
    bounds |= {row.slot_from for row in log.rows} | {row.slot_to for row in log.rows}
    return sorted(edge for edge in bounds if low <= edge <= high)


def _at(planned: Iterable[Planned], slot: int) -> Planned:
    return next((one for one in planned if one.slot_from <= slot < one.slot_to), NOTHING)


Meaning = tuple[str, int | None, int, int | None, int | None]


def _said(one: Planned, slot: int) -> Meaning:
    return one.kind, one.sound, one.since(slot).first, one.show, one.episode


def _meaning(row: Row | None, slot: int) -> Meaning:
    if row is None:
        return _said(NOTHING, slot)
    return row.kind, row.sound, row.fragment(slot) if row.sound is not None else 0, row.show, row.episode
