"""The feeds, by the rules of RSS 2.0, Apple and Podcasting 2.0."""

from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree import ElementTree as XML

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from terrain.core import clock
from terrain.radio.feeds.podcasts import GUIDS, ITUNES, PODCAST
from terrain.radio.models import BroadcastRow, Episode
from terrain.radio.slots import slot_at
from tests.radio.listen.conftest import VTT

ITEM, POD = f"{{{ITUNES}}}", f"{{{PODCAST}}}"


def _feed(client, *arguments):
    name = "show_feed" if len(arguments) == 2 else "feed"
    return client.get(reverse(f"listen:{name}", args=arguments))


def _channel(client, *arguments):
    root = XML.fromstring(_feed(client, *arguments).content)
    assert root.tag == "rss"
    assert root.get("version") == "2.0"
    return root.find("channel")


@pytest.mark.parametrize("arguments", [("meres",), ("meres", "cafe")])
def test_a_feed_holds_what_players_need(client, station, show, episode_of, arguments, settings):
    settings.TERRAIN_URL = "https://radio.example.org"
    episode = episode_of("La crèche", transcript=VTT, chapters=[{"at": 0, "title": "Début"}], content=b"x" * 4321)
    channel = _channel(client, *arguments)
    for name in (
        "title",
        "link",
        "description",
        "language",
        "lastBuildDate",
        f"{ITEM}author",
        f"{ITEM}explicit",
        f"{POD}guid",
    ):
        assert channel.findtext(name), name
    assert channel.find(f"{ITEM}category").get("text")
    assert channel.findtext(f"{POD}locked") == "yes"
    item = channel.find("item")
    assert item.findtext("title") == "La crèche"
    assert item.find("guid").get("isPermaLink") == "false"
    assert UUID(item.findtext("guid")) == episode.uid
    assert abs((parsedate_to_datetime(item.findtext("pubDate")) - episode.published_at).total_seconds()) < 1
    assert item.find("enclosure").attrib == {
        "url": f"https://radio.example.org/air/meres/episodes/{episode.uid}.mp3", "length": "4321", "type": "audio/mpeg",
    }  # fmt: skip
    assert item.findtext(f"{ITEM}duration") == "60"
    words, parts = item.find(f"{POD}transcript"), item.find(f"{POD}chapters")
    assert words.get("type") == "text/vtt"
    assert parts.get("type") == "application/json+chapters"
    assert item.find(f"{POD}person").attrib == {"role": "host"}
    for address in (words.get("url"), parts.get("url")):
        assert client.get(address.removeprefix("https://radio.example.org")).status_code == 200


def test_the_number_of_a_feed_is_the_one_it_was_given_else_made_of_its_address(client, station, show, settings):
    settings.TERRAIN_URL = "https://radio.example.org"
    assert _channel(client, "meres", "cafe").findtext(f"{POD}guid") == str(
        uuid5(GUIDS, "radio.example.org/radio/meres/cafe/feed.xml")
    )
    show.guid = UUID(int=7)
    show.save()
    assert _channel(client, "meres", "cafe").findtext(f"{POD}guid") == str(UUID(int=7))


def test_addresses_and_words_of_a_feed_do_not_depend_on_who_asks(client, station, show, episode_of):
    episode_of("Un")
    assert client.get("/radio/meres/cafe/feed.xml").content == client.get("/ar/radio/meres/cafe/feed.xml").content


def test_a_feed_that_did_not_change_is_not_sent_again(client, station, episode_of):
    first = episode_of("Un", days_ago=1)
    answer = _feed(client, "meres")
    same = client.get("/radio/meres/feed.xml", headers={"If-None-Match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert (
        client.get("/radio/meres/feed.xml", headers={"If-Modified-Since": answer["Last-Modified"]}).status_code == 304
    )
    Episode.objects.filter(pk=first.pk).update(state="withdrawn", withdrawn_at=clock.now())
    for header, said in (("If-None-Match", answer["ETag"]), ("If-Modified-Since", answer["Last-Modified"])):
        changed = client.get("/radio/meres/feed.xml", headers={header: said})
        assert changed.status_code == 200, header
        assert b"<item>" not in changed.content


def test_a_show_s_feed_holds_only_its_own(client, station, show, episode_of):
    other = type(show).objects.create(station=station, slug="conte", title={"fr": "Contes"}, language="fr")
    episode_of("Un")
    episode_of("Deux", of=other)
    assert [item.findtext("title") for item in _channel(client, "meres", "conte").iter("item")] == ["Deux"]
    assert len(list(_channel(client, "meres").iter("item"))) == 2


def test_an_episode_without_a_file_to_take_is_not_in_a_feed(client, station, show, episode_of):
    episode = episode_of("Un")
    episode.sound.renditions.update(on_air=False)
    assert list(_channel(client, "meres").iter("item")) == []


def test_whoever_speaks_live_is_announced_while_she_does(client, station, show):
    now = clock.now()
    slot = slot_at(now)
    assert _channel(client, "meres").find(f"{POD}liveItem") is None
    BroadcastRow.objects.create(
        station=station,
        slot_from=slot - 5,
        slot_to=slot + 50,
        published=slot - 20,
        written_at=now,
        kind="live",
        show=show,
    )
    live = _channel(client, "meres").find(f"{POD}liveItem")
    assert live.get("status") == "live"
    assert live.find("enclosure").get("url").endswith("/air/meres/live.aac")
    assert live.find(f"{POD}contentLink").get("href").endswith("/radio/meres/")
    other = type(show).objects.create(station=station, slug="conte", title={"fr": "Contes"})
    assert _channel(client, "meres", other.slug).find(f"{POD}liveItem") is None


def test_text_that_looks_like_marks_stays_text(client, station, show, episode_of):
    episode_of("<b>&</b> ]]>", summary="a < b")
    item = _channel(client, "meres").find("item")
    assert (item.findtext("title"), item.findtext("description")) == ("<b>&</b> ]]>", "a < b")


def test_the_cover_is_as_large_as_apple_wants_it(client, station):
    """PNG, a square of 1,400 to 3,000 pixels: width and height stand at bytes 16 to 24."""
    address = _channel(client, "meres").find(f"{ITEM}image").get("href")
    head = Path(finders.find(address.partition("/static/")[2])).read_bytes()[:24]
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    assert head.startswith(b"\x89PNG")
    assert 1400 <= width == height <= 3000
