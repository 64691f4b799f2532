"""That she lets her story be told is known to those of her file: to anybody else who knows her it would say that there is one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import Named
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.people import actions as people
from terrain.people.consents.actions import withdraw
from terrain.people.consents.pages import expiring
from terrain.people.identity import Identity
from terrain.people.models import Person
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def known_to_all(w4i, cpe, amina, colleague):
    """A mother whom both projects knew before she had a file."""
    mother = people.register(Identity("Hanane Essai", sex="F"), project=cpe, by=HOUSE)
    people.meet([mother], w4i)
    named = [Named(colleague, clock.today() + timedelta(days=30), "accompanies")]
    return open_case(Opening(LEGAL_AID, w4i, mother, entry_reason="filiation", owner=amina, named=named), by=HOUSE)


@pytest.fixture
def consent(known_to_all, agrees):
    return agrees(known_to_all, until=clock.today() + timedelta(days=10))


@pytest.mark.parametrize(
    ("who", "seen"), [("amina", True), ("colleague", True), ("youssef", False), ("stranger", False)]
)
def test_who_sees_that_she_agreed_to_be_told_of(who, seen, consent, request, client_of, viewer_of):
    user = request.getfixturevalue(who)
    desk, mother = client_of(user), Person.objects.get(pk=consent.person_id)
    page = desk.get(mother.get_absolute_url())
    assert page.status_code == 200 and 'id="consents"' in page.content.decode()
    address = reverse("people:consent", args=[consent.uid])
    assert (address in page.content.decode()) == seen
    assert (consent in expiring(viewer_of(user), 30)) == seen
    assert desk.get(address).status_code == (200 if seen else 404)
    assert desk.get(reverse("people:withdraw_consent", args=[consent.uid])).status_code == (200 if seen else 404)
    if not seen:
        with pytest.raises(Denied):
            withdraw(consent, by=viewer_of(user))
        return
    withdraw(consent, by=viewer_of(user))
    assert desk.get(reverse("people:recall_letters", args=[consent.uid])).status_code == 200


def test_whoever_watches_over_confidentiality_sees_it(consent, guardian, viewer_of):
    assert consent in expiring(viewer_of(guardian), 30)


def test_a_consent_of_another_purpose_is_seen_as_before(consent, youssef, agrees, w4i, viewer_of):
    consent.purpose = "referral"
    consent.save()
    assert consent in expiring(viewer_of(youssef), 30)


def test_it_follows_her_when_two_records_are_one(consent, w4i, amina, youssef, viewer_of):
    other = people.register(Identity("Hanane Essay", sex="F"), project=w4i, by=HOUSE)
    Person.objects.filter(pk=consent.person_id).update(merged_into=other)
    assert consent in expiring(viewer_of(amina), 30) and consent not in expiring(viewer_of(youssef), 30)


def test_the_journal_says_only_which_row(consent):
    withdraw(consent, by=HOUSE)
    for verb in ("people.consent_recorded", "people.consent_withdrawn"):
        assert AuditEvent.objects.get(verb=verb).detail == {"row": consent.pk}
