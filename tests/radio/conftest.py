"""A radio of project W4I: its station, a show, and the voices of those who make it."""

import pytest

from terrain.core import clock, vault
from terrain.radio.grid import timetable
from terrain.radio.models import Show, Station, Voice
from terrain.radio.slots import slot_at


@pytest.fixture
def station(w4i):
    return Station.objects.create(
        project=w4i,
        slug="meres",
        name={"fr": "Mères en ligne", "ar": "أمهات على الخط"},
        first_slot=slot_at(clock.now()),
    )


@pytest.fixture
def show(station):
    return Show.objects.create(
        station=station, slug="cafe", title={"fr": "Le café du matin", "ar": "قهوة الصباح"}, language="ar"
    )


@pytest.fixture
def voice_of(w4i):
    """The voice of somebody who signs in: ``voice_of(amal)``."""

    def voice(user, **said):
        return Voice.objects.create(project=w4i, user=user, air_name=user.full_name, key=vault.new_key(), **said)

    return voice


@pytest.fixture
def everybody_agreed(monkeypatch):
    """The plan asks nobody whether an episode may be heard: for tests of the grid and the log alone."""
    monkeypatch.setattr(timetable, "_ASKED", [])
