"""A list of trainees is brought in: recognised, never twice, taken back."""

import csv

import pytest

from terrain.facts import actions as facts
from terrain.gatherings import actions as gatherings
from terrain.imports import actions as imports
from terrain.imports.models import Batch
from terrain.learning.actions import cohorts
from terrain.learning.actions.enrolments import Comes, enrol_newcomer
from terrain.learning.models import Enrolment
from terrain.people.models import Person
from terrain.people.models.profiles import profile_of
from terrain.programmes.actions import name_organisation
from terrain.programmes.models import Organisation
from tests.factories import HOUSE
from tests.learning.conftest import day, somebody

pytestmark = pytest.mark.django_db

TITLES = ["Nom et prénom", "Fonction", "Organisme", "Téléphone", "E-mail"]
ONE = ["Nadia Fictive", "magistrate", "Tribunal de Fès", "0613000000", "nadia@example.org"]
TWO = ["Idriss Inventé", "juge", "tribunal de fès", "0613000001", ""]
NAMELESS_KEY = ["Latifa Supposée", "", "", "", "pas une adresse"]


@pytest.fixture
def bring(tmp_path, cpe, cohort):
    """Write a list and import it into the only training: ``bring(row, …)`` → the report."""
    count = iter(range(100))

    def do(*rows, dry_run=False, by=HOUSE):
        path = tmp_path / f"liste-{next(count)}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows([TITLES, *rows])
        return imports.run_file(path, "trainees", cpe, dry_run=dry_run, by=by)

    return do


def undo(report):
    return imports.undo(Batch.objects.get(uid=report.batch), by=HOUSE)


def test_a_dry_run_says_what_it_would_do_and_does_nothing(bring):
    report = bring(ONE, TWO, NAMELESS_KEY, dry_run=True).as_dict()
    assert report["figures"]["new_people"] == 3
    assert sorted(one["code"] for one in report["warnings"]) == ["not_email", "organisation_unknown"]
    assert not Enrolment.objects.exists() and not Person.objects.exists()


def test_a_list_puts_people_on_the_list_as_what_they_come_and_for_whom(bring):
    name_organisation("Tribunal de Fès", by=HOUSE)
    bring(ONE, TWO)
    first, second = Enrolment.objects.all()
    assert (first.category, second.category) == ("magistrate", "magistrate")
    assert first.organisation == second.organisation and str(first.organisation) == "Tribunal de Fès"
    assert profile_of(first.person)[0].email == "nadia@example.org"


def test_an_organisation_that_nobody_knows_is_left_blank_and_said(bring):
    known = Organisation.objects.count()
    report = bring(ONE, TWO, ["Latifa Supposée", "", "", "", ""]).as_dict()
    assert [(one["code"], one["count"]) for one in report["warnings"]] == [("organisation_unknown", 2)]
    assert not Enrolment.objects.exclude(organisation=None).exists() and Organisation.objects.count() == known


def test_whoever_is_known_is_known_again_and_the_same_list_twice_adds_nobody(bring, cohort):
    enrol_newcomer(cohort, somebody(), Comes("magistrate"), by=HOUSE)
    bring(ONE, TWO, NAMELESS_KEY)
    bring(ONE, TWO, NAMELESS_KEY, ["", "", "", "", ""])
    assert Enrolment.objects.count() == Person.objects.count() == 3


def test_whom_a_list_brings_beyond_the_places_waits(bring, cohort):
    cohorts.change_cohort(cohort, cohorts.CohortSaid("Magistrats de Fès", "Fès", places=1), version=1, by=HOUSE)
    assert bring(ONE, TWO, dry_run=True).as_dict()["figures"]["without_place"] == 1
    bring(ONE, TWO)
    assert sorted(Enrolment.objects.values_list("state", flat=True)) == ["registered", "waiting"]


def test_undoing_takes_everybody_back_who_did_not_come(bring, cohort):
    report = bring(ONE, TWO)
    came = Enrolment.objects.first()
    gatherings.record_presence(cohort.meetings.first().session, [came.person], by=HOUSE)
    figures = undo(report)
    assert Enrolment.objects.get() == came
    assert Person.objects.count() == 1
    assert facts.rebuild(check=True).clean
    assert figures is not None


def test_what_two_lists_bring_stays_until_both_are_undone(bring):
    first, second = bring(ONE, TWO), bring(ONE)
    undo(first)
    assert Enrolment.objects.count() == 1
    undo(second)
    assert not Enrolment.objects.exists() and not Person.objects.exists()


def test_a_list_for_several_trainings_asks_for_which_one(bring, course, cpe):
    cohorts.open_cohort(course, cpe, cohorts.CohortSaid("Salé", "Salé"), [day(5)], by=HOUSE)
    with pytest.raises(LookupError):
        bring(ONE)
    assert not Enrolment.objects.exists()
