"""Places of the grid, one day of it, and that the log follows."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.radio.actions import grid as actions
from terrain.radio.actions import log
from terrain.radio.actions.grid import ExtraSaid, PlaceSaid
from terrain.radio.enums import ChangeKind, EpisodeState, GridRule
from terrain.radio.grid import meetings
from terrain.radio.grid.week import DAY
from terrain.radio.models import GridChange, GridPlace, Show

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agreed")]
HOUR = 900


@pytest.fixture
def producer(dounia, viewer_of):
    return viewer_of(dounia)


@pytest.fixture
def host(amal, viewer_of):
    return viewer_of(amal)


@pytest.fixture
def other_show(station):
    return Show.objects.create(station=station, slug="droits", title={"fr": "Nos droits"})


def said(show, today, starts=time(10), slots=HOUR, **told):
    return PlaceSaid(show, today.weekday(), starts, slots, GridRule.LATEST, today, **told)


def test_a_second_tap_makes_one_place(station, show, today, producer):
    slip = uuid4()
    for _tap in range(2):
        actions.add_place(station, said(show, today), slip=slip, by=producer)
    assert GridPlace.objects.count() == 1


def test_whoever_changes_a_place_second_is_told(place_on, show, today, producer):
    place = place_on(today, time(10))
    actions.change_place(place, said(show, today, time(11)), version=1, by=producer)
    with pytest.raises(ChangedMeanwhile):
        actions.change_place(place, said(show, today, time(12)), version=1, by=producer)
    with pytest.raises(ChangedMeanwhile):
        actions.end_place(place, today, version=1, by=producer)
    assert GridPlace.objects.get().starts == time(11)


@pytest.mark.parametrize("slots", [0, DAY + 1])
def test_a_place_lasts_between_a_slot_and_a_day(station, show, today, producer, slots):
    with pytest.raises(Denied):
        actions.add_place(station, said(show, today, slots=slots), by=producer)


def test_a_show_that_has_ended_gets_no_place(station, show, today, producer):
    show.ended_on = today
    show.save()
    with pytest.raises(Denied):
        actions.add_place(station, said(show, today), by=producer)


def test_a_host_changes_nothing_in_the_grid(station, show, place_on, today, host):
    place = place_on(today, time(10))
    change = GridChange.objects.create(station=station, kind=ChangeKind.CANCELLED, day=today, place=place)
    for attempt in (
        lambda: actions.add_place(station, said(show, today), by=host),
        lambda: actions.change_place(place, said(show, today), version=1, by=host),
        lambda: actions.end_place(place, today, version=1, by=host),
        lambda: actions.cancel_day(place, today, by=host),
        lambda: actions.add_extra(station, ExtraSaid(show, today, time(9), HOUR), by=host),
        lambda: actions.undo_change(change, by=host),
    ):
        with pytest.raises(Denied):
            attempt()


def test_a_place_that_never_stood_is_gone_and_one_that_stood_ends(place_on, today, producer):
    coming = place_on(today, time(10), valid_from=today + timedelta(7))
    running = place_on(today, time(12))
    assert actions.end_place(coming, today, version=1, by=producer) is None
    assert actions.end_place(running, today, version=1, by=producer).valid_to == today
    assert list(GridPlace.objects.all()) == [running]


def test_a_day_is_cancelled_once_and_only_where_the_place_stands(place_on, today, producer):
    place = place_on(today, time(10))
    first, second = (actions.cancel_day(place, today, by=producer) for _tap in range(2))
    assert first == second
    with pytest.raises(Denied):
        actions.cancel_day(place, today + timedelta(1), by=producer)


def test_exceptions_of_days_on_which_a_place_does_not_stand_any_more_go(place_on, show, today, producer):
    place = place_on(today, time(10))
    actions.cancel_day(place, today, by=producer)
    actions.cancel_day(place, today + timedelta(7), by=producer)
    actions.end_place(place, today, version=1, by=producer)
    assert [change.day for change in GridChange.objects.all()] == [today]


def test_only_a_published_episode_of_the_show_is_planned_by_itself(
    station, show, other_show, today, producer, episode_of
):
    draft, elsewhere = episode_of(state=EpisodeState.REVIEW), episode_of(of=other_show)
    for episode in (draft, elsewhere):
        with pytest.raises(Denied):
            actions.add_extra(station, ExtraSaid(show, today, time(9), HOUR, episode=episode), by=producer)
    made = actions.add_extra(station, ExtraSaid(show, today, time(9), HOUR, episode=episode_of()), by=producer)
    actions.undo_change(made, by=producer)
    assert not GridChange.objects.exists()


def test_a_day_that_is_over_gets_nothing_besides(station, show, today, producer):
    with pytest.raises(Denied):
        actions.add_extra(station, ExtraSaid(show, today - timedelta(1), time(9), HOUR), by=producer)


def test_the_log_follows_every_change_once_it_is_written(
    station, show, today, producer, monkeypatch, django_capture_on_commit_callbacks
):
    followed = []
    monkeypatch.setattr(log, "compile_ahead", lambda station, *, by: followed.append(station))
    with django_capture_on_commit_callbacks(execute=True):
        place = actions.add_place(station, said(show, today), by=producer)
        actions.cancel_day(place, today, by=producer)
        assert followed == []
    assert followed == [station, station]


@pytest.mark.django_db(transaction=True)
def test_a_log_that_cannot_follow_does_not_undo_the_change(station, show, today, producer, monkeypatch):
    def broken(station, *, by):
        raise RuntimeError

    monkeypatch.setattr(log, "compile_ahead", broken)
    actions.add_place(station, said(show, today), by=producer)
    assert GridPlace.objects.count() == 1


def test_what_meets_in_the_grid_is_said_with_who_is_cut_short(station, show, other_show, place_on, today):
    place_on(today, time(10), show=other_show)
    (later,) = meetings.of_place(station, said(show, today, time(10, 30)), None)
    assert later == "« Nos droits » est coupée à 10:30, quand « Le café du matin » commence."
    (before,) = meetings.of_place(station, said(show, today, time(9, 30)), None)
    assert before == "« Le café du matin » est coupée à 10:00, quand « Nos droits » commence."
    (same,) = meetings.of_place(station, said(show, today, time(10)), None)
    assert "même heure" in same or "même temps" in same
    assert meetings.of_place(station, said(show, today, time(11)), None) == []


def test_a_place_does_not_meet_itself(station, show, place_on, today):
    own = place_on(today, time(10))
    assert meetings.of_place(station, said(show, today, time(10, 15)), own) == []


def test_what_is_left_open_after_a_place_is_said(station, show, other_show, place_on, today):
    place_on(today, time(12), show=other_show)
    told = meetings.told(station, said(show, today, time(10)), None)
    assert (told.ends, told.then_open, told.then) == ("11:00", 60, "12:00")
    alone = meetings.told(station, said(show, today, time(13)), None)
    assert alone.then == ""


def test_what_a_day_of_its_own_meets_is_said(station, show, other_show, place_on, today):
    place_on(today, time(10), show=other_show)
    assert meetings.of_extra(station, ExtraSaid(show, today, time(10, 30), HOUR)) == [
        "« Nos droits » est coupée à 10:30, quand « Le café du matin » commence."
    ]
    assert meetings.of_extra(station, ExtraSaid(show, clock.today(), time(11), HOUR)) == []
