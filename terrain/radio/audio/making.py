"""The second pass: samples on disk become the broadcast forms and the podcast's file, all in one reading."""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from terrain.radio.audio import boxes
from terrain.radio.audio.chains import LOUDNESS, Chain
from terrain.radio.audio.encoding import ECO, STD, AacEncoder, Mp3Encoder, Samples
from terrain.radio.audio.limits import Wish
from terrain.radio.audio.listening import BLOCK, Heard, Tell
from terrain.radio.slots import FRAME, FRAMES, RATE, SAMPLES

TARGET = -16.0
"""LUFS of everything on air."""
CEILING = 0.82
"""No sample is larger (−1.7 dB): between samples, and after coding, some 0.7 dB more may come, up to −1 dB of true peak."""
MOST_GAIN, MOST_AGAIN = 40.0, 6.0
"""dB: how much a faint recording is raised at most, and how much more for what the limiter took."""
NEAR = 0.3
FADE = RATE // 100
LIMITER = ("alimiter", f"limit={CEILING}:attack=4:release=80:level=0:latency=1")
SPANS = 1_000


class Broadcast:
    """A broadcast form: the header, then a fragment for every 4 s pushed. ``offsets``: where each begins, and the end."""

    def __init__(self, out: BinaryIO, bit_rate: int) -> None:
        self._out, self._encoder = out, AacEncoder(bit_rate)
        self._frames: list[bytes] = []
        self.offsets = [out.write(boxes.init_segment())]

    def push(self, samples: Samples) -> None:
        """Encode these samples."""
        self._write(self._encoder.push(samples))

    def close(self) -> None:
        """Write the last fragment; ``ValueError`` when what was pushed does not fill it."""
        self._write(self._encoder.flush())
        if self._frames:
            raise ValueError(f"{len(self._frames)} frames fill no slot")
        self._out.flush()

    def _write(self, frames: list[bytes]) -> None:
        self._frames += frames
        while len(self._frames) >= FRAMES:
            whole = boxes.fragment(self._frames[:FRAMES], len(self.offsets) - 1)
            self._frames = self._frames[FRAMES:]
            self.offsets.append(self.offsets[-1] + self._out.write(whole))


def slots_for(samples: int) -> int:
    """Slots that hold so many samples and a frame of silence after them (the encoder's run-in shifts them by one)."""
    return -(-(samples + FRAME) // SAMPLES)


def _read(spool: BinaryIO, heard: Heard) -> Iterator[Samples]:
    spool.seek(2 * heard.start)
    left = heard.end - heard.start
    while left > 0:
        raw = np.frombuffer(spool.read(2 * min(8 * BLOCK, left)), "<i2")
        if not len(raw):
            raise ValueError("the samples on disk were cut")
        left -= len(raw)
        yield raw.astype(np.float32) / np.float32(32767)


def _limited(spool: BinaryIO, heard: Heard, gain: float, chain: Chain) -> Iterator[Samples]:
    """The wanted samples, louder by ``gain`` dB, never beyond the ceiling, through ``chain``; not one more or less."""
    factor, left = np.float32(10 ** (gain / 20)), heard.end - heard.start
    for block in _read(spool, heard):
        out = chain.push(block * factor)[:left]
        left -= len(out)
        yield out
    out = chain.flush()[:left]
    yield np.pad(out, (0, left - len(out)))


def _chain() -> Chain:
    return Chain([LIMITER, LOUDNESS])


def gain_for(spool: BinaryIO, heard: Heard) -> float:
    """dB by which the sound is raised (or lowered) to reach the target, with what the limiter will take made up for."""
    gain = min(TARGET - heard.loudness, MOST_GAIN)
    if heard.peak * 10 ** (gain / 20) <= CEILING:
        return gain
    chain = _chain()
    for _block in _limited(spool, heard, gain, chain):
        pass
    lost = TARGET - chain.loudness
    return gain + min(lost, MOST_AGAIN) if lost > NEAR and gain < MOST_GAIN else gain


def _faded(blocks: Iterator[Samples], total: int) -> Iterator[Samples]:
    """The same with 10 ms in which it begins and ends: no click, wherever it was cut."""
    place, fade = 0, min(FADE, total // 2)
    for block in blocks:
        here = np.arange(place, place + len(block), dtype=np.float32)
        place += len(block)
        if here.size and (here[0] < fade or here[-1] >= total - fade):
            ramp = np.minimum(np.minimum(here + 0.5, total - here - 0.5) / max(fade, 1), 1)
            block = block * np.maximum(ramp, 0)
        yield block.astype(np.float32, copy=False)


class Made:
    """All forms of one sound. ``loudness``: LUFS of the result."""

    def __init__(self, outs: dict[str, BinaryIO], wish: Wish) -> None:
        self.broadcasts = {name: Broadcast(outs[name], rate) for name, rate in (("std", STD), ("eco", ECO))}
        self._mp3 = Mp3Encoder(outs["mp3"], title=wish.title, show=wish.show)
        self.loudness, self.slots = -70.0, 0

    def make(self, spool: BinaryIO, heard: Heard, gain: float, tell: Tell) -> None:
        """Encode all forms in one reading; on one core, for the others have listeners to serve."""
        total, chain = heard.end - heard.start, _chain()
        self.slots = slots_for(total)
        done = 0
        for block in _faded(_limited(spool, heard, gain, chain), total):
            for one in self.broadcasts.values():
                one.push(block)
            self._mp3.push(block)
            done += len(block)
            tell(done / RATE)
        self._mp3.close()
        for one in self.broadcasts.values():
            one.push(np.zeros(self.slots * SAMPLES - total, np.float32))
            one.close()
        self.loudness = chain.loudness


def waveform(heard: Heard, gain: float) -> bytes:
    """What the sound looks like: the largest sample of each of at most 1,000 spans, 0 to 255."""
    peaks = np.minimum(heard.peaks * 10 ** (gain / 20), CEILING) / CEILING
    spans = np.array_split(peaks, min(SPANS, len(peaks)))
    return bytes(round(255 * float(span.max())) for span in spans)
