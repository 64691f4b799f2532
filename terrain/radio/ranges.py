"""Parts of a sealed file, as a player asks for them: it jumps, and the file is never plain on the disk."""

import re
from collections.abc import Iterator

from terrain.core import files
from terrain.core.models import SealedFile

RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


class Unsatisfiable(Exception):
    """There are no such bytes."""


def asked(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that a ``Range`` header asks for; ``None``: the whole (no header, or one that may be ignored, RFC 9110).

    Raises ``Unsatisfiable``.
    """
    found = RANGE.fullmatch(header.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return None
    if found[1] == "":
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    if first > last:
        if found[2] and found[1] and int(found[2]) < int(found[1]):
            return None
        raise Unsatisfiable
    return first, last


def between(file: SealedFile, first: int, last: int) -> Iterator[bytes]:
    """The plain bytes ``first`` to ``last`` (both included), a piece at a time."""
    at = 0
    for piece in files.pieces(file):
        if at > last:
            return
        begin, end = max(first - at, 0), min(last + 1 - at, len(piece))
        if begin < end:
            yield piece[begin:end]
        at += len(piece)
