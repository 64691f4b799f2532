"""The tabular form of HSDS: a ZIP of CSV tables with ``datapackage.json``, from services and back to them.

Nested parts become rows of their own table that name what they are a part of; anything else that is nested stands in its cell as JSON.
"""

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from terrain.network.hsds.documents import Document

Rows = dict[str, list[dict[str, Any]]]
FILES = {
    "organization": "organizations", "service": "services", "phone": "phones", "schedule": "schedules", "language": "languages",
    "required_document": "required_documents", "cost_option": "cost_options", "service_area": "service_areas",
    "service_at_location": "service_at_location", "location": "locations", "address": "addresss", "attribute": "attributes",
    "taxonomy_term": "taxonomy_terms", "taxonomy": "taxonomies", "service_capacity": "service_capacity", "unit": "units",
    "contact": "contacts", "metadata": "metadata",
}  # fmt: skip
"""Object → its table, as the standard spells it."""
MANY = {
    "service": {
        "phones": "phone", "schedules": "schedule", "languages": "language", "required_documents": "required_document",
        "cost_options": "cost_option", "service_areas": "service_area", "service_at_locations": "service_at_location",
        "attributes": "attribute", "capacities": "service_capacity", "contacts": "contact", "metadata": "metadata",
    },
    "service_at_location": {"phones": "phone", "schedules": "schedule", "contacts": "contact"},
    "location": {"addresss": "address", "phones": "phone", "schedules": "schedule", "languages": "language"},
    "organization": {"phones": "phone", "contacts": "contact"},
    "contact": {"phones": "phone"},
}  # fmt: skip
ONE = {
    "service": {"organization": "organization"}, "service_at_location": {"location": "location"}, "attribute": {"taxonomy_term": "taxonomy_term"},
    "taxonomy_term": {"taxonomy": "taxonomy"}, "service_capacity": {"unit": "unit"},
}  # fmt: skip
LINKS = {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}
JSON = "json:"
"""Before a cell that holds something nested, or a text that begins so."""


def packed(documents: Iterable[Document]) -> bytes:
    """The ZIP."""
    rows = flat(documents)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        resources = []
        for entity, lines in rows.items():
            columns = list(dict.fromkeys(key for line in lines for key in line))
            name = f"{FILES[entity]}.csv"
            package.writestr(name, _csv(columns, lines))
            fields = [{"name": column, "type": "string"} for column in columns]
            resources.append(
                {"name": entity, "path": name, "profile": "tabular-data-resource", "schema": {"fields": fields}}
            )
        about = {"name": "hsds", "profile": "tabular-data-package", "title": "HSDS 3.0", "resources": resources}
        package.writestr("datapackage.json", json.dumps(about, ensure_ascii=False, indent=1))
    return out.getvalue()


def _csv(columns: list[str], lines: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in line.items()} for line in lines)
    return out.getvalue()


def _cell(value: Any) -> str:
    """Texts as they are; what is no text, or would be read as something else, as JSON."""
    if isinstance(value, str) and value and not value.startswith(JSON):
        return value
    return JSON + json.dumps(value, ensure_ascii=False)


def _value(cell: str) -> Any:
    if not cell.startswith(JSON):
        return cell
    try:
        return json.loads(cell.removeprefix(JSON))
    except ValueError:
        return cell


def flat(documents: Iterable[Document]) -> Rows:
    """Services as rows of the tables; what several name (an organisation, a term, a unit) is written once."""
    rows: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for one in documents:
        _lay("service", one, {}, rows)
    return {entity: list(rows[entity].values()) for entity in FILES if entity in rows}


def _lay(entity: str, said: Document, whose: Mapping[str, str], rows: dict[str, dict[str, dict[str, Any]]]) -> None:
    row: dict[str, Any] = dict(whose)
    many, one = MANY.get(entity, {}), ONE.get(entity, {})
    for key, value in said.items():
        if key in many and _are_parts(value):
            for part in value:
                _lay(many[key], part, _link(many[key], entity, str(said.get("id", ""))), rows)
        elif key in one and isinstance(value, dict) and isinstance(value.get("id"), str) and value["id"]:
            row[f"{one[key]}_id"] = value["id"]
            _lay(one[key], value, {}, rows)
        else:
            row[key] = value
    mark = str(said["id"]) if not whose else f"{said['id']} {sorted(whose.items())}"
    rows[entity].setdefault(mark, row)


def _are_parts(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"] for one in value)
    )


def _link(entity: str, parent: str, key: str) -> dict[str, str]:
    if entity in LINKS:
        by, of = LINKS[entity]
        return {by: key, of: parent}
    return {f"{parent}_id": key}


def nested(rows: Rows) -> list[Document]:
    """The services of the tables, each with its parts and its organisation."""
    held = {entity: {str(row.get("id", "")): row for row in lines} for entity, lines in rows.items()}
    parts: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for entity, lines in rows.items():
        for row in lines:
            for parent, key in _parents(entity, row):
                parts[entity, parent, key].append(row)
    return [_built("service", row, held, parts, frozenset()) for row in rows.get("service", [])]


def _parents(entity: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    if entity in LINKS:
        by, of = LINKS[entity]
        return [(str(row.get(of, "")), str(row.get(by, "")))]
    return [
        (parent, str(row[f"{parent}_id"]))
        for parent in MANY
        if entity in MANY[parent].values() and row.get(f"{parent}_id")
    ]


def _built(entity: str, row: dict[str, Any], held: Any, parts: Any, above: frozenset[str]) -> Document:
    found = dict(row)
    own = str(row.get("id", ""))
    if f"{entity} {own}" in above:
        return found
    here = above | {f"{entity} {own}"}
    for key, part in MANY.get(entity, {}).items():
        if lines := parts.get((part, entity, own)):
            found[key] = [_built(part, line, held, parts, here) for line in lines]
    for key, part in ONE.get(entity, {}).items():
        other = held.get(part, {}).get(str(row.get(f"{part}_id", "")))
        if other is not None:
            found[key] = _built(part, other, held, parts, here)
    return found


def unpacked(files: Mapping[str, str]) -> list[Document]:
    """The services of the CSV texts of a package, by the names of their files."""
    names = {f"{table}.csv": entity for entity, table in FILES.items()} | {
        "capacities.csv": "service_capacity",
        "addresses.csv": "address",
    }
    rows: Rows = {}
    for name, text in files.items():
        entity = names.get(name.rsplit("/", 1)[-1].lower())
        if entity is not None:
            lines = csv.DictReader(io.StringIO(text))
            rows[entity] = [
                {key: _value(cell) for key, cell in line.items() if key and isinstance(cell, str) and cell}
                for line in lines
            ]
    return nested(rows)
