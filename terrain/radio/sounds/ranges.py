"""Parts of a sealed file, as a player asks for them: it jumps, and the file is never plain on the disk."""

from collections.abc import Iterator

from terrain.core import files
from terrain.core.models import SealedFile
from terrain.radio.air.ranges import ranges_of


def asked(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that a ``Range`` header asks for; ``None``: the whole (none, one that may be ignored, or several).

    Raises ``Unsatisfiable``.
    """
    spans = ranges_of(header, size) if header else []
    return (spans[0][0], spans[0][1] - 1) if len(spans) == 1 else None


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
