"""Her no is a no: also while she speaks live, for what only left the pages, and where a guardian's yes was never given."""

import io
from datetime import timedelta

import pytest

from terrain.core import clock, files
from terrain.core.policies import Denied
from terrain.radio.actions import consents, live, voices, withdrawing
from terrain.radio.actions.consents import Agreement
from terrain.radio.enums import EpisodeState, LiveState, Part, Profile, Scope, SoundKind, SoundState
from terrain.radio.live import pieces, source, starting
from terrain.radio.models import Episode, EpisodeVoice, LiveBroadcast, LiveSlot, Rendition, Sound, VoiceConsent
from terrain.radio.models.consents import Capacity, Shown
from terrain.radio.slots import slot_at
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def nothing_is_started(monkeypatch):
    monkeypatch.setattr(starting, "begin", lambda live: None)


@pytest.fixture
def hers(amal, voice_of):
    voice = voice_of(amal, goes_live=True)
    consents.agree(voice, Agreement(frozenset(Scope), clock.today() + YEAR), by=HOUSE)
    return voice


@pytest.fixture
def on_air(hers, show, amal, dounia, viewer_of, commits_at_once):
    """Amal speaks live, and some of what she said is published already."""
    made = live.announce(show, hers, by=viewer_of(amal))
    live.watch(made, by=viewer_of(dounia))
    live.open_air(made, minutes=30, by=viewer_of(amal))
    pieces.keep(made.uid, 0, 0, b"her voice")
    now = slot_at(clock.now())
    for ahead in range(3):
        LiveSlot.objects.create(station=show.station, slot=now + ahead, live=made, piece=ahead, written_at=clock.now())
    made.refresh_from_db()
    return made


def heard_from(made, slot):
    return [at for at in source.said(made.station_id, slot, slot + 100) if at >= slot]


@pytest.mark.parametrize("scopes", [frozenset({Scope.AIR}), consents.ALL])
def test_who_takes_her_voice_back_while_she_is_live_is_off_the_air_from_the_next_slot(on_air, hers, scopes):
    assert heard_from(on_air, slot_at(clock.now()) + 1)
    consents.take_back(hers, scopes, by=HOUSE)
    on_air.refresh_from_db()
    assert on_air.state == LiveState.CUT and heard_from(on_air, slot_at(clock.now()) + 1) == []


def test_of_what_she_said_live_nothing_is_kept_once_she_took_everything_back(on_air, hers):
    assert pieces.held(on_air.uid)
    consents.take_back(hers, by=HOUSE)
    on_air.refresh_from_db()
    assert pieces.held(on_air.uid) == {} and not pieces.folder(on_air.uid).exists()
    assert live.kept(on_air, by=HOUSE) is None and not Episode.objects.exists()


def test_an_agreement_that_ends_or_a_host_who_leaves_ends_the_broadcast(on_air, hers, dounia, viewer_of):
    VoiceConsent.objects.update(given_on=clock.today() - YEAR, until=clock.today() - timedelta(days=1))
    live.sweep(clock.today())
    on_air.refresh_from_db()
    assert on_air.state == LiveState.CUT


def test_a_host_who_leaves_is_off_the_air(on_air, hers, dounia, viewer_of):
    voices.let_go(hers, by=viewer_of(dounia))
    on_air.refresh_from_db()
    assert on_air.state == LiveState.CUT


def test_who_got_ready_and_changed_her_mind_does_not_go_on_air(hers, show, amal, dounia, viewer_of):
    made = live.announce(show, hers, by=viewer_of(amal))
    live.watch(made, by=viewer_of(dounia))
    VoiceConsent.objects.filter(scope=Scope.AIR).update(withdrawn_at=clock.now())
    with pytest.raises(Denied):
        live.open_air(made, minutes=30, by=viewer_of(amal))
    assert LiveBroadcast.objects.get(pk=made.pk).state == LiveState.WAITING


def test_what_was_only_taken_off_the_pages_is_destroyed_when_she_takes_everything_back(hers, show, commits_at_once):
    original = files.keep(io.BytesIO(b"her voice"), name="x", by=HOUSE)
    sound = Sound.objects.create(
        station=show.station, kind=SoundKind.EPISODE, state=SoundState.READY, slots=1, original=original
    )
    form = files.keep(io.BytesIO(b"prepared"), name="x", by=HOUSE)
    Rendition.objects.create(sound=sound, profile=Profile.MP3, sealed=form, size=8)
    episode = Episode.objects.create(
        show=show, state=EpisodeState.PUBLISHED, sound=sound, approved_at=clock.now(), checked_names=True
    )
    EpisodeVoice.objects.create(episode=episode, voice=hers, part=Part.GUEST)
    withdrawing.withdraw_episode(episode, reason="mistake", by=HOUSE)
    original.key.refresh_from_db()
    assert original.key.destroyed_at is None
    consents.take_back(hers, by=HOUSE)
    original.key.refresh_from_db()
    form.key.refresh_from_db()
    assert original.key.destroyed_at is not None and form.key.destroyed_at is not None


@pytest.mark.parametrize(
    ("capacity", "shown"),
    [
        (Capacity.GUARDIAN, Shown.SCREEN),
        (Capacity.GUARDIAN, Shown.SIGNED),
        (Capacity.GUARDIAN, Shown.ORAL),
        (Capacity.ASSENT, Shown.SIGNED),
    ],
)
def test_a_girl_who_hosts_never_writes_down_her_guardians_yes_herself(amal, voice_of, viewer_of, capacity, shown):
    girl = voice_of(amal, is_minor=True)
    said = Agreement(frozenset(Scope), clock.today() + YEAR, capacity=capacity, shown_by=shown, named="Maman")
    with pytest.raises(Denied):
        consents.agree(girl, said, by=viewer_of(amal))
    assert not VoiceConsent.objects.exists()
