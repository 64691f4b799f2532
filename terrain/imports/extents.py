"""How far a sheet really reaches, measured on its XML without trusting what it declares.

A reader of workbooks allocates a full rectangle from the first to the last cell, so one lone cell at ``XFD1048576``
would kill the process. The quick way reads cell addresses from the bytes with numpy and is exact for XML as every
known program writes it; anything unusual goes through a real parser instead.
"""

from collections.abc import Iterable, Iterator
from xml.parsers import expat

import numpy as np

from terrain.imports.refusals import Unreadable

MOST_CELLS = 12_000_000
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
ADDRESS = 12
SPACE_OR_END = np.frombuffer(b" >/\t\r\n", dtype=np.uint8)
LESS_THAN, BANG, QUOTE = 60, 33, 34


class _Unusual(Exception):
    pass


def _check(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise Unreadable("too_wide", rows=rows, columns=columns)


def _tags(xml: np.ndarray, opens: np.ndarray, name: bytes) -> np.ndarray:
    """Places right after ``<name r="`` for every tag of that name; a tag written otherwise is unusual."""
    for place, byte in enumerate(name, start=1):
        opens = opens[xml[opens + place] == byte]
    opens = opens[np.isin(xml[opens + len(name) + 1], SPACE_OR_END)]
    for place, byte in enumerate(b' r="', start=len(name) + 1):
        if (xml[opens + place] != byte).any():
            raise _Unusual
    return opens + len(name) + 5


def _furthest(xml: np.ndarray, starts: np.ndarray) -> tuple[int, int]:
    """The largest row and column among the addresses (``A1``, or a bare row number) that begin at ``starts``."""
    rows, columns = np.zeros(starts.size, np.int64), np.zeros(starts.size, np.int64)
    reading = np.ones(starts.size, bool)
    for place in range(ADDRESS):
        if not reading.any():
            break
        byte = xml[starts + place].astype(np.int64)
        letter, digit, end = (byte >= 65) & (byte <= 90), (byte >= 48) & (byte <= 57), byte == QUOTE
        if (reading & ~(letter | digit | end)).any() or (reading & letter & (rows > 0)).any():
            raise _Unusual
        reading &= ~end
        columns = np.where(reading & letter, columns * 26 + byte - 64, columns)
        rows = np.where(reading & digit, rows * 10 + byte - 48, rows)
    if reading.any():
        raise _Unusual
    return int(rows.max(initial=0)), int(columns.max(initial=0))


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut so that no tag is split, each followed by blanks to look ahead into."""
    ahead = b" " * (ADDRESS + 16)
    tail = b""
    for piece in pieces:
        whole = tail + piece
        cut = max(0, whole.rfind(b"<"))
        if len(whole) - cut > 4 << 20:
            raise _Unusual
        yield whole[:cut] + ahead
        tail = whole[cut:]
    yield tail + ahead


def _quick(pieces: Iterable[bytes]) -> None:
    rows = columns = 0
    for block in _blocks(pieces):
        if b":c" in block or b":row" in block:
            raise _Unusual
        xml = np.frombuffer(block, dtype=np.uint8)
        opens = np.flatnonzero(xml == LESS_THAN)
        if (xml[opens + 1] == BANG).any():
            raise _Unusual
        row, _none = _furthest(xml, _tags(xml, opens, b"row"))
        cell_row, column = _furthest(xml, _tags(xml, opens, b"c"))
        rows, columns = max(rows, row, cell_row), max(columns, column)
        _check(rows, columns)


class _Measure:
    """Walks a sheet's XML with a real parser, counting rows and cells that give no address as a reader would."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row(attributes.get("r", ""))
        elif name == "c":
            self._cell(attributes.get("r", ""))

    def _row(self, address: str) -> None:
        self.row = int(address) if address.isdecimal() and len(address) < 12 else self.row + 1
        self.column = 0
        self.rows = max(self.rows, self.row)
        _check(self.rows, self.columns)

    def _cell(self, address: str) -> None:
        letters = address.rstrip("0123456789").upper()
        digits = address[len(letters) :]
        if letters and digits and letters.isascii() and letters.isalpha() and len(address) < ADDRESS:
            self.column = 0
            for letter in letters:
                self.column = self.column * 26 + ord(letter) - 64
            self.rows = max(self.rows, int(digits))
        elif address:
            raise Unreadable("damaged")
        else:
            self.column += 1
        self.columns = max(self.columns, self.column)
        _check(self.rows, self.columns)


def _refuse_doctype(*_declared: object) -> None:
    raise Unreadable("bomb")


def _exactly(pieces: Iterable[bytes]) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _Measure().start
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable("damaged") from error


def check_sheet(pieces: Iterable[bytes], again: Iterable[bytes]) -> None:
    """Raise ``Unreadable`` when the XML of one sheet reaches too far.

    ``pieces`` and ``again`` yield the same bytes; the second is only consumed when the first was unusual.
    """
    try:
        _quick(pieces)
    except _Unusual:
        _exactly(again)


class _OdsMeasure:
    """Counts what a reader would make of an OpenDocument table: repeated cells and rows, when not all blank."""

    def __init__(self) -> None:
        self.rows = self.columns = self.width = self.repeat = self.pending = 0
        self.depth_cell = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "table":
            self.rows = self.columns = self.pending = 0
        elif name == "table-row":
            self.repeat, self.width, self.blank = self._times(attributes, "number-rows-repeated"), 0, 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell(attributes)

    def _times(self, attributes: dict[str, str], what: str) -> int:
        text = next((value for key, value in attributes.items() if key.rpartition(":")[2] == what), "1")
        if not text.isdecimal() or len(text) > 9:
            raise Unreadable("too_wide", rows=text[:12], columns=text[:12])
        return max(1, int(text))

    def _cell(self, attributes: dict[str, str]) -> None:
        times = self._times(attributes, "number-columns-repeated")
        if any(key.rpartition(":")[2] in {"value-type", "value"} for key in attributes):
            self.width += self.blank + times
            self.blank = 0
            _check(self.pending + self.rows + self.repeat, max(self.columns, self.width))
        else:
            self.blank += times

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "table-row":
            return
        if self.width:
            self.rows, self.pending = self.rows + self.pending + self.repeat, 0
            self.columns = max(self.columns, self.width)
            _check(self.rows, self.columns)
        else:
            self.pending += self.repeat


def check_ods(pieces: Iterable[bytes]) -> None:
    """Raise ``Unreadable`` when a table of an OpenDocument content reaches too far."""
    parser, measure = expat.ParserCreate(), _OdsMeasure()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = measure.start, measure.end
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, AttributeError) as error:
        raise Unreadable("damaged") from error
