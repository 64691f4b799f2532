"""From the plan to the log: what is written makes the log say the plan, touches nothing else, and is written once."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.radio.air.compiling import NOTHING, Planned, differences
from terrain.radio.air.horizon import Log, Row


@st.composite
def plans(draw, low=0, high=120):
    """Entries in order, without overlap."""
    found, at = [], low - 10
    while at < high:
        at += draw(st.integers(0, 15))
        end = at + draw(st.integers(1, 30))
        kind = draw(st.sampled_from(["grid", "live"]))
        sound = draw(st.integers(1, 3)) if kind == "grid" else None
        first = draw(st.integers(0, 5)) if sound else 0
        found.append(Planned(at, end, kind, sound, first, draw(st.integers(1, 2)), sound))
        at = end
    return found


@st.composite
def logs(draw):
    rows = []
    for order in range(draw(st.integers(0, 8))):
        start = draw(st.integers(-20, 120))
        one = draw(plans(start, start + 1))[0]
        by_hand = draw(st.integers(0, 4)) == 0
        rows.append(written(one, order, by_hand=by_hand))
    return Log(tuple(rows))


def written(one: Planned, order: int, *, by_hand=False) -> Row:
    return Row(
        order, one.slot_from, one.slot_to, one.kind, one.sound, one.first, one.show, one.episode, by_hand=by_hand
    )


def meaning(row: Row | None, slot: int):
    if row is None:
        return "fallback", None, 0, None, None
    return row.kind, row.sound, row.fragment(slot) if row.sound else 0, row.show, row.episode


def wanted(planned: list[Planned], slot: int):
    one = next((one for one in planned if one.slot_from <= slot < one.slot_to), NOTHING)
    return one.kind, one.sound, one.first + slot - one.slot_from if one.sound else 0, one.show, one.episode


@given(logs(), plans(), st.integers(-10, 60), st.integers(0, 80))
@settings(max_examples=200)
def test_afterwards_the_log_says_the_plan_and_nothing_else_moved(log, planned, low, length):
    high = low + length
    rows = differences(log, planned, low, high)
    after = replace(log, rows=(*log.rows, *(written(row, 100 + n) for n, row in enumerate(rows))))
    for slot in range(-40, 180):
        before = log.row(slot)
        if low <= slot < high and not (before is not None and before.by_hand):
            assert meaning(after.row(slot), slot) == wanted(planned, slot)
        else:
            assert after.row(slot) == before
    assert differences(after, planned, low, high) == []


@given(plans())
def test_an_empty_log_takes_each_entry_as_one_row(planned):
    rows = differences(Log(), planned, 0, 120)
    inside = [one for one in planned if one.slot_to > 0 and one.slot_from < 120]
    assert len(rows) <= len(inside)
    assert all(row.kind != "fallback" for row in rows)


def test_a_cancelled_show_leaves_a_row_that_says_nothing_is_planned():
    log = Log((Row(1, 10, 20, "grid", 1, 0, 1, 1),))
    assert differences(log, [], 0, 50) == [replace(NOTHING, slot_from=10, slot_to=20)]


def test_the_same_plan_seen_from_its_middle_writes_nothing():
    log = Log((Row(1, 10, 40, "grid", 1, 0, 1, 1),))
    assert differences(log, [Planned(25, 40, "grid", 1, 15, 1, 1)], 25, 100) == []
