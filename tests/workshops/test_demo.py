"""The demonstration: a coherent story of the centres, told once, that names nobody."""

import pytest

from terrain.core import clock
from terrain.facts import actions as facts
from terrain.people.models import Person
from terrain.programmes.reference import REFERENCE
from terrain.workshops import demo, shelves
from terrain.workshops.lists import lists
from terrain.workshops.models import ActivitySheet, Centre, Forum, Kit, Loan, Proposal, Series, SeriesSession
from tests.factories import HOUSE, programme_of

KEPT = (Kit, Loan, Centre, ActivitySheet, Series, SeriesSession, Forum, Proposal)


@pytest.fixture
def furnished(db):
    programme_of(REFERENCE)
    demo.furnish(by=HOUSE)


def test_furnishing_twice_changes_nothing(furnished):
    before = [model.objects.count() for model in KEPT]
    demo.furnish(by=HOUSE)
    assert [model.objects.count() for model in KEPT] == before and all(before)


def test_one_kit_is_late_one_is_home_and_one_was_never_counted(furnished):
    told = {shelf.kit.code: shelf for shelf in shelves.shelved(list(shelves.kits(HOUSE)))}
    assert told["K2"].days_late == 9 and told["K1"].loan is None and told["K1"].missing
    assert told["K3"].counted_on is None and shelves.late_count(HOUSE) == 1


def test_the_story_names_no_person_and_sounds_like_no_diagnosis(furnished):
    assert not Person.objects.exists()
    words = [" ".join((one.worked_on, one.next_time)) for one in SeriesSession.objects.all()]
    assert not [text for text in words if lists().diagnoses_in(text)]


def test_nothing_of_it_lies_in_the_future_and_its_facts_are_those_of_its_records(furnished):
    assert all(one.day <= clock.today() for one in SeriesSession.objects.all())
    assert facts.rebuild(check=True).clean


def test_every_centre_lies_somewhere(furnished):
    assert all(centre.place is not None for centre in Centre.objects.all())


def test_a_programme_without_that_project_is_left_alone(db):
    demo.furnish(by=HOUSE)
    assert not Kit.objects.exists()
