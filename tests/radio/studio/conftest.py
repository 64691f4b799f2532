"""A studio in which Amal recorded something, Malika is a second person, Dounia a producer."""

import hashlib
import io
import uuid

import pytest
from django.urls import reverse

from terrain.core import files
from terrain.core.access import system_viewer
from terrain.radio.actions import episodes, log
from terrain.radio.consent import consents
from terrain.radio.enums import Part, Profile, SoundState
from terrain.radio.models import Rendition, Sound
from terrain.radio.models.recordings import CHUNK_SIZE
from terrain.radio.sounds import preparing, shelf

HOUSE = system_viewer("tests")
HEARD = bytes(range(256)) * 40
"""What a prepared sound is made of here: 10,240 bytes in which every place is known."""


def keep(content=HEARD, media_type="audio/webm"):
    return files.keep(io.BytesIO(content), name="voix.webm", media_type=media_type, by=HOUSE)


def made_ready(sound, content=HEARD):
    """The sound as preparing leaves it."""
    Sound.objects.filter(pk=sound.pk).update(
        state=SoundState.READY, slots=3, milliseconds=11_000, waveform=bytes([0, 120, 255, 30])
    )
    Rendition.objects.create(sound=sound, profile=Profile.STD, sealed=keep(content, "audio/mp4"), size=len(content))
    sound.refresh_from_db()
    return sound


@pytest.fixture(autouse=True)
def others(monkeypatch):
    """What the studio asked of the other parts; everybody agreed unless a test says otherwise."""
    asked = {"prepare": [], "air": [], "ground": [], "take_off": [], "compile": [], "lacking": [], "kept": []}

    def prepare(sound, *, by, keep_original=True):
        asked["prepare"].append(sound.pk)
        asked["kept"].append(keep_original)

    monkeypatch.setattr(preparing, "prepare", prepare)
    monkeypatch.setattr(shelf, "air", lambda sound: asked["air"].append(sound.pk))
    monkeypatch.setattr(shelf, "ground", lambda sound: asked["ground"].append(sound.pk))
    monkeypatch.setattr(log, "take_off", lambda sound, *, by: asked["take_off"].append(sound.pk))
    monkeypatch.setattr(log, "compile_ahead", lambda station, *, by: asked["compile"].append(station.pk))
    monkeypatch.setattr(consents, "lacking_said", lambda episode, scope: list(asked["lacking"]))
    return asked


@pytest.fixture
def hers(amal, voice_of):
    return voice_of(amal)


@pytest.fixture
def another(malika, voice_of):
    return voice_of(malika)


@pytest.fixture
def draft(show, amal, hers, viewer_of):
    """What Amal recorded, ready to be heard, without a name yet."""
    episode = episodes.begin(show, episodes.SoundSaid(keep()), [(hers, Part.HOST)], by=viewer_of(amal))
    made_ready(episode.sound)
    return episode


@pytest.fixture
def named(draft, amal, viewer_of):
    return episodes.change(draft, episodes.EpisodeSaid("L'école de Yasmine"), version=draft.version, by=viewer_of(amal))


@pytest.fixture
def sent(named, amal, viewer_of):
    episodes.send(named, by=viewer_of(amal))
    named.refresh_from_db()
    return named


@pytest.fixture
def approved(sent, malika, viewer_of):
    episodes.approve(sent, checked_names=True, version=sent.version, by=viewer_of(malika))
    sent.refresh_from_db()
    return sent


@pytest.fixture
def published(approved, amal, viewer_of):
    episodes.publish(approved, by=viewer_of(amal))
    approved.refresh_from_db()
    return approved


class Telephone:
    """A recording on a telephone, sent by hand."""

    def __init__(self, client, show, content, **told):
        self.client, self.content, self.uid = client, content, uuid.uuid4()
        self.told = {
            "purpose": "episode", "way": "own", "station": show.station.uid, "show": show.uid, "size": len(content),
            "milliseconds": 8000, "cut_from": 0, "cut_to": 0, "media_type": "audio/webm;codecs=opus",
        } | told  # fmt: skip

    def begin(self, **more):
        return self.client.post(reverse("radio:begin_recording", args=[self.uid]), self.told | more)

    def part(self, number):
        return self.content[number * CHUNK_SIZE : (number + 1) * CHUNK_SIZE]

    def send(self, number, content=None, mark=None):
        body = self.part(number) if content is None else content
        return self.client.post(
            reverse("radio:send_chunk", args=[self.uid, number]),
            body,
            content_type="application/octet-stream",
            headers={"x-sha256": mark or hashlib.sha256(body).hexdigest()},
        )

    def finish(self):
        return self.client.post(reverse("radio:finish_recording", args=[self.uid]))


@pytest.fixture
def telephone(show, client_of):
    """``telephone(amal, content)``: a recording that she sends part by part."""

    def pick_up(user, content=b"\x1aE\xdf\xa3" + bytes(range(251)) * 800, **told):
        return Telephone(client_of(user), show, content, **told)

    return pick_up
