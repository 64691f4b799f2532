"""The program that carries a live broadcast: reads what arrives, and gives each four seconds a slot.

One for each broadcast, begun by whatever server process received something (``terrain radio carry``), and begun again when it was killed:
what was sent lies in files, so nothing is lost but the seconds it was away. A lease in the record keeps a second one out.
"""

import logging
import time
from collections.abc import Callable
from uuid import UUID

import av
from django.db import IntegrityError, transaction
from django.db.models import Q

from terrain.core import clock
from terrain.radio.audio.boxes import fragment
from terrain.radio.audio.encoding import ECO, STD, AacEncoder
from terrain.radio.enums import Profile
from terrain.radio.live import pieces
from terrain.radio.live.feeding import LOOK, Feed, heard
from terrain.radio.live.starting import LEASE
from terrain.radio.live.turns import Turn, Turns
from terrain.radio.models import LiveBroadcast, LiveSlot
from terrain.radio.slots import FRAMES, SECONDS, begins

log = logging.getLogger(__name__)
MOST = 16 * 3600 // SECONDS
"""Pieces that are made of one broadcast, the time before it is on air included: a few bytes may pretend to be hours of silence."""
IDLE = 90.0
"""Seconds without sound after which this program ends; what arrives later begins it again."""
MEMORY = 1 << 30
"""Bytes that this program may address; a third of it holds the house."""
BEAT = 2.0
"""Seconds between two signs of life."""


class Carrier:
    """Carries one broadcast. ``now`` tells Unix time, for tests."""

    def __init__(self, live: LiveBroadcast, now: Callable[[], float] = time.time) -> None:
        self.live, self.now = live, now
        self.encoders = {Profile.STD: AacEncoder(STD), Profile.ECO: AacEncoder(ECO)}
        self.frames: dict[Profile, list[bytes]] = {profile: [] for profile in self.encoders}
        self.piece = pieces.next_fragment(live.uid)
        self.turns: Turns | None = None
        self.beaten = 0.0
        self.fed_at = time.monotonic()

    def alive(self) -> bool:
        """Says that this program runs, and asks whether the broadcast does; not any more when nothing arrived for long."""
        if time.monotonic() - self.beaten > BEAT:
            self.beaten = time.monotonic()
            LiveBroadcast.objects.filter(pk=self.live.pk).update(carried_at=clock.now())
            self.live.refresh_from_db()
        return self.live.is_running and time.monotonic() - self.fed_at < IDLE

    def take(self, frame: av.AudioFrame, age: float = 0) -> None:
        """Some sound more, spoken ``age`` seconds ago; whenever four seconds are whole, they may get their slot."""
        if self.piece >= MOST:
            return
        self.fed_at = time.monotonic()
        for profile, encoder in self.encoders.items():
            self.frames[profile] += encoder.push(frame.to_ndarray().ravel())
        while self.piece < MOST and all(len(frames) >= FRAMES for frames in self.frames.values()):
            for profile, frames in self.frames.items():
                pieces.put_fragment(self.live.uid, profile, self.piece, fragment(frames[:FRAMES], self.piece))
                del frames[:FRAMES]
            self._place(self.piece, age)
            self.piece += 1

    def _place(self, piece: int, age: float) -> None:
        self.alive()
        if self.live.slot_from is None or self.live.slot_to is None or not self.live.is_running:
            return
        if self.turns is None or (self.turns.slot_from, self.turns.slot_to) != (self.live.slot_from, self.live.slot_to):
            last = LiveSlot.objects.filter(live=self.live).order_by("slot").values_list("slot", flat=True).last()
            self.turns = Turns(self.live.slot_from, self.live.slot_to, last)
        for turn in self.turns.take(piece, self.now(), age):
            self._write(turn)

    def _write(self, turn: Turn) -> None:
        if self.turns is not None and turn.slot < self.turns.free(self.now()):
            return
        try:
            with transaction.atomic():
                LiveSlot.objects.create(
                    station_id=self.live.station_id,
                    slot=turn.slot,
                    live=self.live,
                    piece=turn.piece,
                    written_at=clock.now(),
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
                    self.take(frame, max(0.0, time.time() - (feed.spoken or time.time())))
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
