"""A radio that has been heard: episodes with their files, and what was never meant for listeners."""

import io
from datetime import timedelta

import pytest

from terrain.core import clock, files, vault
from terrain.core.access import system_viewer
from terrain.radio.actions.consents import Agreement, agree
from terrain.radio.air.fragments import path_of
from terrain.radio.enums import Scope
from terrain.radio.models import Episode, EpisodeVoice, Rendition, Sound, Voice

HOUSE = system_viewer("tests")
VTT = (
    "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Oum Rayan>صباح الخير.\n\n00:00:04.000 --> 00:00:09.000\n<v Oum Rayan>معكن أم ريان."
    "\n\n00:01:10.000 --> 00:01:20.000\n<v Maître S.>Fish &amp; chips.\n"
)


def agrees(voice, *scopes):
    """The voice may be heard in these scopes for a year."""
    agree(voice, Agreement(frozenset(map(Scope, scopes)), clock.today() + timedelta(days=365)), by=HOUSE)


@pytest.fixture
def host(w4i):
    voice = Voice.objects.create(project=w4i, air_name="Oum Rayan", key=vault.new_key())
    agrees(voice, *Scope)
    return voice


@pytest.fixture
def episode_of(show, host, home_of_its_own):
    """A published episode: ``episode_of("title", days_ago=1, bytes=…)``; its MP3 lies where it may be heard."""

    def made(title, *, days_ago=0, content=b"mp3 of the episode", voices=(), state="published", of=None, **said):
        now = clock.now() - timedelta(days=days_ago, minutes=5)
        whose = of or show
        sound = Sound.objects.create(
            station=whose.station, kind="episode", state="ready", slots=15, milliseconds=60_000
        )
        sealed = files.keep(io.BytesIO(b"sealed"), name="x", by=HOUSE)
        Rendition.objects.create(sound=sound, profile="mp3", sealed=sealed, size=len(content), on_air=True)
        path = path_of(str(sound.uid), "mp3")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        approved = {"approved_at": now, "checked_names": True} if state in {"approved", "published"} else {}
        published = {"published_at": now} if state in {"published", "withdrawn"} else {}
        withdrawn = {"withdrawn_at": clock.now()} if state == "withdrawn" else {}
        episode = Episode.objects.create(
            show=whose, title=title, sound=sound, state=state, **approved, **published, **withdrawn, **said
        )
        for voice, part in voices or [(host, "host")]:
            EpisodeVoice.objects.create(episode=episode, voice=voice, part=part)
        return episode

    return made
