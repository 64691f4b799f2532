"""From a request at the air's own door to the figure on the results board, with nothing between that is not the real thing."""

import json

import pytest

from terrain.core import clock
from terrain.programmes.models import Target
from terrain.radio import hearing
from terrain.radio.actions import listening
from terrain.radio.air.ears import ears, forget_ears, register_ears
from terrain.radio.air.fragments import path_of
from terrain.radio.hearing import noting
from terrain.radio.models import Episode, ListeningSession, PodcastDay
from terrain.results.values import Reckoning
from tests.factories import HOUSE
from tests.radio.air.asking import ENCLOSURE, EPISODE, HOUR, NOW, SOUND, UID, Radio
from tests.radio.air.asking import station as told
from tests.radio.air.conftest import air_copy, shipped  # noqa: F401 (fixtures)

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 11) Chrome/120.0 Mobile Safari/537.36"}


@pytest.fixture
def radio(monkeypatch, air_copy):  # noqa: F811
    before = ears()
    register_ears(hearing)
    monkeypatch.setattr(noting, "_open", noting._Open())
    air_copy(UID, 900)
    path = path_of(UID, "mp3")
    path.write_bytes(bytes(1_000_000))
    made = Radio(told(HOUR, pieces=SOUND), files={EPISODE: ENCLOSURE})
    monkeypatch.setattr(clock, "now", made.now)
    yield made
    forget_ears()
    if before is not None:
        register_ears(before)


@pytest.fixture
def measured(station, show):
    station.first_slot = 0
    station.save()
    Episode.objects.create(show=show, uid=UID)
    target = Target.objects.get(code="W4I-T5")
    target.rule = {"count": "subjects", "of": [{"kind": "radio_listening"}], "window": "year", "across": "highest"}
    target.save()
    return lambda: Reckoning.read([target.project]).value(target).achieved


def report(radio, name, device, **more):
    body = json.dumps({"session": name.ljust(16, "-"), "device": device, "source": "web", **more}).encode()
    return radio.ask("/air/meres/heard", "POST", headers=PHONE, body=body).status


def listens(radio, name, device, slots):
    began = int(radio.at) // 4
    assert report(radio, name, device, press=True) == 204
    for first in range(began, began + slots, 5):
        last = min(first + 5, began + slots)
        radio.at = 4.0 * last
        assert report(radio, name, device, **{"from": first, "to": last}) == 204


def test_the_air_tells_whoever_counts():
    assert ears() is hearing


def test_the_target_moves_by_exactly_the_listeners_that_there_were(radio, measured):
    assert measured() == 0
    listens(radio, "one", "a-device-of-somebody", 15)
    listens(radio, "again", "a-device-of-somebody", 20)
    listens(radio, "other", "a-device-of-another", 15)
    listens(radio, "short", "a-device-in-a-hurry", 14)
    assert report(radio, "forged", "a-device-of-a-liar", **{"from": NOW - 200, "to": NOW + 12}) in {204, 422}
    listening.take_in(by=HOUSE)
    assert measured() == 2
    assert ListeningSession.objects.filter(counted=True).count() == 3


def test_polls_of_a_telephones_own_player_count(radio, measured):
    for _poll in range(20):
        radio.ask("/air/meres/std.m3u8", headers=PHONE, query="s=abcdefghijklmnop&d=ponmlkjihgfedcba")
        radio.at += 4
    hearing.settle(everything=True)
    listening.take_in(by=HOUSE)
    assert measured() == 1
    assert ListeningSession.objects.get().source == "native"


def test_polls_of_a_program_or_of_nobody_do_not(radio, measured):
    for _poll in range(20):
        radio.ask(
            "/air/meres/std.m3u8", headers={"User-Agent": "curl/8"}, query="s=abcdefghijklmnop&d=ponmlkjihgfedcba"
        )
        radio.ask("/air/meres/std.m3u8", headers=PHONE)
        radio.at += 4
    hearing.settle(everything=True)
    listening.take_in(by=HOUSE)
    assert measured() == 0


def test_a_download_in_pieces_is_one_download(radio, measured):
    path = f"/air/meres/episodes/{UID}.mp3"
    for asked in ("bytes=0-1", "bytes=0-299999", "bytes=300000-599999", "bytes=0-299999"):
        assert radio.ask(path, headers=PHONE | {"Range": asked}).status == 206
    listening.take_in(by=HOUSE)
    assert [one.downloads for one in PodcastDay.objects.all()] == [1]
    assert measured() == 0
