"""People as clerks write them, for tests."""

import json
from datetime import date
from typing import Any

import pytest

from terrain.imports import values
from terrain.imports.mapping import Vocabulary
from terrain.imports.reading import read_table
from terrain.imports.registry import Column, Problem
from terrain.people.identity import Identity, normalise_card, normalise_phone
from tests import SHARED

FOLDER = SHARED / "data" / "attendance"


def identity(full_name: str, **said: Any) -> Identity:
    """Somebody, written like ``identity("Diallo Aminata", phone="0612345678", birth="1990-03-12")``."""
    if "phone" in said:
        said["phone"] = normalise_phone(said["phone"], said.get("phone_restored", False))
    if "card" in said:
        said["card"] = normalise_card(said["card"])
    if isinstance(said.get("birth"), str):
        said["birth"] = date.fromisoformat(said["birth"])
    if isinstance(said.get("birth"), int):
        said["birth"], said["birth_precision"] = date(said["birth"], 1, 1), "year"
    if said.get("birth"):
        said.setdefault("birth_precision", "day")
    return Identity(full_name, **said)


COLUMNS = (
    Column("theme", "", ("thème",), values.text),
    Column("name", "", ("nom et prénom",), values.name, shape="name"),
    Column("day", "", ("date",), values.full_date, shape="date"),
    Column("sex", "", ("sexe",), values.sex, shape="sex"),
    Column("nationality", "", ("nationalité",), values.text),
    Column("phone", "", ("téléphone",), values.phone, shape="phone"),
    Column("card", "", ("n° carte de séjour",), values.text),
    Column("birth", "", ("né(e) le",), values.birth_date, shape="year"),
)


def _parsed(column: Column, cell: Any) -> Any:
    try:
        return None if cell is None else column.parse(cell)
    except Problem as problem:
        return problem


def register_of_2018() -> tuple[dict[int, tuple[str, Identity]], dict[str, Any]]:
    """Good rows of the register: row number → (theme, identity), and the truth beside it; skips where it is absent."""
    book, truth = FOLDER / "w4i-registre-2018.xlsx", FOLDER / "w4i-registre-2018.truth.json"
    if not book.exists() or not truth.exists():
        pytest.skip(f"the register of acceptance is not at {FOLDER}")
    table = read_table(book.read_bytes(), "xlsx", Vocabulary(COLUMNS))
    place_of = {column.code: table.headers.index(_title(table.headers, column)) for column in COLUMNS}
    rows = {}
    for place, number in enumerate(table.numbers):
        cells = {column.code: _parsed(column, table.columns[place_of[column.code]][place]) for column in COLUMNS}
        if cells["name"] is None or any(isinstance(cell, Problem) for cell in cells.values()):
            continue
        rows[number] = (cells["theme"], _identity(cells))
    return rows, json.loads(truth.read_text())


def _title(headers: list[str], column: Column) -> str:
    return next(header for header in headers if values.fold(header) == values.fold(column.words[0]))


def _identity(cells: dict[str, Any]) -> Identity:
    phone, birth = cells["phone"], cells["birth"]
    return Identity(
        full_name=cells["name"],
        sex=cells["sex"] or "",
        birth=birth.date if birth else None,
        birth_precision=birth.precision if birth else "",
        nationality=cells["nationality"] or "",
        phone=normalise_phone(phone.text, phone.restored) if phone else "",
        phone_restored=bool(phone and phone.restored),
        card=normalise_card(cells["card"]),
    )
