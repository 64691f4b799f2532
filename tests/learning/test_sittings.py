"""Tests before and after: who takes them, when, how often; what remains of them."""

import json
from datetime import timedelta

import pytest

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.facts.models import Fact
from terrain.learning import testing, windows
from terrain.learning.actions import questionnaires, sittings
from terrain.learning.actions.questionnaires import QuestionSaid
from terrain.learning.models import Enrolment, Group, Meeting, QuestionTally, Sitting
from terrain.learning.policies.proof import HERSELF
from terrain.people.models import Person
from tests.factories import HOUSE
from tests.learning.factories import cohort_of, course_of, enrolled
from tests.learning.proofs import QUESTIONS, RIGHT, answers, attended, days_ago, fresh, questioned


@pytest.fixture
def course(cpe):
    return course_of(cpe, asks_post_test=True)


@pytest.fixture
def questionnaire(course):
    return questioned(course)


def test_whoever_has_a_place_answers_once_before_the_first_meeting_ends(course, questionnaire):
    coming = enrolled(cohort_of(course, first=clock.today() + timedelta(days=1)))
    taken = sittings.take_test(coming, "before", answers(questionnaire, [0], [0]), by=HERSELF)
    assert taken.share == 60
    assert taken.questionnaire == questionnaire
    with pytest.raises(Denied):
        sittings.take_test(fresh(coming), "before", {}, by=HERSELF)
    with pytest.raises(Denied):
        sittings.take_test(fresh(coming), "after", answers(questionnaire, *RIGHT), by=HERSELF)
    with pytest.raises(Denied):
        sittings.take_test(fresh(coming), "before", {}, by=HOUSE)


def test_the_one_before_closes_with_the_first_meeting_and_the_one_after_asks_for_presence(course, questionnaire):
    cohort = cohort_of(course, first=days_ago(3))
    absent = enrolled(cohort, "Idriss Inventé")
    for moment in ("before", "after"):
        with pytest.raises(Denied):
            sittings.take_test(absent, moment, answers(questionnaire, *RIGHT), by=HERSELF)
    there = attended(cohort)
    sittings.take_test(there, "after", answers(questionnaire, *RIGHT), by=HERSELF)
    assert fresh(there).test_passed is True
    fact = Fact.objects.get(variant__kind="training", subject=there.person.subject)
    assert json.loads(fact.variant.attributes)["test"] == "passed"


def test_those_not_on_the_list_and_cancelled_trainings_are_not_asked(course, questionnaire):
    cohort = cohort_of(course, first=days_ago(3))
    gone = attended(cohort, state="cancelled")
    with pytest.raises(Denied):
        sittings.take_test(gone, "after", answers(questionnaire, *RIGHT), by=HERSELF)


def test_the_test_after_opens_with_the_last_meeting_or_by_hand(course, questionnaire):
    cohort = cohort_of(course, first=clock.today())
    there = attended(cohort, minutes=300, day=clock.today())
    Meeting.objects.filter(cohort=cohort).update(
        starts=clock.now() + timedelta(hours=1), ends=clock.now() + timedelta(hours=2)
    )
    with pytest.raises(Denied):
        sittings.take_test(there, "after", {}, by=HERSELF)
    sittings.open_after(cohort, by=HOUSE)
    assert sittings.take_test(fresh(there), "after", {}, by=HERSELF).share == 0


def test_a_second_try_is_allowed_by_a_colleague_and_the_first_stays(course, questionnaire):
    cohort = cohort_of(course, first=days_ago(3))
    there = attended(cohort)
    sittings.take_test(there, "after", {}, by=HERSELF)
    assert fresh(there).test_passed is False
    sittings.allow_second_try(there, by=HOUSE)
    sittings.take_test(fresh(there), "after", answers(questionnaire, *RIGHT), by=HERSELF)
    assert fresh(there).test_passed is True
    assert list(there.sittings.values_list("attempt", "share")) == [(1, 0), (2, 100)]
    with pytest.raises(Denied):
        sittings.take_test(fresh(there), "after", {}, by=HERSELF)


def test_a_cohort_keeps_the_questionnaire_with_which_it_began(course, questionnaire):
    cohort = cohort_of(course, first=days_ago(3))
    one, two = attended(cohort), attended(cohort, "Idriss Inventé")
    sittings.take_test(one, "after", answers(questionnaire, *RIGHT), by=HERSELF)
    later = questionnaires.begin_questionnaire(course, by=HOUSE)
    questionnaires.add_question(later, QuestionSaid("true_false", {"fr": "Nouvelle."}, [], [1]), by=HOUSE)
    questionnaires.publish_questionnaire(later, by=HOUSE)
    assert later.number == 2
    assert later.questions.count() == len(QUESTIONS) + 1
    assert (
        sittings.take_test(fresh(two), "after", answers(questionnaire, *RIGHT), by=HERSELF).questionnaire
        == questionnaire
    )


def test_a_published_questionnaire_does_not_change(questionnaire):
    with pytest.raises(Denied):
        questionnaires.add_question(questionnaire, QUESTIONS[0], by=HOUSE)
    with pytest.raises(Denied):
        questionnaires.drop_question(questionnaire.questions.first(), by=HOUSE)


@pytest.mark.parametrize(
    "said",
    [
        QuestionSaid("single", {"fr": "?"}, [{"fr": "a"}, {"fr": "b"}], [0, 1]),
        QuestionSaid("single", {"fr": "?"}, [{"fr": "a"}, {"fr": "b"}], [2]),
        QuestionSaid("multiple", {"fr": "?"}, [{"fr": "a"}], [0]),
        QuestionSaid("multiple", {"fr": "?"}, [{"fr": "a"}, {"fr": "b"}], []),
        QuestionSaid("true_false", {}, [], [0]),
    ],
)
def test_a_question_that_cannot_be_scored_is_refused(course, said):
    held = questionnaires.begin_questionnaire(course, by=HOUSE)
    with pytest.raises(Denied):
        questionnaires.add_question(held, said, by=HOUSE)


def test_scores_from_paper_count_and_can_be_mended_but_never_replace_her_own(course, questionnaire):
    cohort = cohort_of(course, first=days_ago(3))
    paper, own = attended(cohort), attended(cohort, "Idriss Inventé")
    sittings.write_score(paper, "after", 55, by=HOUSE)
    assert fresh(paper).test_passed is False
    sittings.write_score(paper, "after", 60, by=HOUSE)
    assert fresh(paper).test_passed is True
    sittings.write_score(paper, "after", None, by=HOUSE)
    assert fresh(paper).test_passed is None
    sittings.take_test(own, "after", answers(questionnaire, *RIGHT), by=HERSELF)
    with pytest.raises(sittings.AlreadyTaken):
        sittings.write_score(own, "after", 10, by=HOUSE)


@pytest.mark.parametrize("count", [4, 5])
def test_when_the_tests_close_single_answers_become_counts_of_five_at_least(course, questionnaire, count):
    cohort = cohort_of(course, first=days_ago(3))
    for number in range(count):
        picked = answers(questionnaire, *RIGHT) if number else {}
        sittings.take_test(attended(cohort, f"Personne Numéro{number}"), "after", picked, by=HERSELF)
    sittings.close_tests(cohort, by=HOUSE)
    assert not Sitting.objects.filter(answers__isnull=False).exists()
    assert Sitting.objects.count() == count
    assert list(QuestionTally.objects.values_list("answered", "right")) == ([(5, 4)] * 3 if count == 5 else [])


def test_time_itself_reduces_answers_a_month_after_the_last_day(course, questionnaire, monkeypatch):
    cohort = cohort_of(course, first=days_ago(10))
    sittings.take_test(attended(cohort), "after", answers(questionnaire, *RIGHT), by=HERSELF)
    assert sittings.sweep(clock.today()) == ""
    assert sittings.sweep(clock.today() + timedelta(days=30)) != ""
    assert Sitting.objects.get().answers is None
    assert sittings.sweep(clock.today() + timedelta(days=30)) == ""


def test_a_partner_who_holds_trainings_elsewhere_writes_no_score(course, questionnaire, viewer_of, youssef):
    there = attended(cohort_of(course, first=days_ago(3)))
    with pytest.raises(Denied):
        sittings.write_score(there, "after", 100, by=viewer_of(youssef))


def test_whoever_is_in_no_group_takes_the_test_when_every_group_has_met(course, questionnaire):
    cohort = cohort_of(course, first=days_ago(3))
    group = Group.objects.create(cohort=cohort, name="A")
    cohort.meetings.update(group=group)
    there = attended(cohort)
    assert windows.why_no_test(fresh(there), "after") == ""
    cohort.meetings.filter(pk=cohort.meetings.last().pk).update(
        starts=clock.now() + timedelta(1), ends=clock.now() + timedelta(2)
    )
    assert windows.why_no_test(fresh(there), "after") != ""


def test_scores_of_a_sheet_of_paper_are_written_all_or_none(course, questionnaire):
    cohort = cohort_of(course, first=days_ago(3))
    paper, own = attended(cohort), attended(cohort, "Idriss Inventé")
    sittings.take_test(own, "after", answers(questionnaire, *RIGHT), by=HERSELF)
    with pytest.raises(sittings.AlreadyTaken):
        sittings.write_scores(cohort, [(paper, "after", 55), (own, "after", 55)], by=HOUSE)
    assert not paper.sittings.exists()
    sittings.write_scores(cohort, [(paper, "after", 55)], by=HOUSE)
    assert paper.sittings.get().share == 55


def scored(cohort, number):
    for one in range(number):
        there = attended(cohort, f"Personne Numéro{Sitting.objects.count()}")
        sittings.write_score(there, "after", 90 if one % 2 else 10, by=HOUSE)


def test_whoever_does_not_see_single_scores_sees_the_group_by_fives(course, questionnaire, viewer_of, officer):
    cohort = cohort_of(course, first=days_ago(3))
    scored(cohort, 5)
    before = testing.picture(cohort, viewer_of(officer))
    assert before.after == 5
    scored(cohort, 4)
    assert testing.picture(cohort, viewer_of(officer)) == before
    assert testing.picture(cohort, HOUSE).after == 9
    scored(cohort, 1)
    assert testing.picture(cohort, viewer_of(officer)).after == 10


def test_the_picture_leaves_out_whoever_is_sealed_to_the_reader(course, questionnaire, viewer_of, stranger):
    cohort = cohort_of(course, first=days_ago(3))
    scored(cohort, 6)
    last = Enrolment.objects.filter(cohort=cohort).last()
    Person.objects.filter(pk=last.person_id).update(sealed_at=clock.now())
    assert testing.picture(cohort, viewer_of(stranger)).after == 5
    assert testing.picture(cohort, HOUSE).after == 6
