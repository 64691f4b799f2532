"""Files as telephones and enemies send them."""

import io
import wave
from typing import Any

import av
import numpy as np

from terrain.radio.slots import RATE

FORMATS = {
    "ogg": ("ogg", "libopus", 48_000, "flt"),
    "webm": ("webm", "libopus", 48_000, "flt"),
    "m4a": ("mp4", "aac", 44_100, "fltp"),
    "mp3": ("mp3", "libmp3lame", 44_100, "fltp"),
    "flac": ("flac", "flac", 44_100, "s16"),
    "aac": ("adts", "aac", 44_100, "fltp"),
    "stereo.m4a": ("mp4", "aac", 48_000, "fltp"),
}


def wav(samples: np.ndarray, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def file_of(samples: np.ndarray, kind: str) -> bytes:
    """The samples as a telephone would send them; ``kind`` is the ending of the name."""
    if kind == "wav":
        return wav(samples)
    if kind in {"amr", "3gp"}:
        return amr(len(samples) / RATE) if kind == "amr" else three_gp(len(samples) / RATE)
    container, codec, rate, sample_format = FORMATS[kind]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream: Any = file.add_stream(codec, rate=rate)
        stream.layout = "stereo" if kind.startswith("stereo") else "mono"
        stream.format = sample_format
        _encode(file, stream, samples)
    return out.getvalue()


def _encode(file, stream, samples):
    resampler = av.AudioResampler(stream.format.name, stream.layout.name, stream.rate, stream.frame_size or 1024)
    for place in range(0, len(samples), 10 * RATE):
        frame = av.AudioFrame.from_ndarray(
            samples[place : place + 10 * RATE].reshape(1, -1), format="fltp", layout="mono"
        )
        frame.sample_rate, frame.pts = RATE, place
        for ready in resampler.resample(frame):
            file.mux(stream.encode(ready))
    for ready in resampler.resample(None):
        file.mux(stream.encode(ready))
    file.mux(stream.encode(None))


def amr(seconds: float, seed: int = 5) -> bytes:
    """AMR of 12.2 kbit/s as old telephones record it; no encoder is at hand, so its frames hold chance, which sounds like a noise."""
    dice = np.random.default_rng(seed)
    frames = [b"\x3c" + dice.bytes(31) for _frame in range(int(seconds * 50))]
    return b"#!AMR\n" + b"".join(frames)


def three_gp(seconds: float) -> bytes:
    """The same in the box of an old telephone."""
    out = io.BytesIO()
    with av.open(io.BytesIO(amr(seconds)), "r", format="amr") as source, av.open(out, "w", format="3gp") as file:
        stream = file.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                file.mux(packet)
    return out.getvalue()


def video(samples: np.ndarray | None, seconds: float = 2) -> bytes:
    """A small film; without ``samples`` it is silent because it has no track of sound."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        picture = file.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = None
        if samples is not None:
            sound = file.add_stream("aac", rate=44_100)
            sound.layout, sound.format = "mono", "fltp"
        for number in range(int(seconds * 10)):
            image = np.full((48, 64, 3), 10 * number % 255, np.uint8)
            file.mux(picture.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        file.mux(picture.encode(None))
        if sound is not None:
            _encode(file, sound, samples)
    return out.getvalue()


def with_cover(samples: np.ndarray) -> bytes:
    """An MP3 with a picture on its sleeve (ID3, APIC)."""
    png = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
        "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff56c72f0d0000000049454e44ae426082"
    )
    content = b"\x00image/png\x00\x03\x00" + png
    frame = b"APIC" + len(content).to_bytes(4, "big") + b"\x00\x00" + content
    size = len(frame)
    synchsafe = bytes((size >> 21 & 0x7F, size >> 14 & 0x7F, size >> 7 & 0x7F, size & 0x7F))
    return b"ID3\x03\x00\x00" + synchsafe + frame + file_of(samples, "mp3")
