"""The pages of campaigns: what each reader sees, what is kept of what was typed, what stays out of sight."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from terrain.calendar.registry import sources
from terrain.core.models import AuditEvent
from terrain.outreach.actions import campaigns, estimates, press
from terrain.outreach.actions.campaigns import EventSaid
from terrain.outreach.actions.press import AccreditationSaid, PieceSaid
from terrain.outreach.charts import interval_chart
from terrain.outreach.enums import Method
from terrain.outreach.models import Accreditation, Campaign, CampaignEvent, Estimate, Heard, Piece
from tests.factories import HOUSE
from tests.outreach.conftest import phone

NAME = "Zaynouba Reportère"


@pytest.fixture
def page(campaign):
    return campaign.get_absolute_url()


@pytest.fixture
def accreditation(w4i, today):
    said = AccreditationSaid("Radio d'essai", "asked_herself", today, "accredited", today, today + timedelta(90))
    return press.accredit(w4i, NAME, said, by=HOUSE)


@pytest.fixture
def piece(w4i, today):
    said = PieceSaid("Un article", today, "Radio d'essai", "article", "https://presse.example/1")
    return press.write_piece(w4i, said, by=HOUSE)


def test_three_taps_log_an_event(client_of, facilitator, campaign):
    said = {"place": "Rabat, souk", "channel": "market_stand", "contacts": "34", "day": date.today().isoformat()}
    answer = client_of(facilitator).post(reverse("outreach:log", args=[campaign.uid]), said)
    assert answer.status_code == 302
    event = CampaignEvent.objects.get()
    assert (event.contacts, event.place_as_written, event.created_by) == (34, "Rabat, souk", facilitator)


def test_the_next_time_place_and_channel_stand_there_already(client_of, facilitator, campaign):
    client, address = client_of(facilitator), reverse("outreach:log", args=[campaign.uid])
    said = {"place": "Rabat, souk", "channel": "market_stand", "contacts": "34", "day": date.today().isoformat()}
    client.post(address, said)
    form = client.get(address).context["form"]
    assert (form["place"].value(), form["channel"].value()) == ("Rabat, souk", "market_stand")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"contacts": ""}, "contacts"),
        ({"contacts": "-1"}, "contacts"),
        ({"channel": "pigeon"}, "channel"),
        ({"numbers": "0612345678\nrien"}, "numbers"),
        ({"numbers": "0612345678\n0612345679", "contacts": "1"}, "contacts"),
        ({"day": (date.today() + timedelta(2)).isoformat()}, "day"),
        ({"place": ""}, "place"),
    ],
)
def test_a_wrong_event_is_answered_beside_its_field_and_nothing_is_heard(
    client_of, facilitator, campaign, wrong, field
):
    said = {"place": "Rabat, souk", "channel": "market_stand", "contacts": "34", "day": date.today().isoformat()}
    answer = client_of(facilitator).post(reverse("outreach:log", args=[campaign.uid]), said | wrong)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not CampaignEvent.objects.exists() and not Heard.objects.exists()


def test_no_page_shows_a_telephone_that_was_given(client_of, youssef, go_out, page):
    event = go_out(1, 5, [7])
    client = client_of(youssef)
    for address in (page, reverse("outreach:edit_event", args=[event.uid]), reverse("outreach:home")):
        shown = client.get(address).content.decode()
        assert phone(7)[4:] not in shown and phone(7)[-5:] not in shown


def test_the_campaign_shows_three_figures_apart(client_of, amina, heard, campaign, page):
    estimates.compare_telephones(campaign, source="Au stand", by=HOUSE)
    shown = client_of(amina).get(page)
    assert (shown.context["contacts"], shown.context["held"]) == (110, 2)
    newest = shown.context["newest"]
    assert newest.value < 110 and "<svg" in shown.content.decode() and "<table" in shown.content.decode()
    costs = [round(each, 2) for _words, each in shown.context["costs"]]
    assert costs == [round(12_000 / 110, 2), round(12_000 / newest.value, 2)]
    assert reverse("outreach:log", args=[campaign.uid]) not in shown.content.decode()


def test_the_list_asks_the_same_number_of_questions(
    client_of, youssef, campaign, w4i, said, go_out, django_assert_max_num_queries
):
    client = client_of(youssef)
    client.get(reverse("outreach:home"))
    for _number in range(8):
        campaigns.open_campaign(w4i, said, by=HOUSE)
    go_out()
    go_out(2)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("outreach:home")).status_code == 200


def test_a_campaign_is_planned_and_changed(client_of, youssef, w4i, reached):
    client, day = client_of(youssef), date.today().isoformat()
    said = {
        "project": "W4I", "title_fr": "Nouvelle", "title_ar": "جديدة", "message_fr": "Un message", "channels": ["poster", "radio"],
        "first_day": day, "last_day": day, "target": "W4I-T5", "public": "on", "cost": "100",
    }  # fmt: skip
    assert client.post(reverse("outreach:new"), said | {"last_day": "2001-01-01"}).status_code == 422
    assert client.post(reverse("outreach:new"), said).status_code == 302
    made = Campaign.objects.get()
    assert (made.title, made.target, made.channels) == ({"fr": "Nouvelle", "ar": "جديدة"}, reached, ["poster", "radio"])
    edit = reverse("outreach:edit", args=[made.uid])
    assert client.post(edit, said | {"cost": "200", "version": "1"}).status_code == 302
    late = client.post(edit, said | {"cost": "300", "version": "1"})
    assert late.status_code == 422 and "cost" in late.context["form"].errors
    assert set(late.context["form"].errors) == {"cost", "__all__"}
    assert Campaign.objects.get().cost == 200


@pytest.mark.parametrize(
    ("method", "typed"),
    [
        ("repeats", {"asked": "40", "had_met": "10"}),
        ("households", {"sample": "36", "size": "5", "deviation": "1.8", "counted": "1"}),
        (
            "export",
            {"channel": "radio", "impressions": "900", "accounts": "300", "here": "90", "fewest": "1", "most": "1.5"},
        ),
        ("recapture", {}),
    ],
)
def test_each_way_of_estimating_is_asked_and_told(client_of, facilitator, campaign, heard, method, typed):
    client, address = client_of(facilitator), reverse("outreach:new_estimate", args=[campaign.uid, method])
    assert client.get(address).status_code == 200
    proof = {"evidence": SimpleUploadedFile("preuve.csv", b"a,b")} if method == "export" else {}
    answer = client.post(address, typed | {"source": "Enquête au marché"} | proof)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Estimate.objects.get()
    shown = client.get(made.get_absolute_url()).content.decode()
    assert (
        "Enquête au marché" in shown
        and "<svg" in shown
        and reverse("outreach:declare_estimate", args=[made.uid]) not in shown
    )


def test_an_estimate_that_would_be_a_guess_is_refused_in_words(client_of, facilitator, campaign, go_out):
    go_out(3, 20, range(5))
    for method, said in (("recapture", {}), ("repeats", {"asked": "12", "had_met": "3"})):
        address = reverse("outreach:new_estimate", args=[campaign.uid, method])
        answer = client_of(facilitator).post(address, said | {"source": "x"})
        assert answer.status_code == 422 and answer.context["form"].non_field_errors()
    assert not Estimate.objects.exists()


def test_an_estimate_is_declared_only_when_its_reader_says_that_she_read_it(client_of, youssef, campaign, go_out):
    go_out(3, 600)
    campaigns.end_campaign(campaign, by=HOUSE)
    made = estimates.estimate(campaign, Method.REPEATS, {"asked": 40, "had_met": 10}, source="x", by=HOUSE)
    client, address = client_of(youssef), reverse("outreach:declare_estimate", args=[made.uid])
    assert client.post(address, {"combine": "highest"}).status_code == 422
    assert client.post(address, {"combine": "highest", "confirmed": "on"}).status_code == 302
    board = client.get(reverse("results:why", args=["W4I-T5"])).content.decode()
    assert made.get_absolute_url() in board
    back = reverse("outreach:retract_estimate", args=[made.uid])
    assert client.post(back, {"why": ""}).status_code == 422
    assert client.post(back, {"why": "Erreur"}).status_code == 302


def test_the_public_page_shows_the_message_and_no_figure(campaign, go_out, today):
    go_out(1, 987, [7])
    campaigns.log_event(campaign, EventSaid(today + timedelta(3), "Témara, souk", "market_stand"), by=HOUSE)
    shown = Client().get(reverse("campaign:page", args=[campaign.slug])).content.decode()
    for words in ("Vos droits au marché", "8350", "Témara, souk"):
        assert words in shown
    assert "987" not in shown and "12" + " 000" not in shown
    arabic = Client().get("/ar" + reverse("campaign:page", args=[campaign.slug])).content.decode()
    assert "حقوقكم في السوق" in arabic


@pytest.mark.parametrize("why", ["not public", "cancelled", "unknown"])
def test_no_public_page_without_being_wanted(campaign, said, why):
    slug = campaign.slug
    if why == "not public":
        campaigns.change_campaign(campaign, replace(said, public=False), version=1, by=HOUSE)
    elif why == "cancelled":
        campaigns.cancel_campaign(campaign, by=HOUSE)
    else:
        slug = "autre"
    assert Client().get(reverse("campaign:page", args=[slug])).status_code == 404


def test_a_planted_name_of_a_journalist_leaves_nowhere(accreditation, piece, campaign, client_of, request):
    addresses = [reverse(f"outreach:{name}") for name in ("home", "press", "journalists")]
    addresses += [accreditation.get_absolute_url(), campaign.get_absolute_url(), reverse("results:board", args=["W4I"])]
    for who in ("partner", "amina", "officer", "donor", "stranger", "admin"):
        client = client_of(request.getfixturevalue(who))
        for address in addresses:
            assert "Zaynouba" not in client.get(address, follow=True).content.decode(), (who, address)
    assert "Zaynouba" not in Client().get(reverse("campaign:page", args=[campaign.slug])).content.decode()


def test_whoever_keeps_accreditations_reads_names_and_that_is_remembered(accreditation, client_of, youssef):
    assert NAME in client_of(youssef).get(reverse("outreach:journalists")).content.decode()
    assert AuditEvent.objects.filter(verb="outreach.journalists_read").exists()


def test_a_name_is_sealed_and_taken_out_for_good(accreditation, client_of, youssef):
    assert NAME.encode() not in bytes(Accreditation.objects.get().sealed_name)
    client = client_of(youssef)
    assert client.post(reverse("outreach:take_out", args=[accreditation.uid])).status_code == 302
    gone = Accreditation.objects.select_related("key").get()
    assert gone.key.destroyed_at and bytes(gone.sealed_name) == b"" and press.name_of(gone) == ""
    assert NAME not in client.get(reverse("outreach:journalists")).content.decode()
    assert client.get(accreditation.get_absolute_url()).status_code == 403


def test_a_piece_is_written_and_its_link_opens_without_telling_where_from(client_of, facilitator, w4i):
    client, day = client_of(facilitator), date.today().isoformat()
    said = {
        "project": "W4I",
        "title": "Un article",
        "medium": "Le Quotidien",
        "day": day,
        "kind": "article",
        "link": "https://presse.example/2",
    }
    assert client.post(reverse("outreach:new_piece"), said | {"link": "javascript:alert(1)"}).status_code == 422
    assert client.post(reverse("outreach:new_piece"), said).status_code == 302
    shown = client.get(reverse("outreach:press")).content.decode()
    assert 'href="https://presse.example/2" rel="noopener noreferrer nofollow"' in shown
    piece = Piece.objects.get()
    client.post(reverse("outreach:strike_piece", args=[piece.uid]))
    assert "Un article" not in client.get(reverse("outreach:press")).content.decode()


def test_days_of_campaigns_stand_in_the_calendar(campaign, go_out, today, viewer_of, youssef, stranger):
    go_out(1)
    campaigns.log_event(campaign, EventSaid(today + timedelta(3), "Témara", "market_stand"), by=HOUSE)
    source = next(one for one in sources() if one.code == "campaigns")
    span = (today - timedelta(30), today + timedelta(30))
    assert len(list(source.staff(viewer_of(youssef), *span))) == 2
    assert list(source.staff(viewer_of(stranger), *span)) == []
    public = list(source.public(*span))
    assert [one.where for one in public] == ["Témara"] and public[0].address.endswith(f"/campaign/{campaign.slug}/")
    campaigns.cancel_campaign(campaign, by=HOUSE)
    assert list(source.public(*span)) == []


def test_an_ended_campaign_announces_and_prints_nothing_more(
    campaign, go_out, today, viewer_of, client_of, youssef, page
):
    go_out(1)
    for ahead, place in ((0, "Aujourd'hui, souk"), (3, "Témara, souk")):
        campaigns.log_event(campaign, EventSaid(today + timedelta(ahead), place, "market_stand"), by=HOUSE)
    client, paper = client_of(youssef), reverse("outreach:pack", args=[campaign.uid, "poster-a4"])
    assert "Témara" in client.get(page).content.decode() and paper in client.get(page).content.decode()
    campaigns.end_campaign(campaign, by=HOUSE)
    source = next(one for one in sources() if one.code == "campaigns")
    span = (today - timedelta(30), today + timedelta(30))
    assert [one.where for one in source.staff(viewer_of(youssef), *span)] == ["Rabat, souk", "Aujourd'hui, souk"]
    assert [one.where for one in source.public(*span)] == ["Aujourd'hui, souk"]
    shown = client.get(page)
    assert not shown.context["coming"] and "Témara" not in shown.content.decode()
    assert paper not in shown.content.decode() and client.get(paper).status_code == 403


def test_the_picture_of_estimates_is_mirrored_where_one_reads_from_the_right(campaign, go_out):
    go_out(1, 600)
    made = estimates.estimate(campaign, Method.REPEATS, {"asked": 40, "had_met": 10}, source="Enquête", by=HOUSE)
    plain = interval_chart([made], 600)
    with override("ar"):
        mirrored = interval_chart([made], 600)
    assert (mirrored.start, mirrored.end) == (plain.end, plain.start) and plain.start < plain.end
    assert mirrored.contacts == plain.width - plain.contacts
    for there, here in zip(mirrored.intervals, plain.intervals, strict=True):
        assert (there.low, there.value, there.high) == tuple(plain.width - x for x in (here.low, here.value, here.high))


def test_a_second_tab_hears_that_the_estimate_was_declared_already(client_of, youssef, amina, campaign, go_out):
    go_out(1, 600)
    made = estimates.estimate(campaign, Method.REPEATS, {"asked": 40, "had_met": 10}, source="Enquête", by=HOUSE)
    campaigns.end_campaign(campaign, by=HOUSE)
    address = reverse("outreach:declare_estimate", args=[made.uid])
    client = client_of(youssef)
    assert client.post(address, {"combine": "highest", "confirmed": "on"}).status_code == 302
    again = client.post(address, {"combine": "sum", "confirmed": "on"}, follow=True)
    assert again.redirect_chain == [(made.get_absolute_url(), 302)]
    (told,) = [str(one) for one in again.context["messages"] if one.level_tag == "warning"]
    assert told == gettext("This estimate was declared already. A new one can be made.")
    made.refresh_from_db()
    assert made.combine == "highest"
    assert client_of(amina).post(address, {"combine": "sum", "confirmed": "on"}).status_code == 403
