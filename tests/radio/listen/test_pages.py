"""The listeners' pages: readable without scripts, without a name asked; what is taken back is gone from each of them."""

import gzip
import re
from datetime import date, time
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from terrain.core import clock
from terrain.radio.actions.stations import PAGES
from terrain.radio.listen_urls import urlpatterns
from terrain.radio.models import GridPlace, Station
from tests.radio.listen.conftest import VTT

SECRET = "Titre-que-personne-ne-doit-lire"


@pytest.fixture
def place(station, show):
    return GridPlace.objects.create(
        station=station,
        show=show,
        weekday=clock.today().weekday(),
        starts=time(23, 59),
        slots=10,
        valid_from=date(2026, 1, 1),
    )


def _text(client, name, *arguments):
    response = client.get(reverse(f"listen:{name}", args=arguments))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode(errors="replace")


def test_the_only_radio_is_opened_at_once(client, station):
    assert client.get("/radio/")["Location"] == "/radio/meres/"
    assert client.get("/ar/radio/")["Location"] == "/ar/radio/meres/"


def test_without_a_radio_nothing_breaks(client, programme):
    assert client.get("/radio/").status_code == 200
    assert client.get("/radio/nulle-part/").status_code == 404


def test_two_radios_are_both_named(client, station, cpe):
    Station.objects.create(project=cpe, slug="autre", name={"fr": "Autre radio"}, first_slot=1)
    status, text = _text(client, "radios")
    assert status == 200
    assert "Mères en ligne" in text
    assert "Autre radio" in text


def test_the_player_works_without_scripts(client, station):
    _status, text = _text(client, "station", "meres")
    assert re.search(r'<audio controls preload="none" src="/air/meres/live\.aac">', text)
    assert "autoplay" not in text


def test_the_page_says_what_plays_next_and_when(client, station, place):
    _status, text = _text(client, "station", "meres")
    assert "23:59" in text
    assert "Le café du matin" in text


def test_an_episode_is_read_without_hearing_it(client, station, episode_of):
    episode = episode_of(
        "La crèche", summary="Des adresses.", transcript=VTT, chapters=[{"at": 70, "title": "Maître S. répond"}]
    )
    _status, text = _text(client, "episode", "meres", episode.uid)
    for words in (
        "La crèche",
        "Des adresses.",
        "Oum Rayan",
        "صباح الخير. معكن أم ريان.",
        "Fish &amp; chips.",
        "1:10",
        "Maître S. répond",
    ):
        assert words in text, words
    assert f'<audio controls preload="none" src="/air/meres/episodes/{episode.uid}.mp3">' in text
    assert "<script" not in text.split("<main", 1)[1]


@pytest.mark.parametrize("state", ["draft", "review", "approved"])
def test_what_was_never_published_is_nowhere(client, station, show, episode_of, place, state):
    planted = episode_of(
        SECRET, state=state, summary=SECRET, transcript=f"{VTT}\n\n02:00.000 --> 02:09.000\n{SECRET}\n"
    )
    assert _everywhere(client, planted) == {404}


def test_what_was_withdrawn_is_gone_everywhere(client, station, show, episode_of, place):
    planted = episode_of(SECRET, state="withdrawn", summary=SECRET, transcript=VTT.replace("Fish", SECRET))
    assert _everywhere(client, planted) == {410}


def _everywhere(client, episode):
    """Status codes of the episode's own addresses; its words stand on no page at all."""
    own, codes = ("episode", "transcript", "chapters"), set()
    pages = [(name, "meres", episode.uid) for name in own]
    pages += [(name, "meres") for name in ("station", "week", "help", "write", "club", "calendar", "feed", "zip")]
    pages += [("show", "meres", "cafe"), ("show_feed", "meres", "cafe")]
    for name, *arguments in pages:
        status, text = _text(client, name, *arguments)
        assert SECRET not in text, name
        assert str(episode.sound.uid) not in text, name
        if name in own:
            codes.add(status)
    return codes


def test_the_calendar_says_every_day_what_is_planned(client, station, place):
    status, text = _text(client, "calendar", "meres")
    assert status == 200
    assert text.count("BEGIN:VEVENT") >= 4
    assert "SUMMARY:Le café du matin" in text
    assert len(set(re.findall(r"UID:(\S+)", text))) == text.count("BEGIN:VEVENT")


def test_every_page_can_be_left_quickly(client, station, show, episode_of):
    episode = episode_of("Un")
    for name, *arguments in (
        ("station",),
        ("week",),
        ("help",),
        ("write",),
        ("club",),
        ("show", "cafe"),
        ("episode", episode.uid),
    ):
        _status, text = _text(client, name, "meres", *arguments)
        assert "data-quick-exit" in text, name


def test_help_is_said_in_the_language_of_the_page(client, station):
    station.help_text = {"fr": "Appelez le 8350", "ar": "اتصلي بالرقم 8350"}
    station.save()
    assert "Appelez le 8350" in client.get("/radio/meres/").content.decode()
    assert "اتصلي بالرقم 8350" in client.get("/ar/radio/meres/help/").content.decode()


def test_a_listener_gets_no_cookie_by_listening(client, station, episode_of):
    episode = episode_of("Un")
    for name, *arguments in (("station",), ("week",), ("feed",), ("episode", episode.uid)):
        assert not client.get(reverse(f"listen:{name}", args=["meres", *arguments])).cookies, name


def test_the_public_site_leads_to_the_radio(client, station):
    assert 'href="/radio/meres/"' in client.get("/").content.decode()
    assert 'href="/radio/meres/"' in client.get("/projects/W4I/").content.decode()
    assert 'href="/radio/meres/"' not in client.get("/projects/CPE/").content.decode()


def test_the_player_is_three_kilobytes_and_the_page_thirty(client, station, show, episode_of, place):
    """KB of 1,024 bytes, as a server sends them to a telephone: squeezed."""
    for number in range(6):
        episode_of(f"Épisode avec un titre assez long numéro {number}")
    page = client.get("/radio/meres/", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    sizes = {"page": len(page.content)}
    for path in re.findall(r'/static/([^"]+)', gzip.decompress(page.content).decode()):
        sizes[path] = len(gzip.compress(Path(finders.find(path)).read_bytes(), 9))
    assert sizes["radio/player.js"] <= 3 * 1024
    assert sum(sizes.values()) <= 30 * 1024, sizes


def test_the_first_page_s_style_is_a_part_of_the_house_s():
    """Its lines are those of the house, in their order: what changes there is changed here."""
    ours, whole = (
        Path(finders.find(name)).read_text().splitlines() for name in ("radio/first.css", "core/terrain.css")
    )
    left = iter(line for line in whole if line.strip())
    assert [line for line in ours[1:] if line.strip() and line not in left] == []


def test_no_show_gets_the_address_of_a_page():
    fixed = [re.fullmatch(r"<slug:slug>/([a-z]+)/.*", str(entry.pattern)) for entry in urlpatterns]
    assert {found.group(1) for found in fixed if found} == PAGES
