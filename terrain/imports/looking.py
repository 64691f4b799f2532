"""The first look at a file: through the guard, as far as its titles and samples; enough to propose what columns say."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from terrain.imports.guard import guard
from terrain.imports.mapping import Proposal, Vocabulary, propose
from terrain.imports.reading import Table, read_table
from terrain.imports.registry import RowKind

ENOUGH = 2001
"""Rows of a first look: enough to know whether the work is long (over 2,000 rows)."""


@dataclass(frozen=True)
class Look:
    """A guarded file, its format and the table found in it."""

    data: bytes
    file_format: str
    table: Table

    @property
    def sha256(self) -> str:
        """The fingerprint by which the same file is known again."""
        return hashlib.sha256(self.data).hexdigest()


def look(stream: BinaryIO, name: str, kind: RowKind, *, most_rows: int | None = ENOUGH) -> Look:
    """Guard ``stream`` (seekable), then read its table. Raises ``Unreadable``."""
    file_format = guard(stream, name)
    data = stream.read()
    table = read_table(data, file_format, Vocabulary(kind.columns), most_rows=most_rows)
    return Look(data, file_format, table)


def again(data: bytes, file_format: str, kind: RowKind, sheet: str, header_row: int) -> Look:
    """The first look at another sheet or another line of titles of a file already guarded. Raises ``Unreadable``."""
    vocabulary = Vocabulary(kind.columns)
    table = read_table(data, file_format, vocabulary, sheet=sheet, header_row=header_row, most_rows=ENOUGH)
    return Look(data, file_format, table)


def proposals(table: Table, kind: RowKind, remembered: Mapping[str, int] | None) -> list[Proposal]:
    """What each column of the table seems to say."""
    cells = [[cell for cell in column[:200] if cell is not None] for column in table.columns]
    return propose(table.headers, cells, kind.columns, remembered)


def outline(table: Table, name: str, kind: RowKind, remembered: Mapping[str, int] | None) -> dict[str, Any]:
    """What a page needs to know of the file: JSON with ``sheet sheets header_row headers letters samples proposals name``.

    ``proposals``: lists [place, code, why, word]. To be sealed before it is kept: samples are cells.
    """
    return {
        "sheet": table.sheet,
        "sheets": table.sheets,
        "header_row": table.header_row,
        "headers": table.headers,
        "letters": table.letters,
        "samples": [table.samples(place) for place in range(len(table.headers))],
        "proposals": [[p.place, p.code, p.why, p.word] for p in proposals(table, kind, remembered)],
        "name": name,
    }


def as_stream(data: bytes) -> BinaryIO:
    """``data`` to read again from its start."""
    return io.BytesIO(data)
