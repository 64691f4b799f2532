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
    Part,
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
    def said(text: str, long: re.Pattern[str] = LONG_WORD) -> Said:
        base = directions.base_of(text, paper.rtl)
        return {"rtl": bool(base), "lines": [_pieces(line, base, long) for line in text.split("\n")]}

    def titled(text: str) -> Said | None:
        return said(one_line(text)) if text.strip() else None

    def block(one: Block) -> dict[str, Any]:
        match one:
            case Paragraph(text):
                return {"kind": "paragraph", "text": said(clean(text))}
            case Note(text):
                return {"kind": "note", "text": said(clean(text))}
            case Pairs(rows):
                return {"kind": "pairs", "rows": [[said(filled(cell)) for cell in row] for row in rows]}
            case Table():
                return {"kind": "table"} | table(one)

    def table(one: Table) -> dict[str, Any]:
        head, *rows = [
            [said(cell, LONG_IN_A_CELL) for cell in row_of(row, one.columns)] for row in (one.head, *one.rows)
        ]
        short, parts = _columns(one)
        return {
            "short": short,
            "shares": parts,
            "size": next((size for most, size in SIZES.items() if one.columns <= most), SMALLEST),
            "head": head if one.head else [],
            "rows": rows,
        }

    def part(one: Part) -> dict[str, Any]:
        return {"title": titled(one.title), "blocks": [block(each) for each in one.blocks]}

    language, region = paper.tag.split("-")
    return {
        "language": language,
        "region": region,
        "rtl": paper.rtl,
        "name": one_line(paper.title),
        "title": said(one_line(paper.title)),
        "subtitle": titled(paper.subtitle),
        "head": [said(one_line(line)) for line in paper.head],
        "mark": said(one_line(paper.mark)),
        "day": titled(paper.dated()),
        "date": {"year": paper.day.year, "month": paper.day.month, "day": paper.day.day} if paper.day else None,
        "parts": [part(one) for one in paper.parts],
        "signed": [said(one_line(line)) for line in paper.signed],
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
