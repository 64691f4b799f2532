"""The rows that cannot go in, given back as the clerk's own workbook with one column more that says why.

Nothing given back can run: formulas become the values they showed, and a text that a spreadsheet could take for a
formula stays a text (an explicit string with the mark that a spreadsheet itself puts on such cells).
"""

import copy
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from terrain.imports.findings import column_label, said
from terrain.imports.guard import XLSX
from terrain.imports.reading import ESCAPED, Table
from terrain.imports.registry import RowKind
from terrain.imports.values import fold

FORMULA = re.compile(r"[\t\r\n]|_x00[0-9A-Fa-f]{2}_|\s*[=+\-@]")
MOST_CELLS_OF_OWN = 150_000
WRONG = PatternFill("solid", fgColor="FFF3D6CC")
Bad = Mapping[int, Iterable[tuple[str, str, str]]]
"""Row number → its problems as (column code, reason code, fallback words)."""


def could_run(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula, now or after it was saved as text."""
    return FORMULA.match(text) is not None


def bad_rows(data: bytes, file_format: str, kind: RowKind, table: Table, columns: Mapping[str, int], bad: Bad) -> bytes:
    """An XLSX of what stands down to the line of titles, the ``bad`` rows, and a column of reasons.

    A workbook of moderate size keeps its looks; another table is written anew under its titles.
    """
    reasons = {row: _reasons(kind, problems) for row, problems in bad.items()}
    wrong = {
        row: {table.letters[columns[code]] for code, _code, _words in problems if code in columns}
        for row, problems in bad.items()
    }
    if file_format == XLSX and len(table) * len(table.letters) <= MOST_CELLS_OF_OWN:
        return _own_workbook(data, table, reasons, wrong)
    return _fresh_workbook(table, reasons)


def _reasons(kind: RowKind, problems: Iterable[tuple[str, str, str]]) -> str:
    return "; ".join(f"{column_label(kind, column)}: {said(kind, code, 1, words)}" for column, code, words in problems)


def _own_workbook(data: bytes, table: Table, reasons: Mapping[int, str], wrong: Mapping[int, set[str]]) -> bytes:
    book = load_workbook(io.BytesIO(data), data_only=True)
    sheet = book[table.sheet]
    for other in [page for page in book._sheets if page is not sheet]:
        book.remove(other)
    book.defined_names.clear()
    _strip(sheet, table.header_row)
    _mark(sheet, table, reasons, wrong)
    kept = [*range(1, table.header_row + 1), *sorted(reasons)]
    _keep_rows(sheet, kept)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _strip(sheet: Worksheet, header_row: int) -> None:
    """Take away what would point to rows that move: filters, rules, links; a merged cell speaks for each of its rows."""
    sheet.auto_filter.ref = None
    sheet.data_validations.dataValidation.clear()
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    sheet.tables.clear()
    sheet.print_area = None
    for merged in [m for m in sheet.merged_cells.ranges if m.max_row > header_row]:
        value = sheet.cell(merged.min_row, merged.min_col).value
        sheet.unmerge_cells(merged.coord)
        for row in range(max(merged.min_row, header_row) + 1, merged.max_row + 1):
            if merged.min_row > header_row:
                sheet.cell(row, merged.min_col).value = value


def _mark(sheet: Worksheet, table: Table, reasons: Mapping[int, str], wrong: Mapping[int, set[str]]) -> None:
    title = _("Errors")
    last = max(sheet[f"{letter}1"].column for letter in table.letters)
    place = last if fold(table.headers[-1]) == fold(title) else last + 1
    heading = sheet.cell(table.header_row, place, title)
    heading.font = Font(bold=True)
    sheet.column_dimensions[heading.column_letter].width = 60
    for row, words in reasons.items():
        sheet.cell(row, place, words)
        for letter in wrong[row]:
            sheet[f"{letter}{row}"].fill = WRONG


def _keep_rows(sheet: Worksheet, kept: list[int]) -> None:
    """Move the rows ``kept`` (ascending) to the top, in order, and drop all others."""
    by_row: dict[int, dict[int, Cell | MergedCell]] = {}
    for (row, column), cell in sheet._cells.items():
        by_row.setdefault(row, {})[column] = cell
    heights = {row: dimension.height for row, dimension in sheet.row_dimensions.items() if dimension.height}
    sheet._cells.clear()
    sheet.row_dimensions.clear()
    for fresh, old in enumerate(kept, start=1):
        for column, cell in by_row.get(old, {}).items():
            cell.row = fresh
            sheet._cells[fresh, column] = cell
            if isinstance(cell, Cell):
                _disarm(cell)
        if old in heights:
            sheet.row_dimensions[fresh].height = heights[old]


def _disarm(cell: Cell) -> None:
    cell.hyperlink = None
    cell.comment = None
    if isinstance(cell.value, str) and could_run(cell.value):
        cell.data_type = "s"
        cell._style = copy.copy(cell._style)
        cell._style.quotePrefix = 1


def _fresh_workbook(table: Table, reasons: Mapping[int, str]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "default_date_format": "dd/mm/yyyy", "remove_timezone": True}
    )
    sheet = book.add_worksheet()
    bold, text = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    headers = [*table.headers, _("Errors")]
    if fold(table.headers[-1]) == fold(headers[-1]):
        headers.pop()
    width = len(headers) - 1
    for place, title in enumerate(headers):
        sheet.write_string(0, place, title, bold)
    line = 0
    for number, cells in zip(table.numbers, zip(*table.columns, strict=True), strict=True):
        if number in reasons:
            line += 1
            for place, cell in enumerate(cells[:width]):
                _write(sheet, line, place, cell, text)
            sheet.write_string(line, width, reasons[number])
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, place: int, cell: Any, text: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        words = "'" + cell if ESCAPED.match(cell) else cell
        sheet.write_string(line, place, words, text if could_run(words) else None)
    elif isinstance(cell, bool):
        sheet.write_boolean(line, place, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(line, place, cell)
    elif isinstance(cell, datetime | date | time | timedelta):
        sheet.write_datetime(line, place, cell)
    else:
        sheet.write_string(line, place, str(cell))
