"""What was said live, slot by slot: the seam between a live broadcast and the air.

A source answers ``said(station, low, high)``: for each slot of ``[low, high)`` that carries a piece of a live broadcast, under which
reference its sound is found (hashable; two pieces never share one). It is asked once a slot, in the thread that reads the tables.
``sound(reference, profile)`` gives the piece as a fragment of ours (``audio.boxes``), or ``None`` when there is none.

A slot may be given a piece only while nobody can have published it (``radio.live.turns`` says which is the first), and what was given is
never changed. Withdrawn pieces are left out of the answer.
"""

from collections.abc import Callable, Hashable, Mapping

Said = Callable[[int, int, int], Mapping[int, Hashable]]
"""``(station's key, low, high)`` → slot → reference."""
Heard = Callable[[Hashable, str], bytes | None]
"""``(reference, profile)`` → a fragment."""

_SOURCE: list[tuple[Said, Heard]] = []


def register_live(said: Said, sound: Heard) -> None:
    """Make known where live sound comes from; the last one counts (autoreload)."""
    _SOURCE[:] = [(said, sound)]


def forget_live() -> None:
    """Take the source away again (for tests)."""
    _SOURCE.clear()


def voices_live(station: int, low: int, high: int) -> Mapping[int, Hashable]:
    """Which slots of ``[low, high)`` carry a piece of a live broadcast, and where each is found."""
    return _SOURCE[0][0](station, low, high) if _SOURCE else {}


def live_sound(reference: Hashable, profile: str) -> bytes | None:
    """A piece as a fragment, or nothing."""
    return _SOURCE[0][1](reference, profile) if _SOURCE else None
