"""Who goes live, who listens and can cut, and what of it is kept."""

import io
from datetime import timedelta
from uuid import uuid4

import av
import pytest

from terrain.core import clock, files
from terrain.core.access import system_viewer
from terrain.core.models import AuditEvent, Job
from terrain.core.policies import Denied
from terrain.radio.actions import live as actions
from terrain.radio.actions import log
from terrain.radio.air.compiling import Planned
from terrain.radio.air.horizon import plays as plays_in
from terrain.radio.air.onair import log_of
from terrain.radio.enums import LiveState, RowKind, Scope
from terrain.radio.live import archive, pieces, source, starting
from terrain.radio.models import BroadcastRow, Episode, LiveBroadcast, LiveSlot, Sound, Voice
from terrain.radio.slots import AHEAD, slot_at
from tests.radio.audio.tones import tone
from tests.radio.live.conftest import recorded
from tests.radio.voices.conftest import agreed

pytestmark = pytest.mark.django_db
HOUSE = system_viewer("tests")


@pytest.fixture(autouse=True)
def begun(monkeypatch):
    """Whose carrying was asked for, instead of a program of its own."""
    told = []
    monkeypatch.setattr(starting, "begin", lambda live: told.append(live.pk))
    monkeypatch.setattr(starting, "archive", archive.write)
    return told


@pytest.fixture
def hers(amal, voice_of):
    voice = voice_of(amal, goes_live=True)
    agreed(voice)
    return voice


@pytest.fixture
def ready(show, hers, amal, viewer_of):
    return actions.announce(show, hers, by=viewer_of(amal))


@pytest.fixture
def on_air(ready, amal, dounia, viewer_of):
    actions.watch(ready, by=viewer_of(dounia))
    return actions.open_air(ready, minutes=15, by=viewer_of(amal))


def denied(work, *said, **told) -> str:
    with pytest.raises(Denied) as refused:
        work(*said, **told)
    return str(refused.value.reason)


def sent(live, by, seconds=8, take=0, without=()) -> dict[str, int]:
    """What her telephone recorded arrives, but for some pieces; take → pieces."""
    told = recorded(tone(440, seconds))
    for number, content in enumerate(told):
        if number not in without:
            actions.receive(live, take, number, content, by=by)
    return {str(take): len(told)}


def test_nobody_is_live_who_did_not_agree_to_be_heard(show, amal, voice_of, viewer_of):
    voice = voice_of(amal, goes_live=True)
    assert denied(actions.announce, show, voice, by=viewer_of(amal))
    agreed(voice, {Scope.PODCAST})
    assert denied(actions.announce, show, voice, by=viewer_of(amal))
    assert not LiveBroadcast.objects.exists()


@pytest.mark.parametrize("said", [{"goes_live": False}, {"left_at": clock.now()}])
def test_nobody_is_live_who_is_not_trusted_or_has_left(said, show, amal, voice_of, viewer_of):
    voice = voice_of(amal, goes_live=True)
    agreed(voice)
    Voice.objects.filter(pk=voice.pk).update(**said)
    voice.refresh_from_db()
    assert denied(actions.announce, show, voice, by=viewer_of(amal))


def test_a_host_goes_live_with_her_own_voice_only_a_producer_with_any_that_is_trusted(
    show, hers, malika, dounia, stranger, viewer_of
):
    for other in (malika, stranger):
        assert denied(actions.announce, show, hers, by=viewer_of(other))
    assert actions.announce(show, hers, by=viewer_of(dounia)).announced_by == dounia


def test_a_lent_voice_is_never_live(show, hers, amal, viewer_of):
    assert denied(actions.announce, show, hers, way="lent", by=viewer_of(amal))


def test_two_never_get_ready_at_once_and_a_second_tap_is_the_same(show, hers, amal, malika, voice_of, viewer_of):
    slip = uuid4()
    first = actions.announce(show, hers, slip=slip, by=viewer_of(amal))
    assert actions.announce(show, hers, slip=slip, by=viewer_of(amal)) == first
    other = voice_of(malika, goes_live=True)
    agreed(other)
    assert denied(actions.announce, show, other, slip=slip, by=viewer_of(malika))
    assert AuditEvent.objects.filter(verb="radio.live_announced").count() == 1


def test_nobody_opens_the_air_before_another_person_listens(ready, amal, malika, dounia, stranger, viewer_of):
    assert denied(actions.open_air, ready, minutes=15, by=viewer_of(amal))
    for nobody in (amal, malika, stranger):
        assert denied(actions.watch, ready, by=viewer_of(nobody))
    actions.watch(ready, by=viewer_of(dounia))
    for nobody in (malika, dounia, stranger):
        assert denied(actions.open_air, ready, minutes=15, by=viewer_of(nobody))
    for minutes in (0, 241):
        assert denied(actions.open_air, ready, minutes=minutes, by=viewer_of(amal))
    assert actions.open_air(ready, minutes=15, by=viewer_of(amal)).state == LiveState.OPEN
    assert denied(actions.open_air, ready, minutes=15, by=viewer_of(amal))


def test_a_producer_who_speaks_does_not_watch_herself(show, hers, dounia, voice_of, viewer_of):
    own = voice_of(dounia, goes_live=True)
    agreed(own)
    mine = actions.announce(show, own, by=viewer_of(dounia))
    assert denied(actions.watch, mine, by=viewer_of(dounia))
    actions.close(mine, {}, by=viewer_of(dounia))
    lent = actions.announce(show, hers, by=viewer_of(dounia))
    assert denied(actions.watch, lent, by=viewer_of(dounia))


def test_the_air_is_kept_free_from_the_first_slot_that_nobody_heard_of(on_air):
    assert on_air.slot_from > slot_at(clock.now()) + AHEAD
    assert on_air.slot_to - on_air.slot_from == 15 * 15
    row = BroadcastRow.objects.get(kind=RowKind.LIVE)
    assert (row.slot_from, row.slot_to, row.by_hand) == (on_air.slot_from, on_air.slot_to, True)


def test_ended_the_whole_of_it_is_given_back_whatever_was_planned_beneath(
    ready, station, show, amal, dounia, viewer_of
):
    sound = Sound.objects.create(station=station, kind="fallback", state="ready", slots=40, milliseconds=160_000)
    first = slot_at(clock.now()) + 40
    planned = [Planned(at, at + 10, RowKind.GRID, sound.pk, 0, show.pk) for at in (first, first + 30)]
    log.write(station, planned, by=viewer_of(dounia))
    actions.watch(ready, by=viewer_of(dounia))
    held = actions.open_air(ready, minutes=15, by=viewer_of(amal))
    assert len(log_of(station.pk, held.slot_from, held.slot_to).live) > 1, "an edge wherever something was planned"
    actions.close(held, {}, by=viewer_of(amal))
    after = log_of(station.pk, held.slot_from, held.slot_to)
    assert after.live == []
    assert {slot for slot in range(held.slot_from, held.slot_to) if plays_in(after, slot).sound == sound.pk} == set()


def test_a_producer_cuts_from_the_next_slot_on(on_air, amal, malika, dounia, stranger, viewer_of):
    now = slot_at(clock.now())
    for slot in range(now, now + 6):
        LiveSlot.objects.create(
            station=on_air.station, slot=slot, live=on_air, piece=slot - now, written_at=clock.now()
        )
    for nobody in (amal, malika, stranger):
        assert denied(actions.cut, on_air, by=viewer_of(nobody))
    actions.cut(on_air, by=viewer_of(dounia))
    on_air.refresh_from_db()
    assert on_air.state == LiveState.CUT and on_air.silenced_from <= slot_at(clock.now()) + 1
    assert set(source.said(on_air.station_id, now, now + 6)) == set(range(now, on_air.silenced_from))
    assert denied(actions.cut, on_air, by=viewer_of(dounia))
    assert not actions.opens_desk(on_air, "anything")


def test_a_cut_before_she_is_on_air_ends_it(ready, dounia, viewer_of):
    actions.cut(ready, by=viewer_of(dounia))
    ready.refresh_from_db()
    assert ready.state == LiveState.CUT and ready.silenced_from is None


def test_only_her_telephone_sends_and_the_same_piece_twice_is_one(on_air, amal, malika, dounia, viewer_of, begun):
    begun.clear()
    assert actions.receive(on_air, 0, 0, b"sound", by=viewer_of(amal)) is True
    assert actions.receive(on_air, 0, 0, b"sound", by=viewer_of(amal)) is False
    assert begun == [on_air.pk, on_air.pk], "a program that died is begun again by what arrives"
    for nobody in (malika, dounia):
        assert denied(actions.receive, on_air, 0, 1, b"sound", by=viewer_of(nobody))
    with pytest.raises(pieces.Clash):
        actions.receive(on_air, 0, 0, b"another", by=viewer_of(amal))
    assert pieces.held(on_air.uid) == {0: [0]}


def test_the_archive_waits_for_what_the_telephone_still_holds(on_air, amal, viewer_of):
    by = viewer_of(amal)
    takes = sent(on_air, by, seconds=12, without={4, 5, 6})
    actions.close(on_air, takes, by=by)
    on_air.refresh_from_db()
    assert not Job.objects.filter(kind="radio.keep_live").exists()
    told = recorded(tone(440, 12))
    for number in (6, 4, 5):
        actions.receive(on_air, 0, number, told[number], by=by)
    job = Job.objects.get(kind="radio.keep_live")
    assert job.project_id == on_air.station.project_id
    on_air.refresh_from_db()
    episode = Episode.objects.get(pk=actions.kept(on_air, by=by))
    assert (episode.show, episode.state, [str(one.voice) for one in episode.parts.all()]) == (
        on_air.show, "draft", [on_air.voice.air_name],
    )  # fmt: skip
    with av.open(io.BytesIO(files.read(episode.sound.original))) as sound:
        seconds = sum(frame.samples / frame.sample_rate for frame in sound.decode(audio=0))
    assert seconds == pytest.approx(12, abs=0.3)


def test_it_is_kept_once_and_then_nothing_more_is_taken(on_air, amal, malika, stranger, viewer_of):
    by = viewer_of(amal)
    actions.close(on_air, sent(on_air, by), by=by)
    on_air.refresh_from_db()
    assert denied(actions.kept, on_air, by=viewer_of(stranger))
    made = actions.kept(on_air, by=HOUSE)
    on_air.refresh_from_db()
    assert actions.kept(on_air, by=by) == made and Episode.objects.count() == 1
    assert denied(actions.receive, on_air, 0, 99, b"late", by=by)


def test_a_broadcast_that_runs_is_not_kept_and_one_without_sound_leaves_nothing(ready, amal, viewer_of):
    by = viewer_of(amal)
    assert actions.kept(ready, by=by) is None and LiveBroadcast.objects.get().kept_at is None
    actions.close(ready, {}, by=by)
    ready.refresh_from_db()
    assert actions.kept(ready, by=by) is None
    assert LiveBroadcast.objects.get().kept_at is not None and not Episode.objects.exists()


def test_ended_twice_it_ended_once(on_air, amal, malika, viewer_of):
    by = viewer_of(amal)
    assert denied(actions.close, on_air, {}, by=viewer_of(malika))
    actions.close(on_air, {"0": 3}, by=by)
    actions.close(on_air, {"0": 4}, by=by)
    on_air.refresh_from_db()
    assert on_air.takes == {"0": 4} and on_air.state == LiveState.OVER
    assert AuditEvent.objects.filter(verb="radio.live_closed").count() == 1


def test_time_ends_what_nobody_ended_and_keeps_what_never_came_whole(on_air, amal, viewer_of, monkeypatch):
    by = viewer_of(amal)
    takes = sent(on_air, by, without={3})
    LiveBroadcast.objects.update(slot_from=1, slot_to=2)
    actions.sweep(clock.today())
    on_air.refresh_from_db()
    assert on_air.state == LiveState.OVER and on_air.kept_at is None
    actions.close(on_air, takes, by=by)
    later = clock.now() + actions.LATE + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    actions.sweep(clock.today())
    on_air.refresh_from_db()
    assert on_air.episode is not None
    later += actions.SETTLED + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    actions.sweep(clock.today())
    assert pieces.held(on_air.uid) == {}, "only the sealed archive is left"


def test_whoever_got_ready_and_forgot_does_not_keep_others_off_the_air(ready, show, malika, voice_of, viewer_of):
    LiveBroadcast.objects.update(announced_at=clock.now() - actions.FORGOTTEN - timedelta(minutes=1))
    actions.sweep(clock.today())
    other = voice_of(malika, goes_live=True)
    agreed(other)
    assert actions.announce(show, other, by=viewer_of(malika)).is_running


def test_the_password_of_a_desk_opens_this_broadcast_while_it_runs(on_air, amal, malika, dounia, viewer_of):
    for nobody in (malika, dounia):
        assert denied(actions.open_desk, on_air, by=viewer_of(nobody))
    first = actions.open_desk(on_air, by=viewer_of(amal))
    second = actions.open_desk(on_air, by=viewer_of(amal))
    on_air.refresh_from_db()
    assert not actions.opens_desk(on_air, first) and not actions.opens_desk(on_air, "")
    assert actions.opens_desk(on_air, second)
    assert second.encode() not in bytes(on_air.desk_digest)
    actions.close(on_air, {}, by=viewer_of(amal))
    on_air.refresh_from_db()
    assert not actions.opens_desk(on_air, second)
