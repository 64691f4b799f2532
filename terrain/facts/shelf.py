"""What is counted of whole projects, remembered by this process as long as their edition is the present one.

The present edition is asked of the database at every reading, so another process's writing is seen at once. What a
transaction read of its own unfinished work is never served to others: stamps are random, not counted.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Generic, NamedTuple, Protocol, TypeVar

from pyroaring import BitMap

from terrain.facts.cells import bitmap
from terrain.facts.models import Cell, Edition, Presence

LARGEST = 64 << 20
"""Bytes that a shelf remembers; the project least lately read goes first."""
OVERHEAD = 400
"""Bytes that an entry takes beside its content."""


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

    cells: dict[int, list[ShelvedCell]]
    size: int

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last month with a fact."""
        months = [month for cells in self.cells.values() for month in (cells[0].month, cells[-1].month)]
        return (min(months), max(months)) if months else None


class Company(NamedTuple):
    """Whom one project met: by sort of subject, in the order of months, and all of them together."""

    months: dict[str, list[tuple[int, BitMap]]]
    everyone: dict[str, BitMap]
    size: int


class Sized(Protocol):
    """Something with a size in bytes."""

    @property
    def size(self) -> int:
        """Bytes."""


T = TypeVar("T", bound=Sized)


class Shelf(Generic[T]):
    """Projects remembered, each with the stamp of its edition; ``read`` fetches those that are not."""

    def __init__(self, read: Callable[[list[int]], dict[int, T]]) -> None:
        self._read = read
        self._held: OrderedDict[int, tuple[int, T]] = OrderedDict()
        self._lock = Lock()

    def take(self, project_ids: Iterable[int]) -> dict[int, T]:
        """The present state of these projects: one query, and a second one when some are not remembered."""
        stamps = dict.fromkeys(project_ids, 0)
        stamps |= dict(Edition.objects.filter(pk__in=list(stamps)).values_list("pk", "stamp"))
        with self._lock:
            found = {pk: self._held[pk][1] for pk, stamp in stamps.items() if self._is_present(pk, stamp)}
        missing = [pk for pk in stamps if pk not in found]
        if missing:
            found |= self._read(missing)
        with self._lock:
            for pk, stamp in stamps.items():
                self._held[pk] = (stamp, found[pk])
                self._held.move_to_end(pk)
            self._drop_oldest()
        return found

    def clear(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._held.clear()

    def _is_present(self, pk: int, stamp: int) -> bool:
        return pk in self._held and self._held[pk][0] == stamp

    def _drop_oldest(self) -> None:
        total = sum(held.size for _stamp, held in self._held.values())
        while total > LARGEST and self._held:
            _pk, (_stamp, oldest) = self._held.popitem(last=False)
            total -= oldest.size


def _read_volumes(project_ids: list[int]) -> dict[int, Volume]:
    cells: dict[int, dict[int, list[ShelvedCell]]] = {pk: {} for pk in project_ids}
    sizes = dict.fromkeys(project_ids, 0)
    rows = Cell.objects.filter(project__in=project_ids).order_by("project", "month", "variant")
    columns = ("project_id", "month", "variant_id", "members", "codes", "occurrences", "anonymous", "quantity")
    for project, month, variant, members, codes, *sums in rows.values_list(*columns).iterator(chunk_size=2000):
        cell = ShelvedCell(project, month, variant, bytes(members), bytes(codes), *sums)
        cells[project].setdefault(variant, []).append(cell)
        sizes[project] += len(cell.members) + len(cell.codes) + OVERHEAD
    return {pk: Volume(cells[pk], sizes[pk]) for pk in project_ids}


def _read_companies(project_ids: list[int]) -> dict[int, Company]:
    months: dict[int, dict[str, list[tuple[int, BitMap]]]] = {pk: {} for pk in project_ids}
    sizes = dict.fromkeys(project_ids, 0)
    rows = Presence.objects.filter(project__in=project_ids).order_by("project", "month")
    for project, sort, month, members in rows.values_list("project_id", "subject_kind", "month", "members"):
        months[project].setdefault(sort, []).append((month, bitmap(members)))
        sizes[project] += len(members) + OVERHEAD
    return {pk: Company(months[pk], _everyone(months[pk]), sizes[pk]) for pk in project_ids}


def _everyone(months: dict[str, list[tuple[int, BitMap]]]) -> dict[str, BitMap]:
    return {sort: BitMap.union(*(members for _month, members in met)) for sort, met in months.items()}


volumes = Shelf(_read_volumes)
companies = Shelf(_read_companies)


def forget_all() -> None:
    """Remember nothing (for measuring a cold start)."""
    volumes.clear()
    companies.clear()
