"""A file becomes somebody else's: only once they accept, and only with what she agreed to share."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from terrain.casework import referring
from terrain.casework.actions import sweeping
from terrain.casework.actions import transfers as actions
from terrain.casework.actions.cases import situation_of
from terrain.casework.actions.transfers import Handover
from terrain.casework.kinds import kind_of
from terrain.casework.models import Case, Notice, Transfer
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people.consents.actions import withdraw as withdraw_consent
from terrain.people.models import Person
from terrain.people.models.consents import Disclosure

NOTE = "Elle attend une place, appeler le mardi."


def page(response) -> str:
    return response.content.decode()


@pytest.fixture
def asked(file, cpe, agree, amina, viewer_of):
    """A transfer to the other project."""
    agree(cpe, "identity", "needs", purpose="transfer")
    return actions.ask(file, Handover(("identity",), NOTE, project=cpe, callback="Amina"), by=viewer_of(amina))[0]


@pytest.fixture
def abroad(file, clinic, agree, amina, viewer_of):
    """A transfer to a partner without an account, and the secret of its link."""
    agree(clinic.organisation, "identity", "needs", purpose="transfer")
    said = Handover(("identity",), NOTE, service=clinic, callback="Amina, 06 00 00 00 01")
    return actions.ask(file, said, by=viewer_of(amina))


def test_nothing_is_asked_without_her_agreement(file, cpe, agree, amina, viewer_of):
    agree(cpe, "identity", "needs", purpose="referral")
    with pytest.raises(Denied):
        actions.ask(file, Handover(("identity",), NOTE, project=cpe), by=viewer_of(amina))
    agree(cpe, "identity", purpose="transfer")
    with pytest.raises(Denied):
        actions.ask(file, Handover(("identity",), NOTE, project=cpe), by=viewer_of(amina))
    assert not Transfer.objects.exists() and not Disclosure.objects.exists()


def test_until_they_accept_it_stays(asked, file, amina, stranger, viewer_of):
    now = Case.objects.get(pk=file.pk)
    assert (now.owner, now.is_open) == (amina, True)
    assert not Case.objects.visible_to(viewer_of(stranger)).exists()
    assert not Person.objects.visible_to(viewer_of(stranger)).exists()
    assert list(referring.transfers_to_answer(viewer_of(stranger))) == [asked]


def test_accepted_a_file_opens_there_and_closes_here_and_who_had_it_loses_it(
    asked, file, fatou, cpe, amina, stranger, viewer_of
):
    opened = actions.accept(asked, kind_of("accompaniment"), by=viewer_of(stranger))
    assert (opened.project, opened.owner, situation_of(opened)) == (cpe, stranger, NOTE)
    old = Case.objects.get(pk=file.pk)
    assert (old.is_open, old.closing_reason, old.owner, old.grants.active().count()) == (False, "transferred", None, 0)
    assert not Case.objects.visible_to(viewer_of(amina)).filter(pk=old.pk).exists()
    assert not Case.objects.visible_to(viewer_of(amina)).filter(pk=opened.pk).exists()
    assert Notice.objects.filter(user=amina, code="transfer_accepted").exists()
    assert Transfer.objects.get().state == "accepted"


def test_whoever_asked_keeps_sight_of_the_state_and_of_nothing_else(asked, amina, stranger, viewer_of, client_of):
    opened = actions.accept(asked, kind_of("accompaniment"), by=viewer_of(stranger))
    response = client_of(amina).get(asked.get_absolute_url())
    assert response.status_code == 200
    text = page(response)
    for planted in ("Fatou", "mardi", opened.number, asked.case.number, "Samir"):
        assert planted not in text
    assert client_of(amina).get(asked.case.get_absolute_url()).status_code == 404


def test_declined_the_file_stays_and_the_reason_is_told(asked, file, amina, stranger, viewer_of, client_of):
    actions.decline(asked, "full", by=viewer_of(stranger))
    assert Case.objects.get(pk=file.pk).owner == amina
    assert "Plus de place" in page(client_of(amina).get(asked.get_absolute_url()))
    with pytest.raises(Denied):
        actions.accept(asked, kind_of("accompaniment"), by=viewer_of(stranger))


@pytest.mark.parametrize("name", ["amina", "donor", "facilitator", "guardian", "officer", "partner", "youssef"])
def test_nobody_else_answers(name, request, asked, viewer_of):
    viewer = viewer_of(request.getfixturevalue(name))
    with pytest.raises(Denied):
        actions.accept(asked, kind_of("accompaniment"), by=viewer)
    with pytest.raises(Denied):
        actions.decline(asked, "full", by=viewer)
    assert Transfer.objects.get().state == "asked"


def test_one_transfer_at_a_time_and_only_by_who_is_in_charge(asked, file, clinic, amina, youssef, colleague, viewer_of):
    with pytest.raises(Denied):
        actions.ask(file, Handover(("identity",), NOTE, service=clinic), by=viewer_of(amina))
    actions.withdraw(asked, by=viewer_of(youssef))
    with pytest.raises(Denied):
        actions.ask(file, Handover(("identity",), NOTE, service=clinic), by=viewer_of(colleague))


def test_asked_twice_with_one_slip_is_one(file, cpe, agree, amina, viewer_of):
    agree(cpe, "identity", "needs", purpose="transfer")
    slip, said = uuid4(), Handover(("identity",), NOTE, project=cpe)
    assert actions.ask(file, said, slip=slip, by=viewer_of(amina)) == actions.ask(
        file, said, slip=slip, by=viewer_of(amina)
    )
    assert Transfer.objects.count() == Disclosure.objects.count() == 1


def test_withdrawn_consent_stops_the_transfer(asked, amina, stranger, viewer_of):
    withdraw_consent(Disclosure.objects.get().consents.get(), by=viewer_of(amina))
    assert Transfer.objects.get().state == "withdrawn"
    assert not referring.transfers_to_answer(viewer_of(stranger)).exists()
    assert Notice.objects.filter(user=amina, code="transfer_stopped").exists()


def test_a_transfer_without_an_answer_ends_and_can_be_asked_again(asked, amina, stranger, viewer_of):
    late = asked.answer_by + timedelta(days=1)
    assert sweeping.sweep(late).transfers == 1
    assert sweeping.sweep(late).transfers == 0
    assert Transfer.objects.get().state == "expired"
    actions.renew(asked, by=viewer_of(amina))
    assert Transfer.objects.get().state == "asked"
    actions.accept(asked, kind_of("accompaniment"), by=viewer_of(stranger))


def test_asking_again_needs_her_agreement_still(asked, amina, viewer_of):
    Disclosure.objects.get().consents.update(given_on=date(2020, 1, 1), until=date(2020, 2, 1))
    with pytest.raises(Denied):
        actions.renew(asked, by=viewer_of(amina))


def test_a_partner_takes_over_through_its_link(abroad, file):
    cache.clear()
    transfer, secret = abroad
    browser = Client()
    door = page(browser.get(f"/r/{secret}/"))
    assert "Fatou" not in door and Transfer.objects.get().version == 1
    shown = page(browser.post(f"/r/{secret}/", {"move": "show"}))
    assert "Fatou Diallo" in shown and NOTE in shown
    for planted in ("612000001", "Cherche un travail", file.number, "W4I", "Travail pour tous"):
        assert planted not in shown
    assert browser.post(f"/r/{secret}/", {"move": "decline"}).status_code == 422
    for _tap in range(2):
        assert browser.post(f"/r/{secret}/", {"move": "accept"}).status_code == 302
    now = Case.objects.get(pk=file.pk)
    assert (Transfer.objects.get().state, now.is_open, now.closing_reason) == ("accepted", False, "transferred")
    assert AuditEvent.objects.filter(verb="casework.transfer_accepted", actor_label="partner link").count() == 1
    assert "Fatou" not in page(browser.get(f"/r/{secret}/"))


def test_a_partner_declines_through_its_link_and_a_replaced_link_is_over(abroad, file, amina, viewer_of):
    cache.clear()
    transfer, secret = abroad
    new = actions.renew(transfer, by=viewer_of(amina))[1]
    browser = Client()
    gone = browser.post(f"/r/{secret}/", {"move": "accept"})
    assert gone.status_code == 410 and "Amina, 06 00 00 00 01" in page(gone)
    browser.post(f"/r/{new}/", {"move": "decline", "reason": "area"})
    assert (Transfer.objects.get().state, Case.objects.get(pk=file.pk).is_open) == ("declined", True)


def test_a_link_of_a_transfer_answers_no_other(abroad, file, sent):
    transfer, secret = abroad
    cache.clear()
    response = Client().post(f"/r/{sent[1]}/", {"move": "accept"})
    assert response.status_code == 302
    assert Transfer.objects.get().state == "asked"


def test_from_the_file_on_screen(file, cpe, agree, client_of, amina, stranger):
    client, address = client_of(amina), f"/cases/{file.uid}/transfers/new/"
    assert client.get(address).status_code == 200
    assert "/consents/new/?purpose=transfer" in page(client.get(address + "?project=CPE&service="))
    assert client.get(address + "?project=W4I&service=").status_code == 422
    assert client.get(address + "?project=&service=").status_code == 422
    agree(cpe, "identity", "needs", purpose="transfer")
    said = {"shared": ["identity"], "note": NOTE, "callback": "Amina", "slip": str(uuid4())}
    assert client.post(address + "?project=CPE&service=", said | {"shared": ["contact"]}).status_code == 422
    client.post(address + "?project=CPE&service=", said)
    transfer = Transfer.objects.get()
    receiver = client_of(stranger)
    assert transfer.get_absolute_url() in page(receiver.get("/cases/referrals/received/"))
    assert NOTE in page(receiver.get(transfer.get_absolute_url()))
    assert receiver.post(f"/cases/transfers/{transfer.uid}/decline/", {"reason": ""}).status_code == 422
    assert receiver.post(f"/cases/transfers/{transfer.uid}/accept/", {"kind": "nothing"}).status_code == 422
    response = receiver.post(
        f"/cases/transfers/{transfer.uid}/accept/", {"kind": "accompaniment", "slip": str(uuid4())}
    )
    assert response["Location"] == Case.objects.get(project=cpe).get_absolute_url()
    assert transfer.answer_by == clock.today() + timedelta(days=8)


@pytest.mark.parametrize("name", ["donor", "facilitator", "guardian", "officer", "partner", "admin"])
def test_nobody_outside_finds_it(name, request, asked, client_of):
    client = client_of(request.getfixturevalue(name))
    assert client.get(asked.get_absolute_url()).status_code == 404
    for move in ("accept", "decline", "withdraw", "link"):
        assert client.post(f"/cases/transfers/{asked.uid}/{move}/").status_code == 404
