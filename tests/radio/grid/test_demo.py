"""The radio of the demonstration."""

import numpy as np
import pytest

from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.access import system_viewer
from terrain.programmes import demo as programmes_demo
from terrain.programmes.models import Project
from terrain.radio import demo
from terrain.radio.actions import log
from terrain.radio.enums import SoundState
from terrain.radio.grid.board import drawn
from terrain.radio.grid.timetable import occasions, plan
from terrain.radio.grid.week import ONE_DAY
from terrain.radio.models import Episode, Show, Sound, Station
from terrain.radio.slots import RATE
from terrain.radio.sounds import preparing, shelf

HOUSE = system_viewer("tests")


@pytest.fixture
def mel(programme, settings):
    settings.DEMO = True
    project = Project.objects.create(programme=programme, code="MEL", **_like(programme.projects.get(code="W4I")))
    programmes_demo.furnish(by=HOUSE)
    return project


def _like(project):
    skipped = {"id", "uid", "programme", "code"}
    fields = [field for field in project._meta.concrete_fields if field.name not in skipped and not field.primary_key]
    return {field.name: getattr(project, field.name) for field in fields if not field.unique}


@pytest.fixture
def ready_at_once(monkeypatch):
    """Sounds are as good as prepared, whoever prepares them."""

    def prepare(sound, *, by):
        Sound.objects.filter(pk=sound.pk).update(state=SoundState.READY, slots=20, milliseconds=79_000)

    monkeypatch.setattr(preparing, "prepare", prepare)
    monkeypatch.setattr(shelf, "air", lambda sound: None)
    monkeypatch.setattr(log, "compile_ahead", lambda station, *, by: None)


def test_a_demonstration_has_a_radio_with_a_week_and_episodes(mel, ready_at_once):
    demo.furnish(by=HOUSE)
    demo.furnish(by=HOUSE)
    station = Station.objects.get()
    assert Show.objects.count() == 3
    assert Episode.objects.count() == len(demo.EPISODES)
    assert station.fallbacks.order_by("-pk").first().sounds[0] == 0
    today = clock.today()
    board = drawn(occasions(station, today - 7 * ONE_DAY, today), today - 6 * ONE_DAY)
    assert not board.met, "nothing in it overlaps"
    assert plan(station, today + ONE_DAY, today + 7 * ONE_DAY)


def test_nobody_approved_what_she_made(mel, ready_at_once):
    demo.furnish(by=HOUSE)
    for episode in Episode.objects.all():
        assert episode.made_by is not None
        assert episode.approved_by not in {None, episode.made_by}


def test_without_sound_there_is_no_episode(mel, monkeypatch):
    monkeypatch.setattr(preparing, "prepare", lambda sound, *, by: None)
    monkeypatch.setattr(log, "compile_ahead", lambda station, *, by: None)
    demo.furnish(by=HOUSE)
    assert Station.objects.exists() and not Episode.objects.exists()


def test_a_programme_without_the_project_has_no_radio(programme):
    demo.furnish(by=HOUSE)
    assert not Station.objects.exists()
    assert not User.objects.filter(email=demo.PRODUCER).exists()


@pytest.mark.parametrize("made", [demo.speech(3, 1), demo.chimes(3)])
def test_invented_sound_is_heard_and_not_distorted(made):
    assert made.shape == (3 * RATE,) and made.dtype == np.float32
    assert 0.2 < np.abs(made).max() <= 1
