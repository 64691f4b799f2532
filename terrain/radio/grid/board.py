"""A week of the grid as it is drawn: a table of hours and days, a list by day, and what meets what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from terrain.radio.grid.choosing import Outlook
from terrain.radio.grid.week import Occasion, clashes, fitted
from terrain.radio.slots import SECONDS

DAY = 24 * 60
WEEK = 7 * DAY
PER_MINUTE = 60 // SECONDS
HUES = 8
TALL = ((20, "short"), (45, "middle"), (90, "long"))


@dataclass(frozen=True)
class Cell:
    """Minutes ``[start, end)`` of a day: an occasion, or a hole when there is none.

    ``rows``: how many rows of the table it spans. ``is_cut``: something else begins before its end. ``is_empty``: no episode can be heard.
    ``goes_on``: it began the day before.
    """

    start: int
    end: int
    rows: int = 1
    occasion: Occasion | None = None
    is_cut: bool = False
    is_empty: bool = False
    goes_on: bool = False

    @property
    def from_words(self) -> str:
        """``10:30``."""
        return clock_words(self.start)

    @property
    def to_words(self) -> str:
        """``11:00``."""
        return clock_words(self.end)

    @property
    def hue(self) -> int:
        """A colour for the show, the same everywhere."""
        return self.occasion.show.pk % HUES if self.occasion else 0


@dataclass(frozen=True)
class Row:
    """A line of the table: from one time at which something begins or ends to the next. ``tall``: how high it is drawn."""

    start: str
    tall: str
    cells: list[Cell | None]


@dataclass(frozen=True)
class Column:
    """A day, and what is in it from midnight to midnight."""

    day: date
    cells: list[Cell]


@dataclass(frozen=True)
class Board:
    """A week. ``met``: pairs of which the second cuts the first short."""

    columns: list[Column]
    rows: list[Row]
    met: list[tuple[Occasion, Occasion]]
    holes: int

    @property
    def is_bare(self) -> bool:
        """Whether nothing is planned at all."""
        return all(cell.occasion is None for column in self.columns for cell in column.cells)


def clock_words(minute: int) -> str:
    """A minute of the day as a clock shows it."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def drawn(occasions: Sequence[Occasion], monday: date, looked: Iterable[Outlook] = ()) -> Board:
    """The week from ``monday`` on. ``occasions``: of that week and of the Sunday before. ``looked``: what is known of what they play."""
    empty = {one.occasion.slot: one.entry is None for one in looked}
    spans = list(_spans(fitted(occasions), monday))
    columns = [Column(monday + timedelta(n), _filled(spans, n, empty)) for n in range(7)]
    edges = sorted({edge for column in columns for cell in column.cells for edge in (cell.start, cell.end)})
    holes = sum(cell.occasion is None for column in columns for cell in column.cells)
    first = monday - timedelta(1)
    met = [pair for pair in clashes(occasions) if first < pair[1].day < monday + timedelta(7)]
    return Board(columns, _rows(columns, edges), met, holes)


def _spans(fit: Sequence[Occasion], monday: date) -> Iterable[tuple[int, int, Occasion]]:
    """Minutes of the week, on the clock, that each occasion fills; on the night when the clock changes it keeps its length."""
    starts = [(one.starts.date() - monday).days * DAY + one.starts.hour * 60 + one.starts.minute for one in fit]
    for number, (start, one) in enumerate(zip(starts, fit, strict=True)):
        end = start + -(-(one.slot_to - one.slot) // PER_MINUTE)
        if number + 1 < len(starts):
            end = max(start + 1, min(end, starts[number + 1]))
        if end > 0 and start < WEEK:
            yield max(start, 0), min(end, WEEK), one


def _filled(spans: Sequence[tuple[int, int, Occasion]], day: int, empty: Mapping[int, bool]) -> list[Cell]:
    """Everything of a day, holes too."""
    found, free = [], 0
    for start, end, one in spans:
        start, end = start - day * DAY, end - day * DAY
        if start >= DAY or end <= 0:
            continue
        begin = max(start, free)
        if begin >= min(end, DAY):
            continue
        if begin > free:
            found.append(Cell(free, begin))
        told = {
            "is_cut": one.cut_to is not None and one.cut_to < one.planned_to,
            "is_empty": empty.get(one.slot, False),
        }
        goes_on = start < 0 or one.starts.date().weekday() != day
        found.append(Cell(begin, min(end, DAY), occasion=one, goes_on=goes_on, **told))
        free = min(end, DAY)
    return [*found, Cell(free, DAY)] if free < DAY else found


def _rows(columns: Sequence[Column], edges: Sequence[int]) -> list[Row]:
    """Lines of the table; a cell stands in the first line it fills, None where one from above reaches down."""
    number = {edge: line for line, edge in enumerate(edges)}
    begun = [{cell.start: cell for cell in column.cells} for column in columns]
    rows = []
    for start, end in pairwise(edges):
        cells = [
            Cell(**(vars(cell) | {"rows": number[cell.end] - number[cell.start]})) if cell else None
            for cell in (column.get(start) for column in begun)
        ]
        tall = next((words for minutes, words in TALL if end - start <= minutes), "full")
        rows.append(Row(clock_words(start), tall, cells))
    return rows
