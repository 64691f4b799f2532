"""Minutes count together over all days of a training; what is kept of somebody is what her attendances say, whatever happened."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.facts.actions import rebuild
from terrain.facts.models import Fact
from terrain.gatherings import actions as gatherings
from terrain.learning import progress
from terrain.learning.actions import cohorts, courses, enrolments, sittings
from terrain.learning.actions.enrolments import Comes, enrol_newcomer
from terrain.learning.actions.progress import refresh
from terrain.learning.models import Cohort, Enrolment
from terrain.people.duplicates import merging
from terrain.people.identity import Identity
from terrain.people.models import Merge
from terrain.programmes.models import Target
from terrain.results.values import Reckoning
from tests.factories import HOUSE
from tests.learning.conftest import day, somebody

pytestmark = pytest.mark.django_db


def achieved() -> int:
    """What the promise of magistrates trained says on the results board."""
    reckoning = Reckoning.read([Target.objects.get(code="CPE-T3").project])
    return reckoning.value(next(one for one in reckoning.targets if one.code == "CPE-T3")).achieved


def come(cohort, person, *numbers, minutes=None):
    meetings = list(cohort.meetings.select_related("session__project"))
    for number in numbers:
        gatherings.record_presence(meetings[number - 1].session, [person], by=HOUSE)
        if minutes is not None:
            attendance = meetings[number - 1].session.attendances.get(person=person)
            gatherings.set_minutes(attendance, category=attendance.category, minutes=minutes, by=HOUSE)


def test_one_day_of_two_does_not_count_and_both_do(cohort, nadia):
    come(cohort, nadia.person, 1)
    assert achieved() == 0
    nadia.refresh_from_db()
    assert (nadia.attended_minutes, nadia.due_minutes, nadia.threshold_met) == (360, 720, "no")
    come(cohort, nadia.person, 2)
    assert achieved() == 1
    assert rebuild(check=True).clean


def test_whoever_is_ticked_came_as_the_list_says(cohort, nadia):
    come(cohort, nadia.person, 1)
    assert cohort.meetings.first().session.attendances.get().category == "magistrate"


@pytest.mark.parametrize(("minutes", "counts"), [(215, 0), (216, 1)])
def test_eighty_percent_of_all_minutes_is_enough(cohort, nadia, minutes, counts):
    come(cohort, nadia.person, 1)
    come(cohort, nadia.person, 2, minutes=minutes)
    assert achieved() == counts


def test_a_day_that_did_not_take_place_is_owed_by_nobody(cohort, nadia):
    come(cohort, nadia.person, 1)
    second = cohort.meetings.last()
    cohorts.cancel_meeting(second, by=HOUSE)
    assert achieved() == 1
    cohorts.cancel_meeting(second, cancelled=False, by=HOUSE)
    assert achieved() == 0


def test_another_threshold_looks_at_everybody_again(cohort, nadia, course):
    come(cohort, nadia.person, 1)
    said = courses.CourseSaid(course.title, categories=["magistrate"], threshold=50)
    modules = [courses.ModuleSaid(one.title, one.minutes) for one in course.modules.all()]
    courses.change_course(course, said, modules, version=1, by=HOUSE)
    assert achieved() == 1


def test_whoever_is_taken_off_the_list_counts_for_nothing(cohort, nadia):
    come(cohort, nadia.person, 1, 2)
    enrolments.take_off(nadia, by=HOUSE)
    assert achieved() == 0
    nadia.refresh_from_db()
    enrolments.give_place(nadia, by=HOUSE)
    assert achieved() == 1


def test_a_cancelled_training_counts_for_nothing_until_it_is_taken_up_again(cohort, nadia):
    come(cohort, nadia.person, 1, 2)
    cohorts.cancel_cohort(cohort, by=HOUSE)
    assert achieved() == 0
    cohorts.reopen_cohort(cohort, by=HOUSE)
    assert achieved() == 1
    assert rebuild(check=True).clean


def test_a_group_owes_its_own_days_only(course, cpe):
    said = cohorts.CohortSaid("Deux salles", "Fès")
    groups = [cohorts.GroupSaid("A", 10), cohorts.GroupSaid("B")]
    made = cohorts.open_cohort(course, cpe, said, [day(1), day(2)], groups, by=HOUSE)
    assert made.meetings.count() == 4
    first = enrol_newcomer(made, somebody(), Comes("magistrate", group=made.groups.first()), by=HOUSE)
    without = enrol_newcomer(made, somebody(1), Comes("magistrate"), by=HOUSE)
    for meeting in made.meetings.filter(group__name="A"):
        gatherings.record_presence(meeting.session, [first.person, without.person], by=HOUSE)
    assert Enrolment.objects.get(pk=first.pk).threshold_met == "yes"
    assert Enrolment.objects.get(pk=without.pk).threshold_met == "no"


def test_two_enrolments_of_one_person_count_once(cohort, nadia):
    other = enrol_newcomer(cohort, Identity("Nadia Fictive"), Comes("magistrate"), by=HOUSE)
    come(cohort, nadia.person, 1)
    come(cohort, other.person, 2)
    assert achieved() == 0
    held = merging.merge(nadia.person, other.person, [], by=HOUSE).merge
    assert achieved() == 1
    assert rebuild(check=True).clean
    merging.part(held, by=HOUSE)
    assert achieved() == 0
    assert rebuild(check=True).clean


def test_the_post_test_stands_beside_the_threshold(cohort, nadia):
    come(cohort, nadia.person, 1, 2)
    nadia.refresh_from_db()
    sittings.write_score(nadia, "after", 10, by=HOUSE)
    assert rebuild(check=True).clean


STEP = st.tuples(
    st.sampled_from(["tick", "untick", "minutes", "cancel", "resume", "off", "back", "merge", "part", "longer"]),
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(0, 400),
)


def step(cohort, people, kind, who, which, minutes):
    meeting = list(cohort.meetings.select_related("session__project").order_by("pk"))[which]
    session, enrolment = meeting.session, people[who]
    enrolment = Enrolment.objects.select_related("person__merged_into", "cohort__project").get(pk=enrolment.pk)
    person = enrolment.person.stands_as
    if kind in {"cancel", "resume"}:
        cohorts.cancel_meeting(meeting, cancelled=kind == "cancel", by=HOUSE)
    elif kind == "off":
        enrolments.take_off(enrolment, by=HOUSE)
    elif kind == "back":
        enrolments.give_place(enrolment, by=HOUSE)
    elif kind in {"merge", "part"}:
        other = people[(who + 1) % 3].person
        other.refresh_from_db()
        meld(kind, person, other.stands_as)
    elif kind == "longer":
        said = gatherings.particulars(session)
        changed = gatherings.Particulars(**vars(said) | {"minutes": 100 + minutes})
        gatherings.edit_session(session, changed, version=session.version, by=HOUSE)
    elif not session.is_cancelled:
        attend(session, person, kind, minutes)


def meld(kind, person, other):
    held = Merge.objects.filter(undone_at=None).order_by("-pk").first()
    if kind == "merge" and other != person:
        merging.merge(person, other, [], by=HOUSE)
    elif kind == "part" and held is not None:
        merging.part(held, by=HOUSE)


def attend(session, person, kind, minutes):
    if kind == "untick":
        gatherings.remove_presence(session, person, by=HOUSE)
    else:
        gatherings.record_presence(session, [person], by=HOUSE)
        attendance = session.attendances.filter(person__in=person.selves).first()
        if kind == "minutes" and attendance is not None:
            gatherings.set_minutes(attendance, category="magistrate", minutes=minutes, by=HOUSE)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(STEP, min_size=3, max_size=12))
def test_what_is_kept_is_what_attendances_say_whatever_happened(course, cpe, steps):
    number = Cohort.objects.count()
    said = cohorts.CohortSaid(f"Promotion {number}", "Fès")
    cohort = cohorts.open_cohort(course, cpe, said, [day(1), day(2)], by=HOUSE)
    people = [enrol_newcomer(cohort, somebody(100 * number + one), Comes("magistrate"), by=HOUSE) for one in range(3)]
    for one in steps:
        step(cohort, people, *one)
    figures = progress.of_cohort(Cohort.objects.select_related("course").get(pk=cohort.pk))
    for enrolment in cohort.enrolments.all():
        kept = progress.Figures(*(getattr(enrolment, name) for name in progress.KEPT))
        assert kept == figures[enrolment.pk]
        assert kept == plainly(enrolment)
    assert rebuild(check=True).clean


def plainly(enrolment):
    """The figures of somebody, added up once more by hand."""
    selves = enrolment.person.selves
    due, attended, last = 0, 0, None
    for meeting in enrolment.cohort.meetings.filter(session__cancelled_at=None).select_related("session"):
        whole = meeting.session.minutes
        due += whole
        stays = [
            whole if a.minutes is None else a.minutes for a in meeting.session.attendances.filter(person__in=selves)
        ]
        if stays:
            attended += min(whole, max(stays))
            last = max(last or meeting.session.day, meeting.session.day)
    met = "" if last is None else "yes" if due and attended >= 0.8 * due - 1e-9 else "no"
    return progress.Figures(due, attended, last, met)


def test_days_without_a_weekend():
    first = day(1).day
    days = cohorts.days_between(first, first + timedelta(6), weekends=False)
    assert all(one.weekday() < 5 for one in days) and len(days) == 5


def told_of_test(person):
    fact = Fact.objects.get(variant__kind="training", subject=person.stands_as.subject)
    return json.loads(fact.variant.attributes).get("test", "")


def test_the_test_that_she_took_under_her_other_name_is_hers_too(cohort, nadia):
    other = enrol_newcomer(cohort, Identity("Nadia Fictive"), Comes("magistrate"), by=HOUSE)
    for one in (nadia, other):
        come(cohort, one.person, 1)
    other.refresh_from_db()
    sittings.write_score(other, "after", 80, by=HOUSE)
    assert told_of_test(nadia.person) == ""
    held = merging.merge(nadia.person, other.person, [], by=HOUSE).merge
    assert told_of_test(nadia.person) == "passed"
    sittings.write_score(other, "after", 40, by=HOUSE)
    assert told_of_test(nadia.person) == "failed"
    assert rebuild(check=True).clean
    merging.part(held, by=HOUSE)
    nadia.refresh_from_db()
    assert nadia.test_passed is None
    assert rebuild(check=True).clean


def test_a_day_that_was_called_off_singly_stays_so_when_the_training_is_taken_up_again(cohort, nadia):
    come(cohort, nadia.person, 1)
    cohorts.cancel_meeting(cohort.meetings.last(), by=HOUSE)
    cohorts.cancel_cohort(cohort, by=HOUSE)
    assert cohort.meetings.filter(session__cancelled_at=None).count() == 0
    now = cohorts.reopen_cohort(cohort, by=HOUSE)
    assert [one.session.is_cancelled for one in cohort.meetings.select_related("session")] == [False, True]
    assert now.last_day == Cohort.objects.get().last_day == day(1).day
    assert achieved() == 1
    assert rebuild(check=True).clean


def changed(course, **said):
    course.refresh_from_db()
    modules = [courses.ModuleSaid(one.title, one.minutes) for one in course.modules.all()]
    told = courses.CourseSaid(course.title, categories=["magistrate"], **said)
    courses.change_course(course, told, modules, version=course.version, by=HOUSE)


def test_another_mark_looks_at_every_test_again(cohort, nadia, course):
    come(cohort, nadia.person, 1, 2)
    nadia.refresh_from_db()
    sittings.write_score(nadia, "after", 70, by=HOUSE)
    assert told_of_test(nadia.person) == "passed"
    changed(course, pass_mark=90)
    assert told_of_test(nadia.person) == "failed"
    assert rebuild(check=True).clean


def test_a_training_that_was_held_keeps_the_rules_under_which_it_was_held(cohort, nadia, course):
    come(cohort, nadia.person, 1, 2)
    nadia.refresh_from_db()
    sittings.write_score(nadia, "after", 70, by=HOUSE)
    cohorts.close_cohort(cohort, by=HOUSE)
    changed(course, pass_mark=90, threshold=100)
    second = cohort.meetings.select_related("session__project").last().session
    hers = second.attendances.get()
    gatherings.set_minutes(hers, category=hers.category, minutes=300, by=HOUSE)
    nadia.refresh_from_db()
    assert (nadia.threshold_met, told_of_test(nadia.person)) == ("yes", "passed")
    cohorts.reopen_cohort(cohort, by=HOUSE)
    nadia.refresh_from_db()
    assert (nadia.threshold_met, told_of_test(nadia.person)) == ("no", "failed")


def test_the_list_is_kept_from_others_before_it_is_added_up(cohort, nadia):
    with CaptureQueriesContext(connection) as asked:
        refresh([cohort])
    tables = [one["sql"].partition(' FROM "')[2].partition('"')[0] for one in asked.captured_queries]
    assert tables.index("learning_enrolment") < tables.index("gatherings_attendance")
    assert tables[0] == "learning_enrolment"


def test_a_day_called_off_on_the_page_of_its_session_ends_the_training_earlier(cohort, nadia):
    second = cohort.meetings.select_related("session__project").last().session
    gatherings.cancel_session(second, by=HOUSE)
    assert Cohort.objects.get().last_day == day(1).day
    gatherings.resume_session(second, by=HOUSE)
    assert Cohort.objects.get().last_day == day(2).day
