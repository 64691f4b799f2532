"""The plan of a station, from its records."""

from datetime import date, time, timedelta

import pytest

from terrain.core import clock
from terrain.radio.enums import ChangeKind, EpisodeState, GridRule, RowKind, SoundState
from terrain.radio.grid import timetable
from terrain.radio.grid.week import slot_of
from terrain.radio.models import BroadcastRow, GridChange
from terrain.radio.slots import LEAD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agreed")]
HOUR = 900


@pytest.fixture
def tomorrow():
    return clock.today() + timedelta(1)


def logged(station, entry):
    return BroadcastRow.objects.create(
        station=station,
        slot_from=entry.slot_from,
        slot_to=entry.slot_to,
        kind=entry.kind,
        sound=entry.sound,
        first=entry.first,
        show=entry.show,
        episode=entry.episode,
        published=entry.slot_from - LEAD,
        written_at=clock.now(),
    )


def test_a_day_of_the_grid_becomes_slots_that_play_an_episode(station, show, place_on, episode_of, tomorrow):
    place, episode = place_on(tomorrow, time(10)), episode_of(slots=700)
    (entry,) = timetable.plan(station, tomorrow, tomorrow)
    start = slot_of(tomorrow, time(10))
    assert (entry.slot_from, entry.slot_to, entry.first) == (start, start + 700, 0)
    assert (entry.kind, entry.sound, entry.show) == (RowKind.GRID, episode.sound, show)
    assert (entry.episode, entry.place) == (episode, place)


@pytest.mark.parametrize(
    "said", [{"state": EpisodeState.WITHDRAWN}, {"state": EpisodeState.APPROVED}, {"state": EpisodeState.DRAFT}]
)
def test_only_what_is_published_plays(station, place_on, episode_of, tomorrow, said):
    place_on(tomorrow, time(10))
    episode_of(**said)
    assert timetable.plan(station, tomorrow, tomorrow) == []


def test_a_sound_that_is_not_ready_or_gone_does_not_play(station, place_on, episode_of, tomorrow):
    place_on(tomorrow, time(10))
    episode = episode_of()
    episode.sound.state = SoundState.GONE
    episode.sound.save()
    assert timetable.plan(station, tomorrow, tomorrow) == []


def test_whoever_objects_is_asked_before_an_episode_is_planned(station, place_on, episode_of, tomorrow, monkeypatch):
    place_on(tomorrow, time(10))
    episode = episode_of()
    asked = []
    monkeypatch.setattr(timetable, "_ASKED", [])
    timetable.register_allowance(lambda episodes, day: asked.append((list(episodes), day)) or [])
    assert timetable.plan(station, tomorrow, tomorrow) == []
    assert asked == [([episode.pk], tomorrow)]


def test_what_the_log_planned_for_later_is_planned_anew_and_what_was_heard_is_not(
    station, place_on, episode_of, tomorrow
):
    place_on(tomorrow, time(10), rule=GridRule.NEXT)
    place_on(tomorrow + timedelta(1), time(10), rule=GridRule.NEXT)
    first, second = episode_of(), episode_of()
    for entry in timetable.plan(station, tomorrow, tomorrow + timedelta(1)):
        logged(station, entry)
    again = timetable.plan(station, tomorrow, tomorrow + timedelta(1))
    assert [one.episode for one in again] == [first, second]
    later = slot_of(tomorrow, time(10)) + HOUR
    (rest,) = timetable.plan_slots(station, later, later + 26 * HOUR, known_to=later)
    assert rest.episode == second


def test_an_exception_of_one_day_is_planned(station, show, place_on, episode_of, tomorrow):
    place, asked_for = place_on(tomorrow, time(10)), episode_of()
    episode_of()
    GridChange.objects.create(station=station, kind=ChangeKind.CANCELLED, day=tomorrow, place=place)
    extra = GridChange.objects.create(
        station=station,
        kind=ChangeKind.EXTRA,
        day=tomorrow,
        show=show,
        starts=time(18),
        slots=HOUR,
        episode=asked_for,
    )
    (entry,) = timetable.plan(station, tomorrow, tomorrow)
    assert (entry.occasion.change, entry.episode, entry.place) == (extra, asked_for, None)


def test_a_plan_of_two_weeks_asks_the_database_a_constant_number_of_times(
    station, place_on, episode_of, tomorrow, django_assert_num_queries
):
    for hour in range(6, 20):
        place_on(tomorrow, time(hour), rule=GridRule.NEXT)
        episode_of()
    with django_assert_num_queries(4):
        assert len(timetable.plan(station, tomorrow, tomorrow + timedelta(14))) == 14


def test_nothing_outside_the_days_is_told(station, place_on, episode_of):
    monday = date(2030, 1, 7)
    place_on(monday, time(23, 30), valid_from=date(2026, 1, 1))
    episode_of(slots=HOUR)
    first = timetable.plan(station, monday, monday)
    second = timetable.plan(station, monday + timedelta(1), monday + timedelta(1))
    assert [(one.slot_to - one.slot_from, one.first) for one in (*first, *second)] == [(450, 0), (450, 450)]
