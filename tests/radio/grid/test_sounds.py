"""Jingles and the fallback: brought with their rights, put in order, never empty, taken away for good."""

import io
from uuid import uuid4

import pytest

from terrain.core import clock, files, vault
from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.radio.actions import log
from terrain.radio.actions import sounds as actions
from terrain.radio.actions.sounds import Brought
from terrain.radio.air.horizon import INTERLUDE
from terrain.radio.enums import Profile, SoundKind, SoundState
from terrain.radio.models import Rendition, Sound
from terrain.radio.slots import AHEAD, LEAD, slot_at
from terrain.radio.sounds import preparing, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def producer(dounia, viewer_of):
    return viewer_of(dounia)


@pytest.fixture
def host(amal, viewer_of):
    return viewer_of(amal)


@pytest.fixture
def prepared(monkeypatch):
    """Sounds that were given to be prepared."""
    found = []
    monkeypatch.setattr(preparing, "prepare", lambda sound, *, by: found.append(sound))
    return found


@pytest.fixture
def aired(monkeypatch):
    """What was put on air, taken off, and taken away from listeners."""
    told = {"air": [], "off": [], "ground": []}
    monkeypatch.setattr(shelf, "air", told["air"].append)
    monkeypatch.setattr(log, "take_off", lambda sound, *, by: told["off"].append(sound))
    monkeypatch.setattr(shelf, "ground", told["ground"].append)
    return told


@pytest.fixture
def music(station):
    def ready(title="Chanson du groupe", **said):
        told = {"kind": SoundKind.FALLBACK, "state": SoundState.READY, "slots": 45, "milliseconds": 180_000} | said
        return Sound.objects.create(station=station, title=title, rights="Le groupe", **told)

    return ready


def brought(content=b"sound", **said):
    told = {"kind": SoundKind.JINGLE, "title": "Indicatif", "rights": "Chanté par nous", "name": "a.ogg"} | said
    return Brought(stream=io.BytesIO(content), **told)


def test_a_file_is_kept_sealed_and_given_to_be_prepared(station, producer, prepared):
    sound = actions.bring_sound(station, brought(), by=producer)
    assert files.read(sound.original) == b"sound"
    assert (sound.state, sound.rights, prepared) == (SoundState.WAITING, "Chanté par nous", [sound])


def test_nothing_is_brought_without_a_word_about_its_rights(station, producer, prepared):
    with pytest.raises(Denied):
        actions.bring_sound(station, brought(rights="  "), by=producer)
    assert not Sound.objects.exists()


def test_a_second_tap_brings_one_sound(station, producer, prepared):
    slip = uuid4()
    assert len({actions.bring_sound(station, brought(), slip=slip, by=producer).pk for _tap in range(2)}) == 1
    assert len(prepared) == 1


def test_a_file_that_is_too_large_leaves_nothing(station, producer, prepared, monkeypatch):
    monkeypatch.setattr(actions, "LARGEST", 3)
    with pytest.raises(files.TooLarge):
        actions.bring_sound(station, brought(), by=producer)
    assert not Sound.objects.exists()


def test_a_new_order_is_heard_only_where_nobody_can_have_heard_of_it(station, producer, music, aired):
    song = music()
    version = actions.order_fallback(station, [song.pk, INTERLUDE], seen=0, by=producer)
    assert version.slot_from == version.published + LEAD
    assert version.published == slot_at(version.written_at) + AHEAD
    assert aired["air"] == [song], "it stands where listeners get it before it plays"


def test_nothing_in_the_order_is_the_shipped_music(station, producer, music, aired):
    first = actions.order_fallback(station, [music().pk], seen=0, by=producer)
    assert actions.order_fallback(station, [], seen=first.pk, by=producer).sounds == [INTERLUDE]


def test_the_same_order_again_is_no_new_version(station, producer, music, aired):
    song = music()
    first = actions.order_fallback(station, [song.pk], seen=0, by=producer)
    assert actions.order_fallback(station, [song.pk], seen=first.pk, by=producer) is None
    assert station.fallbacks.count() == 1


def test_whoever_orders_second_is_told(station, producer, music, aired):
    song, other = music(), music("Autre")
    actions.order_fallback(station, [song.pk], seen=0, by=producer)
    with pytest.raises(ChangedMeanwhile):
        actions.order_fallback(station, [other.pk], seen=0, by=producer)


@pytest.mark.parametrize(
    "said", [{"state": SoundState.WAITING}, {"kind": SoundKind.EPISODE}, {"state": SoundState.GONE}]
)
def test_only_ready_music_and_jingles_enter_the_order(station, producer, music, aired, said):
    with pytest.raises(Denied):
        actions.order_fallback(station, [music(**said).pk], seen=0, by=producer)


def test_music_of_another_radio_does_not_enter_the_order(station, cpe, producer, music, aired):
    song = music()
    other = type(station).objects.create(project=cpe, slug="autre", first_slot=slot_at(clock.now()))
    Sound.objects.filter(pk=song.pk).update(station=other)
    with pytest.raises(Denied):
        actions.order_fallback(station, [song.pk], seen=0, by=producer)


def test_a_sound_that_is_taken_away_leaves_the_order_the_air_and_the_disk(station, producer, music, aired):
    original = files.keep(io.BytesIO(b"original"), name="a.ogg", by=producer)
    form = files.keep(io.BytesIO(b"mp3"), name="a.mp3", by=producer)
    song = music(original=original)
    Rendition.objects.create(sound=song, profile=Profile.MP3, sealed=form, size=3)
    actions.order_fallback(station, [song.pk], seen=0, by=producer)
    actions.take_away(song, by=producer)
    assert actions.order_of(station)[1] == [INTERLUDE]
    assert (aired["off"], aired["ground"]) == ([song], [song])
    song.refresh_from_db()
    assert song.state == SoundState.GONE
    for file in (original, form):
        file.key.refresh_from_db()
        with pytest.raises(vault.Erased):
            files.read(type(file).objects.get(pk=file.pk))
    actions.take_away(song, by=producer)
    assert station.fallbacks.count() == 2, "taking it away again changes nothing"


def test_an_episodes_sound_is_taken_away_with_its_episode_only(producer, music):
    with pytest.raises(Denied):
        actions.take_away(music(kind=SoundKind.EPISODE), by=producer)


def test_a_host_brings_orders_and_takes_away_nothing(station, host, music):
    song = music()
    for attempt in (
        lambda: actions.bring_sound(station, brought(), by=host),
        lambda: actions.order_fallback(station, [song.pk], seen=0, by=host),
        lambda: actions.take_away(song, by=host),
    ):
        with pytest.raises(Denied):
            attempt()
