"""The answers: how many, how many different people, by sex and age, new, where, who, shared with whom.

A month is a number: year * 12 + month - 1. A period is ``(first month, last month)``, both included; ``None`` is open.

What is counted once is counted once **in the period asked for**: the distinct of two periods never add up to the
distinct of both; ``new_by_month`` does. A person stands in one cell of sex × age: that of her first counted month in
the period, where of several codes the lowest counts (``facts.bands``), which is the band of her first counted event
because ages only grow.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from terrain.facts import shelf
from terrain.facts.bands import BANDS, CODES, SEXES, table_of
from terrain.facts.cells import Codes, Subjects, bitmap, coded, listed
from terrain.facts.crossing import arrivals, overlap
from terrain.facts.listing import Member, by_place, members
from terrain.facts.models import Variant
from terrain.facts.plain_counting import brute_force
from terrain.facts.selections import Selection, Tally, chosen

__all__ = [
    "BANDS",
    "SEXES",
    "Book",
    "Member",
    "Period",
    "Selection",
    "Tally",
    "arrivals",
    "brute_force",
    "by_place",
    "members",
    "overlap",
]

Period = tuple[int | None, int | None]


class Month(NamedTuple):
    """All that was chosen of one month: subjects ascending, each with its lowest code, and the sums."""

    number: int
    subjects: Subjects
    codes: Codes
    occurrences: int
    anonymous: int
    quantity: int


class Book:
    """The counted cells of some projects, read once and asked many times. Not shared between threads."""

    def __init__(self, volumes: dict[int, shelf.Volume], variants: dict[str, list[tuple[int, str]]]) -> None:
        self._volumes = volumes
        self._variants = variants
        self._lowest = np.zeros(0, dtype=np.uint8)
        self._seen = np.zeros(0, dtype=np.int32)
        self._mark = 0

    @classmethod
    def read(cls, project_ids: Iterable[int]) -> "Book":
        """Read everything counted of these projects: at most three queries, whatever their number."""
        volumes = shelf.volumes.take(project_ids)
        variants: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for pk, kind, attributes in Variant.objects.values_list("pk", "kind", "attributes"):
            variants[kind].append((pk, attributes))
        return cls(volumes, dict(variants))

    def span(self, project_id: int) -> tuple[int, int] | None:
        """First and last month in which anything of this project is counted."""
        return self._volume(project_id).span

    def tally(
        self,
        project_ids: Iterable[int],
        selections: Sequence[Selection],
        first: int | None = None,
        last: int | None = None,
    ) -> Tally:
        """What these projects together count for ``selections`` in one period."""
        return self.tallies(project_ids, selections, [(first, last)])[0]

    def tallies(
        self, project_ids: Iterable[int], selections: Sequence[Selection], periods: Sequence[Period]
    ) -> list[Tally]:
        """The same for many periods, in their order; cells are decoded once for all of them."""
        months = self._months(project_ids, selections, periods)
        starts: dict[int | None, list[int]] = defaultdict(list)
        for place, (first, _last) in enumerate(periods):
            starts[first].append(place)
        found: dict[int, Tally] = {}
        for first, places in starts.items():
            ordered = sorted(places, key=lambda place: _end(periods[place]))
            run = [month for month in months if first is None or month.number >= first]
            found |= zip(ordered, self._walk(run, [_end(periods[place]) for place in ordered]), strict=True)
        return [found[place] for place in range(len(periods))]

    def new_by_month(self, project_ids: Iterable[int], selections: Sequence[Selection]) -> dict[int, int]:
        """Month → subjects counted then for the first time; these add up to the distinct of everything."""
        months = self._months(project_ids, selections, [(None, None)])
        seen, mark = self._marks()
        found = {}
        for month in months:
            fresh = month.subjects[seen[month.subjects] != mark]
            seen[fresh] = mark
            if len(fresh):
                found[month.number] = len(fresh)
        return found

    def _volume(self, project_id: int) -> shelf.Volume:
        if project_id not in self._volumes:
            raise LookupError(f"Project {project_id} is not in this book; it was read for others.")
        return self._volumes[project_id]

    def _months(
        self, project_ids: Iterable[int], selections: Sequence[Selection], periods: Sequence[Period]
    ) -> list[Month]:
        """What is chosen, month by month; months that no period needs are left out."""
        wanted = [
            pk
            for kind in sorted({selection.kind for selection in selections})
            for pk, attributes in self._variants.get(kind, ())
            if chosen(selections, kind, attributes)
        ]
        firsts = [first for first, _last in periods]
        begin = min((first for first in firsts if first is not None), default=0) if None not in firsts else 0
        end = max((_end(period) for period in periods), default=0)
        by_month: dict[int, list[shelf.ShelvedCell]] = defaultdict(list)
        for project in dict.fromkeys(project_ids):
            cells = self._volume(project).cells
            for variant in wanted:
                for cell in cells.get(variant, ()):
                    if begin <= cell.month <= end:
                        by_month[cell.month].append(cell)
        return [self._month(number, by_month[number]) for number in sorted(by_month)]

    def _month(self, number: int, cells: Sequence[shelf.ShelvedCell]) -> Month:
        bitmaps = [bitmap(cell.members) for cell in cells]
        parts = [(listed(found), coded(cell.codes)) for found, cell in zip(bitmaps, cells, strict=True)]
        self._make_room(1 + max((int(subjects[-1]) for subjects, _codes in parts if len(subjects)), default=-1))
        if len(cells) == 1:
            return Month(number, *parts[0], cells[0].occurrences, cells[0].anonymous, cells[0].quantity)
        return Month(
            number,
            *self._merged(bitmaps, parts),
            occurrences=sum(cell.occurrences for cell in cells),
            anonymous=sum(cell.anonymous for cell in cells),
            quantity=sum(cell.quantity for cell in cells),
        )

    def _merged(self, bitmaps: list[BitMap], parts: list[tuple[Subjects, Codes]]) -> tuple[Subjects, Codes]:
        """Subjects of several cells, each once with the lowest code."""
        lowest = self._lowest
        for subjects, codes in parts:
            lowest[subjects] = np.minimum(lowest[subjects], codes)
        together = listed(BitMap.union(*bitmaps))
        found = lowest[together]
        lowest[together] = 0xFF
        return together, found

    def _make_room(self, size: int) -> None:
        if size > len(self._seen):
            size += size // 8
            self._lowest = np.full(size, 0xFF, dtype=np.uint8)
            self._seen = np.zeros(size, dtype=np.int32)
            self._mark = 0

    def _marks(self) -> tuple[NDArray[np.int32], int]:
        """A place for each subject, and a mark that none of them bears yet. Call it after the months are decoded."""
        self._mark += 1
        return self._seen, self._mark

    def _walk(self, months: Sequence[Month], ends: Sequence[int]) -> list[Tally]:
        """The tallies of periods that begin together, by their last month, ascending."""
        seen, mark = self._marks()
        counts = np.zeros(CODES, dtype=np.int64)
        occurrences = anonymous = quantity = 0
        found = []
        begun = False
        ahead = iter(months)
        month = next(ahead, None)
        for end in ends:
            while month is not None and month.number <= end:
                codes = month.codes[seen[month.subjects] != mark] if begun else month.codes
                seen[month.subjects] = mark
                counts += np.bincount(codes, minlength=CODES)
                begun = True
                occurrences += month.occurrences
                anonymous += month.anonymous
                quantity += month.quantity
                month = next(ahead, None)
            found.append(Tally(occurrences, occurrences - anonymous, int(counts.sum()), quantity, table_of(counts)))
        return found


def _end(period: Period) -> int:
    return period[1] if period[1] is not None else 1 << 40
