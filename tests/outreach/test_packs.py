"""Posters, leaflets and sheets: bilingual, on the pages they are meant for, whatever the words."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from terrain.core.ui.wording import dated
from terrain.outreach import packs
from terrain.outreach.actions import campaigns
from terrain.outreach.actions.campaigns import EventSaid
from tests.factories import HOUSE

PAGE, LOG = "https://terrain.example/campaign/vos-droits/", "https://terrain.example/campaigns/1/log/"
MM = 72 / 25.4


def printed(campaign, code, page=PAGE):
    pack = next(one for one in packs.PACKS if one.code == code)
    return PdfReader(BytesIO(packs.as_pdf(campaign, pack, page=page, log=LOG)))


@pytest.mark.parametrize(
    ("code", "width", "height"),
    [("poster-a3", 297, 420), ("poster-a4", 210, 297), ("leaflet", 210, 297), ("sheet", 210, 297)],
)
def test_each_is_one_page_of_its_size_with_both_languages(campaign, today, code, width, height):
    campaigns.log_event(campaign, EventSaid(today + timedelta(3), "Témara, souk", "market_stand"), by=HOUSE)
    paper = printed(campaign, code)
    assert len(paper.pages) == 1
    box = paper.pages[0].mediabox
    assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (width, height)
    words = paper.pages[0].extract_text()
    assert "Vos droits au marché" in words
    if code != "sheet":
        assert "Témara" in words and "8350" in words and "terrain.example" in words


def test_a_poster_without_a_public_page_carries_no_address(campaign):
    assert "terrain.example" not in printed(campaign, "poster-a4", page="").pages[0].extract_text()


@pytest.mark.parametrize(("code", "copies"), [("poster-a3", 1), ("poster-a4", 1), ("leaflet", 2)])
def test_a_telephone_is_printed_from_left_to_right_in_every_language(w4i, said, code, copies):
    told = replace(said, help_numbers="0500 00 00 01 (CPE)")
    words = printed(campaigns.open_campaign(w4i, told, by=HOUSE), code).pages[0].extract_text()
    assert words.count("0500 00 00 01 (CPE)") == copies * len(packs.LANGUAGES)


def test_days_to_come_are_said_in_each_language(campaign, today):
    day = today + timedelta(3)
    campaigns.log_event(campaign, EventSaid(day, "Témara, souk", "market_stand"), by=HOUSE)
    told = {one["language"]: one["dates"] for one in packs._shown(campaign, packs.PACKS[0], "")["feet"]}
    for code in packs.LANGUAGES:
        with override(code):
            assert told[code] == [f"{dated(day)} · Témara, souk"]
    assert printed(campaign, "poster-a4").pages[0].extract_text().count("Témara, souk") == len(packs.LANGUAGES)


@pytest.mark.parametrize("code", ["poster-a3", "poster-a4", "leaflet"])
def test_many_days_and_long_words_stay_on_one_page(w4i, said, today, code):
    long = {"fr": ("mot " * 200)[:550], "ar": ("كلمة " * 200)[:550]}
    campaign = campaigns.open_campaign(w4i, replace(said, message=long, what_to_do=long), by=HOUSE)
    for ahead in range(6):
        campaigns.log_event(
            campaign, EventSaid(today + timedelta(ahead), "Rabat, marché de l'Océan", "market_stand"), by=HOUSE
        )
    assert len(printed(campaign, code).pages) == 1


@pytest.mark.parametrize("code", ["poster-a4", "leaflet", "sheet"])
def test_long_words_and_signs_of_the_setter_do_no_harm(w4i, said, code):
    wild = {"fr": "#panic() $x$ *[* \\ " * 3, "ar": "سوق " * 20}
    campaign = campaigns.open_campaign(w4i, replace(said, title=wild, message=wild), by=HOUSE)
    assert "#panic()" in printed(campaign, code).pages[0].extract_text()


@pytest.mark.parametrize("code", ["poster-a3", "poster-a4", "leaflet"])
@pytest.mark.parametrize("length", [40, 120, 280, 550])
def test_long_messages_stay_on_one_page(w4i, said, code, length):
    long = {"fr": ("mot " * 200)[:length], "ar": ("كلمة " * 200)[:length]}
    told = replace(said, message=long, what_to_do=long)
    assert len(printed(campaigns.open_campaign(w4i, told, by=HOUSE), code).pages) == 1


def test_a_campaign_in_french_alone_is_printed_too(w4i, said):
    alone = replace(said, title={"fr": "Seul"}, message={"fr": "Un message"}, what_to_do={})
    assert "Seul" in printed(campaigns.open_campaign(w4i, alone, by=HOUSE), "poster-a4").pages[0].extract_text()


def test_whoever_runs_campaigns_prints_and_who_only_looks_does_not(campaign, client_of, facilitator, amina):
    address = reverse("outreach:pack", args=[campaign.uid, "sheet"])
    answer = client_of(facilitator).get(address)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert client_of(amina).get(address).status_code == 403
    assert client_of(facilitator).get(address.replace("sheet", "banner")).status_code == 404
