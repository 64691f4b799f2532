"""From a checked file to a table: the right sheet, the line of column titles, the rows under it with their true numbers.

Workbooks go through calamine, text tables through ``csv``. ``guard`` must have passed the file before.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from terrain.imports.guard import CSV
from terrain.imports.mapping import Vocabulary
from terrain.imports.refusals import Unreadable
from terrain.imports.values import as_text, fold

HEAD = 60
AT_ONCE = 2000
MOST_SHEETS = 60
MOST_CSV_COLUMNS = 2000
DELIMITERS = ",;\t|"
ESCAPED = re.compile(r"'(?=[=+\-@\t\r'])")
TOTALS = re.compile(
    r"(sous |sub ?|grand )?(total|totaux|totale|totali|totals|sum|somme|المجموع|مجموع|الاجمالي|اجمالي|المجموع العام)\b.*"
)


@dataclass
class Table:
    """One sheet's rows under its column titles.

    ``numbers``: true row numbers (from 1), in order. ``columns``: one list of raw cells a title, each as long as
    ``numbers``; blank cells are ``None``, text is trimmed. ``letters``: the sheet's own name of each column (A, B…).
    ``ignored``: how many rows were left out as ``blank``, ``totals`` or ``repeated_titles``. ``merges``: (first row,
    last row, place of the column) of cells merged downwards.
    """

    sheet: str
    sheets: list[str]
    header_row: int
    headers: list[str]
    letters: list[str]
    numbers: list[int] = field(default_factory=list)
    columns: list[list[Any]] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)
    merges: list[tuple[int, int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def samples(self, place: int, count: int = 5) -> list[Any]:
        """The first different non-blank cells of one column."""
        seen = dict.fromkeys(as_text(cell) for cell in islice((c for c in self.columns[place] if c is not None), 200))
        return list(seen)[:count]


@dataclass
class _Sheet:
    """Rows of one sheet before anything is known of them: ``first`` row number (from 1) and first column (from 0)."""

    name: str
    first_row: int
    first_column: int
    head: list[list[Any]]
    rest: Iterator[list[Any]]
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


def read_table(
    data: bytes,
    file_format: str,
    vocabulary: Vocabulary,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    most_rows: int | None = None,
) -> Table:
    """Read a checked file. ``sheet`` and ``header_row`` (from 1) override what would be found; raises ``Unreadable``.

    ``most_rows`` stops early, for a first look.
    """
    found, names = _csv_sheet(data) if file_format == CSV else _book_sheet(data, vocabulary, sheet)
    place = header_row - found.first_row if header_row is not None else find_header(found.head, vocabulary)
    if place is None or not 0 <= place < len(found.head):
        raise Unreadable("no_rows")
    width = max(len(row) for row in found.head)
    titles = [as_text(cell) for cell in found.head[place]] + [""] * (width - len(found.head[place]))
    table = Table(
        sheet=found.name,
        sheets=names,
        header_row=found.first_row + place,
        headers=titles,
        letters=[column_letter(found.first_column + n) for n in range(width)],
    )
    _fill(table, found, place, most_rows)
    if not table.numbers:
        raise Unreadable("no_rows")
    return table


def _fill(table: Table, sheet: _Sheet, header: int, most_rows: int | None) -> None:
    width = len(table.headers)
    sparse = max(3, width // 2)
    titles = sheet.head[header]
    ignored: Counter[str] = Counter()
    columns: list[list[Any]] = [[] for _ in range(width)]
    rows = chain(sheet.head[header + 1 :], sheet.rest)
    number = table.header_row
    while piece := list(islice(rows, AT_ONCE)):
        kept = []
        for row in piece:
            number += 1
            if len(row) - row.count("") <= sparse or row == titles:
                reason = _why_ignored(row, titles)
                if reason:
                    ignored[reason] += 1
                    continue
            if len(row) != width:
                row = (row + [""] * width)[:width]
            kept.append(row)
            table.numbers.append(number)
        for column, cells in zip(columns, zip(*kept, strict=True), strict=False):
            column.extend(cells)
        if most_rows is not None and len(table.numbers) >= most_rows:
            break
    _tidy(columns)
    table.ignored = dict(ignored)
    places = {sheet.first_column + n: n for n in range(width)}
    renumbered = {old: new for new, old in enumerate(_kept_places(table.headers, columns))}
    table.merges = [
        (top + 1, bottom + 1, renumbered[places[left]])
        for (top, left), (bottom, _right) in sheet.merges
        if bottom > top and top + 1 > table.header_row and places.get(left) in renumbered
    ]
    keep = list(renumbered)
    table.headers, table.letters = [table.headers[n] for n in keep], [table.letters[n] for n in keep]
    table.columns = [columns[n] for n in keep]


def _kept_places(headers: list[str], columns: list[list[Any]]) -> list[int]:
    return [
        n
        for n, (title, cells) in enumerate(zip(headers, columns, strict=True))
        if title or any(c is not None for c in cells)
    ]


def _tidy(columns: list[list[Any]]) -> None:
    """Blank cells become ``None``, text is trimmed; equal texts of a column share one object."""
    for column in columns:
        tidy = {cell: _trimmed(cell) for cell in set(column) if type(cell) is str}
        column[:] = map(tidy.get, column, column)


def _trimmed(text: str) -> str | None:
    return ESCAPED.sub("", text.strip().strip("\u200b\ufeff"), count=1) or None


def _why_ignored(row: list[Any], titles: list[Any]) -> str:
    """Why a row that says little, or repeats the titles, is left out; ``""`` when it is kept."""
    if not any(type(cell) is not str or cell.strip() for cell in row):
        return "blank"
    if row == titles:
        return "repeated_titles"
    return "totals" if is_total(row) else ""


def is_total(row: Iterable[Any]) -> bool:
    """Whether a row only sums others: a word such as TOTAL or المجموع, and otherwise nothing but numbers."""
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    folded = [fold(text) for text in texts]
    words = [text for text in folded if not re.fullmatch(r"[\d\s]*", text)]
    return bool(words) and bool(TOTALS.fullmatch(words[0])) and len(words) == 1 and len(words[0].split()) <= 5


def column_letter(place: int) -> str:
    """The spreadsheet's name of the column at ``place`` (from 0): A, B … Z, AA …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_header(rows: list[list[Any]], vocabulary: Vocabulary) -> int | None:
    """The place of the line of column titles among the first rows of a sheet; ``None`` when there is none.

    Known title words decide; without any, the first line of texts as wide as the table with rows beneath it.
    """
    filled = [sum(1 for cell in row if cell != "" and cell is not None) for row in rows]
    widest = max(filled, default=0)
    best, best_score = None, 0.0
    for place, row in enumerate(rows):
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        if not texts or (widest > 1 and len(texts) < 2) or not any(filled[place + 1 :]) or is_total(row):
            continue
        known = sum(vocabulary.knows(text) for text in texts)
        wide = filled[place] / widest
        score = 4 * known + wide - 1.5 * (filled[place] - len(texts)) / filled[place]
        if not known and (len(texts) < filled[place] or wide < 0.6):
            continue
        if score > best_score + 1e-9:
            best, best_score = place, score
    return best


def _book_sheet(data: bytes, vocabulary: Vocabulary, wanted: str | None) -> tuple[_Sheet, list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ][:MOST_SHEETS]
        if wanted is not None and wanted not in names:
            raise Unreadable("no_sheet")
        best = _best_sheet(book, [wanted] if wanted is not None else names, vocabulary)
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error
    if best is None:
        raise Unreadable("no_rows")
    return best, names


def _best_sheet(book: CalamineWorkbook, names: list[str], vocabulary: Vocabulary) -> _Sheet | None:
    best, best_score = None, -1.0
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        top, left = sheet.start
        rows = islice(sheet.iter_rows(), top, None)
        head = list(islice(rows, HEAD))
        place = find_header(head, vocabulary)
        known = sum(vocabulary.knows(cell) for cell in head[place] if isinstance(cell, str)) if place is not None else 0
        score = 100 * known + min(sheet.height, 99)
        if score > best_score:
            best_score = score
            best = _Sheet(name, top + 1, left, head, rows, list(sheet.merged_cell_ranges or ()))
    return best


def _csv_sheet(data: bytes) -> tuple[_Sheet, list[str]]:
    text = decode(data)
    first, _end, _rest = text.partition("\n")
    hint = re.fullmatch(r"sep=(.)\r?", first, re.IGNORECASE)
    delimiter = hint[1] if hint else sniff_delimiter(text)
    rows = _csv_rows(text, delimiter)
    if hint:
        next(rows)
    head = list(islice(rows, HEAD))
    return _Sheet("", 2 if hint else 1, 0, head, rows), [""]


def _csv_rows(text: str, delimiter: str) -> Iterator[list[Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if len(row) > MOST_CSV_COLUMNS:
                raise Unreadable("too_wide", rows=reader.line_num, columns=len(row))
            yield row or [""]
    except csv.Error as error:
        raise Unreadable("damaged") from error


def decode(data: bytes) -> str:
    """The text of a table: UTF-16 or UTF-8 when it is, else the Windows code page of Arabic or of western Europe.

    In Arabic text high bytes come in runs (words), in French alone (accents): that tells the two code pages apart.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        runs = re.findall(rb"[\x80-\xff]+", data[: 1 << 18])
        arabic = sum(map(len, runs)) >= 2 * len(runs)
        return data.decode("cp1256" if arabic else "cp1252", errors="replace")


def sniff_delimiter(text: str) -> str:
    """The separator that cuts the first lines most evenly into most columns."""
    lines = "".join(f"{line}\n" for line in islice(text[: 1 << 16].splitlines(), 50))
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if len(row) > 1)
        if widths:
            width, times = widths.most_common(1)[0]
            score = times * (1 + min(width, 40) / 10)
            if score > best_score:
                best, best_score = delimiter, score
    return best
