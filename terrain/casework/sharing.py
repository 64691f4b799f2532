"""What of somebody may be shared with another service: groups of fields, the same that a consent names.

Each group has readers: of a file, or of its person as the project of the file knows her, → pairs (field code, value), plain texts.
A room adds to a group, or fills one that is empty::

    register_reader("plan", goals_of, {"goal": _("Goal")})
    register_person_reader("contact", ways_of, {"way": _("A way to reach her")}, says={"way": way_words})

A value of several parts is a JSON text of codes, which ``says`` puts into words in the reader's language.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case
from terrain.core import vault
from terrain.people.consents.lists import lists
from terrain.people.models import Person

Pairs = Iterable[tuple[str, str]]
Reader = Callable[[Case], Pairs]
PersonReader = Callable[[Person, int], Pairs]
"""Person, key of the project that shares → pairs."""
Says = Mapping[str, Callable[[str], str]]
Payload = dict[str, list[list[str]]]
"""Group → pairs [field code, value]; sealed as it was when it was sent."""

GROUPS: dict[str, Any] = {group.code: group for group in lists().groups}
"""The groups that a consent names; each says itself in the active language."""
WORDS_GROUP = "needs"
"""The group under which the sender's own words are shared."""
SEEN = "casework.shared_seen"

_READERS: dict[str, list[Reader]] = {}
_OF_PERSON: dict[str, list[PersonReader]] = {}
_FIELDS: dict[str, Any] = {"words": _("What she needs")}
_SAYS: dict[str, Callable[[str], str]] = {}


def register_reader(group: str, reader: Reader, fields: Mapping[str, Any], *, says: Says | None = None) -> None:
    """Say what a group holds of a file, and how its fields are called. Raises ``LookupError`` for a group that no consent names."""
    _register(_READERS, group, reader)
    _FIELDS.update(fields)
    _SAYS.update(says or {})


def register_person_reader(
    group: str, reader: PersonReader, fields: Mapping[str, Any], *, says: Says | None = None
) -> None:
    """The same of what is known of the person, with or without a file."""
    _register(_OF_PERSON, group, reader)
    _FIELDS.update(fields)
    _SAYS.update(says or {})


def _register(readers: dict[str, list[Any]], group: str, reader: Any) -> None:
    if group not in GROUPS:
        raise LookupError(f"no group {group!r}")
    known = readers.setdefault(group, [])
    if reader not in known:
        known.append(reader)


def _known(person: Person, project_id: int, group: str) -> list[list[str]]:
    pairs = (pair for reader in _OF_PERSON.get(group, []) for pair in reader(person, project_id))
    return [[code, value] for code, value in pairs if value]


def _read(case: Case, group: str) -> list[list[str]]:
    pairs = (pair for reader in _READERS.get(group, []) for pair in reader(case))
    known = _known(case.person.stands_as, case.project_id, group) if case.person is not None else []
    return known + [[code, value] for code, value in pairs if value]


def payload_of(case: Case, groups: Iterable[str], words: str = "") -> Payload:
    """Exactly these groups of the file's person, as they stand now; ``words`` only when their group is among them."""
    payload: Payload = {}
    for group in [code for code in GROUPS if code in set(groups)]:
        pairs = _read(case, group)
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


def seen(payload: Payload) -> str:
    """A fingerprint of what a page showed, to come back with the order to send it: what leaves is what was seen."""
    return vault.digest(SEEN, sealable(payload).decode()).hex()


def filled(case: Case) -> list[str]:
    """Groups that hold something for this file; the words' group always may."""
    return [code for code in GROUPS if code == WORDS_GROUP or _read(case, code)]


def filled_for(person: Person, project_ids: Iterable[int], cases: Iterable[Case]) -> set[str]:
    """Groups that hold something of a person as one of these projects knows her, or in one of these files."""
    projects, files = list(project_ids), list(cases)
    return {
        code
        for code in GROUPS
        if code == WORDS_GROUP
        or any(_known(person, project_id, code) for project_id in projects)
        or any(_read(case, code) for case in files)
    }


@dataclass(frozen=True)
class Parted:
    """The groups of a file in regard to a recipient. ``held``: agreed, and something is written; ``lacking``: written, not agreed;
    ``empty``: nothing is written down, whether she agreed or not."""

    held: list[str]
    lacking: list[Any]
    empty: list[Any]


def parted(case: Case, agreed: Iterable[str]) -> Parted:
    """What may be ticked, what she has not agreed to, and what holds nothing."""
    said, known = set(agreed), set(filled(case))
    return Parted(
        [code for code in GROUPS if code in known & said],
        [words for code, words in GROUPS.items() if code in known - said],
        [words for code, words in GROUPS.items() if code not in known],
    )


@dataclass(frozen=True)
class Told:
    """One shared field in words. ``kind``: ``name``, ``phone``, ``words`` or blank, for how it is drawn."""

    label: Any
    value: str
    kind: str = ""


def told(payload: Payload) -> list[Told]:
    """The fields of a payload in the active language."""
    return [
        Told(_FIELDS.get(code, code), _SAYS.get(code, str)(value), code if code in {"name", "phone", "words"} else "")
        for pairs in payload.values()
        for code, value in pairs
    ]
