"""A sealed person: for those named, until their day; nobody names herself; whoever was found to be her is sealed too."""

from datetime import timedelta

import pytest

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people import actions
from terrain.people.duplicates.merging import merge
from terrain.people.identity import Identity
from terrain.people.models import ContradictingKeys, Person, PersonGrant
from terrain.people.sealing import grant_person, seal_person, unseal_person
from tests.conftest import _member
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa(w4i):
    return actions.register(Identity("Awa Traoré", phone="+212612000009"), project=w4i, by=HOUSE)


def seen_by(viewer) -> set[int]:
    return set(Person.objects.visible_to(viewer).values_list("pk", flat=True))


def soon():
    return clock.now() + timedelta(days=30)


def test_only_those_named_see_her_and_until_their_day(awa, amina, youssef, guardian, viewer_of, monkeypatch):
    seal_person(awa, {amina.pk: soon()}, by=viewer_of(guardian))
    assert seen_by(viewer_of(amina)) == {awa.pk} and not seen_by(viewer_of(youssef))
    assert not seen_by(viewer_of(guardian)), "whoever seals is not thereby named"
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not seen_by(viewer_of(amina))


def test_a_grant_without_a_role_opens_nothing(awa, stranger, guardian, viewer_of):
    seal_person(awa, {stranger.pk: soon()}, by=viewer_of(guardian))
    assert not seen_by(viewer_of(stranger))


def test_nobody_names_herself_and_naming_again_moves_the_end(awa, amina, guardian, director, viewer_of):
    seal_person(awa, {}, by=viewer_of(guardian))
    with pytest.raises(Denied):
        grant_person(awa, director.pk, soon(), "expert", by=viewer_of(director))
    grant_person(awa, amina.pk, soon(), "expert", by=viewer_of(guardian))
    grant_person(awa, amina.pk, soon() + timedelta(days=9), "expert", by=viewer_of(guardian))
    assert PersonGrant.objects.active().count() == 1 and seen_by(viewer_of(amina)) == {awa.pk}


@pytest.mark.parametrize("who", ["amina", "youssef", "officer", "admin", "stranger"])
def test_only_whoever_seals_may(who, request, awa, viewer_of):
    by = viewer_of(request.getfixturevalue(who))
    for attempt in (lambda: seal_person(awa, {}, by=by), lambda: unseal_person(awa, by=by)):
        with pytest.raises(Denied):
            attempt()
    assert not Person.objects.get(pk=awa.pk).is_sealed
    assert not AuditEvent.objects.filter(verb__in=["people.person_sealed", "people.person_unsealed"]).exists()


def test_opened_again_every_grant_ends(awa, amina, youssef, guardian, viewer_of):
    seal_person(awa, {amina.pk: soon()}, by=viewer_of(guardian))
    unseal_person(Person.objects.get(pk=awa.pk), by=viewer_of(guardian))
    assert seen_by(viewer_of(youssef)) == {awa.pk} and not PersonGrant.objects.active().exists()


def test_whoever_was_found_to_be_her_is_sealed_and_opened_with_her(awa, w4i, amina, guardian, viewer_of):
    other = actions.register(Identity("Hawa Traore", phone="+212612000010"), project=w4i, by=HOUSE)
    merge(awa, other, [], by=HOUSE)
    seal_person(Person.objects.get(pk=awa.pk), {amina.pk: soon()}, by=viewer_of(guardian))
    assert Person.objects.get(pk=other.pk).is_sealed
    assert not Person.objects.sealed_to(viewer_of(amina)).exists()
    unseal_person(Person.objects.get(pk=awa.pk), by=viewer_of(guardian))
    assert not Person.objects.get(pk=other.pk).is_sealed


def test_a_sealed_one_and_one_who_is_not_are_not_merged(awa, w4i, guardian, viewer_of):
    other = actions.register(Identity("Hawa Traore", phone="+212612000010"), project=w4i, by=HOUSE)
    seal_person(awa, {}, by=viewer_of(guardian))
    with pytest.raises(Denied):
        merge(Person.objects.get(pk=awa.pk), other, [], by=HOUSE)
    assert Person.objects.get(pk=other.pk).merged_into is None


def test_a_contradiction_about_her_is_hidden_with_her(awa, w4i, amina, youssef, guardian, viewer_of):
    second = actions.register(Identity("Binta Sow", card="AB123456"), project=w4i, by=HOUSE)
    with pytest.raises(actions.Ambiguous):
        actions.register(Identity("Awa Traoré", phone="+212612000009", card="AB123456"), project=w4i, by=HOUSE)
    kept = ContradictingKeys(project=w4i, clash="several_people", key=awa.key, sealed_rows=b"", fingerprint=b"f" * 32)
    kept.key = _fresh_key()
    kept.save()
    kept.persons.set([awa, second])
    seal_person(awa, {amina.pk: soon()}, by=viewer_of(guardian))
    assert ContradictingKeys.objects.visible_to(viewer_of(amina)).filter(pk=kept.pk).exists()
    assert not ContradictingKeys.objects.visible_to(viewer_of(youssef)).filter(pk=kept.pk).exists()


def _fresh_key():
    from terrain.core import vault  # noqa: PLC0415

    return vault.new_key()


def test_a_colleague_of_another_team_is_none_the_wiser(awa, w4i, guardian, viewer_of, client_of):
    other = _member("Houda", "caseworker", w4i)
    page = awa.get_absolute_url()
    assert client_of(other).get(page).status_code == 200
    seal_person(awa, {}, by=viewer_of(guardian))
    assert client_of(other).get(page).status_code == 404
