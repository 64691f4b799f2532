"""What is kept of a live broadcast: all that arrived, also what came too late to be heard, as one file without loss."""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import av

from terrain.radio.live import pieces
from terrain.radio.live.feeding import Feed, heard


def _ended() -> bool:
    return False


def _frames(uid: UUID) -> Iterator[av.AudioFrame]:
    for take in sorted(pieces.held(uid)):
        yield from heard(Feed(uid, take, _ended))


def write(uid: UUID, path: Path) -> int:
    """Write everything into one FLAC file; how many samples (32 kHz) it holds."""
    samples = 0
    with av.open(str(path), "w", format="flac") as out:
        stream = cast(Any, out.add_stream("flac", rate=32_000, layout="mono"))
        resampler = av.AudioResampler(format="s16", layout="mono", rate=32_000)
        for frame in _frames(uid):
            frame.pts = None
            for fit in resampler.resample(frame):
                fit.pts, fit.time_base = samples, Fraction(1, 32_000)
                samples += fit.samples
                out.mux(stream.encode(fit))
        out.mux(stream.encode(None))
    return samples


if __name__ == "__main__":
    print(write(UUID(sys.argv[1]), Path(sys.argv[2])))
