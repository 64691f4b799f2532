"""FFmpeg's filters for samples in, samples out."""

from collections.abc import Iterable, Iterator
from typing import Any

import av
import numpy as np
from av.filter import Graph

from terrain.radio.audio.encoding import Samples, as_float
from terrain.radio.slots import RATE

LOUDNESS = ("ebur128", "metadata=1:framelog=quiet")
"""Measures loudness by EBU R 128 (ITU-R BS.1770) and passes everything on."""


class Chain:
    """Filters one behind the other, each ``(name, arguments)``; one channel at 32 kHz goes in and comes out."""

    def __init__(self, filters: Iterable[tuple[str, str]]) -> None:
        self._graph = Graph()
        self._source = here = self._graph.add_abuffer(sample_rate=RATE, format="fltp", layout="mono")
        out = ("aformat", f"sample_fmts=fltp:channel_layouts=mono:sample_rates={RATE}")
        for name, arguments in (*filters, out):
            after = self._graph.add(name, arguments) if arguments else self._graph.add(name)
            here.link_to(after)
            here = after
        sink = self._graph.add("abuffersink")
        here.link_to(sink)
        self._graph.configure()
        self._place = 0
        self.told: dict[str, str] = {}
        """What the filters said with the newest samples."""

    def push(self, samples: Any) -> Samples:
        """What comes out once these went in; perhaps nothing yet."""
        if not len(samples):
            return np.zeros(0, np.float32)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(as_float(samples)).reshape(1, -1), format="fltp", layout="mono"
        )
        frame.sample_rate, frame.pts = RATE, self._place
        self._place += len(samples)
        self._graph.push(frame)
        return self._out()

    def flush(self) -> Samples:
        """What was still held back."""
        if not self._place:
            return np.zeros(0, np.float32)
        self._graph.push(None)
        return self._out()

    def _out(self) -> Samples:
        pieces = list(self._pulled())
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)

    def _pulled(self) -> Iterator[Samples]:
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if not isinstance(frame, av.AudioFrame):
                raise TypeError("filters of sound give sound")
            self.told = dict(frame.metadata) or self.told
            yield frame.to_ndarray()[0]

    @property
    def loudness(self) -> float:
        """Loudness in LUFS of all that went through ``LOUDNESS``; −70 for silence and for less than 0.4 s."""
        return float(self.told.get("lavfi.r128.I", -70.0))
