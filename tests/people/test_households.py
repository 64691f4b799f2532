"""Who lives together, from when to when, apart from who is whose family."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.duplicates import merging
from terrain.people.forgetting import forget_within
from terrain.people.households import actions
from terrain.people.households.pages import homes_of
from terrain.people.identity import Identity
from terrain.people.models import Household, HouseholdMember, Person, Relation
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def fatou(w4i):
    return people.register(Identity("Fatou Diallo"), project=w4i, by=HOUSE)


@pytest.fixture
def awa(w4i):
    return people.register(Identity("Awa Essai"), project=w4i, by=HOUSE)


def told(viewer, person):
    return [
        [(mate.name, mate.row.head, mate.here) for mate in home.mates if not mate.herself]
        for home in homes_of(viewer, person)
    ]


def test_who_moves_in_is_seen_from_both_sides(fatou, awa, amina, viewer_of):
    actions.house(fatou, other=awa, since=date(2026, 1, 1), head=True, by=HOUSE)
    actions.house(fatou, name="Moussa", by=HOUSE)
    actions.house(fatou, other=awa, by=HOUSE)
    assert Household.objects.count() == 1
    viewer = viewer_of(amina)
    assert told(viewer, fatou) == [[("Awa Essai", True, True), ("Moussa", False, True)]]
    assert told(viewer, awa) == [[("Fatou Diallo", False, True), ("Moussa", False, True)]]


def test_a_third_one_joins_the_household_that_is_there(fatou, awa, w4i, amina, viewer_of):
    actions.house(fatou, other=awa, by=HOUSE)
    child = people.register(Identity("Binta Diallo"), project=w4i, by=HOUSE)
    actions.house(child, other=fatou, by=HOUSE)
    assert Household.objects.count() == 1
    assert {name for home in told(viewer_of(amina), awa) for name, _head, _here in home} == {
        "Fatou Diallo",
        "Binta Diallo",
    }


def test_a_household_has_one_head_at_most(fatou, awa):
    first = actions.house(fatou, other=awa, head=True, by=HOUSE)
    hers = HouseholdMember.objects.get(person=fatou)
    actions.correct_housemate(fatou, hers, since=None, until=None, head=True, by=HOUSE)
    first.refresh_from_db()
    assert not first.head and list(HouseholdMember.objects.filter(head=True)) == [hers]
    actions.correct_housemate(fatou, hers, since=None, until=clock.today(), head=True, by=HOUSE)
    assert not HouseholdMember.objects.filter(head=True).exists()


def test_who_moved_out_stays_with_her_days_and_may_come_back(fatou, awa, amina, client_of, viewer_of):
    row = actions.house(fatou, other=awa, since=date(2026, 1, 1), by=HOUSE)
    where, client = reverse("people:housemate", args=[fatou.uid, row.pk]), client_of(amina)
    assert client.post(where, {"since": "2026-01-01", "until": "2025-01-01"}).status_code == 422
    client.post(where, {"since": "2026-01-01", "until": "2026-03-01"})
    assert told(viewer_of(amina), fatou) == [[("Awa Essai", False, False)]]
    assert "mars 2026" in client.get(fatou.get_absolute_url()).content.decode()
    again = actions.house(fatou, other=awa, by=HOUSE)
    assert again.pk != row.pk
    with pytest.raises(Denied):
        actions.correct_housemate(fatou, row, since=None, until=None, head=False, by=HOUSE)


def test_a_row_written_by_mistake_goes(fatou, awa, amina, client_of, viewer_of):
    row = actions.house(fatou, other=awa, by=HOUSE)
    client_of(amina).post(reverse("people:housemate", args=[fatou.uid, row.pk]), {"what": "mistake"})
    assert told(viewer_of(amina), fatou) == [[]] and told(viewer_of(amina), awa) == []


def test_it_is_found_in_the_registry_or_written_in_words(fatou, awa, amina, client_of):
    client, where = client_of(amina), reverse("people:house", args=[fatou.uid])
    said = {"name": "Awa Essai", "since": "2026-01-05", "slip": str(uuid4())}
    assert str(awa.uid) in client.post(where, said).content.decode() and not HouseholdMember.objects.exists()
    client.post(where, said | {"other": str(awa.uid)})
    client.post(where, said | {"other": str(awa.uid)})
    assert HouseholdMember.objects.get(person=awa).since == date(2026, 1, 5)
    assert client.post(where, {"name": "", "since": ""}).status_code == 422
    client.post(where, {"name": "Moussa", "since": "", "slip": str(uuid4())})
    assert HouseholdMember.objects.get(person=None).name() == "Moussa"


def test_saying_that_a_relative_lives_with_her_writes_the_household_too(fatou, amina, client_of, viewer_of):
    said = {"kind": "sibling", "name": "Mariam", "starts": "", "same_home": "on", "slip": str(uuid4())}
    client_of(amina).post(reverse("people:relate", args=[fatou.uid]), said)
    assert Relation.objects.count() == 1
    assert told(viewer_of(amina), fatou) == [[("Mariam", False, True)]]


def test_somebody_sealed_is_not_there_nor_whom_only_she_named(fatou, awa, amina, viewer_of, client_of):
    actions.house(awa, other=fatou, by=HOUSE)
    row = actions.house(awa, name="Moussa", by=HOUSE)
    Person.objects.filter(pk=awa.pk).update(sealed_at=clock.now())
    page = client_of(amina).get(fatou.get_absolute_url()).content.decode()
    assert "Awa" not in page and "Moussa" not in page
    assert client_of(amina).get(reverse("people:housemate", args=[fatou.uid, row.pk])).status_code == 404
    with pytest.raises(Denied):
        actions.unhouse(fatou, row, by=viewer_of(amina))


def test_a_household_of_others_is_not_changed_from_her_page(fatou, awa, w4i, amina, viewer_of, client_of):
    other = people.register(Identity("Khady Essai"), project=w4i, by=HOUSE)
    row = actions.house(awa, other=other, by=HOUSE)
    with pytest.raises(Denied):
        actions.unhouse(fatou, row, by=viewer_of(amina))
    assert client_of(amina).get(reverse("people:housemate", args=[fatou.uid, row.pk])).status_code == 404
    with pytest.raises(Denied):
        actions.house(fatou, other=fatou, by=HOUSE)


def test_pages_open_for_those_who_work_with_her_and_nobody_else(fatou, amina, stranger, client_of):
    row = actions.house(fatou, name="Moussa", by=HOUSE)
    for where in (reverse("people:house", args=[fatou.uid]), reverse("people:housemate", args=[fatou.uid, row.pk])):
        assert client_of(amina).get(where).status_code == 200
        assert client_of(stranger).get(where).status_code == 404


def test_a_woman_found_to_be_another_lives_where_both_did(fatou, awa, w4i, amina, viewer_of):
    actions.house(fatou, other=awa, by=HOUSE)
    twin = people.register(Identity("Fatoumata Diallo"), project=w4i, by=HOUSE)
    merging.merge(twin, fatou, [], by=HOUSE)
    assert told(viewer_of(amina), twin) == [[("Awa Essai", False, True)]]
    assert told(viewer_of(amina), awa) == [[("Fatoumata Diallo", False, True)]]


def test_when_she_is_forgotten_her_rows_and_whom_she_named_go(fatou, awa):
    actions.house(fatou, other=awa, by=HOUSE)
    actions.house(fatou, name="Moussa", by=HOUSE)
    forget_within(fatou)
    assert list(HouseholdMember.objects.values_list("person", flat=True)) == [awa.pk]
