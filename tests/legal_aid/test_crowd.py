"""Whom a case told hides among: women of its project, each once, whatever files and records there are of her."""

from datetime import timedelta

import pytest

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import Named
from terrain.casework.models import Case
from terrain.core import clock
from terrain.pathways.legal_aid import crowd
from terrain.pathways.legal_aid.crowd import Fields
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.people import actions as people
from terrain.people.duplicates import merging
from terrain.people.identity import Identity
from tests.factories import HOUSE, AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def hiding(file):
    return crowd.shared_by(Fields(), crowd.everybody(file.project_id))


def test_two_files_of_one_woman_are_one_woman(file, crowd_of_four, opened):
    assert hiding(file) == 5
    Case.objects.filter(pk=crowd_of_four[0].pk).update(person=crowd_of_four[1].person)
    assert hiding(file) == 4
    assert len(crowd.everybody(file.project_id)) == 5


def test_two_records_found_to_be_one_woman_are_one_woman(file, crowd_of_four):
    merging.merge(crowd_of_four[0].person, crowd_of_four[1].person, [], by=HOUSE)
    assert hiding(file) == 4


def test_women_of_another_project_hide_nobody(file, cpe):
    keeper, colleague = (AssignmentFactory(user=UserFactory(), role="caseworker", project=cpe).user for _ in range(2))
    for letter in "ABCD":
        mother = people.register(Identity(f"Essai {letter}", sex="F"), project=cpe, by=HOUSE)
        named = [Named(colleague, clock.today() + timedelta(days=30), "accompanies")]
        open_case(Opening(LEGAL_AID, cpe, mother, entry_reason="filiation", owner=keeper, named=named), by=HOUSE)
    assert hiding(file) == 1


def test_a_file_opened_by_mistake_hides_nobody(file, crowd_of_four):
    Case.objects.filter(pk=crowd_of_four[0].pk).update(closing_reason="opened_by_mistake")
    assert hiding(file) == 4
