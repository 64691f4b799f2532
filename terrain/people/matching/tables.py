"""A table of people to be matched: read from a CSV file, its pairs told as data or in words.

Columns: ``record_id``, ``names``, ``sex``, ``birth``, ``phone``, ``place``, ``mother``; ``card`` and ``address`` if there are any; others
are not read. A birth is written 1994-03-12, 12/03/1994, 12 mars 1994, 03/1994 or 1994, in any digits; one that cannot be read is unknown.
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from terrain.imports.registry import Problem
from terrain.imports.values import DIGITS, birth_date
from terrain.people.identity import normalise_card, normalise_phone, phone_key
from terrain.people.matching.reasons import said
from terrain.people.matching.records import Pair, Record
from terrain.people.matching.rolls import pairs

NEEDED = ("record_id", "names")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
LOCAL = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
MONTH = re.compile(r"(\d{1,2})[-/.](\d{4})")
YEAR = re.compile(r"\d{4}")


class Unreadable(Exception):
    """The file cannot be matched; the message says why."""


def birth_of(text: str) -> tuple[date | None, str]:
    """A birth date as written and how exactly it is known; (None, "") when it cannot be read."""
    words = " ".join(text.translate(DIGITS).split())
    try:
        if found := ISO.fullmatch(words):
            return date(*map(int, found.groups())), "day"
        if found := LOCAL.fullmatch(words):
            day, month, year = map(int, found.groups())
            return (date(year, month, day) if month <= 12 else date(year, day, month)), "day"
        if found := MONTH.fullmatch(words):
            return date(int(found[2]), int(found[1]), 1), "month"
        if YEAR.fullmatch(words):
            return date(int(words), 1, 1), "year"
        found_day = birth_date(words)
    except (ValueError, Problem):
        return None, ""
    return (found_day.date, found_day.precision) if found_day else (None, "")


def sex_of(text: str) -> str:
    """``F``, ``M`` or blank."""
    letter = text.strip()[:1].upper()
    return {"F": "F", "W": "F", "أ": "F", "M": "M", "H": "M", "ذ": "M"}.get(letter, "")


def record_of_row(row: Mapping[str, Any]) -> Record:
    """What a row tells."""

    def cell(column: str) -> str:
        return " ".join(str(row.get(column) or "").split())

    born, precision = birth_of(cell("birth"))
    phone, card = phone_key(normalise_phone(cell("phone"))), normalise_card(cell("card"))
    return Record(
        names=(cell("names"),) if cell("names") else (),
        sex=sex_of(cell("sex")),
        birth=born,
        birth_precision=precision,
        phones=(phone,) if phone else (),
        cards=(card,) if len(card) >= 5 else (),
        place=cell("place"),
        mothers=(cell("mother"),) if cell("mother") else (),
        address=(cell("address"),) if cell("address") else (),
    )


def read(path: Path) -> tuple[list[str], list[Record]]:
    """The marks of the records of a file, and the records. Raises ``Unreadable``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name} is not written in UTF-8. Save it again as CSV UTF-8.") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    if not text.strip():
        raise Unreadable(f"{path.name} is empty.")
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    missing = [column for column in NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise Unreadable(f"{path.name} has no column {' or '.join(missing)}.")
    try:
        rows = list(reader)
    except csv.Error as error:
        raise Unreadable(f"{path.name}, line {reader.line_num}: {error}.") from error
    marks = [str(row["record_id"]).strip() for row in rows]
    twice = [mark for mark, times in Counter(marks).items() if times > 1]
    if twice:
        raise Unreadable(f"{path.name}: record_id {min(twice)!r} stands twice.")
    if not rows:
        raise Unreadable(f"{path.name} holds no record.")
    return marks, [record_of_row(row) for row in rows]


def matched(path: Path) -> list[dict[str, Any]]:
    """The pairs of a file as plain data, the surest first. Raises ``Unreadable``."""
    marks, records = read(path)
    return [as_data(pair, marks) for pair in pairs(records)]


def as_data(pair: Pair, marks: list[str]) -> dict[str, Any]:
    """A pair with the marks of its records, its reasons as codes and in words."""
    return {
        "first": marks[pair.first],
        "second": marks[pair.second],
        "score": pair.score,
        "tier": str(pair.tier),
        "reasons": list(pair.reasons),
        "words": [str(said(reason)) for reason in pair.reasons],
    }
