"""Whoever waits longest has the place that is freed, at once; no newcomer overtakes her."""

from datetime import timedelta

import pytest
from django.test import Client

from terrain.core import clock
from terrain.facts.actions import rebuild
from terrain.learning.actions import cohorts, enrolments
from terrain.learning.actions.cohorts import CohortSaid, GroupSaid
from terrain.learning.actions.enrolments import Comes, enrol, enrol_newcomer
from terrain.learning.models import Enrolment
from tests.factories import HOUSE
from tests.learning.conftest import day, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(soon):
    """Two have a place, three wait, in the order in which they came."""
    return [enrol_newcomer(soon, somebody(number), Comes("magistrate"), by=HOUSE) for number in range(5)]


def placed(people) -> list[bool]:
    return [Enrolment.objects.get(pk=one.pk).has_place for one in people]


def test_a_freed_place_is_given_at_once_and_her_page_shows_it(soon, five):
    assert Client().post(f"/training/{five[0].page_secret}/leave/").status_code == 302
    assert placed(five) == [False, True, True, False, False]
    assert five[2].code in Client().get(f"/training/{five[2].page_secret}/").content.decode()
    assert not enrol_newcomer(soon, somebody(5), Comes("magistrate"), by=HOUSE).has_place
    enrolments.take_off(Enrolment.objects.get(pk=five[1].pk), by=HOUSE)
    assert placed(five) == [False, False, True, True, False]
    assert rebuild(check=True).clean


def test_more_places_are_for_those_who_wait(soon, five):
    said = CohortSaid(soon.name, soon.place_as_written, soon.address, soon.language, soon.trainer, 4)
    cohorts.change_cohort(soon, said, version=soon.version, by=HOUSE)
    assert placed(five) == [True, True, True, True, False]


def test_whoever_left_and_comes_back_waits_behind_the_others(soon, five):
    enrolments.take_off(five[0], by=HOUSE)
    again = enrol(soon, five[0].person, Comes("magistrate"), by=HOUSE)
    enrolments.take_off(Enrolment.objects.get(pk=five[1].pk), by=HOUSE)
    enrolments.take_off(Enrolment.objects.get(pk=five[2].pk), by=HOUSE)
    assert placed(five) == [False, False, False, True, True] and not again.has_place


def test_whoever_waits_for_a_full_group_does_not_hold_others_up(course, cpe):
    days = [day(1, clock.today() + timedelta(3))]
    groups = [GroupSaid("A", 1), GroupSaid("B", 1)]
    cohort = cohorts.open_cohort(course, cpe, CohortSaid("Deux salles", "Fès", places=2), days, groups, by=HOUSE)
    a, b = cohort.groups.all()
    listed = [
        enrol_newcomer(cohort, somebody(number), Comes("magistrate", group=group), by=HOUSE)
        for number, group in enumerate((a, b, a, b))
    ]
    enrolments.take_off(listed[1], by=HOUSE)
    assert placed(listed) == [True, False, False, True]


def test_nobody_is_given_a_place_once_the_last_day_is_over(soon, five, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: soon.last_day + timedelta(1))
    enrolments.take_off(five[0], by=HOUSE)
    assert placed(five) == [False, True, False, False, False]
