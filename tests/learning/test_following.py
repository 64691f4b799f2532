"""What became of a training: whom to ask, when, and at what rate they answered."""

from datetime import date, timedelta

import pytest

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.desk.waiting import blocks
from terrain.learning import following, windows
from terrain.learning.actions import follow_ups
from terrain.learning.actions.follow_ups import FollowUpSaid
from terrain.learning.models import FollowUp
from terrain.learning.policies.proof import HERSELF
from tests.factories import HOUSE
from tests.learning.factories import cohort_of, course_of
from tests.learning.proofs import attended, days_ago, fresh

SAID = FollowUpSaid("answered", "once", "J'ai demandé un interprète.", "Le temps.")


@pytest.fixture
def course(cpe):
    return course_of(cpe)


def ended(course, days: int, name: str = "Magistrats de Fès"):
    return cohort_of(course, name=name, first=days_ago(days + 1))


@pytest.mark.parametrize(("days", "later"), [(41, ""), (42, "weeks_6"), (120, "weeks_6"), (200, "months_6"), (370, "")])
def test_the_windows_follow_one_another(course, viewer_of, director, days, later):
    there = attended(ended(course, days), agreed_follow_up=True)
    assert windows.asked_now(there.cohort, clock.today()) == later
    assert [one.later for one in following.due(viewer_of(director))] == ([later] if later else [])


def test_the_windows_have_no_hole_and_do_not_overlap(course):
    for month in range(1, 13):
        for day in (1, 28):
            cohort = cohort_of(course, name=f"{month}-{day}", first=date(2025, month, day))
            first, second = (windows.window_of(cohort, later) for later in ("weeks_6", "months_6"))
            assert first.closes == second.opens
            assert not (first.holds(second.opens) and second.holds(second.opens))
            assert (first.opens - cohort.last_day).days == 42


def test_only_whoever_was_there_and_agreed_is_asked(course, viewer_of, director):
    cohort = ended(course, 50)
    attended(cohort)
    absent = attended(cohort, "Absente Fictive", agreed_follow_up=True)
    absent.last_attended = None
    absent.save()
    assert following.due(viewer_of(director)) == []
    with pytest.raises(Denied):
        follow_ups.answer_follow_up(fresh(absent), "weeks_6", SAID, by=HERSELF)


def test_due_is_for_whoever_holds_trainings_in_the_project(course, viewer_of, stranger, youssef):
    attended(ended(course, 50), agreed_follow_up=True)
    assert len(following.due(viewer_of(stranger))) == 1
    assert following.due(viewer_of(youssef)) == []


def test_whom_to_ask_stands_in_the_day_of_whoever_holds_the_training(course, viewer_of, stranger, youssef):
    cohort = ended(course, 50)
    attended(cohort, agreed_follow_up=True)
    (block,) = [block for block in blocks(viewer_of(stranger)) if block.sort.code == "follow-ups"]
    (line,) = block.lines
    assert (block.total, line.url, line.about) == (1, cohort.get_absolute_url(), cohort.name)
    assert line.name
    assert all(block.sort.code != "follow-ups" for block in blocks(viewer_of(youssef)))


def test_what_she_tells_is_sealed_and_comes_before_what_was_noted_of_a_call(course, viewer_of, director):
    there = attended(ended(course, 50), agreed_follow_up=True)
    follow_ups.answer_follow_up(there, "weeks_6", FollowUpSaid("unreached"), by=HOUSE)
    told = follow_ups.answer_follow_up(fresh(there), "weeks_6", SAID, by=HERSELF)
    assert (told.outcome, told.used, told.how) == ("answered", "once", "page")
    assert told.words() == ("J'ai demandé un interprète.", "Le temps.", "")
    assert "interprète".encode() not in bytes(told.sealed_example)
    assert following.due(viewer_of(director)) == []
    again = follow_ups.answer_follow_up(fresh(there), "weeks_6", FollowUpSaid("answered", "not_yet"), by=HERSELF)
    assert again.used == "once"


def test_two_colleagues_who_note_a_call_are_told(course):
    there = attended(ended(course, 50), agreed_follow_up=True)
    follow_ups.answer_follow_up(there, "weeks_6", FollowUpSaid("unreached"), by=HOUSE)
    with pytest.raises(ChangedMeanwhile):
        follow_ups.answer_follow_up(there, "weeks_6", SAID, version=0, by=HOUSE)
    assert FollowUp.objects.get().outcome == "unreached"


def test_rates_say_of_whom_they_are_shares(course):
    cohort = ended(course, 50)
    people = [attended(cohort, f"Personne Numéro{number}", agreed_follow_up=number != 0) for number in range(8)]
    outcomes = ["answered", "answered", "unreached", "declined"]
    for one, outcome in zip(people[1:], outcomes, strict=False):
        used = "often" if one is people[1] else "not_yet" if outcome == "answered" else ""
        follow_ups.answer_follow_up(one, "weeks_6", FollowUpSaid(outcome, used), by=HOUSE)
    weeks, months = following.rates(people, list(FollowUp.objects.all()))
    assert (weeks.there, weeks.agreed, weeks.answered, weeks.unreached, weeks.declined) == (8, 7, 2, 1, 1)
    assert weeks.silent == 3
    assert weeks.agreed == weeks.answered + weeks.unreached + weeks.declined + weeks.silent
    assert weeks.used == 1
    assert weeks.used_percent is None
    assert (months.answered, months.silent) == (0, 7)


def test_she_may_change_her_mind_about_being_asked(course):
    there = attended(ended(course, 50))
    follow_ups.agree_to_follow_up(there, True, by=HERSELF)
    assert fresh(there).agreed_follow_up
    with pytest.raises(Denied):
        follow_ups.agree_to_follow_up(there, False, by=HOUSE)


def test_the_list_of_those_to_be_asked_asks_the_database_few_times(
    course, viewer_of, director, django_assert_max_num_queries
):
    cohort = ended(course, 50)
    for number in range(12):
        attended(cohort, f"Personne Numéro{number}", agreed_follow_up=True)
    viewer = viewer_of(director)
    assert cohort.last_day < clock.today() - timedelta(days=42)
    with django_assert_max_num_queries(4):
        assert len(following.due(viewer)) == 12
