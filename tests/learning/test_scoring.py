"""How answers become points."""

from hypothesis import given
from hypothesis import strategies as st

from terrain.learning import scoring
from terrain.learning.scoring import Asked, gained, share
from terrain.learning.testing import painted

KINDS = st.sampled_from(["single", "multiple", "true_false"])


@st.composite
def questions(draw):
    asked = []
    for key in range(draw(st.integers(1, 8))):
        kind = draw(KINDS)
        offered = 2 if kind == "true_false" else draw(st.integers(2, 6))
        places = st.integers(0, offered - 1)
        right = draw(st.sets(places, min_size=1)) if kind == "multiple" else {draw(places)}
        asked.append(Asked(key, kind, sorted(right), draw(st.integers(1, 20))))
    return asked


CHOICES = st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 5), max_size=6))


@given(questions(), CHOICES)
def test_a_share_lies_between_nothing_and_all(asked, chosen):
    assert 0 <= share(asked, chosen) <= 100


@given(questions())
def test_everything_right_is_all_and_nothing_said_is_nothing(asked):
    assert share(asked, {question.key: question.right for question in asked}) == 100
    assert share(asked, {}) == 0


@given(questions(), CHOICES)
def test_a_right_answer_more_never_costs_points(asked, chosen):
    for question in asked:
        for place in question.right:
            if question.kind == "multiple":
                before = gained(question, chosen.get(question.key, ()))
                assert gained(question, [*chosen.get(question.key, ()), place]) >= before


@given(questions(), CHOICES)
def test_all_is_only_for_everything_right(asked, chosen):
    if share(asked, chosen) == 100:
        assert all(scoring.fully_right(question, chosen.get(question.key, ())) for question in asked)


@given(questions(), CHOICES, st.integers(1, 100))
def test_a_share_reaches_a_mark_exactly_when_the_points_do(asked, chosen, mark):
    points = sum(gained(question, chosen.get(question.key, ())) for question in asked)
    assert (share(asked, chosen) >= mark) == (points * 100 >= mark * sum(question.points for question in asked))


def test_ticking_everything_gains_nothing_where_as_many_are_wrong():
    assert gained(Asked(1, "multiple", [0, 1], 4), [0, 1, 2, 3]) == 0
    assert gained(Asked(1, "multiple", [0, 1], 4), [0, 1, 2]) == 2
    assert gained(Asked(1, "single", [0], 4), [0, 1]) == 0


SHARES = st.dictionaries(st.integers(0, 40), st.integers(0, 100))


@given(SHARES, SHARES)
def test_a_side_of_fewer_than_five_is_left_out_of_the_picture(before, after):
    picture = painted(before, after)
    for side, counted, middle in ((before, 2, picture.median_before), (after, 3, picture.median_after)):
        bands = [band[counted] for band in picture.bands]
        if len(side) < 5:
            assert bands == [None] * 5
            assert middle is None
        else:
            assert sum(bands) == len(side)
    assert (picture.gain is None) == (len(set(before) & set(after)) < 5)
