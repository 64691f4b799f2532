"""The week as it is drawn: every minute of every day once, in the table and in the list."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from terrain.radio.grid.board import DAY, drawn
from terrain.radio.grid.choosing import Outlook
from terrain.radio.grid.week import meant
from terrain.radio.models import GridPlace, Show

MONDAY = date(2026, 2, 9)
"""The clock goes back on the Sunday of this week."""
SHOW = Show(pk=3, slug="cafe", title={"fr": "Le café"})


def place(weekday, starts, slots, key=1):
    return GridPlace(
        pk=key, show=SHOW, weekday=weekday, starts=starts, slots=slots, valid_from=date(2026, 1, 1), valid_to=None
    )


def week_of(places, monday=MONDAY, looked=()):
    return drawn(meant(places, [], monday - timedelta(1), monday + timedelta(6)), monday, looked)


def filled(board, row, day):
    return board.rows[row].cells[day]


def test_an_empty_week_is_seven_days_of_music():
    board = week_of([])
    assert board.is_bare
    assert [[(cell.start, cell.end) for cell in column.cells] for column in board.columns] == [[(0, DAY)]] * 7


def test_a_place_stands_in_its_day_between_music():
    tuesday = week_of([place(1, time(9), 450)]).columns[1]
    assert [(cell.from_words, cell.to_words, cell.occasion is not None) for cell in tuesday.cells] == [
        ("00:00", "09:00", False),
        ("09:00", "09:30", True),
        ("09:30", "00:00", False),
    ]


def test_a_place_over_midnight_goes_on_the_day_after_and_over_sunday_into_the_week():
    board = week_of([place(1, time(23, 30), 900), place(6, time(23, 30), 900, 2)])
    wednesday, monday = board.columns[2].cells[0], board.columns[0].cells[0]
    for cell in (wednesday, monday):
        assert (cell.from_words, cell.to_words, cell.goes_on) == ("00:00", "00:30", True)


def test_a_cell_spans_the_lines_that_others_begin_in():
    board = week_of([place(0, time(9), 900), place(1, time(9, 30), 450, 2)])
    starts = [row.start for row in board.rows]
    assert starts == ["00:00", "09:00", "09:30", "10:00"]
    assert filled(board, 1, 0).rows == 2
    assert filled(board, 2, 0) is None, "Monday's place reaches down"
    assert filled(board, 0, 1).rows == 2, "Tuesday's music reaches down to half past nine"


def test_what_is_cut_short_or_has_nothing_to_play_says_so():
    places = [place(0, time(9), 900), place(0, time(9, 30), 450, 2)]
    occasions = meant(places, [], MONDAY, MONDAY)
    board = week_of(places, looked=[Outlook(occasions[1], None)])
    first, second = (cell for cell in board.columns[0].cells if cell.occasion)
    assert (first.is_cut, first.is_empty, second.is_cut, second.is_empty) == (True, False, False, True)
    assert [(one.place.pk, after.place.pk) for one, after in board.met] == [(1, 2)]


places = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.builds(time, st.integers(0, 23), st.sampled_from([0, 5, 15, 30, 59])),
        st.integers(1, 21_600),
    ),
    max_size=8,
)


@given(places, st.sampled_from([MONDAY, date(2026, 3, 16), date(2026, 6, 1)]))
def test_every_minute_of_every_day_is_drawn_once_and_the_table_says_the_same(told, monday):
    board = week_of([place(*one, number) for number, one in enumerate(told, 1)], monday)
    edges = [int(row.start[:2]) * 60 + int(row.start[3:]) for row in board.rows] + [DAY]
    for number, column in enumerate(board.columns):
        assert column.cells[0].start == 0 and column.cells[-1].end == DAY
        assert all(one.end == after.start for one, after in zip(column.cells, column.cells[1:], strict=False))
        in_table = [(line, row.cells[number]) for line, row in enumerate(board.rows) if row.cells[number]]
        spans = [(edges[line], edges[line + cell.rows]) for line, cell in in_table]
        assert spans == [(cell.start, cell.end) for cell in column.cells]
