"""From contacts to people: the formulas of the literature, and crowds that were made up to see whether the intervals hold."""

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.outreach.estimating import (
    FEWEST_AGAIN,
    Caught,
    Households,
    TooLittle,
    crowd,
    different,
    reach_by_export,
    reach_by_households,
    reach_by_recapture,
    reach_by_repeats,
    share,
)

phones = st.integers(0, 2**40 - 1).map(lambda bits: {*range(40, 48), *(n for n in range(40) if bits >> n & 1)})
"""The telephones of one event: any of forty, and eight that come every time, so that enough are heard again."""


def prints(numbers):
    return [int(number).to_bytes(4, "big") for number in numbers]


def events_of(sets, contacts=None):
    return [(contacts[n] if contacts else len(one), prints(one)) for n, one in enumerate(sets)]


def test_two_events_give_what_chapman_and_seber_give():
    # Seber 1982, § 3.1: n1 = 200, n2 = 150, m = 30.
    found = crowd(Caught((200, 150), 320))
    assert isclose(found.value, 201 * 151 / 31 - 1)
    variance = 201 * 151 * 170 * 120 / (31**2 * 32)
    assert found.low < found.value - 1.2 * variance**0.5 and found.high > found.value + 1.96 * variance**0.5


def test_several_events_solve_the_likelihood_of_schnabels_census():
    sizes = (10, 27, 17, 7, 1, 5, 6, 15, 9, 18)
    caught = Caught(sizes, sum(sizes) - 24)
    found = crowd(caught)
    assert isclose(different(found.value, sizes), caught.seen, rel_tol=1e-9)
    told = 1 / (found.value - caught.seen) + 9 / found.value - sum(1 / (found.value - size) for size in sizes)
    assert found.low < found.value - told**-0.5 and found.high > found.value + 1.96 * told**-0.5


def test_two_events_and_several_agree_where_both_speak():
    two = crowd(Caught((400, 300), 400 + 300 - 60)).value
    several = crowd(Caught((400, 300, 1), 400 + 300 - 60 + 1)).value
    assert isclose(two, several, rel_tol=0.03)


@pytest.mark.parametrize(
    ("sets", "code"),
    [([{1, 2, 3}], "one_event"), ([], "one_event"), ([{1, 2}, set()], "one_event"), ([{1, 2}, {3, 4}], "few_again")],
)
def test_too_little_is_refused_with_its_reason(sets, code):
    with pytest.raises(TooLittle) as refused:
        reach_by_recapture(events_of(sets))
    assert refused.value.code == code and refused.value.found < refused.value.needed


def test_the_seventh_telephone_heard_again_makes_the_difference():
    with pytest.raises(TooLittle):
        crowd(Caught((40, 40), 80 - FEWEST_AGAIN + 1))
    assert crowd(Caught((40, 40), 80 - FEWEST_AGAIN)).value > 100


@given(st.lists(phones, min_size=2, max_size=6), st.randoms())
def test_no_figure_lies_under_what_was_seen_nor_above_what_was_met_in_whatever_order(sets, random):
    found = reach_by_recapture(events_of(sets))
    seen = len(set().union(*sets))
    assert seen <= found.people.low <= found.people.value <= found.people.high <= sum(map(len, sets))
    assert seen <= found.crowd.low <= found.crowd.value <= found.crowd.high
    mixed = [list(one) for one in random.sample(sets, len(sets))]
    for one in mixed:
        random.shuffle(one)
    assert reach_by_recapture(events_of(mixed)).people == found.people


@given(st.lists(phones, min_size=2, max_size=5), st.integers(0, 40))
def test_more_contacts_without_a_telephone_never_make_fewer_people(sets, more):
    few = reach_by_recapture(events_of(sets)).people
    many = reach_by_recapture([(met + more, heard) for met, heard in events_of(sets)]).people
    assert few.low <= many.low and few.value <= many.value and few.high <= many.high


def test_when_all_give_their_telephone_the_people_are_the_telephones():
    sets = [set(range(0, 200)), set(range(120, 330)), set(range(300, 420))]
    found = reach_by_recapture(events_of(sets)).people
    assert (found.low, found.value, found.high) == (420, 420, 420)


def test_a_crowd_that_nobody_met_is_not_reached():
    """The mistake of declaring the whole crowd: 10 000 live there, 600 were met."""
    random = np.random.default_rng(7)
    sets = [set(random.choice(10_000, 300, replace=False)) for _event in range(2)]
    found = reach_by_recapture(events_of(sets))
    assert found.people.high <= 600 < 4000 < found.crowd.value


DESIGNS = [
    (2000, (300, 400), 1.0),
    (5000, (500, 600, 700), 1.0),
    (800, (150, 150, 150, 150), 0.6),
    (3000, (900, 900), 0.4),
]


def made_up(random, people, contacts, giving, same):
    """One campaign in a crowd of ``people``: its events, and how many were truly reached. ``same``: always the same ones give."""
    givers = random.random(people) < giving
    events, reached = [], set()
    for met in contacts:
        who = random.choice(people, met, replace=False)
        gave = givers[who] if same else random.random(met) < giving
        events.append((met, prints(who[gave])))
        reached.update(who.tolist())
    return events, len(reached)


@pytest.mark.parametrize("same", [False, True], ids=["by-chance", "always-the-same"])
@pytest.mark.parametrize(("people", "contacts", "giving"), DESIGNS)
def test_the_interval_holds_the_truth_in_nine_of_ten_campaigns(people, contacts, giving, same):
    random = np.random.default_rng(20_261_126)
    held = 0
    for _campaign in range(200):
        events, reached = made_up(random, people, contacts, giving, same)
        found = reach_by_recapture(events).people
        held += found.low <= reached <= found.high
    assert held >= 180


@pytest.mark.parametrize(("people", "contacts", "giving"), DESIGNS)
def test_the_crowds_interval_holds_the_crowd_in_nine_of_ten(people, contacts, giving):
    random = np.random.default_rng(1958)
    held = 0
    for _campaign in range(200):
        events, _reached = made_up(random, people, contacts, giving, same=False)
        found = crowd(Caught.of([heard for _met, heard in events]))
        held += found.low <= people <= found.high
    assert held >= 180


def test_a_survey_of_repeats_gives_first_contacts():
    found = reach_by_repeats(1000, 100, 20)
    assert found.value == 800 and 700 < found.low < 750 and 850 < found.high < 880
    assert reach_by_repeats(1000, 30, 0).high == 1000
    assert reach_by_repeats(1000, 30, 30).low >= 1


@given(st.integers(0, 10**6), st.integers(30, 500), st.data())
def test_a_survey_never_makes_more_people_than_contacts(contacts, asked, data):
    found = reach_by_repeats(contacts, asked, data.draw(st.integers(0, asked)))
    assert 0 <= found.low <= found.value <= found.high <= contacts


def test_a_survey_of_repeats_holds_the_truth():
    random = np.random.default_rng(3)
    held = 0
    for _campaign in range(300):
        met = np.concatenate([random.choice(1500, 500, replace=False) for _event in range(4)])
        first = np.zeros(len(met), dtype=bool)
        first[np.unique(met, return_index=True)[1]] = True
        asked = random.choice(len(met), 120, replace=False)
        found = reach_by_repeats(len(met), 120, int((~first[asked]).sum()))
        held += found.low <= len(np.unique(met)) <= found.high
    assert held >= 270


def test_few_asked_are_refused():
    for refused in (
        lambda: reach_by_repeats(100, 29, 3),
        lambda: reach_by_households(100, Households(29, 4.0, 1.0)),
    ):
        with pytest.raises(TooLittle):
            refused()
    with pytest.raises(ValueError, match="more had met"):
        reach_by_repeats(100, 40, 41)


def test_wilsons_interval():
    low, value, high = share(0, 30)
    assert (low, value) == (0.0, 0.0) and 0.11 < high < 0.12


def test_accounts_are_not_people():
    found = reach_by_export(12_000, 80, 1, 1.5)
    assert (found.low, found.value, found.high) == (6400, 7680, 9600)
    with pytest.raises(ValueError, match="account"):
        reach_by_export(100, 80, 0.5, 1)


def test_households_leave_out_whoever_is_counted():
    found = reach_by_households(400, Households(50, 5.0, 2.0))
    assert found.value == 1600 and found.low == round(400 * (4 - 1.959964 * 2 / 50**0.5)) and found.high > 1600
    shared = reach_by_households(400, Households(50, 5.0, 2.0, counted=2.0))
    assert shared.value == 600
    with pytest.raises(ValueError, match="counted"):
        reach_by_households(400, Households(50, 2.0, 1.0, counted=3.0))
