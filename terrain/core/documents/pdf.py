"""A paper as PDF: A4, joined Arabic letters, only the letters that are used embedded, the same bytes for the same paper.

Typst sets the page (``paper.typ``); it gets the words as data, so nothing in them can be taken for a command. It sees our
own letters and no others, and no folder but this one.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import typst

from terrain.core.documents import directions
from terrain.core.documents.paper import (
    Block,
    Note,
    Pairs,
    Paper,
    Paragraph,
    Table,
    clean,
    filled,
    longest,
    one_line,
    row_of,
    shares,
)

HERE = Path(__file__).parent
LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
LONG_IN_A_CELL = re.compile(r"[!-\u024f]{12,}")
"""Words that may be broken so that none runs over its line, or its cell; Arabic ones only when no word is that long."""
STEP = 4
"""After how many letters they may be."""
SHORT, NARROW = 60, 20
"""How long the texts of a table, and of a column that is never broken, are at most."""
SIZES = {5: 12.0, 8: 10.0}
"""How large letters are in a table of at most so many columns; smaller in a wider one."""
SMALLEST = 8.0

Said = dict[str, Any]


def as_pdf(paper: Paper) -> bytes:
    """The paper as PDF, to be printed and signed."""
    return typst.compile(
        str(HERE / "paper.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_content(paper))},
        timestamp=paper.instant,
        format="pdf",
    )


def _content(paper: Paper) -> dict[str, Any]:
    """What ``paper.typ`` reads."""
    language, region = paper.tag.split("-")
    rtl = paper.rtl
    return {
        "language": language,
        "region": region,
        "rtl": rtl,
        "name": one_line(paper.title),
        "title": _said(one_line(paper.title), rtl),
        "subtitle": _titled(paper.subtitle, rtl),
        "head": [_said(one_line(line), rtl) for line in paper.head],
        "mark": _said(one_line(paper.mark), rtl),
        "day": _titled(paper.dated(), rtl),
        "date": {"year": paper.day.year, "month": paper.day.month, "day": paper.day.day} if paper.day else None,
        "parts": [
            {"title": _titled(part.title, rtl), "blocks": [_block(each, rtl) for each in part.blocks]}
            for part in paper.parts
        ],
        "signed": [_said(one_line(line), rtl) for line in paper.signed],
    }


def _said(text: str, rtl: bool, long: re.Pattern[str] = LONG_WORD) -> Said:
    base = directions.base_of(text, rtl)
    return {"rtl": bool(base), "lines": [_pieces(line, base, long) for line in text.split("\n")]}


def said_line(text: str, rtl: bool) -> Said:
    """A text on one line, as the pages read it: in its own direction."""
    return _said(one_line(text), rtl)


def _titled(text: str, rtl: bool) -> Said | None:
    return _said(one_line(text), rtl) if text.strip() else None


def _block(block: Block, rtl: bool) -> dict[str, Any]:
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": _said(clean(text), rtl)}
        case Note(text):
            return {"kind": "note", "text": _said(clean(text), rtl)}
        case Pairs(rows):
            return {"kind": "pairs", "rows": [[_said(filled(cell), rtl) for cell in row] for row in rows]}
        case Table():
            return {"kind": "table"} | _table(block, rtl)


def _table(table: Table, rtl: bool) -> dict[str, Any]:
    texts = [row_of(row, table.columns) for row in (table.head, *table.rows)]
    head, *rows = [[_said(cell, rtl, LONG_IN_A_CELL) for cell in row] for row in texts]
    short, parts = _columns(table)
    return {
        "short": short,
        "shares": parts,
        "size": next((size for most, size in SIZES.items() if table.columns <= most), SMALLEST),
        "head": head if table.head else [],
        "rows": rows,
    }


def _columns(table: Table) -> tuple[bool, list[float]]:
    """Whether all texts of a table are short, and each column's share, 0 for one as wide as what it holds.

    A column of long texts is never measured by them: laying out one endless line takes longer than the whole paper.
    """
    lengths, parts = longest(table), shares(table)
    if max(lengths) <= SHORT:
        return True, [part if part == max(parts) else 0 for part in parts]
    narrow = [length <= NARROW for length in lengths]
    if sum(length for length, one in zip(lengths, narrow, strict=True) if one) > SHORT:
        return False, parts
    return False, [0 if one else part for part, one in zip(parts, narrow, strict=True)]


def _pieces(line: str, base: int, long: re.Pattern[str]) -> list[Said]:
    """One line of a text; in a Latin one, what runs from left to right is told apart."""
    told = directions.isolated(line) if base or directions.mixed(line) else line
    ready = long.sub(lambda match: _stepped(match.group()), told)
    if base:
        return [{"latin": False, "words": ready}]
    return [{"latin": level % 2 == 0, "words": words} for level, words in directions.runs(ready, base)]


def _stepped(word: str) -> str:
    """A word with places to break in it; never between a letter and its marks."""
    places = [place for place in range(len(word)) if not unicodedata.combining(word[place])][STEP::STEP]
    pieces = [word[start:end] for start, end in zip([0, *places], [*places, len(word)], strict=True)]
    return "\u200b".join(pieces)
