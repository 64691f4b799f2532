"""What was sent, as a file that goes on while it arrives, and the sound in it. Knows no record."""

import io
import logging
import time
from collections.abc import Callable, Iterator
from typing import cast
from uuid import UUID

import av

from terrain.radio.audio.opening import DECODERS
from terrain.radio.live import pieces
from terrain.radio.slots import RATE

log = logging.getLogger(__name__)
LOOK = 0.1
"""Seconds between two looks into the folder."""
LOST_AFTER = 10.0
"""Seconds after which a piece that later ones overtook is lost."""
CHAIN = (
    ("aformat", f"channel_layouts=mono:sample_rates={RATE}"),
    ("speechnorm", "e=8:r=0.0005:l=1"),
    ("alimiter", "limit=0.85:level=disabled"),
    ("aformat", f"sample_fmts=flt:channel_layouts=mono:sample_rates={RATE}"),
)
"""A near mouth and a far one come out alike, and nothing is overdriven."""
FORMATS = ("webm", "matroska", "ogg", "mov,mp4,m4a,3gp,3g2,mj2", "aac", "mp3")
ALLOWED = {
    "format_whitelist": ",".join(FORMATS),
    "protocol_whitelist": "none",
    "codec_whitelist": DECODERS,
    "max_streams": "16",
}
"""What FFmpeg may open: nothing but the stream that it is given, no decoder of pictures."""


class Feed(io.RawIOBase):
    """A take as a file that goes on while it arrives. ``alive`` is asked while nothing comes; ends when it says no, or a later take began."""

    def __init__(self, uid: UUID, take: int, alive: Callable[[], bool]) -> None:
        self.uid, self.take, self.alive = uid, take, alive
        self.number, self.rest = 0, b""
        self.waited_since: float | None = None
        self.spoken: float | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; waits for them; nothing at the end."""
        while not self.rest:
            found = pieces.content(self.uid, self.take, self.number)
            if found is not None:
                self.rest, self.waited_since = found, None
                self.spoken = pieces.spoken(self.uid, self.take, self.number)
                self.number += 1
            elif not self._wait():
                return b""
        told, self.rest = (self.rest, b"") if size < 0 else (self.rest[:size], self.rest[size:])
        return told

    def _wait(self) -> bool:
        held = pieces.held(self.uid)
        later = [number for number in held.get(self.take, []) if number > self.number]
        now = time.monotonic()
        self.waited_since = self.waited_since or now
        if later and now - self.waited_since > LOST_AFTER:
            self.number, self.waited_since = later[0], None
            return True
        if not later and any(take > self.take for take in held):
            return False
        if not self.alive():
            return False
        time.sleep(LOOK)
        return True


def _chain(stream: av.AudioStream) -> av.filter.Graph:
    graph = av.filter.Graph()
    links = [graph.add_abuffer(template=stream), *(graph.add(name, said) for name, said in CHAIN)]
    graph.link_nodes(*links, graph.add("abuffersink")).configure()
    return graph


def _pulled(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            yield cast(av.AudioFrame, graph.pull())
        except (av.BlockingIOError, av.EOFError):
            return


def heard(feed: Feed) -> Iterator[av.AudioFrame]:
    """The sound of a take as it comes: one channel, 32 kHz, level. Ends quietly where what was sent is not sound."""
    try:
        options = {"probesize": "4096", "analyzeduration": "0", **ALLOWED}
        with av.open(feed, mode="r", options=options) as source:
            stream = source.streams.audio[0]
            if stream.codec_context.name not in DECODERS.split(","):
                raise IndexError(stream.codec_context.name)
            graph = _chain(stream)
            for frame in source.decode(stream):
                graph.push(frame)
                yield from _pulled(graph)
    except (av.FFmpegError, IndexError) as error:
        log.warning("take %s of %s: %s", feed.take, feed.uid, error)
