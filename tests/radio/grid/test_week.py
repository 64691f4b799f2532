"""The grid as time: the station's clock, what cuts what short, what is left open. Ramadan of 2026: UTC from 15 February to 22 March."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.radio.enums import ChangeKind
from terrain.radio.grid.week import DAY, clashes, exists, fitted, holes, local, meant, midnight, overlaps, slot_of
from terrain.radio.models import GridChange, GridPlace, Show
from terrain.radio.slots import begins, slot_at

BACK, FORTH = date(2026, 2, 15), date(2026, 3, 22)
"""At three o'clock it is two again; at two o'clock it is three."""
SHOW = Show(pk=1, slug="cafe")
HOUR = 900
days_around = st.dates(date(2026, 2, 10), date(2026, 3, 28))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def place(day: date, starts: time, slots: int = HOUR, **said) -> GridPlace:
    told = {"pk": 1, "show": SHOW, "weekday": day.weekday(), "valid_from": day - timedelta(30), "valid_to": None} | said
    return GridPlace(starts=starts, slots=slots, **told)


@st.composite
def grids(draw):
    """Up to six places in the weeks around the changes of the clock."""
    told = draw(st.lists(st.tuples(days_around, minutes, st.integers(1, DAY)), max_size=6))
    return [
        place(day, starts, slots, pk=number, valid_from=day, valid_to=day + timedelta(draw(st.integers(0, 20))))
        for number, (day, starts, slots) in enumerate(told, 1)
    ]


def test_a_show_keeps_its_time_when_the_clock_changes():
    eight = [slot_of(day, time(8)) for day in (BACK - timedelta(1), BACK, FORTH - timedelta(1), FORTH)]
    assert [begins(slot).hour for slot in eight] == [7, 8, 8, 7]
    assert [local(slot).time() for slot in eight] == [time(8)] * 4


@given(days_around, minutes)
def test_the_clock_shows_the_time_that_the_grid_says(day, starts):
    slot = slot_of(day, starts)
    if exists(day, starts):
        assert local(slot).replace(tzinfo=None) == datetime.combine(day, starts)
    else:
        assert (day, starts.hour) == (FORTH, 2)
        assert local(slot).replace(tzinfo=None) == datetime.combine(day, starts.replace(hour=3))


def test_in_the_hour_that_comes_twice_a_place_begins_once_the_first_time():
    (found,) = meant([place(BACK, time(2, 30))], [], BACK, BACK)
    assert begins(found.slot) == datetime(2026, 2, 15, 1, 30, tzinfo=UTC)
    assert begins(slot_at(datetime(2026, 2, 15, 2, 30, tzinfo=UTC))).hour == 2
    assert local(slot_at(datetime(2026, 2, 15, 2, 30, tzinfo=UTC))).time() == time(2, 30), "the second half past two"


def test_in_the_hour_that_is_left_out_a_place_begins_once_an_hour_on():
    (found,) = meant([place(FORTH, time(2, 30))], [], FORTH, FORTH)
    assert found.starts.time() == time(3, 30)
    assert not exists(FORTH, time(2, 30))


def test_where_a_place_of_the_hour_left_out_meets_one_that_exists_the_one_that_exists_plays():
    lost, real = place(FORTH, time(2), pk=9), place(FORTH, time(3), pk=2)
    assert [one.place.pk for one in fitted(meant([lost, real], [], FORTH, FORTH))] == [2]


def test_what_begins_later_cuts_short_what_runs_and_it_does_not_come_back():
    long, short = place(BACK, time(10), 2 * HOUR, pk=1), place(BACK, time(10, 30), HOUR // 2, pk=2)
    first, second = fitted(meant([long, short], [], BACK, BACK))
    assert (first.ends.time(), second.ends.time()) == (time(10, 30), time(11))
    assert [(a.place.pk, b.place.pk) for a, b in clashes(meant([long, short], [], BACK, BACK))] == [(1, 2)]


def test_of_two_that_begin_together_the_exception_of_that_day_plays_then_the_newer_place():
    old, new = place(BACK, time(10), pk=1), place(BACK, time(10), pk=2)
    extra = GridChange(pk=1, kind=ChangeKind.EXTRA, day=BACK, show=SHOW, starts=time(10), slots=HOUR)
    assert [one.place.pk for one in fitted(meant([new, old], [], BACK, BACK))] == [2]
    assert [one.change for one in fitted(meant([new, old], [extra], BACK, BACK))] == [extra]


def test_a_cancelled_day_is_open_and_the_week_after_is_not():
    one = place(BACK, time(10))
    off = GridChange(pk=1, kind=ChangeKind.CANCELLED, day=BACK, place_id=one.pk)
    assert [found.day for found in meant([one], [off], BACK, BACK + timedelta(7))] == [BACK + timedelta(7)]


def test_a_place_stands_from_its_first_day_to_its_last():
    one = place(BACK, time(10), valid_from=BACK, valid_to=BACK + timedelta(7))
    found = meant([one], [], BACK - timedelta(7), BACK + timedelta(21))
    assert [each.day for each in found] == [BACK, BACK + timedelta(7)]


@given(grids())
def test_fitted_occasions_never_overlap_and_stay_in_order(places):
    fit = fitted(meant(places, [], date(2026, 2, 10), date(2026, 4, 20)))
    for one, after in zip(fit, fit[1:], strict=False):
        assert one.slot < one.slot_to <= after.slot


@given(grids())
def test_holes_and_occasions_fill_the_days_together(places):
    first, last = midnight(date(2026, 2, 10)), midnight(date(2026, 3, 29))
    whole = meant(places, [], date(2026, 2, 8), date(2026, 3, 28))
    covered = set()
    for one in whole:
        covered.update(range(max(one.slot, first), min(one.planned_to, last), 15))
    open_slots = sum(end - start for start, end in holes(whole, first, last))
    for start, end in holes(whole, first, last):
        assert not any(one.slot < end and one.planned_to > start for one in whole)
    assert open_slots <= last - first
    assert open_slots == last - first if not covered else open_slots < last - first


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (place(BACK, time(10, 59)), True),
        (place(BACK, time(11)), False),
        (place(BACK, time(9)), False),
        (place(BACK, time(9), HOUR + 1), True),
        (place(BACK - timedelta(1), time(23), 11 * HOUR + 1), True),
        (place(BACK + timedelta(1), time(10)), False),
        (place(BACK, time(10), valid_from=BACK + timedelta(8)), False),
        (place(BACK, time(10), valid_from=BACK + timedelta(7)), True),
    ],
)
def test_places_of_the_grid_that_want_the_same_time_are_found(other, meets):
    one = place(BACK, time(10), valid_to=BACK + timedelta(7))
    assert overlaps(one, other) is meets
    assert overlaps(other, one) is meets


def test_sunday_night_meets_monday_morning():
    late = place(date(2026, 2, 15), time(23, 30))
    early = place(date(2026, 2, 16), time(0, 15), valid_from=date(2026, 1, 5))
    assert overlaps(late, early)
