"""What a player hears: the served slots decoded in order, tone by tone, with no sample missing where one sound follows another."""

import io

import av
import numpy as np
import pytest

from terrain.core import clock
from terrain.radio.air.fragments import path_of
from terrain.radio.air.horizon import Piece, Row, Version
from terrain.radio.audio import boxes
from terrain.radio.audio.encoding import AacEncoder
from terrain.radio.slots import AHEAD, BEHIND, FRAME, FRAMES, SAMPLES, SECONDS
from tests.radio.air.asking import NOW, Radio, station
from tests.radio.audio.tones import pitch, tone

SLOTS = 6
HERTZ = {"first": 440, "second": 660, "third": 880}


def broadcast_form(hertz: float, bit_rate: int) -> bytes:
    encoder = AacEncoder(bit_rate)
    frames = encoder.push(tone(hertz, SLOTS * SECONDS)) + encoder.flush()
    parts = [frames[n * FRAMES : (n + 1) * FRAMES] for n in range(SLOTS)]
    return boxes.init_segment() + b"".join(boxes.fragment(part, number) for number, part in enumerate(parts))


@pytest.fixture
def radio(monkeypatch, home_of_its_own):
    for name, hertz in HERTZ.items():
        for profile, bit_rate in (("std", 48_000), ("eco", 24_000)):
            path = path_of(name, profile)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(broadcast_form(hertz, bit_rate))
    pieces = {key: Piece(SLOTS, None, name) for key, name in enumerate(HERTZ, 1)}
    rows = (Row(1, NOW - 12, NOW - 6, "grid", 1), Row(2, NOW - 6, NOW - 2, "grid", 2))
    versions = (Version(1, NOW - 100, (3, 1)),)
    made = Radio(station(*rows, pieces=pieces, versions=versions))
    monkeypatch.setattr(clock, "now", made.now)
    return made


def decoded(content: bytes, form: str | None = None) -> tuple[np.ndarray, list[float]]:
    with av.open(io.BytesIO(content), format=form) as file:
        frames = list(file.decode(audio=0))
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]), [frame.time for frame in frames]


def wanted(slot: int) -> int:
    if NOW - 12 <= slot < NOW - 6:
        return HERTZ["first"]
    if NOW - 6 <= slot < NOW - 2:
        return HERTZ["second"]
    return HERTZ["third"] if (slot - NOW + 100) % 12 < SLOTS else HERTZ["first"]


@pytest.mark.parametrize("profile", ["std", "eco"])
def test_slots_join_into_one_sound_without_a_missing_sample(radio, profile):
    slots = range(NOW - BEHIND, NOW + AHEAD + 1)
    parts = [radio.ask(f"/air/meres/seg/{profile}/{slot}.m4s").body for slot in slots]
    samples, times = decoded(radio.ask("/air/meres/init.mp4").body + b"".join(parts))
    assert len(times) == len(slots) * FRAMES
    assert np.allclose(np.diff(times), FRAME / 32_000)
    assert times[0] == slots[0] * SECONDS
    assert len(samples) == len(slots) * SAMPLES
    for number, slot in enumerate(slots):
        middle = samples[number * SAMPLES + 30_000 : number * SAMPLES + 98_000]
        assert pitch(middle) == pytest.approx(wanted(slot), abs=2)
    steps = [np.max(np.abs(samples[n * 1000 : (n + 1) * 1000])) for n in range(len(samples) // 1000)]
    assert min(steps) > 0.1  # nowhere is it silent


def test_a_player_may_change_between_the_forms_at_any_slot(radio):
    slots = range(NOW - BEHIND, NOW + AHEAD + 1)
    parts = [radio.ask(f"/air/meres/seg/{('std', 'eco')[slot % 2]}/{slot}.m4s").body for slot in slots]
    samples, times = decoded(radio.ask("/air/meres/init.mp4").body + b"".join(parts))
    assert np.allclose(np.diff(times), FRAME / 32_000)
    assert len(samples) == len(slots) * SAMPLES


def test_the_endless_stream_is_the_same_sound(radio):
    radio.ask("/air/meres/std.m3u8")
    window = radio.doors._channels["meres"]._window
    content = b"".join(window.segments["std", slot].adts for slot in range(window.low, window.high + 1))
    samples, _times = decoded(content, "aac")
    assert len(samples) == (window.high - window.low + 1) * SAMPLES
