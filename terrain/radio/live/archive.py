"""What is kept of a live broadcast: all that arrived, also what came too late to be heard, as one file without loss."""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import av
from django.conf import settings

from terrain.radio.audio.bounds import bound
from terrain.radio.live import pieces
from terrain.radio.live.feeding import Feed, heard

RATE = 32_000
MOST = 16 * 3600 * RATE
"""Samples that are kept: a few bytes may pretend to be days of silence."""
CPU, MEMORY, WRITTEN = 1_800, 1 << 30, 2 << 30
"""Seconds of processor and bytes that the process may take."""


def _ended() -> bool:
    return False


def _frames(uid: UUID) -> Iterator[av.AudioFrame]:
    for take in sorted(pieces.held(uid)):
        yield from heard(Feed(uid, take, _ended))


def write(uid: UUID, path: Path) -> int:
    """Write everything into one FLAC file; how many samples (32 kHz) it holds."""
    samples = 0
    with av.open(str(path), "w", format="flac") as out:
        stream = cast(Any, out.add_stream("flac", rate=RATE, layout="mono"))
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in _frames(uid):
            frame.pts = None
            for fit in resampler.resample(frame):
                fit.pts, fit.time_base = samples, Fraction(1, RATE)
                samples += fit.samples
                out.mux(stream.encode(fit))
            if samples >= MOST:
                break
        out.mux(stream.encode(None))
    return samples


if __name__ == "__main__":
    bound(memory=MEMORY, cpu=CPU, written=WRITTEN)
    settings.configure(TERRAIN_HOME=sys.argv[3])
    print(write(UUID(sys.argv[1]), Path(sys.argv[2])))
