"""A diff as people read it: kind by kind, what is new, what says something else, what is no longer promised."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.core.texts import said
from terrain.programmes.enums import (
    AnsweredBy,
    LineLevel,
    OrganisationKind,
    OrganisationRole,
    PlaceKind,
    ProjectStatus,
    Qualifier,
    Unit,
)
from terrain.programmes.picture import Change, Diff
from terrain.programmes.schema import LANGUAGES

KINDS: dict[str, Any] = {
    "programme": gettext_lazy("Programme"),
    "project": gettext_lazy("Projects"),
    "target": gettext_lazy("Targets"),
    "line": gettext_lazy("Lines of logframes"),
    "role": gettext_lazy("Organisations in projects"),
    "organisation": gettext_lazy("Organisations"),
    "territory": gettext_lazy("Where projects work"),
    "topic": gettext_lazy("Topics of sessions"),
    "place": gettext_lazy("Places"),
    "former_region": gettext_lazy("Former regions"),
}
FIELDS: dict[str, Any] = {
    "name": gettext_lazy("name"),
    "names": gettext_lazy("name"),
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
    "note": gettext_lazy("note"),
    "hub": gettext_lazy("what the hub is for"),
    "country": gettext_lazy("country"),
    "kind": gettext_lazy("kind"),
    "parent": gettext_lazy("lies under"),
    "known_as": gettext_lazy("known as"),
    "tile_row": gettext_lazy("row on the map"),
    "tile_column": gettext_lazy("column on the map"),
    "provinces": gettext_lazy("provinces"),
    "programme": gettext_lazy("programme"),
    "project": gettext_lazy("project"),
    "position": gettext_lazy("place in the order"),
    "hashtag": gettext_lazy("hashtag"),
    "status": gettext_lazy("status"),
    "starts": gettext_lazy("starts"),
    "ends": gettext_lazy("ends"),
    "territory_as_written": gettext_lazy("territory as written"),
    "beneficiaries": gettext_lazy("who benefits"),
    "files": gettext_lazy("kinds of file"),
    "former": gettext_lazy("former region"),
    "session_kind": gettext_lazy("kind of session"),
    "words": gettext_lazy("recognised by"),
    "level": gettext_lazy("level"),
    "number": gettext_lazy("number"),
    "text": gettext_lazy("words"),
    "line": gettext_lazy("line"),
    "value": gettext_lazy("target"),
    "qualifier": gettext_lazy("qualifier"),
    "unit": gettext_lazy("unit"),
    "counted_when": gettext_lazy("counts when"),
    "never": gettext_lazy("never counts"),
    "answered_by": gettext_lazy("answered by"),
    "rule": gettext_lazy("rule of counting"),
    "retired": gettext_lazy("no longer promised"),
}
CHOICES: dict[tuple[str, str], Any] = {
    ("project", "status"): ProjectStatus,
    ("line", "level"): LineLevel,
    ("target", "unit"): Unit,
    ("target", "qualifier"): Qualifier,
    ("target", "answered_by"): AnsweredBy,
    ("organisation", "kind"): OrganisationKind,
    ("place", "kind"): PlaceKind,
}


@dataclass(frozen=True)
class Turn:
    """One field that says something else: its label, the words before, the words after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing of a kind: ``mark`` is + new, ~ changed, - no longer named; what it is called; its changed fields."""

    mark: str
    code: str
    words: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Chapter:
    """Everything of one kind; ``quiet`` when it only brings new things, many of them."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def quiet(self) -> bool:
        """Whether to fold it: more than a dozen entries, nothing changed or dropped."""
        return len(self.entries) > 12 and all(entry.mark == "+" for entry in self.entries)


def told(diff: Diff) -> list[Chapter]:
    """The diff in the active language, kinds in the order of their weight."""
    chapters = []
    for kind, title in KINDS.items():
        entries = tuple(_entry(change) for change in diff.changes if change.kind == kind)
        if entries:
            chapters.append(Chapter(str(title), entries))
    return chapters


def _entry(change: Change) -> Entry:
    turns = _turns(change) if change.mark == "~" else ()
    return Entry(change.mark, _code(change), _words(change), turns)


def _code(change: Change) -> str:
    parts = change.key.split("|")
    if change.kind == "role":
        parts[2] = str(OrganisationRole(parts[2]).label)
    return " · ".join(part for part in parts if part)


def _words(change: Change) -> str:
    """What it is called; something added or dropped says its number before."""
    called = said(change.called) if isinstance(change.called, dict) else str(change.called)
    numbers = [new if change.mark == "+" else old for name, old, new in change.fields if name == "value"]
    return f"{numbers[0]} {called}" if change.mark != "~" and numbers and numbers[0] is not None else called


def _turns(change: Change) -> tuple[Turn, ...]:
    turns = []
    for name, old, new in change.fields:
        label = str(FIELDS.get(name, name))
        if _is_texts(old) and _is_texts(new):
            turns += [
                Turn(f"{label} ({code})", (old or {}).get(code) or "—", (new or {}).get(code) or "—")
                for code in sorted({*(old or {}), *(new or {})})
                if (old or {}).get(code) != (new or {}).get(code)
            ]
        else:
            turns.append(Turn(label, _value(change.kind, name, old), _value(change.kind, name, new)))
    return tuple(turns)


def _is_texts(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and set(value) <= LANGUAGES)


def _value(kind: str, name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if (kind, name) in CHOICES:
        return str(CHOICES[kind, name](value).label)
    if isinstance(value, list):
        return "; ".join(_value(kind, "", part) for part in value)
    if isinstance(value, Mapping):
        return said(value) if _is_texts(value) else json.dumps(value, ensure_ascii=False)
    return str(value)
