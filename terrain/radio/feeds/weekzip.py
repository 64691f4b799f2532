"""The last week in one zip: for a USB key, a memory card, Bluetooth; with a page that opens without network, and a code.

The archive is written while it is sent, from files on disk: a week of any size takes the memory of one piece. Sounds are stored,
not squeezed, so that its length is known before the first byte. The code lets whoever plays it to a group tell us so later: it is
made of the week and of a secret, and nothing is kept of who took a zip.
"""

import os
import secrets
import threading
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from terrain.core import vault
from terrain.radio.public import PublicEpisode, PublicStation

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and figures that nobody takes for one another: 32 of them, five bits each."""
LETTERS = 8
SALT = 3
"""Letters that differ from zip to zip; the others prove that the code is ours."""
VALID = 26
"""Weeks for which a code may be used after its own: a USB key travels slowly."""
AT_ONCE = max(1, int(os.environ.get("TERRAIN_THREADS", "4")) // 2)
"""Zips that one process sends at the same time: half of its threads."""
_TURNS = threading.BoundedSemaphore(AT_ONCE)
PIECE = 1 << 18
SMALL, LARGE, END = 30 + 16 + 46, 30 + 20 + 24 + 46, 22
"""Bytes around an entry of a zip besides its content and its name, written twice; and of the end (APPNOTE 4.3)."""
CONTEXT = "radio.week"


def _proof(station: PublicStation, week: date, salt: str) -> str:
    mark = int.from_bytes(bytes(vault.digest(CONTEXT, f"{station.uid} {week.isoformat()} {salt}"))[:8], "big")
    return "".join(ALPHABET[mark >> 5 * place & 31] for place in range(LETTERS - SALT))


def week_of(day: date) -> date:
    """The Monday of the week in which this day lies."""
    return day - timedelta(days=day.weekday())


def new_code(station: PublicStation, day: date) -> str:
    """A code for a zip that is taken on ``day``: eight letters and figures."""
    salt = "".join(secrets.choice(ALPHABET) for _place in range(SALT))
    return salt + _proof(station, week_of(day), salt)


def spoken(code: str) -> str:
    """A code as it is printed: two times four."""
    return f"{code[:4]} {code[4:]}"


def read_code(station: PublicStation, typed: str, today: date) -> tuple[str, date] | None:
    """The code that was meant, and the Monday of the week of its zip; None when it is none of ours, or too old."""
    code = "".join(letter for letter in typed.upper().translate(ALIKE) if letter in ALPHABET)
    if len(code) != LETTERS:
        return None
    for back in range(VALID + 1):
        week = week_of(today) - timedelta(weeks=back)
        if secrets.compare_digest(_proof(station, week, code[:SALT]), code[SALT:]):
            return code, week
    return None


ALIKE = str.maketrans("٢٣٤٥٦٧٨٩", "23456789")
"""Figures as Arabic keyboards write them."""


@dataclass(frozen=True)
class Sound:
    """An episode's file in the zip."""

    episode: PublicEpisode
    name: str
    path: Path


class Busy(Exception):
    """As many zips are being sent as this process has hands for."""


class Turn:
    """The pieces of a zip while it is sent: it holds one of the ``AT_ONCE`` turns until it ends, or whoever takes it has gone.

    A zip over a weak network takes a thread for minutes; the pages need the others.
    """

    def __init__(self, made: Iterator[bytes]) -> None:
        if not _TURNS.acquire(blocking=False):
            raise Busy
        self._made, self._held = made, True

    def __iter__(self) -> Iterator[bytes]:
        return self._made

    def close(self) -> None:
        """Give the turn back; asked for by the server when the answer has ended, however it did."""
        if self._held:
            self._held = False
            _TURNS.release()


class _Pipe:
    """What a zip is written into; whoever sends takes out what has come."""

    def __init__(self) -> None:
        self.held = bytearray()
        self.length = 0

    def write(self, data: bytes) -> int:
        """As a file takes it."""
        self.held += data
        self.length += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        """What has come since the last time."""
        data, self.held = bytes(self.held), bytearray()
        return data


def length(texts: Iterable[tuple[str, str]], sounds: Iterable[Sound]) -> int | None:
    """Bytes of the zip, known before it is made; None for a zip so large that its inside is written otherwise."""
    parts = [(name, len(text.encode()), SMALL) for name, text in texts]
    parts += [(sound.name, sound.path.stat().st_size, LARGE) for sound in sounds]
    total = END + sum(size + 2 * len(name.encode()) + frame for name, size, frame in parts)
    return total if total < zipfile.ZIP64_LIMIT and len(parts) < zipfile.ZIP_FILECOUNT_LIMIT else None


def _info(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, moment)
    info.compress_type = zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    return info


def pieces(texts: Iterable[tuple[str, str]], sounds: Iterable[Sound], moment: tuple[int, ...]) -> Iterator[bytes]:
    """The zip, piece by piece: first the pages, so that even half a zip can be opened, then the sounds."""
    year, month, day, hour, minute, second = moment
    stamp = (year, month, day, hour, minute, second)
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:  # type: ignore[call-overload]
        for name, text in texts:
            archive.writestr(_info(name, stamp), text.encode())
            yield pipe.taken()
        for sound in sounds:
            with sound.path.open("rb") as source, archive.open(_info(sound.name, stamp), "w", force_zip64=True) as out:
                while piece := source.read(PIECE):
                    out.write(piece)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()
