"""Encoders: as many frames as samples ask for, whatever the pieces in which they come."""

import io

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.radio.audio import boxes
from terrain.radio.audio.encoding import ECO, PODCAST, STD, AacEncoder, Mp3Encoder
from terrain.radio.slots import FRAME, FRAMES, RATE, SAMPLES
from tests.radio.audio.tones import level, pitch, speech, tone


def decoded(frames: list[bytes]) -> np.ndarray:
    with av.open(io.BytesIO(boxes.adts(frames)), format="aac") as opened:
        return np.concatenate([frame.to_ndarray()[0] for frame in opened.decode(audio=0)])


@pytest.mark.parametrize("bit_rate", [STD, ECO])
def test_slots_of_samples_give_slots_of_frames(bit_rate):
    for slots in (1, 2, 5):
        encoder = AacEncoder(bit_rate)
        frames = encoder.push(speech(4 * slots)) + encoder.flush()
        assert len(frames) == slots * FRAMES


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=3000), max_size=12))
def test_pieces_of_any_length_give_one_frame_for_1024_samples(lengths):
    encoder, whole = AacEncoder(ECO), tone(300, 2)
    frames, place = [], 0
    for length in lengths:
        frames += encoder.push(whole[place : place + length])
        place += len(whole[place : place + length])
    frames += encoder.flush()
    assert len(frames) == -(-place // FRAME)


def test_the_pieces_in_which_samples_come_change_no_byte():
    samples, at_once, by_and_by = speech(4), AacEncoder(STD), AacEncoder(STD)
    whole = at_once.push(samples) + at_once.flush()
    parts = []
    for place in range(0, len(samples), 777):
        parts += by_and_by.push(samples[place : place + 777])
    assert parts + by_and_by.flush() == whole


def test_sound_lies_one_frame_behind_and_nothing_of_its_start_is_lost():
    samples = np.concatenate((speech(4)[: SAMPLES - FRAME], np.zeros(FRAME, np.float32)))
    encoder = AacEncoder(STD)
    again = decoded(encoder.push(samples) + encoder.flush())
    assert len(again) == SAMPLES
    lag = int(np.argmax(np.correlate(again[:40_000], samples[:32_000], mode="valid")))
    assert lag == FRAME
    assert level(again[FRAME:] - samples[:-FRAME]) < 0.35 * level(samples)


@pytest.mark.parametrize("bit_rate", [STD, ECO])
def test_the_bit_rate_is_kept(bit_rate):
    encoder = AacEncoder(bit_rate)
    frames = encoder.push(speech(20)) + encoder.flush()
    assert 0.8 < sum(map(len, frames)) * 8 / 20 / bit_rate < 1.1


def test_whole_numbers_sound_like_fractions():
    samples = tone(500, 4)
    encoder = AacEncoder(STD)
    again = decoded(encoder.push((samples * 32767).astype(np.int16)) + encoder.flush())
    assert pitch(again) == pytest.approx(500, abs=1)
    assert level(again[4000:]) == pytest.approx(level(samples), rel=0.03)


@pytest.mark.parametrize("wrong", [np.zeros((2, 10), np.float32), np.zeros(10, np.float64), np.zeros(10, np.int32)])
def test_other_shapes_and_types_are_not_guessed(wrong):
    with pytest.raises(ValueError, match="dimension|float32"):
        AacEncoder(STD).push(wrong)


def test_an_mp3_has_its_length_title_and_show():
    out = io.BytesIO()
    with Mp3Encoder(out, title="Le café du matin: l’école", show="Mères en ligne") as encoder:
        for second in range(10):
            encoder.push(tone(440, 10)[second * RATE : (second + 1) * RATE])
    assert len(out.getvalue()) * 8 / 10 == pytest.approx(PODCAST, rel=0.06)
    with av.open(io.BytesIO(out.getvalue())) as opened:
        assert opened.metadata["title"] == "Le café du matin: l’école"
        assert opened.metadata["album"] == "Mères en ligne"
        assert opened.duration / 1e6 == pytest.approx(10, abs=0.1)
        samples = np.concatenate([frame.to_ndarray()[0] for frame in opened.decode(audio=0)])
    assert pitch(samples) == pytest.approx(440, abs=1)
    assert abs(len(samples) - 10 * RATE) <= 1152
