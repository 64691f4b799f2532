"""The door for sounds: what is no sound is refused by its first bytes, and nothing a file says of itself opens anything else.

FFmpeg knows formats that are lists of other files (HLS, DASH, concat, SDP, MOV references). Here the format is found by us, from a short list
without any of those, and FFmpeg is given an open file and forbidden every protocol, every other format and every decoder of pictures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from terrain.radio.audio.refusals import DAMAGED, DISGUISED, EMPTY, SILENT, TOO_LARGE, VIDEO, Unusable

MOV = (b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip")
DECODERS = (
    "aac,aac_fixed,alac,amrnb,amrwb,flac,gsm_ms,libopus,mp1float,mp2float,mp3,mp3float,mp2,opus,vorbis,adpcm_ima_wav,adpcm_ms,"
    "pcm_alaw,pcm_mulaw,pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_f64le"
)
RATES = range(4_000, 192_001)
MOST_CHANNELS = 8


@dataclass(frozen=True)
class Found:
    """What a file turned out to be. ``pictures``: it is a video, of which only the sound is taken."""

    container: str
    codec: str
    rate: int
    channels: int
    pictures: bool


def container_of(head: bytes) -> str | None:
    """The format of a file that begins with ``head`` (at least 16 bytes), by FFmpeg's name; nothing if it is none of ours."""
    if head[4:8] in MOV:
        return "mov"
    if head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE":
        return "wav"
    for start, name in ((b"OggS", "ogg"), (b"\x1aE\xdf\xa3", "matroska"), (b"fLaC", "flac"), (b"#!AMR", "amr")):
        if head.startswith(start):
            return name
    if head.startswith(b"ID3"):
        return "mp3"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0x06 == 0 else "mp3"  # layer 0 is ADTS
    return None


@contextmanager
def opened(file: BinaryIO, *, most_bytes: int) -> Iterator[tuple[InputContainer, AudioStream, Found]]:
    """Open a sound: its container, its (first) track of sound, and what it is. Raises ``Unusable``."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    if not size:
        raise Unusable(EMPTY)
    if size > most_bytes:
        raise Unusable(TOO_LARGE)
    name = container_of(head)
    if name is None:
        raise Unusable(DISGUISED)
    forbidden = {
        "format_whitelist": name,
        "protocol_whitelist": "none",
        "codec_whitelist": DECODERS,
        "max_streams": "16",
    }
    try:
        container = av.open(file, "r", format=name, options=forbidden, metadata_errors="replace")
    except (av.FFmpegError, ValueError, UnicodeDecodeError) as error:
        raise Unusable(DAMAGED) from error
    with container:
        yield container, *_track(container, name)


def _track(container: InputContainer, name: str) -> tuple[AudioStream, Found]:
    pictures = any(stream.disposition.value & _COVER == 0 for stream in container.streams.video)
    if not container.streams.audio:
        raise Unusable(VIDEO if pictures else SILENT)
    stream = container.streams.audio[0]
    codec = stream.codec_context
    if codec is None or codec.name not in DECODERS.split(","):
        raise Unusable(DAMAGED)
    if codec.sample_rate not in RATES or not 1 <= codec.channels <= MOST_CHANNELS:
        raise Unusable(DAMAGED)
    return stream, Found(name, codec.name, codec.sample_rate, codec.channels, pictures)


_COVER = 0x400
"""``AV_DISPOSITION_ATTACHED_PIC``: the picture on a record's sleeve is no video."""
