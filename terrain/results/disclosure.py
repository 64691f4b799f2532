"""Hiding small cells, so that a published figure never points at a person.

Totals stay exact. A cell from 1 to ``minimum - 1`` is hidden, and further cells are hidden with it until no hidden
cell can be worked out again from what stays visible (complementary suppression). A hidden cell is left out of what
is published; it is never written as 0. A true 0 may stay visible.

One line of cells is judged against a reader who knows that empty cells are never hidden there. A table of two
dimensions is judged exactly: its cells and margins form a circulation (Gusfield, *A graph theoretic approach to
statistical data security*, 1988), in which a hidden cell is safe when some other whole-number table, with no
negative cell, has the same visible figures and another value in that cell.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPEN_KINDS_MINIMUM = 5
SEALED_KINDS_MINIMUM = 10
"""Smallest cell that may be published: of ordinary kinds, and of kinds that are sealed by default."""

Node = tuple[str, int]
SOURCE: Node = ("source", 0)
SINK: Node = ("sink", 0)
MARGIN_COST = 10_000
"""A margin is hidden only when no inner cell would do."""


@dataclass(frozen=True)
class HiddenTable:
    """What to hide of a table: its cells by row, the totals of its rows and of its columns. True = hidden."""

    cells: tuple[tuple[bool, ...], ...]
    rows: tuple[bool, ...]
    columns: tuple[bool, ...]

    @property
    def any(self) -> bool:
        """Whether anything at all is hidden."""
        return any(self.rows) or any(self.columns) or any(any(row) for row in self.cells)


def hide_line(cells: Sequence[int], minimum: int = OPEN_KINDS_MINIMUM) -> tuple[bool, ...]:
    """Which of ``cells`` to hide when their sum is published; the same length as ``cells``.

    Either nothing is hidden; or two or more cells that are not empty, holding together at least ``minimum`` and more
    than one each; or, when that cannot be had, the whole line.
    """
    hidden = {n for n, cell in enumerate(cells) if 0 < cell < minimum}
    if not hidden:
        return (False,) * len(cells)
    spare = sorted((n for n, cell in enumerate(cells) if cell and n not in hidden), key=lambda n: (cells[n], n))
    while len(hidden) < 2 or sum(cells[n] for n in hidden) < max(minimum, len(hidden) + 1):
        if not spare:
            return (True,) * len(cells)
        hidden.add(spare.pop(0))
    return tuple(n in hidden for n in range(len(cells)))


def hide_table(cells: Sequence[Sequence[int]], minimum: int = OPEN_KINDS_MINIMUM) -> HiddenTable:
    """Which cells and margins of a two-way table to hide when only its grand total must stay exact.

    ``cells`` holds rows of equal length, with at least two rows and two columns (else ``ValueError``).
    """
    if len(cells) < 2 or len(cells[0]) < 2:
        raise ValueError("a table has at least two rows and two columns")
    table = _Circulation(cells, minimum)
    while table.widen_thin_lines() or table.cover_what_can_be_deduced():
        pass
    return table.result()


@dataclass(frozen=True)
class _Edge:
    """One figure of the table as a flow from ``tail`` to ``head``."""

    tail: Node
    head: Node
    value: int
    cost: int


class _Circulation:
    """The table as flows: source → rows → columns → sink, the sink's total being fixed and published."""

    def __init__(self, cells: Sequence[Sequence[int]], minimum: int) -> None:
        self.minimum = minimum
        self.height, self.width = len(cells), len(cells[0])
        row_totals = [sum(row) for row in cells]
        column_totals = [sum(row[c] for row in cells) for c in range(self.width)]
        self.edges = [
            _Edge(("row", r), ("column", c), cells[r][c], 1 + cells[r][c])
            for r in range(self.height)
            for c in range(self.width)
        ]
        self.edges += [_Edge(SOURCE, ("row", r), total, MARGIN_COST + total) for r, total in enumerate(row_totals)]
        self.edges += [_Edge(("column", c), SINK, total, MARGIN_COST + total) for c, total in enumerate(column_totals)]
        self.hidden = {n for n, edge in enumerate(self.edges) if 0 < edge.value < minimum}
        self.first_row, self.first_column = self.height * self.width, self.height * self.width + self.height

    def _lines(self) -> Iterator[tuple[list[int], int | None]]:
        """Every sum of the table: its terms, and the figure that they add up to (None: the grand total)."""
        for r in range(self.height):
            yield [r * self.width + c for c in range(self.width)], self.first_row + r
        for c in range(self.width):
            yield [r * self.width + c for r in range(self.height)], self.first_column + c
        yield list(range(self.first_row, self.first_column)), None
        yield list(range(self.first_column, len(self.edges))), None

    def widen_thin_lines(self) -> bool:
        """Hide one cell more in a line whose hidden part, taken together, is itself a small figure."""
        for terms, total in self._lines():
            if total is not None and total in self.hidden:
                continue
            together = sum(self.edges[n].value for n in terms if n in self.hidden)
            spare = [n for n in terms if n not in self.hidden and self.edges[n].value]
            if 0 < together < self.minimum and spare:
                self.hidden.add(min(spare, key=lambda n: (self.edges[n].cost, n)))
                return True
        return False

    def cover_what_can_be_deduced(self) -> bool:
        """Find a hidden figure that has only one possible value and hide what gives it a second one."""
        for number in sorted(self.hidden):
            more = self._cheapest_cover(number)
            if more:
                self.hidden |= more
                return True
        return False

    def _cheapest_cover(self, number: int) -> set[int]:
        edge = self.edges[number]
        ways = [self._path(edge.head, edge.tail, number)]
        if edge.value:
            ways.append(self._path(edge.tail, edge.head, number))
        found = [way for way in ways if way is not None]
        if not found:
            return set()
        return set(min(found, key=lambda way: way[0])[1]) - self.hidden

    def _path(self, start: Node, goal: Node, without: int) -> tuple[int, tuple[int, ...]] | None:
        """The cheapest way for one unit to flow from ``start`` to ``goal``: its cost and its figures (Dijkstra)."""
        queue: list[tuple[int, int, Node, tuple[int, ...]]] = [(0, 0, start, ())]
        done: set[Node] = set()
        pushed = 0
        while queue:
            cost, _order, node, way = heapq.heappop(queue)
            if node == goal:
                return cost, way
            if node in done:
                continue
            done.add(node)
            for number, onward in self._steps(node, without):
                price = 0 if number in self.hidden else self.edges[number].cost
                pushed += 1
                heapq.heappush(queue, (cost + price, pushed, onward, (*way, number)))
        return None

    def _steps(self, node: Node, without: int) -> Iterator[tuple[int, Node]]:
        for number, edge in enumerate(self.edges):
            if number == without:
                continue
            if edge.tail == node:
                yield number, edge.head
            elif edge.head == node and edge.value:
                yield number, edge.tail

    def result(self) -> HiddenTable:
        """The pattern of what is hidden."""
        return HiddenTable(
            cells=tuple(
                tuple(r * self.width + c in self.hidden for c in range(self.width)) for r in range(self.height)
            ),
            rows=tuple(n in self.hidden for n in range(self.first_row, self.first_column)),
            columns=tuple(n in self.hidden for n in range(self.first_column, len(self.edges))),
        )
