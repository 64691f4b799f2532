"""The door for files: what is hostile, hidden or no table at all is refused before any reader touches it.

Nothing a file declares about itself is believed: every part of a package is inflated here under a budget (sizes and
ratio), and the reach of every sheet is measured (``extents``).
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings

from terrain.imports import extents
from terrain.imports.refusals import Unreadable

XLSX, XLS, ODS, CSV, OTHER = "xlsx", "xls", "ods", "csv", "other"
EXTENSIONS = {"xlsx": XLSX, "xls": XLS, "ods": ODS, "csv": CSV, "tsv": CSV, "txt": CSV}
WITH_MACROS = {"xlsm", "xltm", "xlam", "xlsb", "xla", "xlm"}
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
NOT_TEXT = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"MZ",
    b"\x7fELF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_PARTS = 5000
MOST_RATIO, RATIO_FROM = 200, 20 << 20
PIECE = 1 << 20
LOCAL_HEADER = 30


def guard(stream: BinaryIO, name: str) -> str:
    """Check a whole file and return its format: ``xlsx``, ``xls``, ``ods`` or ``csv``.

    ``stream`` is seekable and is left at its start; ``name`` is the name it came under. Raises ``Unreadable``.
    Limits: ``settings.IMPORT_MAX_BYTES`` as sent, ``settings.IMPORT_MAX_INFLATED_BYTES`` unpacked, and
    ``extents.MOST_CELLS`` cells from the first to the last of a sheet.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size == 0:
        raise Unreadable("empty")
    if size > settings.IMPORT_MAX_BYTES:
        raise Unreadable("too_large", size=-(-size >> 20), limit=settings.IMPORT_MAX_BYTES >> 20)
    extension = name.lower().rpartition(".")[2] if "." in name else ""
    true = _check_content(stream)
    stream.seek(0)
    if extension in WITH_MACROS:
        raise Unreadable("macro")
    if extension not in EXTENSIONS:
        raise Unreadable("unknown_extension")
    if EXTENSIONS[extension] != true:
        raise Unreadable("not_a_table" if true == CSV else "wrong_extension")
    return true


def _check_content(stream: BinaryIO) -> str:
    head = stream.read(64)
    stream.seek(0)
    if head.startswith(ZIP):
        return _check_package(stream)
    if head.startswith(OLE):
        return _check_ole(stream.read())
    if head.startswith(NOT_TEXT) or head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(
        (b"<!doctype", b"<html", b"<?xml")
    ):
        raise Unreadable("not_a_table")
    return _check_text(stream)


def _check_text(stream: BinaryIO) -> str:
    wide = stream.read(2) in {b"\xff\xfe", b"\xfe\xff"}
    stream.seek(0)
    blank = True
    while piece := stream.read(PIECE):
        if b"\x00" in piece and not wide:
            raise Unreadable("not_a_table")
        blank = blank and not piece.strip(b"\xef\xbb\xbf \r\n\t;,")
    if blank:
        raise Unreadable("empty")
    return CSV


def _check_ole(data: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Unreadable("encrypted")
    if holds("_VBA_PROJECT"):
        raise Unreadable("macro")
    if not holds("Workbook") and not holds("Book"):
        raise Unreadable("not_a_table")
    return XLS


def _check_package(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise Unreadable("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted")
    by_name = {part.filename: part for part in parts}
    _Budget(stream, by_name).spend()
    if "mimetype" in by_name:
        return _check_ods(stream, by_name)
    return _check_xlsx(stream, by_name)


class _Budget:
    """Inflates every part once, counting; a package that unpacks too far never unpacks further."""

    def __init__(self, stream: BinaryIO, parts: dict[str, zipfile.ZipInfo]) -> None:
        self.stream, self.parts = stream, parts

    def spend(self) -> None:
        unpacked = 0
        size = self.stream.seek(0, io.SEEK_END)
        for part in self.parts.values():
            written = 0
            for piece in inflate(self.stream, part):
                written += len(piece)
                total = unpacked + written
                if total > settings.IMPORT_MAX_INFLATED_BYTES or (total > RATIO_FROM and total > MOST_RATIO * size):
                    raise Unreadable("bomb")
            unpacked += written
            if written != part.file_size:
                raise Unreadable("damaged")


def inflate(stream: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The true content of one part, a megabyte at a time, whatever size it declares."""
    stream.seek(part.header_offset)
    header = stream.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or not header.startswith(ZIP) or part.compress_type not in {0, 8}:
        raise Unreadable("damaged")
    place = (
        part.header_offset
        + LOCAL_HEADER
        + int.from_bytes(header[26:28], "little")
        + int.from_bytes(header[28:30], "little")
    )
    left = part.compress_size
    unpack = zlib.decompressobj(-15)
    while left > 0:
        stream.seek(place)
        raw = stream.read(min(PIECE, left))
        if not raw:
            raise Unreadable("damaged")
        place, left = place + len(raw), left - len(raw)
        if part.compress_type == 0:
            yield raw
            continue
        yield from _unpacked(unpack, raw)


def _unpacked(unpack: "zlib._Decompress", raw: bytes) -> Iterator[bytes]:
    try:
        while raw and not unpack.eof:
            yield unpack.decompress(raw, PIECE)
            raw = unpack.unconsumed_tail
    except zlib.error as error:
        raise Unreadable("damaged") from error


def _content(stream: BinaryIO, parts: dict[str, zipfile.ZipInfo], name: str, most: int = 4 << 20) -> bytes:
    if name not in parts:
        return b""
    if parts[name].file_size > most:
        raise Unreadable("bomb")
    return b"".join(inflate(stream, parts[name]))


def _check_xlsx(stream: BinaryIO, parts: dict[str, zipfile.ZipInfo]) -> str:
    types = _content(stream, parts, "[Content_Types].xml")
    if (
        any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in parts)
        or b"macroEnabled" in types
    ):
        raise Unreadable("macro")
    if "xl/workbook.bin" in parts:
        raise Unreadable("wrong_extension")
    if "xl/workbook.xml" not in parts:
        raise Unreadable("not_a_table")
    links = _content(stream, parts, "xl/_rels/workbook.xml.rels")
    for link in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", links):
        if b"/worksheet" in link and not re.search(rb"Target\s*=\s*[\"'][\w./-]+\.xml[\"']", link):
            raise Unreadable("damaged")
    for name, part in parts.items():
        if name.lower().endswith(".xml"):
            extents.check_sheet(inflate(stream, part), inflate(stream, part))
    return XLSX


def _check_ods(stream: BinaryIO, parts: dict[str, zipfile.ZipInfo]) -> str:
    if not _content(stream, parts, "mimetype").startswith(ODS_TYPE) or "content.xml" not in parts:
        raise Unreadable("not_a_table")
    if b"encryption-data" in _content(stream, parts, "META-INF/manifest.xml"):
        raise Unreadable("encrypted")
    if any(
        name.startswith("Scripts/") or (name.startswith("Basic/") and name.endswith(".xml") and "Module" in name)
        for name in parts
    ):
        raise Unreadable("macro")
    extents.check_ods(inflate(stream, parts["content.xml"]))
    return ODS
