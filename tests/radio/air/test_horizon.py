"""The rules of the log, attacked: whoever reads it, whenever, publishes the same, and never goes back."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.radio.air.horizon import (
    INTERLUDE,
    Log,
    Piece,
    Playing,
    Row,
    Version,
    first_free,
    horizon,
    plays,
    programme,
)
from terrain.radio.slots import AHEAD, BEHIND, LEAD, LIVE_AHEAD

START = 1000
KINDS = st.sampled_from(["grid", "grid", "live", "live", "fallback"])
PIECES = {1: Piece(7), 2: Piece(3), 3: Piece(1), 4: Piece(40)}


@st.composite
def histories(draw):
    """Writings in time order, each under the rules: pairs (slot in which it was written, row or version)."""
    log, written, now = Log(pieces=PIECES, interlude=4), [], START
    for order in range(draw(st.integers(1, 14))):
        now += draw(st.integers(0, 12))
        first = first_free(log, now)
        start = first + draw(st.sampled_from([0, 0, 0, 1, 2, 5, 17]))
        if draw(st.integers(0, 5)) == 0:
            sounds = draw(st.lists(st.sampled_from([INTERLUDE, 1, 2, 3]), min_size=1, max_size=4))
            made = Version(order, start, tuple(sounds))
            log = replace(log, versions=(*log.versions, made))
        else:
            kind = draw(KINDS)
            sound = draw(st.sampled_from([None, 1, 2, 4])) if kind != "fallback" else None
            made = Row(order, start, start + draw(st.integers(1, 30)), kind, sound, draw(st.integers(0, 2)))
            log = replace(log, rows=(*log.rows, made))
        written.append((now, made))
    return written


def view(history, count) -> Log:
    made = [one for _w, one in history[:count]]
    rows = tuple(one for one in made if isinstance(one, Row))
    versions = tuple(one for one in made if isinstance(one, Version))
    return Log(rows, versions, PIECES, {}, 4)


def counts_at(history, now) -> range:
    """How many of the writings a view used in slot ``now`` may hold: all that are ``LEAD`` old, perhaps those written since."""
    sure = sum(written + LEAD <= now for written, _one in history)
    perhaps = sum(written <= now for written, _one in history)
    return range(sure, perhaps + 1)


@given(histories())
@settings(max_examples=150, deadline=None)
def test_every_view_publishes_the_same_and_nothing_published_changes(history):
    published: dict[int, Playing] = {}
    views = {count: view(history, count) for count in range(len(history) + 1)}
    before = 0
    for now in range(START, history[-1][0] + 2 * LEAD + 10):
        horizons = set()
        for count in counts_at(history, now):
            log = views[count]
            high = horizon(log, now)
            horizons.add(high)
            for slot in range(now - BEHIND, high + 1):
                assert published.setdefault(slot, plays(log, slot)) == plays(log, slot), (now, slot, count)
        assert len(horizons) == 1
        high = horizons.pop()
        assert high >= before
        assert now + LIVE_AHEAD <= high <= now + AHEAD
        before = high


@given(histories())
@settings(max_examples=100, deadline=None)
def test_a_writer_may_touch_slots_soon_and_the_check_of_the_table_holds(history):
    for count, (now, made) in enumerate(history):
        log = view(history, count)
        assert made.slot_from >= horizon(log, now) + LEAD
        assert first_free(log, now) <= now + AHEAD + LEAD


@given(histories(), st.integers(0, 80))
def test_the_horizon_is_the_largest_that_the_rule_allows(history, later):
    log, now = view(history, len(history)), START + later

    def live(slot):
        return (row := log.row(slot)) is not None and row.kind == "live"

    allowed = [
        high
        for high in range(now + LIVE_AHEAD, now + AHEAD + 1)
        if not any(live(slot) for slot in range(now + LIVE_AHEAD + 1, high + 1))
    ]
    assert horizon(log, now) == max(allowed)


@given(histories(), st.integers(0, 120))
def test_of_the_rows_that_cover_a_slot_the_newest_counts(history, later):
    log, slot = view(history, len(history)), START + later
    covering = [row for row in log.rows if row.slot_from <= slot < row.slot_to]
    assert log.row(slot) == max(covering, key=lambda row: row.order, default=None)


@given(histories(), st.integers(0, 120))
def test_something_always_plays_and_its_fragment_exists(history, later):
    log = view(history, len(history))
    playing = plays(log, START + later)
    length = log.interlude if playing.sound is None else PIECES[playing.sound].slots
    assert 0 <= playing.fragment < length


@given(histories(), st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.integers(START, START + 60), min_size=1))
@settings(max_examples=150, deadline=None)
def test_what_is_withdrawn_is_gone_at_once_and_moves_nothing_else(history, gone):
    log = view(history, len(history))
    for key, gone_from in sorted(gone.items()):
        without = replace(log, pieces=dict(log.pieces) | {key: replace(log.pieces[key], gone_from=gone_from)})
        for slot in range(START, START + 100):
            before, after = plays(log, slot), plays(without, slot)
            if before.sound != key or slot < gone_from:
                assert after == before
            else:
                assert after.sound != key
            assert plays(without, slot, at=gone_from).sound != key
        log = without


def test_the_fallback_turns_from_where_its_version_begins():
    log = Log(versions=(Version(1, 100, (1, 2, INTERLUDE)),), pieces=PIECES, interlude=4)
    turn = [(plays(log, slot).sound, plays(log, slot).fragment) for slot in range(100, 114)]
    assert turn == [*((1, n) for n in range(7)), *((2, n) for n in range(3)), *((None, n) for n in range(4))]
    assert all(plays(log, slot) == plays(log, slot + 14) for slot in range(100, 140))
    assert plays(log, 99) == Playing("fallback", None, 99 % 4)


def test_the_place_of_a_withdrawn_song_is_filled_by_the_others():
    pieces = {**PIECES, 1: Piece(7, gone_from=100)}
    log = Log(versions=(Version(1, 100, (1, 2, 3)),), pieces=pieces, interlude=4)
    heard = [(plays(log, slot).sound, plays(log, slot).fragment) for slot in range(100, 111)]
    assert heard[:7] == [(2, 0), (2, 1), (2, 2), (3, 0), (2, 0), (2, 1), (2, 2)]
    assert heard[7:] == [(2, 0), (2, 1), (2, 2), (3, 0)]


def test_a_fallback_of_which_nothing_is_left_is_the_interlude():
    pieces = {1: Piece(7, gone_from=0), 2: Piece(0)}
    log = Log(versions=(Version(1, 100, (1, 2, 9)),), pieces=pieces, interlude=4)
    assert [plays(log, slot) for slot in (100, 101)] == [Playing("fallback", None, 0), Playing("fallback", None, 1)]


def test_a_sound_that_ends_early_leaves_the_rest_to_the_fallback():
    row = Row(1, 100, 120, "grid", 1, first=2, show=5, episode=6)
    log = Log((row,), (Version(1, 0, (3,)),), PIECES)
    assert plays(log, 104) == Playing("grid", 1, 6, 5, 6)
    assert plays(log, 105) == Playing("fallback", 3, 0)
    spans = [(span.slot_from, span.slot_to, span.kind, span.show) for span in programme(log, 90, 130)]
    assert spans == [(90, 100, "fallback", None), (100, 105, "grid", 5), (105, 130, "fallback", None)]


def test_live_slots_play_the_host_then_the_row_then_the_fallback():
    row = Row(1, 100, 130, "live", 1, show=5)
    log = Log((row,), (), PIECES, said={101: ("take", 1), 140: ("take", 2)})
    assert plays(log, 100) == Playing("grid", 1, 0, 5)
    assert plays(log, 101) == Playing("live", None, 0, 5, live=("take", 1))
    assert plays(log, 120).kind == "fallback"
    assert plays(log, 140).live is None  # outside of a live row nobody is heard
    assert [span.kind for span in programme(log, 95, 140)] == ["fallback", "live", "fallback"]


@given(histories(), st.integers(0, 40), st.integers(1, 90))
def test_the_programme_has_no_holes(history, later, length):
    log, low = view(history, len(history)), START + later
    spans = programme(log, low, low + length)
    assert spans[0].slot_from == low
    assert spans[-1].slot_to == low + length
    assert all(one.slot_to == after.slot_from for one, after in zip(spans, spans[1:], strict=False))
    for span in spans:
        for slot in range(span.slot_from, span.slot_to):
            row = log.row(slot)
            assert span.kind == ("live" if row is not None and row.kind == "live" else plays(log, slot).kind)
