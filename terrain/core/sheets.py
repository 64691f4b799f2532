"""Tables that leave the house as a workbook: every cell a text, none that a spreadsheet could run, a mark on top of each."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

FORMULA = re.compile(r"[\t\r\n]|_x00[0-9A-Fa-f]{2}_|\s*[=+\-@]")
ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
LONGEST = 32_000
"""Signs that a cell holds at most; a spreadsheet takes 32 767."""


@dataclass(frozen=True)
class Sheet:
    """A table: its name, titles of the columns, rows of texts."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[str]]


def could_run(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula, now or after it was saved as text."""
    return FORMULA.match(text) is not None


def workbook(sheets: Iterable[Sheet], mark: str) -> tuple[bytes, int]:
    """An XLSX of these tables and how many rows it has; ``mark`` (who, when, for what) stands in the first line of each."""
    out, rows = io.BytesIO(), 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    used: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_name(sheet.name, used))
        _write(page, 0, [mark], quoted)
        for place, title in enumerate(sheet.titles):
            page.write_string(1, place, title, bold)
        for line, cells in enumerate(sheet.rows, start=2):
            _write(page, line, cells, quoted)
            rows += 1
    book.close()
    return out.getvalue(), rows


def _name(words: str, used: set[str]) -> str:
    """A sheet's name as workbooks allow it: at most 31 signs, none of ``[]:*?/\\``, each once."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", words).strip("' ")[:28] or "1"
    name, number = plain, 1
    while name.lower() in used:
        number += 1
        name = f"{plain} {number}"
    used.add(name.lower())
    return name


def _write(page: xlsxwriter.worksheet.Worksheet, line: int, cells: Sequence[str], quoted: object) -> None:
    for place, cell in enumerate(cells):
        text = cell[:LONGEST]
        words = "'" + text if could_run(text) or ESCAPED.match(text) else text
        page.write_string(line, place, words, quoted if could_run(text) else None)
