"""What of somebody may be shared with another service: groups of fields, the same that a consent names.

Each group has a reader: file → pairs (field code, value), plain texts. A room adds to a group, or fills one that is empty::

    register_reader("family", household_of, {"children": _("Children")})
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case
from terrain.people.consents.lists import lists
from terrain.people.enums import Sex

Reader = Callable[[Case], Iterable[tuple[str, str]]]
Payload = dict[str, list[list[str]]]
"""Group → pairs [field code, value]; sealed as it was when it was sent."""

GROUPS: dict[str, Any] = {group.code: group for group in lists().groups}
"""The groups that a consent names; each says itself in the active language."""
WORDS_GROUP = "needs"
"""The group under which the sender's own words are shared."""

_READERS: dict[str, list[Reader]] = {}
_FIELDS: dict[str, Any] = {"words": _("What she needs")}


def register_reader(group: str, reader: Reader, fields: Mapping[str, Any]) -> None:
    """Say what a group holds, and how its fields are called. Raises ``LookupError`` for a group that no consent names."""
    if group not in GROUPS:
        raise LookupError(f"no group {group!r}")
    readers = _READERS.setdefault(group, [])
    if reader not in readers:
        readers.append(reader)
    _FIELDS.update(fields)


def _identity(case: Case) -> Iterable[tuple[str, str]]:
    if case.person is None:
        return
    known = case.person.identity()
    yield "name", known.full_name
    if known.sex:
        yield "sex", known.sex
    if known.birth is not None:
        yield "birth", known.birth.isoformat()[: {"year": 4, "month": 7}.get(known.birth_precision, 10)]


def _contact(case: Case) -> Iterable[tuple[str, str]]:
    if case.person is not None and (phone := case.person.identity().phone):
        yield "phone", phone


def _residence(case: Case) -> Iterable[tuple[str, str]]:
    if case.person is not None and case.person.nationality:
        yield "nationality", case.person.nationality


register_reader("identity", _identity, {"name": _("Name"), "sex": _("Sex"), "birth": _("Born")})
register_reader("contact", _contact, {"phone": _("Telephone")})
register_reader("residence", _residence, {"nationality": _("Nationality")})


def payload_of(case: Case, groups: Iterable[str], words: str = "") -> Payload:
    """Exactly these groups of the file's person, as they stand now; ``words`` only when their group is among them."""
    payload: Payload = {}
    for group in [code for code in GROUPS if code in set(groups)]:
        pairs = [[code, value] for reader in _READERS.get(group, []) for code, value in reader(case) if value]
        if group == WORDS_GROUP and words.strip():
            pairs.append(["words", words.strip()])
        if pairs:
            payload[group] = pairs
    return payload


def sealable(payload: Payload) -> bytes:
    """As sealed."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def opened(data: bytes) -> Payload:
    """As unsealed."""
    return dict(json.loads(data))


def filled(case: Case) -> list[str]:
    """Groups that hold something for this file; the words' group always may."""
    return [code for code in GROUPS if code == WORDS_GROUP or any(pairs for pairs in payload_of(case, [code]).values())]


@dataclass(frozen=True)
class Told:
    """One shared field in words. ``kind``: ``name``, ``phone``, ``words`` or blank, for how it is drawn."""

    label: Any
    value: str
    kind: str = ""


def told(payload: Payload) -> list[Told]:
    """The fields of a payload in the active language."""
    return [
        Told(_FIELDS.get(code, code), _said(code, value), code if code in {"name", "phone", "words"} else "")
        for pairs in payload.values()
        for code, value in pairs
    ]


def _said(code: str, value: str) -> str:
    if code == "sex":
        return str(dict(Sex.choices).get(value, value))
    if code == "birth" and len(value) == len("2000-01-01"):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if code == "birth" and len(value) == len("2000-01"):
        return date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")
    return value
