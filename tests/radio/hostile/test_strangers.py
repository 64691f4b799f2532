"""What somebody who means harm sends to doors that are open to all, and what a producer may not do alone."""

import asyncio
import io
import xml.etree.ElementTree as XML
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.core import clock
from terrain.core.access import ANONYMOUS
from terrain.core.policies import Denied
from terrain.radio.actions import live, log, messages
from terrain.radio.actions.messages import Said, TooMany
from terrain.radio.air import answers
from terrain.radio.air.compiling import Planned
from terrain.radio.enums import EpisodeState, LiveState, MessageState, RowKind, SoundKind, SoundState
from terrain.radio.live import starting
from terrain.radio.models import Episode, LiveBroadcast, Message, Sound
from terrain.radio.slots import slot_at
from tests.loops import run
from tests.radio.listen.conftest import agrees, episode_of, host  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db
VOICE = b"OggS" + bytes(4_000)


def test_a_body_that_never_ends_does_not_hold_the_door(monkeypatch):
    monkeypatch.setattr(answers, "PATIENCE", 0.2, raising=False)

    async def drip():
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def said(message):
        raise AssertionError(message)

    asked = answers.Asked({"method": "POST", "headers": []}, drip, said, "meres", ("heard",))
    assert run(asyncio.wait_for(asked.body(), 3)) is None


def test_voice_messages_that_nobody_listened_to_fill_no_disk(station, viewer_of, dounia, monkeypatch):
    monkeypatch.setattr(messages, "WAITING", 10_000, raising=False)
    for _one in range(3):
        messages.send(station.pk, Said(audio=io.BytesIO(VOICE)), by=ANONYMOUS)
    with pytest.raises(TooMany):
        messages.send(station.pk, Said(audio=io.BytesIO(VOICE)), by=ANONYMOUS)
    assert messages.send(station.pk, Said(text="سلام"), by=ANONYMOUS).pk, "words still come"
    messages.refuse(Message.objects.filter(audio__isnull=False).first(), by=viewer_of(dounia))
    assert messages.send(station.pk, Said(audio=io.BytesIO(VOICE)), by=ANONYMOUS).state == MessageState.NEW


def test_no_sign_in_a_title_makes_the_feed_unreadable(client, station, episode_of):  # noqa: F811
    episode_of("caf\x08é\x0b \ufffe du matin", summary="a\x1fb")
    feed = client.get(reverse("listen:feed", args=[station.slug]))
    assert "café  du matin" in [item.text for item in XML.fromstring(feed.content).iter("title")]


def test_a_title_puts_no_line_of_its_own_into_the_playlist_of_the_zip(client, station, episode_of):  # noqa: F811
    episode_of("Café\nhttps://tracker.example/x.mp3\r\n#EXTM3U")
    whole = b"".join(client.get(reverse("listen:zip", args=[station.slug])))
    lines = zipfile.ZipFile(io.BytesIO(whole)).read("radio.m3u").decode().splitlines()
    assert len(lines) == 3 and not any(line.startswith("https:") for line in lines)


@pytest.mark.parametrize("state", [EpisodeState.DRAFT, EpisodeState.REVIEW, EpisodeState.APPROVED])
def test_no_hand_puts_what_nobody_approved_into_the_log(station, show, dounia, viewer_of, state):
    sound = Sound.objects.create(station=station, kind=SoundKind.EPISODE, state=SoundState.READY, slots=5)
    Episode.objects.create(show=show, sound=sound, state=state, approved_at=clock.now(), checked_names=True)
    start = slot_at(clock.now()) + 400
    row = Planned(start, start + 5, RowKind.GRID, sound.pk, 0, show.pk)
    with pytest.raises(Denied):
        log.write(station, [row], by=viewer_of(dounia))
    with pytest.raises(Denied):
        log.change_fallback(station, [sound.pk], by=viewer_of(dounia))


def test_a_producer_who_said_long_ago_that_she_listens_says_so_again(
    show, amal, dounia, voice_of, viewer_of, monkeypatch
):
    monkeypatch.setattr(starting, "begin", lambda broadcast: None)
    voice = voice_of(amal, goes_live=True)
    agrees(voice, "air")
    made = live.announce(show, voice, by=viewer_of(amal))
    live.watch(made, by=viewer_of(dounia))
    LiveBroadcast.objects.update(watched_at=clock.now() - timedelta(hours=2))
    with pytest.raises(Denied):
        live.open_air(made, minutes=5, by=viewer_of(amal))
    live.watch(made, by=viewer_of(dounia))
    assert live.open_air(made, minutes=5, by=viewer_of(amal)).state == LiveState.OPEN


def test_who_asks_for_a_page_sends_no_endless_body_along(client, station):
    answer = client.post(
        reverse("listen:write", args=[station.slug]),
        b"x",
        content_type="multipart/form-data",
        CONTENT_LENGTH=str(1 << 33),
    )
    assert answer.status_code == 413
