"""What a telephone or a mixing desk sent, as files: one for each second or so, whole or not there.

``TERRAIN_HOME/radio/live/<broadcast>/<take>-<number>``: a take begins whenever the recorder begins anew, with a header of its own. Beside
them, what is heard: ``<profile>-<piece>``, fragments of one slot.
"""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from terrain.radio.enums import Profile

LARGEST = 1 << 19
"""Bytes of one piece: a second of the most wasteful recorder is a tenth of it."""
MOST = 60_000
MOST_BYTES = 1 << 30
"""Bytes of all pieces of a broadcast: sixteen hours of 128 kbit/s."""
LOOK_AGAIN = 64
"""Pieces after which the folder is weighed anew: other processes write into it too."""
NAME = re.compile(r"(\d{3})-(\d{6})")


_weighed: dict[UUID, tuple[int, int]] = {}
"""Broadcast → bytes in its folder, and how many pieces this process has kept since it looked."""


class Clash(Exception):
    """The same number was sent before with another content."""


class TooLarge(Exception):
    """Larger than a piece can be, or one too many."""


def folder(uid: UUID | str) -> Path:
    """Where the pieces of a broadcast lie."""
    return Path(settings.TERRAIN_HOME) / "radio" / "live" / str(UUID(str(uid)))


def _write(path: Path, content: bytes, at: float | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    if at is not None:
        os.utime(fresh, (at, at))
    fresh.replace(path)


def keep(uid: UUID, take: int, number: int, content: bytes, *, age: float = 0) -> bool:
    """Keep a piece that was spoken ``age`` seconds ago; false when it was kept before. Raises ``Clash`` and ``TooLarge``."""
    if not content or len(content) > LARGEST or not (0 <= take < 1000 and 0 <= number < MOST):
        raise TooLarge(f"{take}-{number}")
    path = folder(uid) / f"{take:03}-{number:06}"
    if path.exists():
        if hashlib.sha256(path.read_bytes()).digest() != hashlib.sha256(content).digest():
            raise Clash(path.name)
        return False
    _weigh(uid, len(content))
    _write(path, content, time.time() - age)
    return True


def _weigh(uid: UUID, more: int) -> None:
    """Take note that ``more`` bytes come. Raises ``TooLarge`` when a broadcast would fill the disk."""
    known, since = _weighed.get(uid, (0, LOOK_AGAIN))
    if since >= LOOK_AGAIN:
        place = folder(uid)
        known = sum(entry.stat().st_size for entry in os.scandir(place)) if place.is_dir() else 0
        since = 0
    if known + more > MOST_BYTES:
        raise TooLarge(f"more than {MOST_BYTES} bytes")
    _weighed[uid] = known + more, since + 1


def held(uid: UUID) -> dict[int, list[int]]:
    """Take → the numbers that arrived, in order."""
    found: dict[int, list[int]] = {}
    place = folder(uid)
    for name in sorted(path.name for path in place.iterdir()) if place.is_dir() else []:
        if match := NAME.fullmatch(name):
            found.setdefault(int(match[1]), []).append(int(match[2]))
    return found


def content(uid: UUID, take: int, number: int) -> bytes | None:
    """A piece that was sent; none when it has not arrived."""
    try:
        return (folder(uid) / f"{take:03}-{number:06}").read_bytes()
    except FileNotFoundError:
        return None


def spoken(uid: UUID, take: int, number: int) -> float | None:
    """When a piece was spoken (Unix time): it is the file's own time."""
    try:
        return (folder(uid) / f"{take:03}-{number:06}").stat().st_mtime
    except FileNotFoundError:
        return None


def whole(uid: UUID, take: int) -> Iterator[bytes]:
    """All that arrived of a take, in order."""
    for number in held(uid).get(take, []):
        yield content(uid, take, number) or b""


def complete(uid: UUID, said: dict[str, int]) -> bool:
    """Whether as many pieces arrived of each take as the telephone said it sent."""
    here = held(uid)
    return bool(said) and all(len(here.get(int(take), [])) >= count for take, count in said.items())


def fragment_path(uid: UUID | str, profile: str, piece: int) -> Path:
    """Where a slot's worth of the broadcast lies, as it is heard."""
    return folder(uid) / f"{Profile(profile).value}-{piece:06}"


def put_fragment(uid: UUID, profile: str, piece: int, data: bytes) -> None:
    """Write a slot's worth down before its slot is named."""
    _write(fragment_path(uid, profile, piece), data)


def next_fragment(uid: UUID) -> int:
    """The number of the next slot's worth that is made."""
    place = folder(uid)
    made = (
        [int(path.name.rpartition("-")[2]) for path in place.glob(f"{Profile.STD.value}-*")] if place.is_dir() else []
    )
    return max(made, default=-1) + 1


def broadcasts() -> list[UUID]:
    """Broadcasts of which something lies here."""
    place = Path(settings.TERRAIN_HOME) / "radio" / "live"
    return [UUID(path.name) for path in sorted(place.iterdir())] if place.is_dir() else []


def forget(uid: UUID) -> None:
    """Remove everything that was sent; what is heard in the last slots goes with it."""
    _weighed.pop(uid, None)
    shutil.rmtree(folder(uid), ignore_errors=True)
