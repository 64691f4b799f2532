"""Groups: composed, renamed, ended; who belongs to one is told by the rules for people."""

from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.duplicates import merging
from terrain.people.forgetting import forget_within
from terrain.people.groups import actions
from terrain.people.groups.pages import listed, members_of
from terrain.people.identity import Identity
from terrain.people.models import Group, Person
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def fatou(w4i):
    return people.register(Identity("Fatou Diallo", phone="+212612000001"), project=w4i, by=HOUSE)


@pytest.fixture
def mothers(w4i, fatou):
    group = actions.compose_group(w4i, "Cercle des mères", by=HOUSE)
    actions.join_group(group, fatou, "trésorière", by=HOUSE)
    return group


def names(group, viewer):
    return [[one.name for one in told] for told in members_of(group, viewer)]


def test_a_group_is_composed_and_filled_on_screen(w4i, fatou, amina, client_of):
    client = client_of(amina)
    client.post(reverse("people:new_group"), {"project": "W4I", "name": "  Cercle   des mères "})
    group = Group.objects.get(name="Cercle des mères")
    where, said = (
        reverse("people:add_to_group", args=[group.pk]),
        {"name": "diallo", "role": "présidente", "since": "2026-01-05"},
    )
    found = client.post(where, said).content.decode()
    assert str(fatou.uid) in found and not group.members.exists()
    client.post(where, said | {"person": str(fatou.uid)})
    page = client.get(group.get_absolute_url()).content.decode()
    assert "Fatou Diallo" in page and "présidente" in page
    assert "Cercle des mères" in client.get(reverse("people:groups")).content.decode()
    assert reverse("people:group", args=[group.pk]) in client.get(fatou.get_absolute_url()).content.decode()


def test_somebody_unknown_is_not_added(mothers, amina, client_of):
    where = reverse("people:add_to_group", args=[mothers.pk])
    page = client_of(amina).post(where, {"name": "Personne Inconnue", "role": "", "since": ""}).content.decode()
    assert reverse("people:new") in page and mothers.members.count() == 1


def test_who_joined_and_left_stays_with_her_days(mothers, fatou, amina, viewer_of, client_of):
    member = mothers.members.get()
    client_of(amina).post(reverse("people:leave_member", args=[mothers.pk, member.pk]))
    assert names(mothers, viewer_of(amina)) == [[], ["Fatou Diallo"]]
    actions.join_group(mothers, fatou, "", by=HOUSE)
    actions.join_group(mothers, fatou, "", by=HOUSE)
    assert names(mothers, viewer_of(amina)) == [["Fatou Diallo"], ["Fatou Diallo"]]
    with pytest.raises(Denied):
        actions.join_group(mothers, fatou, "", since=clock.today() + timedelta(days=1), by=HOUSE)


def test_two_groups_of_a_project_do_not_share_a_name(mothers, w4i, cpe, amina, client_of):
    other = actions.compose_group(w4i, "Coopérative", by=HOUSE)
    assert actions.compose_group(cpe, "Coopérative", by=HOUSE) != other
    where = reverse("people:rename_group", args=[other.pk])
    assert client_of(amina).post(where, {"name": "Cercle des mères"}).status_code == 422
    client_of(amina).post(where, {"name": "Coopérative Amal"})
    other.refresh_from_db()
    assert other.name == "Coopérative Amal"


def test_a_group_that_ended_takes_nobody_and_may_go_on(mothers, w4i, fatou, amina, client_of):
    client, where = client_of(amina), reverse("people:end_group", args=[mothers.pk])
    tomorrow = clock.today() + timedelta(days=1)
    assert client.post(where, {"day": tomorrow.isoformat()}).status_code == 422
    client.post(where, {"day": clock.today().isoformat()})
    newcomer = people.register(Identity("Awa Essai"), project=w4i, by=HOUSE)
    mothers.refresh_from_db()
    with pytest.raises(Denied):
        actions.join_group(mothers, newcomer, "", by=HOUSE)
    said = {"project": "W4I", "name": mothers.name, "role": ""}
    assert client.post(reverse("people:join_group", args=[newcomer.uid]), said).status_code == 422
    client.post(where)
    mothers.refresh_from_db()
    assert mothers.ended_on is None and mothers.members.filter(person=fatou, until=None).exists()


def test_a_group_is_there_for_its_project_only(mothers, stranger, amina, client_of):
    for name in ("group", "rename_group", "end_group", "add_to_group"):
        where = reverse(f"people:{name}", args=[mothers.pk])
        assert client_of(amina).get(where).status_code == 200
        assert client_of(stranger).get(where).status_code == 404
    assert "Cercle" not in client_of(stranger).get(reverse("people:groups")).content.decode()


def test_members_whom_a_viewer_does_not_see_are_neither_named_nor_counted(mothers, fatou, w4i, amina, viewer_of):
    viewer = viewer_of(amina)
    assert [group.number for group in listed(viewer)] == [1]
    Person.objects.filter(pk=fatou.pk).update(sealed_at=clock.now())
    assert names(mothers, viewer) == [[], []]
    assert [group.number for group in listed(viewer)] == [0]


def test_a_woman_found_to_be_another_belongs_to_a_group_once(mothers, fatou, w4i, amina, viewer_of):
    twin = people.register(Identity("Fatoumata Diallo"), project=w4i, by=HOUSE)
    actions.join_group(mothers, twin, "", by=HOUSE)
    merging.merge(twin, fatou, [], by=HOUSE)
    assert names(mothers, viewer_of(amina)) == [["Fatoumata Diallo"], []]
    assert [group.number for group in listed(viewer_of(amina))] == [1]


def test_a_group_of_which_everybody_is_forgotten_loses_its_name(mothers, fatou, w4i):
    other = people.register(Identity("Awa Essai"), project=w4i, by=HOUSE)
    actions.join_group(mothers, other, "", by=HOUSE)
    forget_within(fatou)
    mothers.refresh_from_db()
    assert mothers.name == "Cercle des mères"
    forget_within(other)
    mothers.refresh_from_db()
    assert mothers.name == f"#{mothers.pk}" and mothers.ended_on == clock.today()


def test_reading_a_group_s_names_stands_in_the_journal(mothers, amina, client_of):
    client_of(amina).get(mothers.get_absolute_url())
    assert AuditEvent.objects.filter(
        verb="people.names_read", object_kind="people.Group", object_id=str(mothers.pk)
    ).exists()


@pytest.mark.parametrize("uid", ["x", "0", "'; --", "00000000-0000-0000-0000-000000000000"])
def test_a_choice_that_nobody_offered_adds_nobody(uid, w4i, amina, client_of):
    empty = actions.compose_group(w4i, "Cercle", by=HOUSE)
    said = {"name": "Awa", "role": "", "person": uid}
    answer = client_of(amina).post(reverse("people:add_to_group", args=[empty.pk]), said)
    assert answer.status_code == 200 and not empty.members.exists()
