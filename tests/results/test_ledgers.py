"""Why a number is what it is: the cells add up, and what is small stays hidden from whoever may not see it."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from terrain.facts.counting import BANDS, SEXES, Tally
from terrain.results.ledgers import grid_of, ledger_of
from terrain.results.periods import WHOLE, period_from, year
from terrain.results.values import Reckoning
from tests.results.conftest import person

MARCH, MAY = date(2018, 3, 12), date(2018, 5, 2)
TABLES = st.lists(
    st.lists(st.integers(0, 12), min_size=len(BANDS) + 1, max_size=len(BANDS) + 1),
    min_size=len(SEXES),
    max_size=len(SEXES),
)


def ledger(target, period=WHOLE, whole=True):
    reckoning = Reckoning.read([target.project])
    return ledger_of(next(one for one in reckoning.targets if one.pk == target.pk), reckoning, period, whole=whole)


def tally(cells) -> Tally:
    table = np.array(cells, dtype=np.int64)
    return Tally(int(table.sum()), int(table.sum()), int(table.sum()), 0, table)


@given(TABLES)
def test_cells_add_up_to_their_totals(cells):
    counted = tally(cells)
    grid = grid_of(counted, 0)
    assert sum(total for _words, _cells, total in grid.rows) == counted.distinct == sum(grid.totals)
    assert all(sum(row) == total for _words, row, total in grid.rows)


@given(TABLES)
def test_no_small_figure_is_shown_to_whoever_may_not_see_it(cells):
    grid = grid_of(tally(cells), 5)
    shown = [number for _words, row, total in grid.rows for number in (*row, total)] + list(grid.totals)
    assert not [number for number in shown if number is not None and 0 < number < 5]


def test_the_count_goes_from_what_happened_to_each_one_once(hold, informed):
    hold(MARCH, [person(1), person(2, sex="", born=None)], heads=7)
    hold(MAY, [person(1), person(3, sex="M")], place="Tanger")
    found = ledger(informed)
    assert (found.tally.occurrences, found.without_identity, found.again, found.tally.distinct) == (11, 7, 1, 3)
    assert {cell.words: cell.number for cell in found.places} == {"Rabat": 2, "Tanger-Assilah": 1}
    assert sum(cell.number for cell in found.grid.sexes) == sum(cell.number for cell in found.grid.ages) == 3


def test_unknown_sex_and_age_are_cells_of_their_own(hold, informed):
    hold(MARCH, [person(1, sex="", born=None)])
    found = ledger(informed)
    assert [cell.number for cell in found.grid.sexes] == [0, 0, 1]
    assert [cell.number for cell in found.grid.ages] == [1]


def test_new_people_of_periods_may_be_added_up(hold, informed):
    hold(MARCH, [person(1), person(2)])
    hold(date(2019, 2, 3), [person(1), person(3)])
    assert [ledger(informed, year(number)).new for number in (2018, 2019)] == [2, 1]


def test_a_reader_who_may_not_see_small_cells_sees_the_total_alone(hold, informed):
    hold(MARCH, [person(1), person(2, sex="M")])
    found = ledger(informed, whole=False)
    assert found.tally.distinct == 2
    assert all(cell.number in {None, 0} for cell in (*found.grid.sexes, *found.grid.ages, *found.places))


def test_months_of_ones_own_choosing_have_no_breakdown_for_such_a_reader(hold, informed):
    hold(MARCH, [person(number) for number in range(20)])
    found = ledger(informed, period_from("2018-02..2018-04"), whole=False)
    assert found.cut and not found.places and found.grid is None
    assert not ledger(informed, year(2018), whole=False).cut


def test_a_target_without_a_rule_has_no_ledger(reached):
    assert ledger(reached) is None
