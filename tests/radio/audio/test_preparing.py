"""From any telephone's file to broadcast forms: what comes out, and that it is as loud, as long and as whole as promised."""

import io
import json
import struct

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.radio.audio import boxes, making, running
from terrain.radio.audio.chains import LOUDNESS, Chain
from terrain.radio.audio.limits import Limits, Prepared, Wish
from terrain.radio.slots import FRAME, FRAMES, RATE, SAMPLES
from tests.radio.audio.quarry import FORMATS, file_of, video, wav, with_cover
from tests.radio.audio.tones import level, pitch, silence, speech, tone


@pytest.fixture
def made(tmp_path):
    """Prepare bytes: ``made(data, **wish)`` gives what was told and the folder in which the forms lie."""

    def prepare(data: bytes, limits=None, **wish) -> Prepared:
        (tmp_path / "original").write_bytes(data)
        return running.prepared(tmp_path, Wish(**wish), limits or Limits())

    return prepare


def heard(path) -> np.ndarray:
    with av.open(io.BytesIO(path.read_bytes())) as opened:
        return np.concatenate([frame.to_ndarray()[0] for frame in opened.decode(audio=0)])


def loudness(samples) -> float:
    chain = Chain([LOUDNESS])
    chain.push(samples)
    chain.flush()
    return chain.loudness


@pytest.mark.parametrize("kind", ["3gp", "amr", "wav", *FORMATS])
def test_every_telephones_file_becomes_all_forms(made, tmp_path, kind):
    done = made(file_of(speech(6), kind))
    assert done.milliseconds == pytest.approx(6000, abs=500)
    assert done.slots == -(-(done.milliseconds * RATE // 1000 + FRAME) // SAMPLES) == 2
    assert done.loudness_out == pytest.approx(-16, abs=0.8)
    assert not done.pictures and not done.faults
    for form in ("std", "eco"):
        data = (tmp_path / form).read_bytes()
        places = done.offsets[form]
        assert places[0] == len(boxes.init_segment()) and places[-1] == len(data) == done.sizes[form]
        assert data[: places[0]] == boxes.init_segment()
        parts = [data[a:b] for a, b in zip(places, places[1:], strict=False)]
        assert len(parts) == done.slots
        assert [boxes.fragment(boxes.frames_of(one), n) for n, one in enumerate(parts)] == parts
        assert len(heard(tmp_path / form)) == done.slots * SAMPLES
    assert len(heard(tmp_path / "mp3")) / RATE == pytest.approx(done.milliseconds / 1000, abs=0.1)


def test_what_is_prepared_is_what_was_said(made, tmp_path):
    done = made(wav(np.concatenate((tone(300, 3), tone(600, 3)))))
    for form in ("std", "eco", "mp3"):
        samples = heard(tmp_path / form)
        assert pitch(samples[RATE : 2 * RATE]) == pytest.approx(300, abs=1)
        assert pitch(samples[4 * RATE : 5 * RATE]) == pytest.approx(600, abs=1)
    assert done.codec == "pcm_s16le" and done.container == "wav" and done.rate == RATE


@pytest.mark.parametrize("gain", [0.06, 0.3, 3.0])
def test_faint_and_loud_recordings_become_equally_loud_and_nothing_clips(made, tmp_path, gain):
    done = made(wav(np.clip(speech(20) * gain, -1, 1)))
    for form in ("std", "eco", "mp3"):
        samples = heard(tmp_path / form)
        assert loudness(samples) == pytest.approx(-16, abs=1)
        assert np.max(np.abs(samples)) < 0.98
    assert done.loudness_out == pytest.approx(-16, abs=0.6)
    chain = Chain([("ebur128", "metadata=1:framelog=quiet:peak=true")])
    chain.push(heard(tmp_path / "std"))
    chain.flush()
    assert 20 * np.log10(float(chain.told["lavfi.r128.true_peak"])) < -0.3


def test_silence_is_trimmed_at_both_ends_and_a_click_is_no_beginning(made):
    click = silence(1.5)
    click[RATE // 2] = 0.9
    done = made(wav(np.concatenate((click, speech(6), silence(4)))))
    start, end = done.trimmed
    assert start == pytest.approx(1300, abs=60)
    assert 3300 < end < 4000
    assert done.milliseconds + start + end == pytest.approx(11_500, abs=5)


def test_pauses_inside_stay(made):
    done = made(wav(np.concatenate((speech(3, 1), silence(5), speech(3, 2)))))
    assert done.milliseconds > 10_500


def test_it_is_cut_where_she_said(made, tmp_path):
    whole = np.concatenate((tone(300, 4), tone(600, 4), tone(900, 4)))
    done = made(wav(whole), cut_from=4000, cut_to=8000)
    assert done.milliseconds == 4000
    assert pitch(heard(tmp_path / "mp3")) == pytest.approx(600, abs=2)
    assert made(wav(whole), cut_from=9000).milliseconds == 3000


def test_it_begins_and_ends_without_a_click(made, tmp_path):
    made(wav(tone(250, 4.5)))
    samples = heard(tmp_path / "std")[FRAME:]
    assert level(samples[:32]) < 0.1 * level(samples[2000:20_000])
    assert level(samples[int(4.5 * RATE) + FRAME :]) < 0.02 * level(samples[2000:20_000])


@given(st.integers(min_value=1, max_value=20 * RATE))
def test_a_grid_holds_any_length_and_the_frame_that_follows(samples):
    slots = making.slots_for(samples)
    assert (slots - 1) * SAMPLES < samples + FRAME <= slots * SAMPLES


@pytest.mark.parametrize("samples", [SAMPLES - FRAME - 1, SAMPLES - FRAME, SAMPLES - FRAME + 1, SAMPLES, 2 * SAMPLES])
def test_the_grid_is_exact_at_its_edges(made, samples):
    done = made(wav(tone(440, samples / RATE)))
    assert done.slots == making.slots_for(samples)
    assert len(done.offsets["std"]) == len(done.offsets["eco"]) == done.slots + 1


def test_its_picture_rises_where_somebody_speaks(made):
    done = made(wav(np.concatenate((tone(300, 5, 0.1), tone(300, 5, 0.5)))))
    assert 1 <= len(done.waveform) <= 1000
    half = len(done.waveform) // 2
    assert max(done.waveform[: half - 5]) < 0.3 * min(done.waveform[half + 5 : -5])


def test_of_a_video_only_the_sound_is_taken_and_a_sleeve_is_no_video(made):
    assert made(video(speech(4), 4)).pictures
    assert not made(with_cover(speech(4))).pictures


def test_a_changed_voice_lasts_as_long_and_sounds_different(made, tmp_path):
    done = made(wav(tone(400, 8)), changed=True)
    assert done.milliseconds == pytest.approx(8000, abs=100)
    factor = pitch(heard(tmp_path / "mp3")[2 * RATE : 4 * RATE]) / 400
    assert 0.72 < factor < 0.87 or 1.14 < factor < 1.3


def test_a_file_that_was_cut_is_taken_as_far_as_it_goes(made):
    whole = file_of(speech(10), "mp3")
    assert 4000 < made(whole[: len(whole) // 2]).milliseconds < 6000


def test_what_is_told_survives_its_journey(made):
    done = made(wav(speech(4)))
    assert Prepared.from_json(json.loads(json.dumps(done.as_json()))) == done


def test_progress_is_told(tmp_path):
    (tmp_path / "original").write_bytes(wav(speech(60)))
    told = []
    running.prepared(tmp_path, Wish(), Limits(), lambda *said: told.append(said))
    assert told and {stage for stage, _seconds, _of in told} <= {"listening", "making"}
    assert all(0 <= seconds <= of for _stage, seconds, of in told)
    assert not (tmp_path / "spool").exists()


def test_offsets_fit_the_column():
    assert struct.calcsize("<I") == 4 and Limits().written < 2**32 and FRAMES == 125
