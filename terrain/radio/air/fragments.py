"""The bytes of a slot: read from the air folder, or the interlude's where a file is missing or cut short. No table is asked."""

import os
import struct
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from terrain.radio.air.horizon import Log, Playing
from terrain.radio.air.live import live_sound
from terrain.radio.audio import boxes

PROFILES = ("std", "eco")
"""The forms that are broadcast."""
SHIPPED = Path(__file__).parent.parent / "reference"


@dataclass(frozen=True)
class Segment:
    """What is served in a slot. ``whole``: it is what the log says; otherwise the interlude stands in for it, for this time."""

    playing: Playing
    content: bytes = field(repr=False)
    whole: bool = True

    @cached_property
    def adts(self) -> bytes:
        """The same for players of an endless stream."""
        return boxes.adts(boxes.frames_of(self.content))


def air_folder() -> Path:
    """Where the plain copies of sounds lie while they may be heard."""
    return Path(settings.TERRAIN_HOME) / "radio" / "air"


def path_of(uid: str, profile: str) -> Path:
    """Where the plain copy of one sound lies; ``shelf`` puts it there and takes it away."""
    return air_folder() / f"{uid}.{profile}"


def segment(log: Log, playing: Playing, slot: int, profile: str) -> Segment:
    """The bytes of ``slot``. Never fails: what cannot be read is replaced by the interlude."""
    content = _stored(log, playing, profile)
    if content is not None:
        with suppress(ValueError):  # a file that was damaged
            boxes.frames_of(content)
            return Segment(playing, boxes.retimed(content, slot))
    return Segment(playing, boxes.retimed(interlude(profile)[slot % interlude_slots()], slot), whole=False)


def _stored(log: Log, playing: Playing, profile: str) -> bytes | None:
    if playing.live is not None:
        return _said(playing.live, profile)
    if playing.sound is None:
        return interlude(profile)[playing.fragment % interlude_slots()]
    piece = log.piece(playing.sound)
    return fragment_of(path_of(piece.uid, profile), playing.fragment) if piece is not None else None


def _said(reference: Hashable, profile: str) -> bytes | None:
    try:
        return live_sound(reference, profile)
    except OSError:
        return None


def fragment_of(path: Path, number: int) -> bytes | None:
    """A fragment of a file, or ``None`` when the file is missing, or ends before the fragment does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        held = os.fstat(descriptor)
        offsets = _offsets(str(path), held.st_size, held.st_mtime_ns)
        if not 0 <= number < len(offsets) - 1:
            return None
        return os.pread(descriptor, offsets[number + 1] - offsets[number], offsets[number])
    except OSError:
        return None
    finally:
        os.close(descriptor)


@lru_cache(maxsize=256)
def _offsets(path: str, size: int, written: int) -> tuple[int, ...]:
    """Where each whole fragment of a file begins, and where the last one ends; ``size`` and ``written`` tell one file from the next."""
    with Path(path).open("rb") as file:
        found, place, begun = [], 0, None
        while place + 8 <= size:
            file.seek(place)
            length, kind = struct.unpack(">I4s", file.read(8))
            if length < 8 or place + length > size:
                break
            if kind == b"moof":
                begun = place
            place += length
            if kind == b"mdat" and begun is not None:
                found.append(begun)
                end, begun = place, None
    return (*found, end) if found else ()


@lru_cache(maxsize=len(PROFILES))
def interlude(profile: str) -> tuple[bytes, ...]:
    """The fragments of the music that the package ships. Raises ``OSError`` when the package is not whole."""
    path = SHIPPED / f"interlude.{profile}"
    held = path.stat()
    edges = _offsets(str(path), held.st_size, held.st_mtime_ns)
    content = path.read_bytes()
    return tuple(content[start:end] for start, end in zip(edges, edges[1:], strict=False))


@lru_cache(maxsize=1)
def interlude_slots() -> int:
    """How many slots the interlude fills."""
    return min(len(interlude(profile)) for profile in PROFILES)
