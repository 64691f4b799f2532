"""A listener opens the radio on a telephone: one press and it plays, through a cut of the network, or without scripts at all."""

import io
import json
import re
import socket
import threading
import time
from datetime import time as clock_time
from datetime import timedelta

import av
import numpy as np
import pytest
import uvicorn
from django.utils import translation
from playwright.sync_api import expect

from terrain.core import clock, files, vault
from terrain.core.access import system_viewer
from terrain.radio import saying
from terrain.radio.actions.consents import Agreement, agree
from terrain.radio.air import fragments
from terrain.radio.air.doors import Doors
from terrain.radio.audio import boxes
from terrain.radio.audio.encoding import AacEncoder
from terrain.radio.enums import Scope
from terrain.radio.models import Episode, GridPlace, Message, Rendition, Show, Sound, Station, Voice
from terrain.radio.slots import FRAMES, RATE, SECONDS, slot_at
from tests.journeys.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, check_accessible, keep_picture
from tests.journeys.test_studio import MICROPHONE

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = system_viewer("tests")
SLOTS = 4
WHAT = """() => {
  const audio = document.querySelector('.player audio')
  return { time: audio.currentTime, held: audio.buffered.length ? audio.buffered.end(audio.buffered.length - 1) : 0 }
}"""
RUN_DRY = """() => {
  const audio = document.querySelector('.player audio')
  window.silences = 0
  audio.onwaiting = () => {
    const { buffered, currentTime } = audio
    if (!buffered.length || buffered.end(buffered.length - 1) - currentTime < 1) window.silences += 1
  }
}"""
"""Counts the silences for which nothing was held any more; a machine that decodes too slowly also waits, with all of it at hand."""


@pytest.fixture(scope="module")
def music(tmp_path_factory):
    """Real sound in place of the shipped music: a tone, in both broadcast forms."""
    folder = tmp_path_factory.mktemp("music")
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(SLOTS * SECONDS * RATE) / RATE)
    for profile, rate in (("std", 48_000), ("eco", 24_000)):
        encoder = AacEncoder(rate)
        frames = [*encoder.push(tone.astype(np.float32)), *encoder.flush()]
        parts = [boxes.fragment(frames[at * FRAMES : (at + 1) * FRAMES], at) for at in range(SLOTS)]
        (folder / f"interlude.{profile}").write_bytes(boxes.init_segment() + b"".join(parts))
    return folder


@pytest.fixture
def air(music, monkeypatch):
    """The radio's sound, served as in the house; gives its address."""
    monkeypatch.setattr(fragments, "SHIPPED", music)
    for kept in (fragments.interlude, fragments.interlude_slots, fragments._offsets):
        kept.cache_clear()
    place = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Doors(), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{place.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=5)
    for kept in (fragments.interlude, fragments.interlude_slots, fragments._offsets):
        kept.cache_clear()


@pytest.fixture
def radio(w4i, home_of_its_own):
    """A station with a show in the week and an episode that may be heard again."""
    now = clock.now()
    station = Station.objects.create(
        project=w4i, slug="meres", first_slot=slot_at(now) - 1000, name={"fr": "Mères en ligne", "ar": "أمهات على الخط"},
        about={"fr": "La radio faite par des mères.", "ar": "إذاعة تصنعها أمهات."},
        help_text={"fr": "Appelez le 8350.", "ar": "اتصلي بالرقم 8350."},
    )  # fmt: skip
    show = Show.objects.create(station=station, slug="cafe", title={"fr": "Le café du matin", "ar": "قهوة الصباح"})
    host = Voice.objects.create(project=w4i, air_name="Oum Rayan", key=vault.new_key())
    show.hosts.add(host)
    agree(host, Agreement(frozenset(Scope), clock.today() + timedelta(days=300)), by=HOUSE)
    for weekday, hour in ((0, 9), (2, 9), (4, 21)):
        GridPlace.objects.create(
            station=station, show=show, weekday=weekday, starts=clock_time(hour), slots=450, valid_from=clock.today()
        )
    sound = Sound.objects.create(station=station, kind="episode", state="ready", slots=15, milliseconds=60_000)
    sealed = files.keep(io.BytesIO(b"sealed"), name="x", by=HOUSE)
    Rendition.objects.create(sound=sound, profile="mp3", sealed=sealed, size=480_000, on_air=True)
    path = fragments.path_of(str(sound.uid), "mp3")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(480_000))
    episode = Episode.objects.create(
        show=show, title="Trouver une crèche", summary="Des adresses.", sound=sound, state="published", language="fr",
        approved_at=now, checked_names=True, published_at=now - timedelta(hours=3),
        transcript="WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Oum Rayan>Bonjour à toutes.\n",
        chapters=[{"at": 0, "title": "Début"}],
    )  # fmt: skip
    episode.parts.create(voice=host, part="host")
    return episode


class Network:
    """What lies between the page and the air: whole, or cut; what was asked, and what was told."""

    def __init__(self, page, air):
        self.cut, self.asked, self.told = False, [], []
        page.route("**/air/**", lambda route: self._pass(route, air))

    def _pass(self, route, air):
        path = "/air/" + route.request.url.split("/air/", 1)[1]
        self.asked.append(path)
        if self.cut:
            route.abort("internetdisconnected")
        elif path.endswith("/heard"):
            self.told.append(json.loads(route.request.post_data_buffer))
            route.fulfill(status=204)
        else:
            route.fulfill(response=route.fetch(url=air + path))


def _until(page, true, seconds=10.0):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = page.evaluate(WHAT)
        if true(found):
            return found
        page.wait_for_timeout(100)
    raise AssertionError(found)


def test_one_press_and_it_plays_and_only_then_is_anything_counted(open_browser, radio, air):
    page = open_browser(PHONE, "fr")
    network = Network(page, air)
    page.goto("/radio/meres/")
    check_accessible(page)
    page.wait_for_timeout(500)
    assert set(network.asked) <= {"/air/meres/init.mp4"}
    assert page.evaluate("Object.keys(localStorage)") == []
    button = page.locator("[data-play]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    _until(page, lambda audio: audio["time"] > 5)  # only a slot that was heard whole is told
    keep_picture(page, "radio-player", full=True)
    check_accessible(page)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.wait_for_timeout(300)
    (told,) = network.told
    assert 0 < told["to"] - told["from"] <= page.evaluate(WHAT)["time"] // 4 + 1
    assert abs(told["from"] - slot_at(clock.now())) <= 3
    assert told["source"] == "web"
    assert re.fullmatch(r"[0-9a-f]{32}", told["session"])
    assert re.fullmatch(r"[0-9a-f]{32}", told["device"])
    assert page.evaluate("localStorage.getItem('radio-device')") == told["device"]


def test_a_cut_of_the_network_is_not_heard(browser, live_server, radio, air):
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, locale="fr")
    page = context.new_page()
    network = Network(page, air)
    page.goto("/radio/meres/")
    page.locator("[data-play]").click()
    before = _until(page, lambda audio: audio["held"] - audio["time"] > 52)
    page.evaluate(RUN_DRY)
    network.cut, began = True, time.monotonic()
    page.wait_for_timeout(16_000)
    after, lasted = page.evaluate(WHAT), time.monotonic() - began
    assert page.evaluate("window.silences") == 0
    assert after["time"] - before["time"] > 0.5 * lasted, "a busy machine plays late, and goes on"
    network.cut = False
    _until(page, lambda audio: audio["held"] - audio["time"] > 45, 20)
    context.close()


def test_whoever_saves_data_hears_the_small_form(open_browser, radio, air):
    page = open_browser(PHONE, "fr")
    network = Network(page, air)
    page.goto("/radio/meres/")
    page.locator("[data-saver]").check()
    page.locator("[data-play]").click()
    _until(page, lambda audio: audio["held"] - audio["time"] > 20)
    assert {path.split("/")[4] for path in network.asked if "/seg/" in path} == {"eco"}
    page.reload()
    expect(page.locator("[data-saver]")).to_be_checked()


def test_without_scripts_the_browser_s_own_player_stands_there(open_browser, radio):
    page = open_browser(PHONE, "fr", java_script_enabled=False)
    page.goto("/radio/meres/")
    expect(page.locator(".player audio[controls]")).to_be_visible()
    expect(page.locator("[data-play]")).to_be_hidden()
    page.get_by_role("link", name="Trouver une crèche").click()
    expect(page.get_by_text("Bonjour à toutes.")).to_be_visible()
    expect(page.locator("main audio[controls]")).to_be_visible()


@pytest.mark.parametrize(("language", "viewport"), [("fr", PHONE), ("ar", PHONE), ("fr", DESKTOP)])
def test_every_page_can_be_used(open_browser, radio, language, viewport):
    page = open_browser(viewport, language)
    start = "/radio/meres/" if language == "fr" else f"/{language}/radio/meres/"
    for way in ("week/", "help/", "write/", "club/", "cafe/", f"episodes/{radio.uid}/"):
        page.goto(start + way)
        check_accessible(page)


def test_a_listener_writes_and_goes_on(open_browser, radio):
    page = open_browser(PHONE, "fr")
    page.goto("/radio/meres/write/")
    page.locator("#id_text").fill("Merci pour la crèche")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/radio/meres/")
    assert Message.objects.get().words[0] == "Merci pour la crèche"


@pytest.fixture
def speaking(browser, live_server):
    """A telephone in Arabic whose microphone hears beeps."""
    telephone = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE])
    context = telephone.new_context(
        viewport=PHONE, locale="ar", base_url=live_server.url, permissions=["microphone"], reduced_motion="reduce"
    )
    yield context.new_page()
    telephone.close()


def test_a_listener_records_and_nothing_leaves_before_she_sends_also_when_the_network_breaks(speaking, radio):
    page, left, faults = speaking, [], []
    page.on("request", lambda asked: left.append(asked.method) if asked.method != "GET" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/ar/radio/meres/write/")
    page.locator("label:has([name=way][value=changed])").click()
    check_accessible(page)
    page.locator("[data-do=record]").click()
    expect(page.locator("[data-time]")).to_have_text("0:02", timeout=5000)
    expect(page.locator("[data-send]")).to_be_hidden()
    keep_picture(page, "radio-message-recording")
    page.locator("[data-do=stop]").click()
    expect(page.locator("[data-heard]")).to_be_visible()
    page.locator("[name=may_air]").check()
    assert (left, Message.objects.count()) == ([], 0)
    page.route("**/write/", lambda route: route.abort("internetdisconnected"))
    page.locator("[data-send]").click()
    with translation.override("ar"):
        expect(page.locator("[data-told]")).to_have_text(saying.message()["no_network"])
    expect(page.locator("[data-heard]")).to_be_visible()
    expect(page.locator("[data-send]")).to_be_enabled()
    keep_picture(page, "radio-message-not-sent", full=True)
    page.unroute("**/write/")
    page.locator("[data-send]").click()
    expect(page.locator(".take-back")).to_be_visible()
    check_accessible(page)
    sent = Message.objects.get()
    assert (sent.is_changed, sent.may_air, sent.asked_in, faults) == (True, True, "ar", [])
    with av.open(io.BytesIO(files.read(sent.audio))) as heard:
        assert (
            sum(frame.samples for frame in heard.decode(audio=0)) > 4800
        )  # a busy machine hears less than it records for
