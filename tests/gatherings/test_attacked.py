"""What a form of another session, or a colleague's own, must not tell."""

from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.core.models import AuditEvent
from terrain.gatherings.actions import Particulars, add_newcomer, open_session
from terrain.people.identity import Identity
from tests.factories import HOUSE
from tests.gatherings.conftest import MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(cpe):
    """An information session of another project."""
    return open_session(cpe, Particulars("information_session", MARCH, "Fès", "Ailleurs"), by=HOUSE)


def test_the_mark_of_a_form_of_another_project_names_nobody(
    information, elsewhere, facilitator, stranger, viewer_of, client_of
):
    used = uuid4()
    add_newcomer(elsewhere, Identity("Zineb Secret"), slip=used, by=viewer_of(stranger))
    page = reverse("gatherings:newcomer", args=[information.uid])
    said = {"name": "Awa Diop", "slip": str(used)}
    answer = client_of(facilitator).post(page, said, headers={"hx-request": "true"})
    assert answer.status_code == 200 and "Zineb" not in answer.content.decode()
    assert information.attendances.count() == 1 and elsewhere.attendances.count() == 1


def test_who_is_proposed_for_a_newcomer_is_read_and_written_down(information, fatou, facilitator, client_of):
    page = reverse("gatherings:newcomer", args=[information.uid])
    answer = client_of(facilitator).post(page, {"name": "Fatou DIALLO"})
    assert str(fatou.uid) in answer.content.decode()
    assert AuditEvent.objects.filter(verb="gatherings.names_read", actor_id=facilitator.pk).exists()
