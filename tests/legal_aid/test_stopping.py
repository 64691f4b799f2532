"""A case told comes down: she changed her mind, whatever a colleague was just doing; her agreement ended; her file is erased."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from terrain.casework.erasing import erase_file
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.sweeping import sweep_all
from terrain.pathways.legal_aid.actions import stopping, telling
from terrain.pathways.legal_aid.enums import Telling
from terrain.pathways.legal_aid.models import AdvocacyCase, Proposal
from terrain.people.consents.actions import withdraw
from terrain.people.models.consents import Consent

pytestmark = pytest.mark.django_db


def test_her_withdrawal_sees_the_second_agreement_that_came_between(
    proposed, file, youssef, counsel, amina, viewer_of, monkeypatch
):
    """What she withdrew was proposed when her withdrawal looked for it, and published when it took it in hand."""
    telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    held = stopping._held

    def after_the_second_agreement(pk):
        monkeypatch.setattr(stopping, "_held", held)
        withdrawn_at = Consent.objects.get().withdrawn_at
        Consent.objects.update(withdrawn_at=None)
        telling.agree(proposed, version=proposed.version, by=viewer_of(counsel))
        Consent.objects.update(withdrawn_at=withdrawn_at)
        return held(pk)

    monkeypatch.setattr(stopping, "_held", after_the_second_agreement)
    withdraw(file.person.consents.get(), by=viewer_of(amina))
    assert Proposal.objects.get().state == Telling.TAKEN_DOWN
    assert AdvocacyCase.objects.get().why_down == "consent"


def test_sending_back_does_not_undo_what_a_colleague_published(proposed, youssef, counsel, viewer_of):
    telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    telling.agree(proposed, version=proposed.version, by=viewer_of(counsel))
    telling.send_back(proposed)
    assert Proposal.objects.get().published == AdvocacyCase.objects.get()


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has one writer in all")
@pytest.mark.django_db(transaction=True)
def test_she_withdraws_while_the_second_person_agrees(proposed, file, youssef, counsel, amina, viewer_of, monkeypatch):
    telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    second, hers, consent = viewer_of(counsel), viewer_of(amina), file.person.consents.get()
    publishing, looking = threading.Event(), threading.Event()
    publish, held = telling._publish, stopping._held

    def slowly(proposal):
        publishing.set()
        looking.wait(5)
        publish(proposal)

    def noticed(pk):
        looking.set()
        return held(pk)

    monkeypatch.setattr(telling, "_publish", slowly)
    monkeypatch.setattr(stopping, "_held", noticed)

    def agree():
        try:
            telling.agree(proposed, version=proposed.version, by=second)
        finally:
            connection.close()

    def change_her_mind():
        try:
            publishing.wait(5)
            withdraw(consent, by=hers)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(agree), pool.submit(change_her_mind)]:
            done.result()
    assert publishing.is_set() and looking.is_set()
    assert Proposal.objects.get().state == Telling.TAKEN_DOWN
    assert not AdvocacyCase.objects.filter(taken_down_on=None).exists()
    assert not any(one.name == "advocacy" for one in sweep_all(clock.today()))


def erase(file):
    return erase_file(Case.objects.select_related("person").get(pk=file.pk))


def test_the_file_is_erased_and_its_story_comes_down_with_it(published, file, youssef, client_of):
    """Nobody could say any more whose it is, and so nobody could stop it when she changes her mind."""
    told = erase(file)
    assert told.rows["legal_aid.Proposal"] == 1 and told.rows["legal_aid.SecondLook"] == 2
    assert not Proposal.objects.exists() and not Proposal.writers.through.objects.exists()
    assert client_of(youssef).get(published.get_absolute_url()).status_code == 404
    assert AdvocacyCase.objects.get().why_down == "erased"


def test_a_story_to_which_no_file_leads_comes_down(published, file):
    Proposal.objects.all().delete()
    assert any(one.name == "advocacy" for one in sweep_all(clock.today()))
    assert AdvocacyCase.objects.get().taken_down_on == clock.today()


def test_it_stands_until_the_day_on_which_her_agreement_ends(published, file, youssef, client_of):
    last = file.person.consents.get().until
    assert published.until == last
    assert not any(one.name == "advocacy" for one in sweep_all(last))
    AdvocacyCase.objects.update(until=clock.today() - timedelta(days=1))
    assert client_of(youssef).get(published.get_absolute_url()).status_code == 404


def test_it_stands_longer_when_she_agreed_for_longer(published, file, agrees):
    longer = agrees(file, until=clock.today() + timedelta(days=700)).until
    assert not any(one.name == "advocacy" for one in sweep_all(clock.today()))
    assert AdvocacyCase.objects.get().until == longer
