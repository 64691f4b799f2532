"""Campaigns and their events: contacts, telephones as fingerprints, two who change one thing, the end."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection

from terrain.core import files, vault
from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent, SealedFile, VaultKey
from terrain.core.policies import Denied
from terrain.outreach import phones, reckoning
from terrain.outreach.actions import campaigns
from terrain.outreach.actions.campaigns import EventSaid
from terrain.outreach.actions.proofs import Proof
from terrain.outreach.enums import CampaignState, Method
from terrain.outreach.models import Campaign, CampaignEvent, Heard
from terrain.programmes.models import Target
from tests.factories import HOUSE
from tests.outreach.conftest import phone


def everything_stored() -> str:
    """All that the database holds, as one text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row]
    return "\n".join(found)


def test_contacts_are_added_over_events_and_people_are_not(campaign, go_out):
    go_out(9, 60)
    go_out(2, 50, channel="door_to_door")
    assert reckoning.contacts_of(campaign) == 110
    told = [(one.events, one.contacts) for one in reckoning.by_channel(campaign)]
    assert told == [(1, 60), (1, 50)] and not campaign.estimates.exists()


def test_the_first_contacts_say_that_it_has_begun(campaign, go_out, today):
    campaigns.log_event(campaign, EventSaid(today + timedelta(3), "Salé", "market_stand"), by=HOUSE)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PLANNED
    go_out()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.RUNNING


def test_a_form_sent_twice_is_one_event(campaign, today):
    slip, told = uuid4(), EventSaid(today, "Rabat", "market_stand", 5)
    first = campaigns.log_event(campaign, told, slip=slip, by=HOUSE)
    assert campaigns.log_event(campaign, told, slip=slip, by=HOUSE) == first
    assert CampaignEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "numbers", "wrong"),
    [
        ("0612345678", ["+212612345678"], 0),
        ("06 12 34 56 78\n+212 612345678", ["+212612345678"], 0),
        ("0612345678, 0612345679;0612345670", ["+212612345678", "+212612345679", "+212612345670"], 0),
        ("٠٦١٢٣٤٥٦٧٨", ["+212612345678"], 0),
        ("+33 6 12 34 56 78", ["+33612345678"], 0),
        ("12\n\n  \nrien", [], 2),
        ("0600000000", [], 1),
    ],
)
def test_telephones_are_read_however_they_are_written(typed, numbers, wrong):
    assert phones.read(typed) == (numbers, wrong)


def test_a_telephone_is_nowhere_kept_neither_in_clear_nor_as_a_hash_that_can_be_tried(campaign, go_out):
    go_out(1, 5, [7])
    stored = everything_stored()
    assert phone(7) not in stored and phone(7)[4:] not in stored
    heard = Heard.objects.get()
    assert len(bytes(heard.fingerprint)) == 32
    for purpose in ("", "phone", "people.phone", phones.SEALED_AS):
        assert bytes(heard.fingerprint) != vault.digest(purpose, phone(7))


def test_the_same_telephone_is_another_one_in_another_campaign(campaign, go_out, w4i, said, today):
    go_out(1, 5, [7])
    other = campaigns.open_campaign(w4i, said, by=HOUSE)
    campaigns.log_event(other, EventSaid(today, "Rabat", "market_stand", 5), numbers=[phone(7)], by=HOUSE)
    assert len({bytes(one.fingerprint) for one in Heard.objects.all()}) == 2


def test_a_telephone_given_twice_at_one_event_is_heard_once(campaign, go_out):
    event = go_out(1, 5, [7, 7, 8])
    campaigns.change_event(event, _as_said(event), numbers=[phone(7), phone(9)], version=1, by=HOUSE)
    assert reckoning.telephones(campaign) == reckoning.Telephones(3, 3, 0, 1)


def _as_said(event, **changes) -> EventSaid:
    told = EventSaid(event.day, event.place_as_written, event.channel, event.contacts, event.counted_how)
    return replace(told, **changes)


def test_there_are_never_more_telephones_than_contacts(campaign, go_out, today):
    with pytest.raises(Denied):
        go_out(1, 2, [1, 2, 3])
    event = go_out(1, 2, [1, 2])
    with pytest.raises(Denied):
        campaigns.change_event(event, _as_said(event), numbers=[phone(3)], version=1, by=HOUSE)
    told = EventSaid(today + timedelta(1), "Rabat", "market_stand")
    with pytest.raises(Denied):
        campaigns.log_event(campaign, told, numbers=[phone(1)], by=HOUSE)
    assert Heard.objects.count() == 2


def test_two_who_change_one_event(go_out):
    event = go_out()
    campaigns.change_event(event, _as_said(event, contacts=51), version=1, by=HOUSE)
    with pytest.raises(ChangedMeanwhile) as second:
        campaigns.change_event(event, _as_said(event, contacts=52), version=1, by=HOUSE)
    assert second.value.record.contacts == 51


def test_what_was_taken_back_counts_no_more_and_its_telephones_are_gone(campaign, go_out):
    event = go_out(1, 5, [1, 2])
    campaigns.strike_event(event, by=HOUSE)
    assert (reckoning.contacts_of(campaign), Heard.objects.count()) == (0, 0)
    with pytest.raises(Denied):
        campaigns.change_event(CampaignEvent.objects.get(), _as_said(event), version=2, by=HOUSE)


def test_the_end_compares_a_last_time_and_destroys_key_and_fingerprints(campaign, heard):
    key = Campaign.objects.get().key
    campaigns.end_campaign(campaign, by=HOUSE)
    campaign.refresh_from_db()
    kept = campaign.estimates.get()
    assert (kept.method, kept.inputs["different"], kept.inputs["again"]) == (Method.RECAPTURE, 68, 12)
    assert 68 <= kept.low <= kept.value <= kept.high <= 110
    assert Heard.objects.count() == 0 and bytes(campaign.sealed_secret) == b""
    key = VaultKey.objects.get(pk=key.pk)
    assert key.destroyed_at is not None and bytes(key.wrapped) == b""
    assert campaign.state == CampaignState.ENDED and not kept.is_declared


def test_the_end_without_enough_telephones_makes_no_figure_up(campaign, go_out):
    go_out(3, 40, range(5))
    campaigns.end_campaign(campaign, by=HOUSE)
    assert not campaign.estimates.exists() and not Heard.objects.exists()


def test_a_cancelled_campaign_estimates_nothing_and_destroys_too(campaign, heard):
    campaigns.cancel_campaign(campaign, by=HOUSE)
    assert not campaign.estimates.exists() and not Heard.objects.exists()


@pytest.mark.parametrize("close", [campaigns.end_campaign, campaigns.cancel_campaign])
def test_nothing_is_added_after_the_end(campaign, go_out, close):
    event = go_out()
    close(campaign, by=HOUSE)
    with pytest.raises(Denied):
        go_out(0, 3)
    with pytest.raises(Denied):
        campaigns.strike_event(CampaignEvent.objects.get(pk=event.pk), by=HOUSE)
    assert CampaignEvent.objects.standing().count() == 1


def test_a_campaign_answers_only_promises_that_reach_may_answer(w4i, said, campaign):
    informed = Target.objects.get(code="W4I-T3")
    with pytest.raises(Denied):
        campaigns.open_campaign(w4i, replace(said, target=informed), by=HOUSE)
    with pytest.raises(Denied):
        campaigns.change_campaign(campaign, replace(said, target=informed), version=1, by=HOUSE)


def test_addresses_of_public_pages_are_each_ones_own(w4i, said):
    slugs = [campaigns.open_campaign(w4i, said, by=HOUSE).slug for _time in range(3)]
    assert slugs == ["vos-droits-au-marche", "vos-droits-au-marche-2", "vos-droits-au-marche-3"]
    arabic = campaigns.open_campaign(w4i, replace(said, title={"ar": "حقوقكم"}), by=HOUSE)
    assert arabic.slug


def test_whoever_only_looks_changes_nothing(campaign, said, go_out, viewer_of, amina, donor, stranger, today):
    event = go_out()
    for user in (amina, donor, stranger):
        by = viewer_of(user)
        for refused in (
            lambda by=by: campaigns.log_event(campaign, EventSaid(today, "Rabat", "market_stand", 1), by=by),
            lambda by=by: campaigns.change_campaign(campaign, said, version=1, by=by),
            lambda by=by: campaigns.change_event(event, _as_said(event, contacts=1), version=1, by=by),
            lambda by=by: campaigns.end_campaign(campaign, by=by),
        ):
            with pytest.raises(Denied):
                refused()


def test_a_proof_is_kept_sealed(campaign, today):
    proof = Proof(BytesIO(b"photo"), "stand.jpg", "image/jpeg")
    event = campaigns.log_event(campaign, EventSaid(today, "Rabat", "market_stand", 1), proof=proof, by=HOUSE)
    assert files.read(SealedFile.objects.get(pk=event.evidence_id)) == b"photo"


def test_the_journal_says_how_many_telephones_and_never_which(campaign, go_out):
    go_out(1, 5, [1, 2])
    told = AuditEvent.objects.get(verb="outreach.event_logged").detail
    assert told == {"contacts": 5, "telephones": 2}
