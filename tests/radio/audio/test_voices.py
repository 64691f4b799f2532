"""The changed voice: another voice, as long, still speech; and no promise that it could not be turned back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.radio.audio import voices
from terrain.radio.audio.voices import ChangedVoice
from terrain.radio.slots import RATE
from tests.radio.audio.tones import level, pitch, speech, tone


def changed(samples, seed, step=RATE) -> np.ndarray:
    voice = ChangedVoice(seed)
    parts = [voice.push(samples[place : place + step]) for place in range(0, len(samples), step)]
    return np.concatenate([*parts, voice.flush()])


@pytest.mark.parametrize("seed", range(6))
def test_pitch_moves_and_length_stays(seed):
    factor = ChangedVoice(seed).factor
    assert voices.LOWER[0] <= factor <= voices.LOWER[1] or voices.HIGHER[0] <= factor <= voices.HIGHER[1]
    out = changed(tone(400, 6), seed)
    assert len(out) == 6 * RATE
    assert pitch(out[RATE : 3 * RATE]) / 400 == pytest.approx(factor, rel=0.05)
    assert level(out[RATE:-RATE]) == pytest.approx(level(tone(400, 6)), rel=0.1)


def test_it_goes_lower_for_some_and_higher_for_others():
    factors = [ChangedVoice(seed).factor for seed in range(30)]
    assert min(factors) < 0.85 and max(factors) > 1.15
    assert len({round(one, 4) for one in factors}) == 30


def test_it_is_another_one_every_time():
    assert ChangedVoice().factor != ChangedVoice().factor


def test_pitch_wanders_within_a_sound():
    out = changed(tone(500, 12), 3)
    found = [pitch(out[place : place + RATE]) for place in range(RATE, 11 * RATE, RATE)]
    assert max(found) - min(found) > 5


def test_it_stays_speech_below_the_telephones_edge():
    samples = speech(10)
    out = changed(samples, 2)
    spectrum = np.abs(np.fft.rfft(out)) ** 2
    hertz = np.fft.rfftfreq(len(out), 1 / RATE)
    assert spectrum[hertz > 4500].sum() < 0.01 * spectrum.sum()
    assert spectrum[(hertz > 200) & (hertz < 3000)].sum() > 0.8 * spectrum.sum()
    size = RATE // 20
    loud = [np.sqrt(np.square(one[: len(one) // size * size].reshape(-1, size)).mean(axis=1)) for one in (samples, out)]
    assert np.corrcoef(*loud)[0, 1] > 0.6  # syllables lie where they lay


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=9000), max_size=8), st.integers(min_value=0, max_value=50))
def test_any_pieces_give_as_many_samples_as_came(sizes, seed):
    whole, voice, place, given_back = tone(300, 3), ChangedVoice(seed), 0, 0
    for size in sizes:
        piece = whole[place : place + size]
        place += len(piece)
        given_back += len(voice.push(piece))
    rest = voice.flush()
    assert given_back + len(rest) == place
    assert np.isfinite(rest).all()


def test_what_it_cannot_do_is_said_where_it_is_made():
    assert "does not hide who speaks" in (voices.__doc__ or "")
