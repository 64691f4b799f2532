"""Nobody is planned who has not agreed to be heard."""

from datetime import time, timedelta

import pytest

from terrain.core import clock
from terrain.radio.actions.consents import Agreement, agree, take_back
from terrain.radio.enums import Part, Scope
from terrain.radio.grid import timetable
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


def test_an_episode_is_planned_only_while_everybody_heard_in_it_agrees(station, place_on, episode_of, voice_of, amal):
    tomorrow = clock.today() + timedelta(1)
    place_on(tomorrow, time(10))
    episode = episode_of()
    voice = voice_of(amal)
    episode.parts.create(voice=voice, part=Part.HOST)
    assert timetable.plan(station, tomorrow, tomorrow) == []
    agree(voice, Agreement(frozenset({Scope.AIR}), tomorrow), by=HOUSE)
    assert [one.episode for one in timetable.plan(station, tomorrow, tomorrow)] == [episode]
    take_back(voice, {Scope.AIR}, by=HOUSE)
    assert timetable.plan(station, tomorrow, tomorrow) == []
