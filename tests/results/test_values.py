"""Each target beside what the records say, each one once."""

from datetime import date

import pytest

from terrain.programmes.models import Project
from terrain.results.actions import Declaration, declare, withdraw
from terrain.results.enums import State
from terrain.results.periods import year
from terrain.results.values import Reckoning, values_as_json, windows_of
from tests.factories import HOUSE
from tests.results.conftest import person

MARCH, MAY, NEXT = date(2018, 3, 12), date(2018, 5, 2), date(2019, 2, 3)
INFORMED = [{"kind": "attendance", "where": {"session_kind": ["information_session"]}}]
ALL = [{"kind": "attendance"}]


def value(target, period=None):
    reckoning = Reckoning.read([target.project])
    known = next(one for one in reckoning.targets if one.pk == target.pk)
    return reckoning.value(known, period) if period else reckoning.value(known)


def declaration(figure, combine="highest", months=(1, 6)):
    return Declaration(date(2018, months[0], 1), date(2018, months[1], 1), figure, "Comptage aux marchés", combine)


def test_a_rule_that_nobody_has_answered_yet_gives_a_true_zero(informed):
    assert (value(informed).achieved, value(informed).state) == (0, State.COMPUTED)


def test_what_nobody_measures_is_not_a_zero(reached):
    assert (value(reached).achieved, value(reached).state) == (None, State.NONE)


def test_a_person_at_two_sessions_counts_once(hold, informed):
    hold(MARCH, [person(1), person(2)])
    hold(MAY, [person(1), person(3, sex="M")])
    assert value(informed).achieved == 3
    assert value(informed).tally.by_sex() == {"F": 2, "M": 1, "": 0}


def test_heads_without_identity_and_other_sessions_do_not_count(hold, informed):
    hold(MARCH, [person(1)], heads=30)
    hold(MAY, [person(2)], kind="workshop")
    assert value(informed).achieved == 1
    assert value(informed).tally.occurrences == 31


def test_a_period_counts_those_of_the_period(hold, informed):
    hold(MARCH, [person(1), person(2)])
    hold(NEXT, [person(1), person(3)])
    found = [value(informed).achieved, value(informed, year(2018)).achieved, value(informed, year(2019)).achieved]
    assert found == [3, 2, 2]


def test_once_a_year_counts_who_comes_back_the_next_year_again(hold, by_rule):
    target = by_rule(count="subjects", of=INFORMED, window="year")
    hold(MARCH, [person(1), person(2)])
    hold(MAY, [person(1)])
    hold(NEXT, [person(1)])
    assert value(target).achieved == 3


def test_occurrences_count_every_time_and_every_head(hold, by_rule):
    target = by_rule(count="occurrences", of=INFORMED)
    hold(MARCH, [person(1)], heads=4)
    hold(MAY, [person(1)])
    assert value(target).achieved == 6


def test_a_share_keeps_its_two_numbers(hold, by_rule):
    target = by_rule(count="ratio", of=INFORMED, per=ALL)
    assert value(target).achieved is None
    hold(MARCH, [person(1)])
    hold(MAY, [person(1), person(2), person(3)], kind="workshop")
    found = value(target)
    assert (found.achieved, found.numerator, found.denominator) == (33, 1, 3)


@pytest.mark.parametrize(
    ("once", "expected"),
    [("project", [(24216, 24227)]), ("year", [(24220, 24227)]), ("month", [(24220 + n, 24220 + n) for n in range(8)])],
)
def test_windows_lie_within_the_period_and_the_records(once, expected):
    assert windows_of(once, year(2018), (24220, 24240)) == expected


def test_of_figures_that_may_overlap_the_highest_counts_and_the_others_are_added(reached):
    for figure, combine in ((900, "highest"), (400, "highest"), (50, "sum")):
        declare(reached, declaration(figure, combine), by=HOUSE)
    assert (value(reached).achieved, value(reached).state) == (950, State.DECLARED)


def test_a_declaration_counts_only_in_periods_that_hold_it_whole(reached):
    declare(reached, declaration(900), by=HOUSE)
    assert value(reached, year(2018)).achieved == 900
    assert value(reached, year(2019)).achieved is None


def test_a_declaration_taken_back_counts_no_more(reached):
    withdraw(declare(reached, declaration(900), by=HOUSE), why="compté deux fois", by=HOUSE)
    assert value(reached).state == State.NONE


def test_a_declaration_is_never_added_to_what_is_counted(hold, informed, reached):
    declare(reached, declaration(900), by=HOUSE)
    hold(MARCH, [person(1)])
    assert value(informed).achieved == 1


def test_values_for_scripts_say_line_target_qualifier_achieved_and_state(hold, w4i):
    hold(MARCH, [person(1)])
    rows = {row["line"]: row for row in values_as_json("W4I")}
    assert list(rows) == ["W4I-T3", "W4I-T5", "W4I-T9"]
    told = {name: rows["W4I-T3"][name] for name in ("target", "qualifier", "achieved", "state")}
    assert told == {"target": 800, "qualifier": "about", "achieved": 1, "state": "computed"}
    assert rows["W4I-T9"]["achieved"] is None and rows["W4I-T9"]["state"] == "none"
    assert len(values_as_json()) == 4


def test_the_number_of_questions_does_not_grow_with_the_records(hold, w4i, cpe, django_assert_num_queries):
    hold(MARCH, [person(1)])
    Reckoning.read(Project.objects.all())
    hold(MAY, [person(number) for number in range(2, 9)])
    with django_assert_num_queries(7):  # one of them: what records of the room of campaigns declare
        reckoning = Reckoning.read(Project.objects.all())
        assert [reckoning.value(target).achieved for target in reckoning.targets] == [8, None, None, 0]
