"""Files as clerks make them, and a kind of rows that no other room needs."""

import io
from datetime import UTC, datetime

import pytest
import xlsxwriter

from terrain.imports import registry
from terrain.imports.actions import upload
from tests.imports.quarry import STONES, TITLES, row


@pytest.fixture(autouse=True)
def stones_kind():
    """The kind "stones", for one test."""
    registry.register(STONES)
    yield STONES
    registry.forget(STONES.code)


def workbook(rows, *, sheet: str = "Feuil1", before=(), more=None) -> bytes:
    """An XLSX of ``rows`` under the rows ``before``; ``more(book, sheet)`` may add to it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2018, 3, 12, tzinfo=UTC)})  # the same rows make the same bytes
    page = book.add_worksheet(sheet)
    for number, cells in enumerate([*before, *rows]):
        page.write_row(number, 0, cells)
    if more is not None:
        more(book, page)
    book.close()
    return out.getvalue()


def register_of(count: int, *changes) -> bytes:
    """A workbook of ``count`` good stones, and one row more for each dictionary of ``changes``."""
    rows = [row(n) for n in range(20, 20 + count)]
    rows += [row(900 + n, **change) for n, change in enumerate(changes)]
    return workbook([TITLES, *rows])


@pytest.fixture
def bring(w4i, youssef, viewer_of):
    """Upload ``data`` as Youssef."""

    def upload_it(data: bytes, name: str = "pierres.xlsx", by=None):
        viewer = viewer_of(by or youssef)
        return upload(io.BytesIO(data), name, kind="stones", project=w4i, by=viewer)

    return upload_it


@pytest.fixture
def by(youssef, viewer_of):
    """The coordinator of W4I as a viewer."""
    return viewer_of(youssef)
