"""Fragments: one header for all, exact times, and players that hear no seam."""

import io
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.radio.audio import boxes
from terrain.radio.audio.encoding import ECO, STD, AacEncoder
from terrain.radio.slots import FRAMES, SAMPLES
from tests.radio.audio.tones import pitch, tone

FRAME_BYTES = st.lists(st.binary(min_size=1, max_size=40), min_size=FRAMES, max_size=FRAMES)
SLOTS = st.integers(min_value=0, max_value=2**46)


def encoded(samples, bit_rate=STD) -> list[bytes]:
    encoder = AacEncoder(bit_rate)
    return encoder.push(samples) + encoder.flush()


def in_slots(frames: list[bytes], first: int) -> bytes:
    """What a player gets: each fragment stored from zero, served in its slot."""
    stored = [boxes.fragment(frames[i : i + FRAMES], i // FRAMES) for i in range(0, len(frames), FRAMES)]
    return b"".join(boxes.retimed(one, first + n) for n, one in enumerate(stored))


@pytest.fixture(scope="module")
def evening():
    """Three sounds one after the other, of both broadcast forms, from slot 450,000,000: 440 Hz, 660 Hz, 880 Hz, two slots each."""
    parts = [(440, STD), (660, ECO), (880, STD)]
    return 450_000_000, [in_slots(encoded(tone(f, 8), rate), 450_000_000 + 2 * n) for n, (f, rate) in enumerate(parts)]


def packets_of(source, **options):
    with av.open(source, **options) as opened:
        return [(p.pts, p.dts, p.duration) for p in opened.demux(audio=0) if p.size]


def heard(source, **options) -> np.ndarray:
    with av.open(source, **options) as opened:
        return np.concatenate([frame.to_ndarray()[0] for frame in opened.decode(audio=0)])


def assert_no_seam(packets, first):
    assert len(packets) == 6 * FRAMES
    assert [pts for pts, _dts, _d in packets] == [first * SAMPLES + 1024 * n for n in range(6 * FRAMES)]
    assert all(pts == dts and duration == 1024 for pts, dts, duration in packets)


def assert_tones(samples):
    for n, hertz in enumerate((440, 660, 880)):
        middle = samples[2 * n * SAMPLES + 16_000 : 2 * (n + 1) * SAMPLES - 16_000]
        assert pitch(middle) == pytest.approx(hertz, abs=1)
        assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_a_demuxer_finds_one_timeline_over_all_sounds(evening):
    first, parts = evening
    whole = boxes.init_segment() + b"".join(parts)
    assert_no_seam(packets_of(io.BytesIO(whole), format="mp4"), first)
    assert_tones(heard(io.BytesIO(whole), format="mp4"))


def test_hls_plays_the_slots_without_a_seam(evening, tmp_path: Path):
    first, parts = evening
    (tmp_path / "init.mp4").write_bytes(boxes.init_segment())
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:4", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
    lines.append('#EXT-X-MAP:URI="init.mp4"')
    size = 0
    for n, part in enumerate(parts):
        half = struct.unpack(">I", part[:4])[0]
        half += struct.unpack(">I", part[half : half + 4])[0]
        for k, segment in enumerate((part[:half], part[half:])):
            (tmp_path / f"{2 * n + k}.m4s").write_bytes(segment)
            lines += ["#EXTINF:4.000,", f"{2 * n + k}.m4s"]
            size += len(segment)
    assert size == sum(map(len, parts))
    playlist = tmp_path / "live.m3u8"
    playlist.write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))
    packets = packets_of(str(playlist))
    assert len(packets) == 6 * FRAMES
    times = [pts for pts, _dts, _duration in packets]
    assert {later - earlier for earlier, later in zip(times, times[1:], strict=False)} == {1024}
    assert_tones(heard(str(playlist)))


def test_both_forms_and_all_sounds_begin_with_the_same_header():
    for bit_rate in (STD, ECO):
        codec = AacEncoder(bit_rate)._codec
        assert codec.extradata == boxes.CONFIG
    with av.open(io.BytesIO(boxes.init_segment() + in_slots(encoded(tone(440, 4)), 0)), format="mp4") as opened:
        stream = opened.streams.audio[0]
        assert (stream.codec_context.name, stream.profile, stream.rate, stream.channels) == ("aac", "LC", 32_000, 1)
        assert bytes(stream.codec_context.extradata) == boxes.CONFIG
        assert stream.time_base.denominator == 32_000


def test_every_box_ends_where_it_says(evening):
    def walk(data, depth=0):
        place, names = 0, []
        while place < len(data):
            size, kind = struct.unpack_from(">I4s", data, place)
            assert 8 <= size <= len(data) - place
            names.append(kind.decode())
            if kind in {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"mvex", b"moof", b"traf"}:
                names += walk(data[place + 8 : place + size], depth + 1)
            place += size
        return names

    assert walk(boxes.init_segment()) == (
        [
            "ftyp",
            "moov",
            "mvhd",
            "trak",
            "tkhd",
            "mdia",
            "mdhd",
            "hdlr",
            "minf",
            "smhd",
            "dinf",
            "dref",
            "stbl",
            "stsd",
            "stts",
            "stsc",
            "stco",
            "stsz",
            "mvex",
            "trex",
        ]
    )
    assert walk(evening[1][0]) == ["moof", "mfhd", "traf", "tfhd", "tfdt", "trun", "mdat"] * 2


@given(FRAME_BYTES, st.integers(min_value=0, max_value=100_000), SLOTS)
def test_frames_survive_every_slot(frames, index, slot):
    stored = boxes.fragment(frames, index)
    served = boxes.retimed(stored, slot)
    assert boxes.frames_of(stored) == boxes.frames_of(served) == frames
    assert len(served) == len(stored)
    assert served[boxes.HEAD :] == stored[boxes.HEAD :]
    assert served[: boxes.HEAD] == boxes.head(slot)
    assert struct.unpack_from(">I", served, 20) == (slot % 2**32,)
    assert struct.unpack_from(">Q", served, 60) == (slot * SAMPLES,)
    assert boxes.retimed(served, index + 1)[60:68] == struct.pack(">Q", (index + 1) * SAMPLES)
    assert boxes.retimed(stored, slot) == boxes.retimed(served, slot)


@pytest.mark.parametrize("count", [0, 1, 124, 126])
def test_a_slot_holds_125_frames_and_no_other_number(count):
    with pytest.raises(ValueError, match="125"):
        boxes.fragment([b"x"] * count, 0)


@pytest.mark.parametrize("broken", [b"", b"moof", bytes(2000), boxes.init_segment()])
def test_what_is_no_fragment_is_not_served(broken):
    with pytest.raises(ValueError, match="fragment"):
        boxes.retimed(broken, 1)
    with pytest.raises(ValueError, match="fragment"):
        boxes.frames_of(broken)


def test_a_fragment_that_was_cut_is_told():
    whole = boxes.fragment([b"abc"] * FRAMES, 0)
    for broken in (whole[:-1], whole + b"x"):
        with pytest.raises(ValueError, match="cut"):
            boxes.frames_of(broken)


def test_old_players_hear_the_same_frames(evening):
    frames = [frame for hertz in (440, 660, 880) for frame in encoded(tone(hertz, 8))]
    stream = boxes.adts(frames)
    with av.open(io.BytesIO(stream), format="aac") as opened:
        packets = [bytes(packet) for packet in opened.demux(audio=0) if packet.size]
        assert (opened.streams.audio[0].rate, opened.streams.audio[0].channels) == (32_000, 1)
    assert [packet[7:] if packet[:2] == b"\xff\xf1" else packet for packet in packets] == frames
    assert_tones(heard(io.BytesIO(stream), format="aac"))
