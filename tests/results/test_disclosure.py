"""Small cells: what is hidden cannot be worked out again, and totals stay exact."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.results.disclosure import hide_line, hide_table

LINES = st.lists(st.integers(0, 14), min_size=1, max_size=7)


def tables(height, width, largest):
    return st.lists(st.lists(st.integers(0, largest), min_size=width, max_size=width), min_size=height, max_size=height)


def possible_lines(count: int, total: int, smallest: int):
    """Every way to write ``total`` as ``count`` whole numbers of at least ``smallest``."""
    if count == 1:
        if total >= smallest:
            yield (total,)
        return
    for first in range(smallest, total - smallest * (count - 1) + 1):
        for rest in possible_lines(count - 1, total - first, smallest):
            yield (first, *rest)


@given(LINES, st.sampled_from([5, 10]))
def test_every_small_cell_of_a_line_is_hidden(cells, minimum):
    hidden = hide_line(cells, minimum)
    assert all(hidden[n] for n, cell in enumerate(cells) if 0 < cell < minimum)


@given(LINES)
def test_a_line_without_small_cells_is_shown_whole(cells):
    cells = [cell if cell >= 5 else 0 for cell in cells]
    assert not any(hide_line(cells))


@given(st.lists(st.integers(0, 9), min_size=2, max_size=5))
@settings(max_examples=150, deadline=None)
def test_no_hidden_cell_of_a_line_follows_from_the_total(cells):
    hidden = hide_line(cells)
    places = [n for n, is_hidden in enumerate(hidden) if is_hidden]
    if not places:
        return
    smallest = 0 if all(hidden) else 1
    together = sum(cells[n] for n in places)
    worlds = list(possible_lines(len(places), together, smallest))
    for n in range(len(places)):
        assert len({world[n] for world in worlds}) > 1


@given(LINES)
def test_what_is_hidden_together_is_not_a_small_figure_unless_the_whole_line_is(cells):
    hidden = hide_line(cells)
    if any(hidden) and not all(hidden):
        assert sum(cell for cell, is_hidden in zip(cells, hidden, strict=True) if is_hidden) >= 5


def test_a_hidden_cell_takes_the_next_smallest_with_it():
    assert hide_line([100, 3, 40, 0]) == (False, True, True, False)


def test_two_ones_alone_are_hidden_with_everything_else():
    assert hide_line([1, 1, 0]) == (True, True, True)


def visible_figures(cells, hidden):
    rows = [sum(row) for row in cells]
    columns = [sum(column) for column in zip(*cells, strict=True)]
    return (
        tuple(
            cell
            for row, flags in zip(cells, hidden.cells, strict=True)
            for cell, flag in zip(row, flags, strict=True)
            if not flag
        ),
        tuple(total for total, flag in zip(rows, hidden.rows, strict=True) if not flag),
        tuple(total for total, flag in zip(columns, hidden.columns, strict=True) if not flag),
        sum(rows),
    )


def worlds_that_look_the_same(cells, hidden):
    """Brute force: every table of whole numbers with the same visible figures."""
    height, width = len(cells), len(cells[0])
    seen = visible_figures(cells, hidden)
    places = [(r, c) for r in range(height) for c in range(width) if hidden.cells[r][c]]
    free = sum(cells[r][c] for r, c in places)
    for values in possible_lines(len(places), free, 0) if places else [()]:
        world = [list(row) for row in cells]
        for (r, c), value in zip(places, values, strict=True):
            world[r][c] = value
        if visible_figures(world, hidden) == seen:
            yield world


@given(tables(2, 3, 3))
@settings(max_examples=60, deadline=None)
def test_no_hidden_cell_or_margin_of_a_small_table_can_be_deduced(cells):
    minimum = 3
    hidden = hide_table(cells, minimum)
    if not hidden.any:
        return
    worlds = list(worlds_that_look_the_same(cells, hidden))
    for r, c in product(range(2), range(3)):
        if hidden.cells[r][c]:
            assert len({world[r][c] for world in worlds}) > 1
    for r in range(2):
        if hidden.rows[r]:
            assert len({sum(world[r]) for world in worlds}) > 1
    for c in range(3):
        if hidden.columns[c]:
            assert len({world[0][c] + world[1][c] for world in worlds}) > 1


@given(tables(3, 7, 30), st.sampled_from([5, 10]))
@settings(max_examples=80, deadline=None)
def test_every_small_figure_of_a_table_is_hidden(cells, minimum):
    hidden = hide_table(cells, minimum)
    for row, flags in zip(cells, hidden.cells, strict=True):
        assert all(flag for cell, flag in zip(row, flags, strict=True) if 0 < cell < minimum)
    assert all(flag for row, flag in zip(cells, hidden.rows, strict=True) if 0 < sum(row) < minimum)
    columns = [sum(column) for column in zip(*cells, strict=True)]
    assert all(flag for total, flag in zip(columns, hidden.columns, strict=True) if 0 < total < minimum)


@given(tables(3, 7, 30))
@settings(max_examples=80, deadline=None)
def test_no_visible_total_less_its_visible_cells_leaves_a_small_figure(cells):
    hidden = hide_table(cells)
    for row, flags, total_hidden in zip(cells, hidden.cells, hidden.rows, strict=True):
        together = sum(cell for cell, flag in zip(row, flags, strict=True) if flag)
        assert total_hidden or not 0 < together < 5


def test_a_table_without_small_figures_is_shown_whole():
    assert not hide_table([[20, 30], [0, 12]]).any


def test_a_table_needs_two_dimensions():
    with pytest.raises(ValueError, match="two rows"):
        hide_table([[1, 2]])
