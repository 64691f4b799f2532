"""Which slot a piece of a live broadcast is heard in. Pure: instants in, slots out.

A piece lasts a slot. It may stand only in a slot that is not published yet. After a silence two pieces must be in hand before she is heard
again, so that a network that comes and goes does not chop the programme; and what was spoken while nothing arrived is not heard
later, it is left for the archive: live is now.
"""

from collections import deque
from dataclasses import dataclass, field

from terrain.radio.slots import LIVE_AHEAD, SECONDS

IN_HAND = 2
"""Pieces that must be there before she is heard, at the beginning and after each silence."""
TIME_TO_WRITE = 1.5
"""Seconds that writing a slot down may take before it is published."""
STALE = SECONDS
"""Seconds after which what was spoken is not heard any more, once she was silent: it is left for the archive."""
PATIENCE = 30.0
"""Seconds after which what is stale is heard all the same: the network is slow, and stays so."""
MOST_WAITING = 2
"""Pieces beyond the next free slot; older ones are left out."""

MOUTH_TO_EAR = LIVE_AHEAD + IN_HAND + 1
"""Slots between speaking and being heard: two pieces in hand, two slots published ahead, and the one in which she speaks."""


@dataclass(frozen=True)
class Turn:
    """A piece and the slot in which it is heard."""

    slot: int
    piece: int


@dataclass
class Turns:
    """Gives pieces their slots. ``slot_from``, ``slot_to``: the slots kept free for her."""

    slot_from: int
    slot_to: int
    last: int | None = None
    waiting: deque[int] = field(default_factory=deque)
    stale_since: float | None = None

    def free(self, now: float) -> int:
        """The first slot that is surely not published when a row written at ``now`` (Unix time) can be read."""
        return max(int((now + TIME_TO_WRITE) // SECONDS) + LIVE_AHEAD + 1, self.slot_from)

    def _follows(self, now: float) -> bool:
        return self.last is not None and self.last + 1 >= self.free(now)

    def _is_stale(self, now: float, age: float) -> bool:
        if self._follows(now) or age <= STALE:
            self.stale_since = None
            return False
        self.stale_since = now if self.stale_since is None else self.stale_since
        return now - self.stale_since < PATIENCE

    def take(self, piece: int, now: float, age: float = 0) -> list[Turn]:
        """A piece is whole, and its end was spoken ``age`` seconds ago: the turns that this decides, in order."""
        if self._is_stale(now, age):
            self.waiting.clear()
            return []
        self.waiting.append(piece)
        if not self._follows(now) and len(self.waiting) < IN_HAND:
            return []
        first = self.last + 1 if self.last is not None and self._follows(now) else self.free(now)
        room = max(0, self.free(now) + MOST_WAITING - first)
        while len(self.waiting) > room:
            self.waiting.popleft()
        given = [Turn(first + at, one) for at, one in enumerate(self.waiting) if first + at < self.slot_to]
        self.waiting.clear()
        if given:
            self.last = given[-1].slot
        return given
