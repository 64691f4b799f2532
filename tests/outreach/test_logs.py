"""A campaign's log brought in as a table: events, contacts, telephones as fingerprints; a second time nothing; taken back whole."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from terrain.core import files
from terrain.core.models import SealedFile
from terrain.core.policies import Denied
from terrain.core.vault import Erased
from terrain.imports import actions
from terrain.imports.enums import BatchState
from terrain.imports.forgetting import is_forgotten
from terrain.imports.models import Batch
from terrain.outreach import reckoning
from terrain.outreach.actions import campaigns
from terrain.outreach.models import Campaign, CampaignEvent, Heard
from tests.factories import HOUSE
from tests.outreach.conftest import phone
from tests.outreach.test_campaigns import everything_stored

TITLES = ("Date", "Lieu", "Canal", "Contacts", "Téléphone", "Langue", "Observations")

COLUMNS = dict(zip(("day", "place", "channel", "contacts", "phone", "language", "note"), range(7), strict=True))


def workbook(rows) -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for place, row in enumerate([TITLES, *rows]):
        page.write_row(place, 0, row)
    book.close()
    return SimpleUploadedFile("journal.xlsx", out.getvalue())


@pytest.fixture
def bring(campaign, w4i):
    """Upload, answer, check: ``bring(rows)``."""

    def run(rows, answers=None):
        batch = actions.upload(workbook(rows), "journal.xlsx", kind="campaign_log", project=w4i, by=HOUSE)
        actions.map_columns(batch, COLUMNS, by=HOUSE)
        actions.answer(batch, answers if answers is not None else {"campaign": str(campaign.uid)}, by=HOUSE)
        return actions.check(Batch.objects.get(pk=batch.pk), by=HOUSE)

    return run


@pytest.fixture
def day(today):
    return lambda ago: (today - timedelta(ago)).isoformat()


def test_rows_of_one_day_place_and_channel_are_one_event(bring, day, campaign):
    rows = [
        (day(3), "Rabat", "Stand au marché", 40, "", "darija", "beau temps"),
        (day(3), "RABAT", "souk", "", "0612000001", "", ""),
        (day(3), "Rabat", "porte à porte", 12, "", "", ""),
        (day(2), "Salé", "سوق", 5, "", "", ""),
    ]
    batch = actions.apply(bring(rows), by=HOUSE)
    assert batch.state == BatchState.APPLIED
    told = set(CampaignEvent.objects.values_list("place_as_written", "channel", "contacts"))
    assert told == {("Rabat", "market_stand", 41), ("Rabat", "door_to_door", 12), ("Salé", "market_stand", 5)}
    assert CampaignEvent.objects.get(channel="market_stand", place_as_written="Rabat").note == "beau temps"
    assert (Heard.objects.count(), reckoning.contacts_of(campaign)) == (1, 58)


def test_the_columns_of_a_log_are_proposed_by_their_titles(bring, day):
    batch = bring([(day(3), "Rabat", "souk", 40, "0612000001", "", "")])
    proposed = {code: place for place, code, _why, _word in batch.outline["proposals"] if code}
    assert proposed == COLUMNS


def test_a_dry_run_writes_nothing_and_says_what_it_would(bring, day):
    batch = bring([(day(3), "Rabat", "souk", 40, "", "", ""), (day(3), "Rabat", "souk", "", "0612000001", "", "")])
    assert batch.counts["figures"] == {"events": 1, "contacts": 41, "telephones": 1, "already_recorded": 0}
    assert not CampaignEvent.objects.exists() and not Heard.objects.exists()


def test_telephones_of_a_log_meet_those_of_the_stand(bring, day, campaign, go_out):
    go_out(9, 20, range(10))
    rows = [(day(3), "Rabat", "souk", "", "0" + phone(number)[4:], "", "") for number in range(10)]
    actions.apply(bring(rows), by=HOUSE)
    assert reckoning.telephones(campaign) == reckoning.Telephones(20, 10, 10, 2)


def test_the_same_log_again_creates_nothing(bring, day):
    rows = [(day(3), "Rabat", "souk", 40, "0612000001", "", "")]
    actions.apply(bring(rows), by=HOUSE)
    again = bring([*rows, (day(3), "Rabat", "souk", 7, "0612000002", "", "")])
    assert again.counts["figures"]["already_recorded"] == 1 and again.counts["figures"]["events"] == 0
    actions.apply(again, by=HOUSE)
    assert (CampaignEvent.objects.count(), Heard.objects.count()) == (1, 1)


def test_undo_takes_back_what_it_brought_and_leaves_what_somebody_made_hers(bring, day, go_out, campaign):
    go_out(9, 20, [1])
    batch = actions.apply(
        bring([(day(3), "Rabat", "souk", 40, "0612000001", "", ""), (day(2), "Salé", "souk", 9, "", "", "")]), by=HOUSE
    )
    hers = CampaignEvent.objects.get(place_as_written="Salé")
    told = campaigns.EventSaid(hers.day, "Salé", "market_stand", 10)
    campaigns.change_event(hers, told, version=1, by=HOUSE)
    actions.undo(batch, by=HOUSE)
    assert set(CampaignEvent.objects.values_list("contacts", flat=True)) == {20, 10}
    assert Heard.objects.count() == 1


def test_rows_that_cannot_be_placed_stay_out_with_their_reason(bring, day, today):
    rows = [
        (day(3), "Rabat", "pigeon", 4, "", "", ""),
        (day(3), "", "souk", 4, "", "", ""),
        ("hier", "Rabat", "souk", 4, "", "", ""),
        ((today + timedelta(5)).isoformat(), "Rabat", "souk", 4, "", "", ""),
        (day(3), "Rabat", "", 4, "", "", ""),
        (day(3), "Rabat", "souk", "beaucoup", "", "", ""),
        (day(90), "Rabat", "souk", 4, "", "klingon", ""),
    ]
    batch = bring(rows)
    assert {group["code"] for group in batch.problems} == {
        "not_in_list", "blank_required", "unreadable_date", "day_to_come", "channel_not_told", "not_a_number",
    }  # fmt: skip
    assert {group["code"] for group in batch.warnings} == {"outside_campaign", "not_in_list"}
    assert batch.counts["ready"] == 1


def test_a_telephone_that_is_none_is_left_out_and_never_said(bring, day, client_of, youssef):
    batch = bring([(day(3), "Rabat", "souk", 4, "06120000012345678", "", "")])
    assert [group["code"] for group in batch.warnings] == ["not_a_phone"]
    page = client_of(youssef).get(batch.get_absolute_url()).content.decode()
    assert "06120000012345678" not in page
    actions.apply(batch, by=HOUSE)
    assert (CampaignEvent.objects.get().contacts, Heard.objects.count()) == (4, 0)


def test_a_log_goes_nowhere_when_no_campaign_goes_on(bring, day, campaign):
    campaigns.cancel_campaign(campaign, by=HOUSE)
    batch = bring([(day(3), "Rabat", "souk", 4, "", "", "")], answers={})
    assert batch.counts["ready"] == 0
    assert {group["code"] for group in batch.problems} == {"campaign_not_told"}


def test_a_campaign_that_ended_meanwhile_takes_no_log(bring, day, campaign):
    batch = bring([(day(3), "Rabat", "souk", 4, "", "", "")])
    campaigns.end_campaign(campaign, by=HOUSE)
    with pytest.raises(Denied):
        actions.apply(batch, by=HOUSE)
    assert not CampaignEvent.objects.exists()


def test_with_the_end_the_file_and_its_samples_are_gone_and_the_report_stays(bring, day, campaign, client_of, youssef):
    rows = [(day(3), "Rabat", "souk", "", "0612000001", "", ""), (day(3), "Rabat", "pigeon", 3, "", "", "")]
    batch = actions.apply(bring(rows), by=HOUSE)
    assert b"".join(files.pieces(batch.file))
    campaigns.end_campaign(campaign, by=HOUSE)
    batch = Batch.objects.get(pk=batch.pk)
    assert is_forgotten(batch) and files.read(batch.file) == b""
    assert "612000001" not in str(batch.outline) and batch.outline["name"] == "journal.xlsx"
    client = client_of(youssef)
    assert client.get(batch.get_absolute_url()).status_code == 200
    assert client.get(reverse("imports:home")).status_code == 200
    assert client.get(reverse("imports:bad_rows", args=[batch.uid])).status_code == 404
    with pytest.raises(Denied):
        actions.undo(batch, by=HOUSE)
    assert CampaignEvent.objects.count() == 1


def uploaded(project, number="0612000009"):
    rows = [("", "Rabat", "souk", "", number, "", "")]
    return actions.upload(workbook(rows), "journal.xlsx", kind="campaign_log", project=project, by=HOUSE)


def forgotten(file) -> bool:
    """Whether nobody can read the content of a sealed file any more."""
    try:
        return files.read(SealedFile.objects.get(pk=file.pk)) == b""
    except (Erased, FileNotFoundError):
        return True


@pytest.mark.parametrize("end", [campaigns.end_campaign, campaigns.cancel_campaign])
def test_with_the_end_no_log_of_it_is_readable_however_far_it_came(bring, day, campaign, w4i, end):
    undone = actions.apply(bring([(day(3), "Rabat", "souk", "", "0612000001", "", "")]), by=HOUSE)
    actions.undo(undone, by=HOUSE)
    checked = bring([(day(4), "Rabat", "souk", "", "0612000002", "", "")])
    failed = bring([(day(5), "Rabat", "souk", "", "0612000003", "", "")])
    actions.stop(failed, by=HOUSE)
    unanswered = uploaded(w4i)
    kept = [Batch.objects.get(pk=one.pk).file for one in (undone, checked, failed, unanswered)]
    end(campaign, by=HOUSE)
    assert all(forgotten(file) for file in kept)
    assert not Batch.objects.exists()


def test_a_log_of_another_campaign_or_project_stays(bring, day, campaign, said, w4i, cpe):
    other = campaigns.open_campaign(w4i, said, by=HOUSE)
    theirs = bring([(day(4), "Rabat", "souk", "", "0612000002", "", "")], answers={"campaign": str(other.uid)})
    elsewhere = uploaded(cpe)
    campaigns.end_campaign(campaign, by=HOUSE)
    assert not any(forgotten(Batch.objects.get(pk=one.pk).file) for one in (theirs, elsewhere))


def test_no_telephone_of_a_log_is_stored_in_clear(bring, day):
    actions.apply(bring([(day(3), "Rabat", "souk", "", "0612007788", "", "")]), by=HOUSE)
    assert "612007788" not in everything_stored()


def test_a_long_log_is_brought_in(bring, day, campaign):
    rows = [(day(n % 15), f"Marché {n % 40}", "souk", "", f"0613{n % 2999:06}", "", "") for n in range(5000)]
    actions.apply(bring(rows), by=HOUSE)
    assert reckoning.contacts_of(campaign) == 5000
    assert Campaign.objects.get().state == "running"
    found = reckoning.reach(campaign)
    assert found.caught.seen == 2999 <= found.people.value <= 5000
