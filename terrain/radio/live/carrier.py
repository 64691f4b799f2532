"""The program that carries a live broadcast: reads what arrives, and gives each four seconds a slot.

One for each broadcast, begun by whatever server process received something (``terrain radio carry``), and begun again when it was killed:
what was sent lies in files, so nothing is lost but the seconds it was away. A lease in the record keeps a second one out.
"""

import io
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import av
from django.db import IntegrityError, transaction
from django.db.models import Q

from terrain.core import clock
from terrain.radio.audio.boxes import fragment
from terrain.radio.audio.encoding import ECO, STD, AacEncoder
from terrain.radio.enums import Profile
from terrain.radio.live import pieces
from terrain.radio.live.turns import Turn, Turns
from terrain.radio.models import LiveBroadcast, LiveSlot
from terrain.radio.slots import FRAMES, RATE, begins

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=8)
LOOK = 0.1
"""Seconds between two looks into the folder."""
BEAT = 2.0
"""Seconds between two signs of life."""
LOST_AFTER = 10.0
"""Seconds after which a piece that later ones overtook is lost."""
CHAIN = (
    ("aresample", str(RATE)),
    ("aformat", f"sample_fmts=flt:sample_rates={RATE}:channel_layouts=mono"),
    ("speechnorm", "e=8:r=0.0005:l=1"),
    ("alimiter", "limit=0.85:level=disabled"),
)
"""A near mouth and a far one come out alike, and nothing is overdriven."""
FORMATS = ("webm", "matroska", "ogg", "mov,mp4,m4a,3gp,3g2,mj2", "aac", "mp3")


class Over(Exception):
    """The broadcast has ended."""


class Feed(io.RawIOBase):
    """A take as a file that goes on while it arrives. ``alive`` is asked while nothing comes; ends when it says no, or a later take began."""

    def __init__(self, uid: UUID, take: int, alive: Callable[[], bool]) -> None:
        self.uid, self.take, self.alive = uid, take, alive
        self.number, self.rest = 0, b""
        self.waited_since: float | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; waits for them; nothing at the end."""
        while not self.rest:
            found = pieces.content(self.uid, self.take, self.number)
            if found is not None:
                self.rest, self.waited_since = found, None
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
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def heard(feed: Feed) -> Iterator[av.AudioFrame]:
    """The sound of a take as it comes: one channel, 32 kHz, level. Ends quietly where what was sent is not sound."""
    try:
        options = {"probesize": "4096", "analyzeduration": "0", "format_whitelist": ",".join(FORMATS)}
        with av.open(feed, mode="r", options=options) as source:
            stream = source.streams.audio[0]
            graph = _chain(stream)
            for frame in source.decode(stream):
                graph.push(frame)
                yield from _pulled(graph)
    except (av.FFmpegError, IndexError) as error:
        log.warning("take %s of %s: %s", feed.take, feed.uid, error)


class Carrier:
    """Carries one broadcast. ``now`` tells Unix time, for tests."""

    def __init__(self, live: LiveBroadcast, now: Callable[[], float] = time.time) -> None:
        self.live, self.now = live, now
        self.encoders = {Profile.STD: AacEncoder(STD), Profile.ECO: AacEncoder(ECO)}
        self.frames: dict[Profile, list[bytes]] = {profile: [] for profile in self.encoders}
        self.piece = pieces.next_fragment(live.uid)
        self.turns: Turns | None = None
        self.beaten = 0.0

    def alive(self) -> bool:
        """Says that this program runs, and asks whether the broadcast does."""
        if time.monotonic() - self.beaten > BEAT:
            self.beaten = time.monotonic()
            LiveBroadcast.objects.filter(pk=self.live.pk).update(carried_at=clock.now())
            self.live.refresh_from_db()
        return self.live.is_running

    def take(self, frame: av.AudioFrame) -> None:
        """Some sound more; whenever four seconds are whole, they may get their slot."""
        for profile, encoder in self.encoders.items():
            self.frames[profile] += encoder.push(frame.to_ndarray().ravel())
        while all(len(frames) >= FRAMES for frames in self.frames.values()):
            for profile, frames in self.frames.items():
                pieces.put_fragment(self.live.uid, profile, self.piece, fragment(frames[:FRAMES], self.piece))
                del frames[:FRAMES]
            self._place(self.piece)
            self.piece += 1

    def _place(self, piece: int) -> None:
        self.alive()
        if self.live.slot_from is None or self.live.slot_to is None or not self.live.is_running:
            return
        if self.turns is None or (self.turns.slot_from, self.turns.slot_to) != (self.live.slot_from, self.live.slot_to):
            last = LiveSlot.objects.filter(live=self.live).order_by("slot").values_list("slot", flat=True).last()
            self.turns = Turns(self.live.slot_from, self.live.slot_to, last)
        for turn in self.turns.take(piece, self.now()):
            self._write(turn)

    def _write(self, turn: Turn) -> None:
        if self.turns is not None and turn.slot < self.turns.free(self.now()):
            return
        try:
            with transaction.atomic():
                LiveSlot.objects.create(
                    station_id=self.live.station_id, slot=turn.slot, live=self.live, piece=turn.piece, written_at=clock.now()
                )
        except IntegrityError:
            log.warning("slot %s (%s) was taken", turn.slot, begins(turn.slot))

    def run(self, *, again: bool) -> None:
        """Take after take until the broadcast ends. ``again``: another carrier was killed; what came before now is only for the archive."""
        take = max(pieces.held(self.live.uid), default=0) if again else 0
        skip = len(pieces.held(self.live.uid).get(take, [])) if again else 0
        while self.alive():
            if take not in pieces.held(self.live.uid):
                time.sleep(LOOK)
                continue
            feed = Feed(self.live.uid, take, self.alive)
            for frame in heard(feed):
                if feed.number >= skip:
                    self.take(frame)
            take, skip = min((one for one in pieces.held(self.live.uid) if one > take), default=take + 1), 0


def _lease(uid: UUID) -> LiveBroadcast | None:
    """The broadcast, when nobody else carries it."""
    stale = Q(carried_at=None) | Q(carried_at__lt=clock.now() - LEASE)
    taken = LiveBroadcast.objects.running().filter(stale, uid=uid)
    found = taken.first()
    return found if found is not None and taken.update(carried_at=clock.now()) else None


def carry(uid: UUID) -> bool:
    """Carry a broadcast to its end; false when it has ended, or another program carries it."""
    live = _lease(uid)
    if live is None:
        return False
    Carrier(live).run(again=live.carried_at is not None)
    return True


def begin(live: LiveBroadcast) -> None:
    """Have a program of its own carry a broadcast, unless one does."""
    if live.carried_at is None or live.carried_at < clock.now() - LEASE:
        command = [sys.executable, "-m", "terrain.config.cli", "radio", "carry", str(live.uid)]
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
