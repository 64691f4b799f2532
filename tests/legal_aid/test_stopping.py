"""A case told comes down: she changed her mind, whatever a colleague was just doing; her agreement ended; her file is erased."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from terrain.casework.sweeping import sweep_all
from terrain.core import clock
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
