"""A tie or a membership of somebody sealed is not there for whoever must not know of her: not even by its number."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.people import actions as people
from terrain.people.groups.actions import compose_group, join_group
from terrain.people.households.actions import house
from terrain.people.identity import Identity
from terrain.people.models import GroupMember, HouseholdMember, Relation
from terrain.people.profiles.actions import relate
from terrain.people.sealing import seal_person
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa(w4i):
    return people.register(Identity("Awa Diop", birth=date(1990, 1, 1), birth_precision="year"), project=w4i, by=HOUSE)


@pytest.fixture
def hidden(w4i):
    """Somebody of the same project, sealed with nobody named."""
    person = people.register(Identity("Zineb Cachée"), project=w4i, by=HOUSE)
    seal_person(person, {}, by=HOUSE)
    return person


def test_a_member_who_is_sealed_is_as_if_there_were_no_such_member(hidden, w4i, amina, client_of):
    group = compose_group(w4i, "Cercle", by=HOUSE)
    member = join_group(group, hidden, "", by=HOUSE)
    browser = client_of(amina)
    answers = [browser.post(reverse("people:leave_member", args=[group.pk, pk])) for pk in (member.pk, member.pk + 1)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert GroupMember.objects.get().until is None


def test_a_tie_to_somebody_sealed_is_not_taken_out_blindly(awa, hidden, amina, client_of):
    tie = relate(awa, "sibling", other=hidden, by=HOUSE)
    answer = client_of(amina).post(reverse("people:unrelate", args=[awa.uid, tie.pk]))
    assert answer.status_code == 404 and Relation.objects.get().removed_at is None


def test_the_mark_of_a_form_about_somebody_else_houses_all_the_same(awa, w4i, amina, viewer_of):
    by, used = viewer_of(amina), uuid4()
    other = people.register(Identity("Binta Sow"), project=w4i, by=HOUSE)
    house(awa, name="Sa mère", slip=used, by=by)
    house(other, name="Sa tante", slip=used, by=by)
    assert HouseholdMember.objects.exclude(told_of=None).count() == 2
