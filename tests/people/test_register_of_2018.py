"""The register used for acceptance: real mess, invented people, a truth beside it."""

import pytest

from terrain.people.recognition import recognise

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def themes(sheet_of_2018):
    return set(sheet_of_2018[1]["counts"]["themes_that_count_for_W4I-T3"])


def test_the_rows_that_go_in_are_the_good_ones(sheet_of_2018):
    rows, truth = sheet_of_2018
    assert set(rows) == {line["row"] for line in truth["truth"] if not line["bad"]}


def test_exact_keys_find_428_people_in_the_register(sheet_of_2018):
    rows, truth = sheet_of_2018
    recognition = recognise([identity for _theme, identity in rows.values()])
    assert recognition.conflicts == []
    assert len(recognition.groups) == recognition.new == truth["counts"]["persons_all_by_exact_keys"] == 428


def test_316_people_came_to_sessions_that_count_for_the_third_target(sheet_of_2018, themes):
    rows, truth = sheet_of_2018
    recognition = recognise([identity for _theme, identity in rows.values()])
    who = {group for group, (theme, _i) in zip(recognition.group_of, rows.values(), strict=True) if theme in themes}
    assert len(who) == truth["counts"]["persons_T3_by_exact_keys"] == 316


def test_nobody_is_taken_for_somebody_else(sheet_of_2018):
    rows, truth = sheet_of_2018
    person_of = {line["row"]: line["person"] for line in truth["truth"]}
    numbers = list(rows)
    recognition = recognise([identity for _theme, identity in rows.values()])
    for group in recognition.groups:
        assert len({person_of[numbers[member]] for member in group.members}) == 1


def test_what_a_repaired_number_makes_likely_is_left_to_a_human_and_is_right(sheet_of_2018):
    rows, truth = sheet_of_2018
    person_of = {line["row"]: line["person"] for line in truth["truth"]}
    numbers = list(rows)
    recognition = recognise([identity for _theme, identity in rows.values()])
    assert recognition.likenesses
    for like in recognition.likenesses:
        here, there = (recognition.groups[number].members[0] for number in (like.group, like.other))
        assert person_of[numbers[here]] == person_of[numbers[there]]
