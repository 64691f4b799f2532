"""Cells of whole projects, remembered by this process as long as their edition is the present one.

The present edition is asked of the database at every reading, so another process's writing is seen at once. What a
transaction read of its own unfinished work is never served to others: stamps are random, not counted.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import NamedTuple

from terrain.facts.models import Cell, Edition

LARGEST = 96 << 20
"""Bytes of cells that a process remembers; the project least lately read goes first."""


class ShelvedCell(NamedTuple):
    """One cell as it is stored; decoded only when it is counted."""

    project: int
    month: int
    variant: int
    members: bytes
    codes: bytes
    occurrences: int
    anonymous: int
    quantity: int


class Volume(NamedTuple):
    """The cells of one project: by variant, in the order of months."""

    stamp: int
    cells: dict[int, list[ShelvedCell]]
    size: int

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last month with a fact."""
        months = [month for cells in self.cells.values() for month in (cells[0].month, cells[-1].month)]
        return (min(months), max(months)) if months else None


_VOLUMES: OrderedDict[int, Volume] = OrderedDict()
_LOCK = Lock()


def volumes(project_ids: Iterable[int]) -> dict[int, Volume]:
    """The present cells of these projects: one query, and a second one when some are not remembered."""
    stamps = dict.fromkeys(project_ids, 0)
    stamps |= dict(Edition.objects.filter(pk__in=list(stamps)).values_list("pk", "stamp"))
    with _LOCK:
        found = {pk: _VOLUMES[pk] for pk, stamp in stamps.items() if pk in _VOLUMES and _VOLUMES[pk].stamp == stamp}
    missing = [pk for pk in stamps if pk not in found]
    if missing:
        found |= _read({pk: stamps[pk] for pk in missing})
    _remember(found)
    return found


def _read(stamps: dict[int, int]) -> dict[int, Volume]:
    cells: dict[int, dict[int, list[ShelvedCell]]] = {pk: {} for pk in stamps}
    sizes = dict.fromkeys(stamps, 0)
    rows = Cell.objects.filter(project__in=list(stamps)).order_by("project", "month", "variant")
    columns = ("project_id", "month", "variant_id", "members", "codes", "occurrences", "anonymous", "quantity")
    for project, month, variant, members, codes, *sums in rows.values_list(*columns).iterator(chunk_size=2000):
        cell = ShelvedCell(project, month, variant, bytes(members), bytes(codes), *sums)
        cells[project].setdefault(variant, []).append(cell)
        sizes[project] += len(cell.members) + len(cell.codes)
    return {pk: Volume(stamp, cells[pk], sizes[pk]) for pk, stamp in stamps.items()}


def _remember(found: dict[int, Volume]) -> None:
    with _LOCK:
        for pk, volume in found.items():
            _VOLUMES[pk] = volume
            _VOLUMES.move_to_end(pk)
        total = sum(volume.size for volume in _VOLUMES.values())
        while total > LARGEST and _VOLUMES:
            _pk, oldest = _VOLUMES.popitem(last=False)
            total -= oldest.size


def forget_all() -> None:
    """Remember nothing (for measuring a cold start)."""
    with _LOCK:
        _VOLUMES.clear()


def cells_of(volume: Volume, variants: Sequence[int]) -> list[ShelvedCell]:
    """The cells of some variants."""
    return [cell for variant in variants for cell in volume.cells.get(variant, ())]
