"""Writing the log in the tables: soon enough, never into what was published, once."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from terrain.core import clock, sweeping, vault
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.radio.actions import log
from terrain.radio.actions.consents import Agreement, agree
from terrain.radio.air import horizon, live, onair
from terrain.radio.air.compiling import Planned
from terrain.radio.enums import EpisodeState, GridRule, Part, Scope, SoundKind, SoundState
from terrain.radio.grid import keeping
from terrain.radio.models import BroadcastRow, Episode, Fallback, GridChange, GridPlace, Sound, Station, Voice
from terrain.radio.slots import AHEAD, BEHIND, LEAD, begins, slot_at
from tests.factories import HOUSE
from tests.radio.air.conftest import INTERLUDE_SLOTS

MORNING = datetime(2026, 3, 3, 9, 58, 2, tzinfo=UTC)
HOUR = 900


@pytest.fixture
def watch(monkeypatch):
    """A clock that is moved by hand."""

    class Watch:
        at = MORNING

        @property
        def slot(self):
            return slot_at(self.at)

        def wait(self, slots):
            self.at += timedelta(seconds=4 * slots)

    made = Watch()
    monkeypatch.setattr(clock, "now", lambda: made.at)
    return made


@pytest.fixture
def air(station, watch, everybody_agreed):
    Station.objects.filter(pk=station.pk).update(first_slot=watch.slot - 1000)
    station.refresh_from_db()
    return station


@pytest.fixture
def sound_of(air):
    def sound(slots=HOUR, **said):
        told = {"kind": SoundKind.FALLBACK, "state": SoundState.READY} | said
        return Sound.objects.create(station=air, slots=slots, milliseconds=slots * 4000, **told)

    return sound


@pytest.fixture
def episode_of(show, sound_of, watch):
    def episode(slots=HOUR, **said):
        before = watch.at - timedelta(days=2)
        told = {"state": EpisodeState.PUBLISHED, "checked_names": True, "approved_at": before, "published_at": before}
        return Episode.objects.create(
            show=show, title="Nos droits", sound=sound_of(slots, kind=SoundKind.EPISODE), **(told | said)
        )

    return episode


@pytest.fixture
def boss(dounia, viewer_of):
    return viewer_of(dounia)


@pytest.fixture
def host(amal, viewer_of):
    return viewer_of(amal)


def place(station, show, starts, slots=HOUR, rule=GridRule.LATEST):
    return GridPlace.objects.create(
        station=station,
        show=show,
        weekday=MORNING.weekday(),
        starts=starts,
        slots=slots,
        rule=rule,
        valid_from=MORNING.date() - timedelta(days=14),
    )


def test_the_plan_is_written_once(air, show, episode_of, host, watch):
    episode = episode_of()
    place(air, show, time(12))
    assert log.compile_ahead(air, by=host) == 1
    row = BroadcastRow.objects.get()
    assert begins(row.slot_from) == datetime(2026, 3, 3, 12, tzinfo=UTC)  # Ramadan: the clock is at UTC
    assert (row.episode, row.sound, row.slot_to - row.slot_from) == (episode, episode.sound, HOUR)
    assert (row.published, row.by_hand) == (watch.slot + AHEAD, False)
    entries = AuditEvent.objects.filter(verb="radio.log_compiled").count()
    assert log.compile_ahead(air, by=host) == 0
    watch.wait(600)
    assert log.compile_ahead(air, by=host) == 0
    assert AuditEvent.objects.filter(verb="radio.log_compiled").count() == entries == 1


def test_a_show_that_is_cancelled_leaves_the_log_but_its_row_stays_as_proof(air, show, episode_of, host, watch):
    episode_of()
    there = place(air, show, time(12))
    log.compile_ahead(air, by=host)
    row = BroadcastRow.objects.get()
    GridChange.objects.create(station=air, kind="cancelled", day=MORNING.date(), place=there)
    assert log.compile_ahead(air, by=host) == 1
    assert BroadcastRow.objects.filter(pk=row.pk).exists()
    assert onair.plays(air, row.slot_from).kind == "fallback"


def test_what_began_before_its_place_was_known_does_not_begin_in_the_middle(air, show, episode_of, host, watch):
    episode_of()
    place(air, show, time(9, 58), slots=HOUR)
    assert log.compile_ahead(air, by=host) == 0


def test_only_whoever_makes_this_radio_writes(air, show, sound_of, host, stranger, viewer_of, watch):
    rows = [Planned(watch.slot + 100, watch.slot + 200, "grid", sound_of().pk)]
    with pytest.raises(Denied):
        log.write(air, rows, by=host)
    for call in (
        lambda by: log.compile_ahead(air, by=by),
        lambda by: log.take_off(sound_of(), by=by),
        lambda by: log.open_live(air, show, 10, by=by),
        lambda by: log.close_live(air, by=by),
        lambda by: log.change_fallback(air, [0], by=by),
    ):
        with pytest.raises(Denied):
            call(viewer_of(stranger))


def test_rows_by_hand_are_cut_to_what_is_free_and_stay(air, show, episode_of, sound_of, boss, host, watch):
    episode_of()
    place(air, show, time(10))
    log.compile_ahead(air, by=host)
    song = sound_of(400)
    free = watch.slot + AHEAD + LEAD
    assert log.write(air, [Planned(watch.slot - 10, watch.slot + 300, "grid", song.pk)], by=boss) == 1
    row = BroadcastRow.objects.get(by_hand=True)
    assert (row.slot_from, row.first) == (free, free - watch.slot + 10)
    assert log.compile_ahead(air, by=host) == 0
    assert onair.plays(air, free + 50).sound == song.pk
    assert onair.plays(air, watch.slot + 310).episode is not None


def test_a_row_into_the_past_is_refused(air, sound_of, boss, watch):
    with pytest.raises(Denied):
        log.write(air, [Planned(watch.slot, watch.slot + AHEAD, "grid", sound_of().pk)], by=boss)
    assert not BroadcastRow.objects.exists()


@pytest.mark.parametrize(
    "said", [{"state": SoundState.PREPARING, "slots": 0}, {"state": SoundState.GONE}, {"gone_from": 5}]
)
def test_sounds_that_cannot_be_played_are_refused(air, sound_of, boss, watch, said):
    sound = sound_of(**said)
    with pytest.raises(Denied):
        log.write(air, [Planned(watch.slot + 100, watch.slot + 110, "grid", sound.pk)], by=boss)
    with pytest.raises(Denied):
        log.change_fallback(air, [sound.pk], by=boss)


def test_the_table_itself_refuses_a_row_that_could_have_been_heard(air, watch):
    with pytest.raises(IntegrityError), transaction.atomic():
        BroadcastRow.objects.create(
            station=air,
            slot_from=watch.slot + 1,
            slot_to=watch.slot + 5,
            kind="grid",
            published=watch.slot,
            written_at=watch.at,
        )


def test_a_writer_who_is_too_slow_leaves_nothing(air, show, episode_of, host, watch, monkeypatch):
    episode_of()
    place(air, show, time(12))
    create = BroadcastRow.objects.bulk_create

    def slow(rows):
        watch.wait(3)
        return create(rows)

    monkeypatch.setattr(BroadcastRow.objects, "bulk_create", slow)
    with pytest.raises(log.TooSlow):
        log.compile_ahead(air, by=host)
    assert not BroadcastRow.objects.exists()
    assert not AuditEvent.objects.filter(verb="radio.log_compiled").exists()


def test_a_writer_who_was_slow_once_tries_again(air, show, episode_of, host, watch, monkeypatch):
    episode_of()
    place(air, show, time(12))
    create, waits = BroadcastRow.objects.bulk_create, [3]

    def slow(rows):
        watch.wait(waits.pop() if waits else 0)
        return create(rows)

    monkeypatch.setattr(BroadcastRow.objects, "bulk_create", slow)
    assert log.compile_ahead(air, by=host) == 1


def test_the_fallback_changes_where_nobody_has_heard_it(air, sound_of, boss, watch):
    songs = [sound_of(3), sound_of(4)]
    made = log.change_fallback(air, [songs[0].pk, horizon.INTERLUDE, songs[1].pk], by=boss)
    assert made.slot_from == watch.slot + AHEAD + LEAD
    heard = [onair.plays(air, made.slot_from + n).sound for n in range(3 + INTERLUDE_SLOTS + 4)]
    assert heard == [songs[0].pk] * 3 + [None] * INTERLUDE_SLOTS + [songs[1].pk] * 4
    assert onair.plays(air, made.slot_from - 1).sound is None
    with pytest.raises(Denied):
        log.change_fallback(air, [], by=boss)


def test_the_view_knows_the_fallback_that_holds_and_those_that_come(air, sound_of, boss, watch):
    song = sound_of(3)
    for number in range(4):
        log.change_fallback(air, [song.pk] * (number + 1), by=boss)
        watch.wait(100)
    view = onair.read(air.slug, watch.slot)
    assert [len(version.sounds) for version in view.log.versions] == [4]
    assert Fallback.objects.count() == 4


def test_a_sound_is_taken_off_from_the_next_slot(
    air, show, episode_of, host, watch, django_capture_on_commit_callbacks
):
    episode, other = episode_of(published_at=MORNING), episode_of(published_at=MORNING - timedelta(days=1))
    place(air, show, time(10))
    log.compile_ahead(air, by=host)
    watch.wait(60)
    assert onair.plays(air, watch.slot + 5).episode == episode.pk
    Episode.objects.filter(pk=episode.pk).update(state=EpisodeState.WITHDRAWN)
    with django_capture_on_commit_callbacks(execute=True):
        assert log.take_off(episode.sound, by=host) == watch.slot + 1
    assert onair.plays(air, watch.slot).episode == episode.pk
    assert onair.plays(air, watch.slot + 1).kind == "fallback"
    watch.wait(10)
    assert log.take_off(episode.sound, by=host) == watch.slot - 9
    later = [onair.plays(air, watch.slot + n).episode for n in range(0, 900, 50)]
    assert set(later) <= {None, other.pk}


def test_a_live_window_opens_soon_and_closing_it_gives_the_air_back(air, show, episode_of, host, watch):
    episode = episode_of()
    place(air, show, time(10), slots=HOUR)
    log.compile_ahead(air, by=host)
    watch.wait(60)
    start, end = log.open_live(air, show, 300, by=host)
    assert (start, end) == (watch.slot + AHEAD + LEAD, watch.slot + AHEAD + LEAD + 300)
    view = onair.read(air.slug, watch.slot)
    assert horizon.horizon(view.log, watch.slot) == watch.slot + AHEAD
    watch.wait(40)
    assert horizon.horizon(onair.read(air.slug, watch.slot).log, watch.slot) == watch.slot + 2
    assert log.compile_ahead(air, by=host) == 0  # what was opened by hand is not taken by the plan
    assert onair.plays(air, watch.slot + 2).sound == episode.sound_id  # until she is heard, the show goes on
    closed = log.close_live(air, by=host)
    assert closed <= watch.slot + 2 + LEAD + 1
    playing = onair.plays(air, closed)
    assert playing.episode == episode.pk
    assert playing.fragment == closed - slot_at(datetime(2026, 3, 3, 10, tzinfo=UTC))
    assert log.close_live(air, by=host) == watch.slot


def test_a_planned_live_show_that_ends_early_leaves_the_fallback(air, show, host, watch):
    place(air, show, time(10), slots=HOUR, rule=GridRule.LIVE)
    log.compile_ahead(air, by=host)
    watch.wait(60)
    closed = log.close_live(air, by=host)
    row = onair.log_of(air.pk, closed, closed + 1).row(closed)
    assert (row.kind, row.by_hand) == ("fallback", True)
    assert log.compile_ahead(air, by=host) == 0
    watch.wait(30)
    assert horizon.horizon(onair.read(air.slug, watch.slot).log, watch.slot) == watch.slot + AHEAD


def test_a_live_window_for_another_stations_show_or_for_ever_is_refused(air, show, host, watch):
    for slots in (0, -5, 10**6):
        with pytest.raises(Denied):
            log.open_live(air, show, slots, by=host)


def test_what_is_said_live_is_read_together_with_the_log(air, watch):
    asked = []

    def said(station, low, high):
        asked.append((station, low, high))
        return {watch.slot: ("take", 1)}

    live.register_live(said, lambda reference, profile: None)
    try:
        view = onair.read(air.slug, watch.slot)
    finally:
        live.forget_live()
    assert view.log.said == {watch.slot: ("take", 1)}
    assert asked == [(air.pk, watch.slot - BEHIND - 1, watch.slot + onair.KNOWN)]


def test_reading_a_station_takes_the_same_number_of_questions_however_full_its_log(
    air, show, episode_of, host, watch, django_assert_num_queries
):
    episode_of()
    for hour in range(11, 23):
        place(air, show, time(hour), slots=100)
    log.compile_ahead(air, by=host)
    with django_assert_num_queries(8):
        view = onair.read(air.slug, watch.slot)
    assert len(view.log.rows) == 12
    assert [titled.slug for titled in view.shows.values()] == ["cafe"]
    assert [title for _uid, title in view.episodes.values()] == ["Nos droits"]


def test_podcasts_files_are_those_of_published_episodes(air, show, episode_of, watch):
    here = episode_of()
    later = episode_of(air_from=watch.at + timedelta(days=1))
    draft = episode_of(state=EpisodeState.DRAFT, published_at=None)
    gone = episode_of(state=EpisodeState.WITHDRAWN)
    silent = episode_of()
    off_air = episode_of()
    unagreed = episode_of()
    voice = Voice.objects.create(project=air.project, air_name="Aya", key=vault.new_key())
    for one in (here, later, draft, gone, silent, off_air):
        one.parts.create(voice=voice, part=Part.HOST)
    agree(voice, Agreement(frozenset({Scope.PODCAST}), clock.today() + clock.ONE_DAY), by=HOUSE)
    Sound.objects.filter(pk=silent.sound_id).update(state=SoundState.GONE)
    Sound.objects.filter(pk=off_air.sound_id).update(gone_from=watch.slot)
    found = onair.enclosures(air.slug)
    assert not found[off_air.uid].gone
    assert found[unagreed.uid].gone
    assert found[here.uid] == onair.Enclosure(str(here.sound.uid), gone=False)
    assert found[gone.uid].gone
    assert found[silent.uid].gone
    assert later.uid not in found
    assert draft.uid not in found
    assert all(isinstance(uid, UUID) for uid in found)


def test_the_house_writes_every_station_ahead_by_itself(air, show, episode_of, watch):
    episode_of()
    place(air, show, time(12))
    assert "radio" in sweeping._OFTEN
    assert keeping.sweep(clock.today()) == "1 rows written ahead"
    assert keeping.sweep(clock.today()) == ""
