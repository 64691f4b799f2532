"""The music that is shipped: whole, as loud as everything else, and made by the code beside it."""

import io
import struct

import av
import numpy as np
import pytest

from terrain.radio.audio import boxes, interlude
from terrain.radio.audio.chains import LOUDNESS, Chain
from terrain.radio.slots import FRAMES, SAMPLES
from terrain.radio.sounds import shelf

SLOTS = 18


def fragments(data: bytes) -> list[bytes]:
    place, found = len(boxes.init_segment()), []
    while place < len(data):
        moof = struct.unpack_from(">I", data, place)[0]
        end = place + moof + struct.unpack_from(">I", data, place + moof)[0]
        found.append(data[place:end])
        place = end
    return found


@pytest.mark.parametrize(("profile", "bit_rate"), [("std", 48_000), ("eco", 24_000)])
def test_it_is_made_of_whole_slots(profile, bit_rate):
    data = shelf.interlude(profile).read_bytes()
    assert data.startswith(boxes.init_segment())
    found = fragments(data)
    assert len(found) == SLOTS
    for index, one in enumerate(found):
        frames = boxes.frames_of(one)
        assert boxes.fragment(frames, index) == one
    assert len(data) * 8 / (4 * SLOTS) < 1.1 * bit_rate


@pytest.mark.parametrize("profile", ["std", "eco"])
def test_it_is_as_loud_as_everything_else_and_clips_nowhere(profile):
    with av.open(io.BytesIO(shelf.interlude(profile).read_bytes()), format="mp4") as opened:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in opened.decode(audio=0)])
    assert len(heard) == SLOTS * SAMPLES == SLOTS * FRAMES * 1024
    chain = Chain([LOUDNESS])
    chain.push(heard)
    chain.flush()
    assert chain.loudness == pytest.approx(-16, abs=0.6)
    assert np.max(np.abs(heard)) < 0.98
    assert np.max(np.abs(heard[-2048:])) < 0.01 and np.max(np.abs(heard[:1024])) < 0.01


def test_the_strings_are_tuned():
    for note in (45, 62, 74):
        string = interlude.plucked(note, 2.0, 0.3, np.random.default_rng(1))
        spectrum = np.abs(np.fft.rfft(string * np.hanning(len(string)), 8 * len(string)))
        wanted = interlude.hertz(note)
        around = slice(int(wanted * 0.9 * 16), int(wanted * 1.1 * 16))
        found = (np.argmax(spectrum[around]) + around.start) / 16
        assert abs(1200 * np.log2(found / wanted)) < 15  # hundredths of a semitone
        assert np.abs(string[-100:]).max() < 0.01 < np.abs(string[:8000]).max()


def test_the_same_notes_come_out_every_time():
    again = [interlude.plucked(62, 1.0, 0.3, np.random.default_rng(interlude.SEED)) for _time in range(2)]
    assert np.array_equal(*again)
