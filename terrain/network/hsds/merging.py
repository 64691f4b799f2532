"""What another directory said of an entry goes out again, whole, with what changed here put in its place."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from terrain.network.hsds.documents import KEYS, Document, document
from terrain.network.hsds.entries import HsdsEntry
from terrain.network.hsds.reading import is_own

KNOWN = frozenset({"id", "organization_id", "metadata"} | {key for keys in KEYS.values() for key in keys})
BY_TERMS = ("service_type", "referred_by", "channels", "capacity", "places_available", "places_total", "places_said_on")


def given_back(entry: HsdsEntry, values: Mapping[str, Any], kept: Document, read: Mapping[str, Any]) -> Document:
    """The service of another directory as it came (``kept``), except what differs now from what was ``read`` of it.

    ``values``: what the entry says now, in the plain values of ``reading.Read``.
    """
    own, found = document(entry), copy.deepcopy(kept)
    changed = {name for name, value in values.items() if value != read.get(name)}
    for names, keys in KEYS.items():
        if changed & set(names):
            for key in keys:
                found.pop(key, None)
            found |= {key: own[key] for key in keys if key in own}
    if changed & set(BY_TERMS):
        foreign = [one for one in found.get("attributes") or [] if not is_own(one)]
        found["attributes"] = foreign + own["attributes"]
    if entry.organisation != read.get("organisation", entry.organisation):
        found["organization"] = {**(found.get("organization") or own["organization"]), "name": entry.organisation}
    return found


def leaves(said: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """(path, value) of everything that a document says."""
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(said, list):
        for number, value in enumerate(said):
            yield from leaves(value, f"{path}[{number}]")
    else:
        yield path, said


def unknown_of(kept: Document) -> int:
    """How many things a service says that have no field here; they are kept with the entry."""
    beside = {key: value for key, value in kept.items() if key not in KNOWN | {"organization", "attributes"}}
    beside["attributes"] = [one for one in kept.get("attributes") or [] if not is_own(one)]
    organisation = {k: v for k, v in (kept.get("organization") or {}).items() if k not in {"id", "name"}}
    return sum(1 for _path, value in leaves([beside, organisation]) if value not in ("", None))
