"""Voices that agreed, and what takes broadcasts away, listened to."""

from datetime import timedelta

import pytest

from terrain.core import clock, vault
from terrain.radio.actions.consents import ALL, Agreement, agree
from terrain.radio.consent import leaving
from terrain.radio.enums import EpisodeState, Part, SoundKind, SoundState
from terrain.radio.models import Episode, EpisodeVoice, Sound, Voice
from terrain.radio.models.consents import Capacity, Shown
from tests.factories import HOUSE

YEAR = timedelta(days=365)


@pytest.fixture
def guest(w4i):
    return Voice.objects.create(project=w4i, kind="guest", air_name="Oum Aya", key=vault.new_key())


@pytest.fixture
def girl(w4i):
    """A guest under age."""
    return Voice.objects.create(project=w4i, kind="guest", air_name="Lina", is_minor=True, key=vault.new_key())


def agreed(voice, scopes=ALL, *, until=None, capacity=None, **said):
    """``voice`` agreed; of a girl under age both whose agreement is needed."""
    day = until or clock.today() + YEAR
    for one in (
        [capacity] if capacity else ([Capacity.GUARDIAN, Capacity.ASSENT] if voice.is_minor else [Capacity.SELF])
    ):
        told = {"named": "Tuteur" if one == Capacity.GUARDIAN else "", "shown_by": Shown.SIGNED} | said
        agree(voice, Agreement(frozenset(scopes), day, capacity=one, **told), by=HOUSE)


@pytest.fixture
def broadcast(show):
    """A broadcast in which these are heard: ``broadcast(amals, guest)``, published."""

    def make(*voices, state=EpisodeState.PUBLISHED, part=Part.GUEST, title="Le premier café"):
        sound = Sound.objects.create(
            station=show.station, kind=SoundKind.EPISODE, state=SoundState.READY, slots=10, milliseconds=40_000
        )
        episode = Episode.objects.create(
            show=show, title=title, state=state, sound=sound, approved_at=clock.now(), checked_names=True
        )
        for voice in voices:
            EpisodeVoice.objects.create(episode=episode, voice=voice, part=part)
        return episode

    return make


@pytest.fixture
def gone(monkeypatch):
    """What was taken away: pairs (where, key of the episode), by hands that only write it down."""
    heard = []

    def withdraw(episode):
        heard.append(("everywhere", episode.pk))
        Episode.objects.filter(pk=episode.pk).update(state=EpisodeState.WITHDRAWN)

    def take_off(episode):
        heard.append(("stream", episode.pk))
        Sound.objects.filter(pk=episode.sound_id).update(gone_from=1)

    monkeypatch.setattr(leaving, "withdraw", withdraw)
    monkeypatch.setattr(leaving, "take_off", take_off)
    return heard


@pytest.fixture
def later(monkeypatch):
    """Turn the clock of the house forward."""
    passed, real = [timedelta()], clock.now

    def turn(**by: float) -> None:
        passed[0] += timedelta(**by)

    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])
    return turn
