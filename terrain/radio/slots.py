"""Slots: the clock that numbers the station's time. A slot lasts four seconds and its number is the clock's.

Slot ``n`` is the instants ``[4 n, 4 n + 4)`` of Unix time, and ``n`` is the number under which HLS knows its segment: whatever
restarts, the next number is known. Four seconds of AAC at 32 kHz are 125 frames exactly, so that slots have no remainder (ADR 0019).
"""

from datetime import UTC, datetime

SECONDS = 4
RATE = 32_000
"""Samples a second of everything on air, one channel."""
FRAME = 1024
"""Samples in a frame of AAC-LC."""
FRAMES = SECONDS * RATE // FRAME
"""Frames in a slot: 125, without remainder."""
SAMPLES = SECONDS * RATE
"""Samples in a slot: 128,000."""
AHEAD = 15
"""Slots that are published before they are due, while what comes is known: a listener goes on through a cut of a minute."""
LIVE_AHEAD = 2
"""The same while somebody speaks live, or could: her voice is not known before it is spoken."""
LEAD = 5
"""Slots between the last that is published and the first that a change may touch: as long as a slow commit may take."""
BEHIND = 15
"""Slots that stay in a playlist after they were due."""


def slot_at(instant: datetime) -> int:
    """The slot that holds this instant (aware)."""
    return int(instant.timestamp() // SECONDS)


def begins(slot: int) -> datetime:
    """When a slot begins (UTC)."""
    return datetime.fromtimestamp(slot * SECONDS, UTC)


def slots_in(milliseconds: int) -> int:
    """How many slots hold so much sound, the last one filled with silence."""
    return -(-milliseconds // (SECONDS * 1000))
