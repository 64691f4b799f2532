import json
from datetime import timedelta

import pytest

from terrain.facts.models import Fact
from terrain.learning import hangings
from terrain.learning.actions import sittings
from terrain.learning.hangings import Part, page_parts, register_page_part
from tests.factories import HOUSE
from tests.learning.factories import FIRST, cohort_of, course_of, enrolled, planned

pytestmark = pytest.mark.django_db


def said():
    return json.loads(Fact.objects.get(variant__kind="training").variant.attributes)


def test_a_cohort_of_two_days_plans_the_minutes_of_both(cpe):
    cohort = cohort_of(course_of(cpe))
    assert planned(cohort) == 720
    assert cohort.meetings.first().check_in_opens == cohort.meetings.first().starts - timedelta(hours=1)


def test_the_post_test_of_somebody_who_came_stands_in_her_fact(cpe):
    enrolment = enrolled(cohort_of(course_of(cpe)), threshold_met="yes", last_attended=FIRST)
    sittings.write_score(enrolment, "after", 80, by=HOUSE)
    assert said()["test"] == "passed"
    sittings.write_score(enrolment, "after", None, by=HOUSE)
    assert "test" not in said()


def test_a_part_that_has_nothing_to_say_is_left_out(cpe, monkeypatch):
    monkeypatch.setattr(hangings, "_PAGE", {})
    enrolment = enrolled(cohort_of(course_of(cpe)))
    register_page_part("z", 1, lambda one: None)
    register_page_part("y", 0, lambda one: Part("Test"))
    assert [part.title for part in page_parts(enrolment)] == ["Test"]
