"""The first pass: a file is decoded once, into samples on disk, while its loudness is measured."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import BinaryIO

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from numpy.typing import NDArray

from terrain.radio.audio.chains import LOUDNESS, Chain
from terrain.radio.audio.encoding import Samples
from terrain.radio.audio.limits import Limits, Wish
from terrain.radio.audio.opening import RATES
from terrain.radio.audio.refusals import CUT_AWAY, DAMAGED, SILENT, TOO_LONG, Unusable
from terrain.radio.audio.voices import ChangedVoice
from terrain.radio.slots import RATE

Tell = Callable[[float], None]
WINDOW = RATE // 50
"""Samples of the windows in which silence is looked for: 20 ms."""
BLOCK = RATE
TOGETHER = 50
"""Frames that go into the filters before it is asked what came out: asking costs more than they do."""
BELOW, QUIETEST, LOUDEST = 30.0, -70.0, -45.0
"""Silence lies so many dB below the loudness of the whole, but within these bounds (dB of full scale)."""
LASTING = 3
"""Windows in a row that must be louder than silence: the click of a button is not a beginning."""
BEFORE, AFTER = 10, 20
"""Windows of silence that stay before and after: 0.2 s and 0.4 s."""
NOTHING = -60.0
"""LUFS below which nothing was said."""
MOST_FAULTY = 0.2


@dataclass(frozen=True)
class Heard:
    """Samples ``[start, end)`` of what lies on disk are wanted; ``total`` lie there. ``peaks``: the largest of each window."""

    start: int
    end: int
    total: int
    loudness: float
    peak: float
    peaks: NDArray[np.float32]
    faults: int


class _Mono:
    """Frames of one kind become one channel at 32 kHz, in pieces of a second."""

    def __init__(self, like: av.AudioFrame) -> None:
        self.kind = _kind(like)
        self._graph, self._place = Graph(), 0
        rate, sample_format, layout = self.kind
        names = [
            self._graph.add_abuffer(sample_rate=rate, format=sample_format, layout=layout),
            self._graph.add("aformat", f"sample_fmts=fltp:channel_layouts=mono:sample_rates={RATE}"),
            self._graph.add("asetnsamples", f"n={BLOCK}:p=0"),
            self._graph.add("abuffersink"),
        ]
        for before, after in pairwise(names):
            before.link_to(after)
        self._graph.configure()

    def push(self, frame: av.AudioFrame | None) -> None:
        """Take a frame; times that it carries are not looked at: pauses of a recorder are left out. ``None``: no more come."""
        if frame is not None:
            frame.time_base, frame.pts = Fraction(1, frame.sample_rate), self._place
            self._place += frame.samples
        self._graph.push(frame)

    def pull(self) -> Iterator[Samples]:
        """What is ready."""
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if isinstance(frame, av.AudioFrame):
                yield frame.to_ndarray()[0]


def _kind(frame: av.AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.format.name, frame.layout.name


class _Reader:
    """Samples of a track, a second at a time; packets that cannot be read are counted."""

    def __init__(self, container: InputContainer, stream: AudioStream) -> None:
        self._container, self._stream = container, stream
        self.packets = self.faults = 0

    def __iter__(self) -> Iterator[Samples]:
        mono: _Mono | None = None
        for count, frame in enumerate(self._frames()):
            if mono is None or mono.kind != _kind(frame):  # another rate or other channels from here on
                yield from self._drained(mono)
                mono = _Mono(frame)
            mono.push(frame)
            if count % TOGETHER == 0:
                yield from mono.pull()
        yield from self._drained(mono)

    def _drained(self, mono: _Mono | None) -> Iterator[Samples]:
        if mono is not None:
            mono.push(None)
            yield from mono.pull()

    def _frames(self) -> Iterator[av.AudioFrame]:
        for packet in self._packets():
            self.packets += 1
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError):
                self.faults += 1
                continue
            for frame in frames:
                if isinstance(frame, av.AudioFrame) and frame.samples and frame.sample_rate in RATES:
                    yield frame

    def _packets(self) -> Iterator[av.Packet]:
        try:
            yield from self._container.demux(self._stream)
        except av.FFmpegError:
            self.faults += 1  # it was cut: what came before is kept


def _between(blocks: Iterator[Samples], wish: Wish, limits: Limits) -> Iterator[Samples]:
    """Only what lies between the cuts. Raises ``Unusable`` once the whole is too long, whatever its header said."""
    first, last = wish.cut_from * RATE // 1000, wish.cut_to * RATE // 1000
    place = 0
    for block in blocks:
        here, place = place, place + len(block)
        if place > limits.most_seconds * RATE:
            raise Unusable(TOO_LONG)
        if last and here >= last:
            return
        kept = block[max(0, first - here) : last - here if last else None]
        if len(kept):
            yield kept


def _changed(blocks: Iterator[Samples]) -> Iterator[Samples]:
    voice = ChangedVoice()
    for block in blocks:
        yield voice.push(block)
    yield voice.flush()


class _Spool:
    """Writes samples as 16 bits, measures loudness, and keeps level and peak of each window."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._chain = Chain([LOUDNESS])
        self._rest: Samples = np.zeros(0, np.float32)
        self._levels: list[Samples] = []
        self._peaks: list[Samples] = []
        self.total = 0

    def write(self, block: Samples) -> None:
        """Take some more."""
        self.total += len(block)
        block = np.clip(np.nan_to_num(block, copy=False), -1, 1)
        self._chain.push(block)
        self._out.write((block * 32767).astype("<i2").data)
        whole = np.concatenate((self._rest, block))
        end = len(whole) - len(whole) % WINDOW
        self._rest = whole[end:]
        self._measure(whole[:end].reshape(-1, WINDOW))

    def _measure(self, windows: Samples) -> None:
        self._levels.append(np.sqrt(np.mean(np.square(windows), axis=1)))
        self._peaks.append(np.max(np.abs(windows), axis=1, initial=0))

    def close(self) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
        """Level and peak of each window, and the loudness of the whole in LUFS."""
        if len(self._rest):
            self._measure(np.pad(self._rest, (0, WINDOW - len(self._rest))).reshape(1, WINDOW))
        self._chain.flush()
        self._out.flush()
        levels = np.concatenate(self._levels) if self._levels else np.zeros(0, np.float32)
        peaks = np.concatenate(self._peaks) if self._peaks else np.zeros(0, np.float32)
        if self.total < 0.5 * RATE:  # too short for R 128, which needs 0.4 s: the same scale without its gates
            return levels, peaks, float(10 * np.log10(np.mean(np.square(levels)) + 1e-12)) if len(levels) else -120.0
        return levels, peaks, self._chain.loudness


def _loud(levels: NDArray[np.float32], loudness: float) -> tuple[int, int]:
    """The windows from the first to after the last that hold more than silence."""
    silence = 10 ** (min(max(loudness - BELOW, QUIETEST), LOUDEST) / 20)
    loud = levels > silence
    lasting = min(LASTING, len(loud))
    runs = np.convolve(loud, np.ones(lasting, np.int32), "valid") == lasting
    found = np.flatnonzero(runs)
    if not len(found):
        raise Unusable(SILENT)
    return int(found[0]), int(found[-1]) + lasting


def listen(
    container: InputContainer, stream: AudioStream, spool: BinaryIO, *, wish: Wish, limits: Limits, tell: Tell
) -> Heard:
    """Decode a track into ``spool`` (16 bits, little-endian) and say what of it is wanted. Raises ``Unusable``."""
    reader, writer = _Reader(container, stream), _Spool(spool)
    blocks = _between(iter(reader), wish, limits)
    for block in _changed(blocks) if wish.changed else blocks:
        writer.write(block)
        tell(writer.total / RATE)
    levels, peaks, loudness = writer.close()
    if reader.faults > MOST_FAULTY * reader.packets:
        raise Unusable(DAMAGED)
    if not writer.total:
        raise Unusable(CUT_AWAY if wish.cut_from and reader.packets else DAMAGED)
    if loudness < NOTHING:
        raise Unusable(SILENT)
    first, last = _loud(levels, loudness)
    first, last = max(0, first - BEFORE), min(len(levels), last + AFTER)
    peak = float(np.max(peaks[first:last]))
    end = min(last * WINDOW, writer.total)
    return Heard(first * WINDOW, end, writer.total, loudness, peak, peaks[first:last], reader.faults)
