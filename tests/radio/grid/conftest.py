"""Episodes that can be heard, places of the grid, and a morning at which nothing has been planned yet."""

from datetime import date, time, timedelta

import pytest

from terrain.core import clock
from terrain.radio.enums import EpisodeState, SoundKind, SoundState
from terrain.radio.models import Episode, GridPlace, Sound

HOUR = 900


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def episode_of(show):
    """A published episode with a sound of so many slots: ``episode_of(slots=900)``."""

    def episode(of=show, slots=HOUR, **said):
        station = of.station
        sound = Sound.objects.create(
            station=station, kind=SoundKind.EPISODE, state=SoundState.READY, slots=slots, milliseconds=slots * 4000
        )
        before = clock.now() - timedelta(days=3)
        told = {"state": EpisodeState.PUBLISHED, "title": "Nos droits au travail", "checked_names": True}
        times = {"approved_at": before, "published_at": before}
        return Episode.objects.create(show=of, sound=sound, **(told | times | said))

    return episode


@pytest.fixture
def place_on(station, show):
    """A place of the grid: ``place_on(day, time(10))``."""

    def place(day: date, starts: time, slots: int = HOUR, **said):
        told = {"show": show, "weekday": day.weekday(), "valid_from": day - timedelta(30)} | said
        return GridPlace.objects.create(station=station, starts=starts, slots=slots, **told)

    return place
