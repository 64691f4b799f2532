"""Hostile files stay at the door, and the door says why."""

import io
import struct
import zipfile
import zlib

import pytest
from django.utils.translation import override

from terrain.imports.guard import guard
from terrain.imports.refusals import REASONS, Unreadable
from tests.imports.conftest import register_of, workbook
from tests.imports.files import ods

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes, name: str = "registre.xlsx") -> str:
    with pytest.raises(Unreadable) as caught:
        guard(io.BytesIO(data), name)
    return caught.value.code


def changed(parts: dict[str, bytes | None], start: bytes | None = None) -> bytes:
    """A good workbook with some parts replaced, added, or (``None``) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(start or register_of(2))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in [n for n in old.namelist() if n not in parts]:
            new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def sheet_with(cells: str) -> bytes:
    """A workbook whose sheet holds this XML in its data."""
    head = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return changed({SHEET: head + cells.encode() + b"</sheetData></worksheet>"})


@pytest.mark.parametrize(
    ("data", "name", "known_as"),
    [
        (register_of(2), "registre.xlsx", "xlsx"),
        (register_of(2), "REGISTRE.2018.XLSX", "xlsx"),
        (b"nom;date\nA;B\n", "registre.csv", "csv"),
        (b"nom\tdate\nA\tB\n", "registre.tsv", "csv"),
        ("الاسم;التاريخ\n".encode("utf-16"), "registre.txt", "csv"),
        (ods([["nom", "date"], ["A", "B"]]), "registre.ods", "ods"),
        (OLE + "Workbook".encode("utf-16-le"), "registre.xls", "xls"),
    ],
)
def test_good_files_pass_and_the_stream_is_left_at_its_start(data, name, known_as):
    stream = io.BytesIO(data)
    assert guard(stream, name) == known_as
    assert stream.tell() == 0


def test_an_empty_file_is_refused():
    assert refused(b"") == "empty"
    assert refused(b"\xef\xbb\xbf ;;\n ", "vide.csv") == "empty"


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings):
    settings.IMPORT_MAX_BYTES = 1 << 20

    class Huge(io.RawIOBase):
        """Two hundred megabytes that nobody may read."""

        def seek(self, place, whence=0):
            return 200 << 20 if whence == io.SEEK_END else place

        def read(self, size=-1):
            raise AssertionError("it was read")

    with pytest.raises(Unreadable) as caught:
        guard(Huge(), "enorme.xlsx")
    assert caught.value.facts == {"size": 200, "limit": 1}
    assert "200" in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7", b"MZ\x90", b"\x7fELF", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"<html><table>", b" <!DOCTYPE html>", b"\x1f\x8b\x08"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_no_table_is_refused_whatever_its_name(data, name):
    assert refused(data + b" and more", name) == "not_a_table"


def test_binary_noise_is_no_text_table():
    assert refused(b"nom;date\n\x00\x01\x02", "registre.csv") == "not_a_table"


def test_a_name_that_lies_is_refused():
    assert refused(register_of(1), "registre.csv") == "wrong_extension"
    assert refused(b"nom;date\nA;B", "registre.xlsx") == "not_a_table"
    assert refused(ods([["a"], ["b"]]), "registre.xlsx") == "wrong_extension"


@pytest.mark.parametrize("name", ["registre", "registre.exe", "registre.zip", "registre.pdf", "registre.xlsx.html"])
def test_other_endings_are_refused(name):
    assert refused(register_of(1), name) == "unknown_extension"


@pytest.mark.parametrize(
    "data",
    [
        changed({"xl/vbaProject.bin": b"macro"}),
        changed({"xl/macrosheets/sheet1.xml": b"<a/>"}),
        changed({"[Content_Types].xml": b'<Types x="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'}),
    ],
)
def test_macros_are_refused(data):
    assert refused(data) == "macro"


def test_macro_formats_are_refused_by_name_even_when_clean():
    assert refused(register_of(1), "registre.xlsm") == "macro"


def test_macros_in_an_old_workbook_are_refused():
    data = OLE + "Workbook".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le")
    assert refused(data, "registre.xls") == "macro"


def test_a_workbook_with_a_password_is_refused():
    assert refused(OLE + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


def test_an_encrypted_archive_is_refused():
    data = bytearray(register_of(1))
    central = data.find(b"PK\x01\x02")
    data[central + 8] |= 1
    assert refused(bytes(data)) == "encrypted"


def test_an_old_document_that_is_no_workbook_is_refused():
    assert refused(OLE + "WordDocument".encode("utf-16-le"), "lettre.xls") == "not_a_table"


def test_an_archive_that_is_no_workbook_is_refused():
    assert refused(changed({"xl/workbook.xml": None})) == "not_a_table"


@pytest.mark.parametrize("cut", [30, 500, -40])
def test_half_an_upload_is_refused(cut):
    assert refused(register_of(5)[:cut]) == "damaged"


def test_a_zip_bomb_is_stopped_early(settings):
    settings.IMPORT_MAX_INFLATED_BYTES = 30 << 20
    bomb = changed({"xl/media/x.bin": bytes(40 << 20)})
    assert len(bomb) < 1 << 20
    assert refused(bomb) == "bomb"


def test_a_bomb_that_is_only_dense_is_stopped_by_its_ratio():
    assert refused(changed({"xl/media/x.bin": bytes(25 << 20)})) == "bomb"


def test_a_bomb_that_lies_about_its_size_is_stopped():
    data = bytearray(changed({"xl/media/x.bin": bytes(25 << 20)}))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rfind(mark) if mark == b"PK\x01\x02" else data.rfind(mark)
        data[at + place : at + place + 4] = struct.pack("<I", 10)
    assert refused(bytes(data)) in {"bomb", "damaged"}


def test_many_thousand_parts_are_refused():
    assert refused(changed({f"xl/x{n}.xml": b"" for n in range(5001)})) == "bomb"


def test_one_part_twice_is_refused():
    out = io.BytesIO(register_of(1))
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/workbook.xml", "<a/>")
    assert refused(out.getvalue()) == "bomb"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="900000"><c r="ZZ900000"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="2000000"></row>',
        '<row spans="1:2" r="1"><c s="1" r="A1"/></row><row r="1048576"><c s="1" r="XFD1048576"/></row>',
        "<x:row r='1048576'><x:c r='XFD1048576'/></x:row>",
    ],
)
def test_a_lone_cell_far_away_is_refused(cells):
    assert refused(sheet_with(cells)) in {"too_wide", "damaged"}


def test_a_doctype_is_refused():
    sheet = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    assert refused(changed({SHEET: sheet})) == "bomb"


def test_an_ods_that_repeats_a_cell_a_billion_times_is_refused():
    assert refused(ods([["nom"]], repeat=1_000_000_000), "registre.ods") == "too_wide"
    assert refused(ods([["nom"]], repeat=900_000, rows_repeat=900_000), "registre.ods") == "too_wide"


def test_an_ods_that_pads_with_blank_cells_passes():
    assert guard(io.BytesIO(ods([["nom"], ["A"]], blank_tail=16_000)), "registre.ods") == "ods"


def test_two_hundred_sparse_megabytes_are_refused():
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 26_000
    body = b"".join(raw.compress(piece) for _n in range(200)) + raw.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
    head = out.getvalue()
    assert refused(_with_raw_part(head, SHEET, body, len(piece) * 200)) == "bomb"


def _with_raw_part(archive: bytes, name: str, body: bytes, size: int) -> bytes:
    """The archive with one part whose compressed bytes are given."""
    end = archive.rfind(b"PK\x05\x06")
    count, central_size, central_at = struct.unpack("<HII", archive[end + 10 : end + 20])
    label = name.encode()
    fixed = struct.pack("<HHHHIIIHH", 0, 8, 0, 0, 0, len(body), size, len(label), 0)
    local = b"PK\x03\x04" + struct.pack("<H", 20) + fixed + label + body
    entry = b"PK\x01\x02" + struct.pack("<HH", 20, 20) + fixed + struct.pack("<HHHII", 0, 0, 0, 0, central_at) + label
    central = archive[central_at : central_at + central_size] + entry
    tail = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(central), central_at + len(local), 0)
    return archive[:central_at] + local + central + b"PK\x05\x06" + tail


@pytest.mark.parametrize("code", REASONS)
def test_every_refusal_is_a_sentence(code):
    with override("en"):
        words = str(Unreadable(code, size=200, limit=50, rows=1, columns=2))
    assert words.endswith(".")
    assert "%" not in words


def test_a_long_but_honest_register_passes():
    rows = [[f"Personne {n}", n, "12/03/2018"] for n in range(5000)]
    assert guard(io.BytesIO(workbook(rows)), "registre.xlsx") == "xlsx"
