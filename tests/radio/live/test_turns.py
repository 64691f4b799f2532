"""Which slot a piece of a live broadcast is heard in."""

from hypothesis import given
from hypothesis import strategies as st

from terrain.radio.live.turns import MOUTH_TO_EAR, TIME_TO_WRITE, Turns
from terrain.radio.slots import LIVE_AHEAD, SECONDS

START = 400_000_000
HERE = START * SECONDS


def spoken(gaps: list[float], to: int = START + 10_000) -> tuple[list, list]:
    """Pieces that become whole one after the other, ``gaps`` seconds apart; what was given, and when."""
    turns, now, given_, at = Turns(START, to), float(HERE), [], []
    for piece, gap in enumerate(gaps):
        now += gap
        for turn in turns.take(piece, now):
            given_.append(turn)
            at.append(now)
    return given_, at


@given(st.floats(0.1, 2.4))
def test_a_steady_voice_has_no_hole_and_is_heard_five_slots_after_it_was_spoken(travel):
    began = HERE
    turns, heard = Turns(START, START + 1000), []
    for piece in range(50):
        heard += turns.take(piece, began + (piece + 1) * SECONDS + travel)
    assert [turn.piece for turn in heard] == list(range(50))
    slots = [turn.slot for turn in heard]
    assert slots == list(range(slots[0], slots[0] + 50))
    delay = slots[0] * SECONDS - began
    assert 12 < delay <= MOUTH_TO_EAR * SECONDS


def test_whoever_speaks_when_the_clock_says_so_is_heard_in_her_first_slot():
    slot_from = START + 20
    began = (slot_from - MOUTH_TO_EAR) * SECONDS
    turns = Turns(slot_from, slot_from + 100)
    heard = [turn for piece in range(3) for turn in turns.take(piece, began + (piece + 1) * SECONDS + 1.5)]
    assert (heard[0].slot, heard[0].piece) == (slot_from, 0)


def test_after_a_cut_she_is_heard_again_with_what_she_says_now():
    turns, now, before = Turns(START, START + 1000), float(HERE), []
    for piece in range(5):
        now += SECONDS
        before += turns.take(piece, now)
    now += 25
    back = [turn for piece in range(5, 11) for turn in turns.take(piece, now + piece * 0.01)]
    assert back[0].slot == turns.free(now) > before[-1].slot + 1
    assert len(back) <= 4, "what was said meanwhile is for the archive"
    steady = turns.take(11, now + SECONDS)
    assert steady[0].slot == back[-1].slot + 1 and steady[0].piece == 11


@given(st.lists(st.floats(0.01, 40), min_size=1, max_size=60))
def test_no_slot_is_given_twice_nor_backwards_nor_after_it_was_published(gaps):
    given_, at = spoken(gaps)
    slots, pieces = [turn.slot for turn in given_], [turn.piece for turn in given_]
    assert slots == sorted(set(slots))
    assert pieces == sorted(set(pieces))
    for turn, when in zip(given_, at, strict=True):
        assert turn.slot > (when + TIME_TO_WRITE) // SECONDS + LIVE_AHEAD
        assert turn.slot <= (when + TIME_TO_WRITE) // SECONDS + LIVE_AHEAD + 4, "live is now"


@given(st.lists(st.floats(0.5, 9), min_size=1, max_size=40), st.integers(1, 20))
def test_nothing_is_heard_after_the_slots_that_were_kept_free(gaps, length):
    given_, _at = spoken(gaps, START + length)
    assert all(START <= turn.slot < START + length for turn in given_)


def test_what_was_spoken_while_the_network_was_away_is_not_heard_later():
    turns = Turns(1000, 2000)
    begin, given = 996 * SECONDS, []
    for piece in range(3):
        given += turns.take(piece, begin + piece * SECONDS)
    back = begin + 40
    late = [turns.take(3 + number, back, age=24 - 4 * number) for number in range(5)]
    assert late == [[]] * 5, "spoken more than four seconds ago"
    fresh = [turn for number in (5, 6) for turn in turns.take(3 + number, back + 0.2, age=24 - 4 * number)]
    assert [turn.piece for turn in fresh] == [8, 9] and fresh[0].slot == turns.free(back + 0.2)


def test_where_the_network_stays_slow_she_is_heard_all_the_same():
    turns = Turns(1000, 2000)
    given = [turns.take(piece, 996 * SECONDS + piece * SECONDS, age=15) for piece in range(20)]
    heard = [number for number, turn in enumerate(given) if turn]
    assert heard and heard[0] * SECONDS <= 40
    assert heard == list(range(heard[0], 20)), "and then without a hole"


def test_a_hiccup_while_she_is_heard_leaves_nothing_out():
    turns = Turns(1000, 2000)
    begin = 996 * SECONDS
    given = turns.take(0, begin) + turns.take(1, begin + 4)
    given += turns.take(2, begin + 13, age=5) + turns.take(3, begin + 13, age=1)
    assert [turn.piece for turn in given] == [0, 1, 2, 3]
    assert [turn.slot for turn in given] == list(range(given[0].slot, given[0].slot + 4))
