"""Somebody who is sealed was there: in every figure, and on no page of whoever must not know of her."""

import pytest
from django.urls import reverse

from terrain.core.models import AuditEvent
from terrain.facts.models import Fact
from terrain.gatherings import agenda
from terrain.people.models import Person
from terrain.people.sealing import seal_person
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(fatou):
    """Fatou, ticked at the session, sealed with nobody named."""
    seal_person(fatou, {}, by=HOUSE)
    return Person.objects.get(pk=fatou.pk)


def test_she_is_not_on_the_page_nor_in_its_count_and_counts_all_the_same(information, sealed, facilitator, client_of):
    browser = client_of(facilitator)
    page = browser.get(information.get_absolute_url())
    assert page.context["with_name"] == 0 and not page.context["present"] and not page.context["lately"]
    assert sealed.sealed().full_name not in page.content.decode() and str(sealed.uid) not in page.content.decode()
    assert Fact.objects.filter(subject=sealed.subject).count() == 1


def test_no_letter_typed_finds_her(information, sealed, facilitator, client_of):
    first = sealed.sealed().full_name.split()[0]
    browser = client_of(facilitator)
    assert not browser.get(information.get_absolute_url(), {"q": first}).context["found"]
    sheet = browser.get(reverse("gatherings:sheet", args=[information.uid]), {"lately": "on"}).content.decode()
    assert first not in sheet


def test_her_tick_cannot_be_asked_about(information, sealed, facilitator, client_of):
    browser = client_of(facilitator)
    tick = reverse("gatherings:tick", args=[information.uid, sealed.uid])
    assert browser.post(tick, {"present": "0"}).status_code == 404
    assert browser.get(reverse("gatherings:details", args=[information.uid, sealed.uid])).status_code == 404
    assert (
        information.attendances.count() == 1
        and not AuditEvent.objects.filter(verb="gatherings.presence_removed").exists()
    )


def test_the_list_of_sessions_counts_those_one_may_know_of(information, sealed, facilitator, viewer_of):
    assert [one.present for one in agenda.sessions(viewer_of(facilitator), {})] == [0]
    assert [one.present for one in agenda.sessions(HOUSE, {})] == [1]
