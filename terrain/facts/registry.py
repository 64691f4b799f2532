"""What may be counted: the one place where a room above tells the counting engine about itself.

A room describes its kinds of fact and its sources in its ``facts.py`` and registers them from ``AppConfig.ready()``::

    register_kind(FactKind(code="attendance", label=_("attendance"), subject="person",
                           attributes={"session_kind": ("training", "workshop"), "topic": ()}, noun=ngettext_lazy(…)))
    register_source(Source(model="gatherings.Attendance", facts_of=facts_of_attendance, records=attendances))

and calls ``facts.actions.sync(record)`` in every action that saves a record. ``facts_of`` is pure: the same record
always makes the same facts, so that ``terrain facts rebuild --check`` finds no difference.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from terrain.core.access import Viewer
from terrain.core.ui.wording import listed

Words = Any
"""A lazy translation; for a noun with a count, ``ngettext_lazy("%(count)d …", "%(count)d …", "count")``."""

LONGEST_CODE = 60
"""Longest value of an attribute whose values are not listed."""
LARGEST_SUBJECT = 2**32 - 1
"""Sets of subjects are roaring bitmaps of 32 bits."""


class WrongFact(ValueError):
    """A draft that its kind does not allow: an undeclared attribute, an unknown value, a subject where none may be."""


@dataclass(frozen=True)
class FactKind:
    """One sort of thing that happens and counts.

    ``subject``: who it happens to: ``person``, ``organisation``, ``enterprise``, or ``""`` for nobody.
    ``attributes``: attribute → the values it may have; ``()`` means any short code. A blank value is always allowed
    and means "not stated". ``sealed``: cells under 10 are not published (under 5 for the others). ``sealed_values``: attribute →
    the values of which that is true although it is not of the whole kind, asked when a figure is read. ``words``: attribute → its
    name and the names of its values, for readers; what has none is shown as its code.
    """

    code: str
    label: Words
    subject: str
    attributes: Mapping[str, tuple[str, ...]]
    noun: Words
    sealed: bool = False
    sealed_values: Callable[[], Mapping[str, frozenset[str]]] | None = None
    words: Mapping[str, tuple[Words, Mapping[str, Words]]] = field(default_factory=dict)

    def seals(self, where: Mapping[str, frozenset[str]] | None = None) -> bool:
        """Whether facts of it, narrowed to ``where`` (attribute → values), may be of those whose small cells are not published."""
        if self.sealed or self.sealed_values is None:
            return self.sealed
        narrowed = where or {}
        return any(bool(narrowed.get(name, values) & values) for name, values in self.sealed_values().items())

    def said(self, attribute: str, values: Iterable[str]) -> tuple[str, str]:
        """An attribute and some of its values in the active language: (name, "one, other"); blank values left out."""
        name, known = self.words.get(attribute, (attribute, {}))
        return str(name), listed(str(known.get(value, value)) for value in sorted(values) if value)


@dataclass(frozen=True)
class FactDraft:
    """One fact as its record tells it.

    ``subject``: pseudonym (``Subject.pk``), or ``None`` for people without identity, ``occurrences`` of them.
    ``sex``: ``"F"``, ``"M"`` or ``""``. ``age``: completed years on ``day``; ``None`` (or an impossible one) is unknown.
    """

    kind: str
    project_id: int
    day: date
    subject: int | None
    place_id: int | None = None
    occurrences: int = 1
    quantity: int = 0
    sex: str = ""
    age: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A model whose records make facts.

    ``model``: its label, as ``_meta.label`` says it. ``facts_of``: record → drafts, pure. ``records``: the records with
    these keys, or all (``None``), with everything ``facts_of`` reads already fetched, in a constant number of queries.
    """

    model: str
    facts_of: Callable[[Any], list[FactDraft]]
    records: Callable[[Iterable[int] | None], Iterable[Any]]


Directory = Callable[[Viewer, int, Iterable[int]], dict[int, tuple[str, str]]]
"""``lines(viewer, project_id, subject_ids)`` → subject → (name, address); raises ``Denied``."""

_KINDS: dict[str, FactKind] = {}
_SOURCES: dict[str, Source] = {}
_DIRECTORIES: dict[str, Directory] = {}


def register_kind(kind: FactKind) -> None:
    """Make ``kind`` known; registering the same code twice replaces the first (autoreload)."""
    _KINDS[kind.code] = kind


def kind_of(code: str) -> FactKind:
    """The kind with this code. Raises ``LookupError`` naming the known ones."""
    if code not in _KINDS:
        known = ", ".join(sorted(_KINDS)) or "none"
        raise LookupError(f"Nothing is known about facts of kind {code!r}. Known kinds: {known}.")
    return _KINDS[code]


def kinds() -> list[FactKind]:
    """Every known kind, by code."""
    return [_KINDS[code] for code in sorted(_KINDS)]


def register_source(source: Source) -> None:
    """Make ``source`` known; registering the same model twice replaces the first (autoreload)."""
    _SOURCES[source.model] = source


def source_of(model: str) -> Source:
    """The source with this model label. Raises ``LookupError`` naming the known ones."""
    if model not in _SOURCES:
        known = ", ".join(sorted(_SOURCES)) or "none"
        raise LookupError(f"No room says what a {model} counts for. Known sources: {known}.")
    return _SOURCES[model]


def sources() -> list[Source]:
    """Every known source, by model label."""
    return [_SOURCES[model] for model in sorted(_SOURCES)]


def register_directory(subject: str, lines: Directory) -> None:
    """Say who pseudonyms of this sort of subject are; ``lines`` tells it only to those allowed."""
    _DIRECTORIES[subject] = lines


def directory(subject: str) -> Directory | None:
    """The directory of this sort of subject, if a room registered one."""
    return _DIRECTORIES.get(subject)


def examined(draft: FactDraft) -> FactDraft:
    """The same draft when its kind allows it; raises ``WrongFact`` saying why not, ``LookupError`` on its kind."""
    kind = kind_of(draft.kind)
    if draft.subject is not None:
        if not kind.subject:
            raise WrongFact(f"A fact of kind {kind.code!r} happens to nobody, but a subject was given.")
        if not 0 <= draft.subject <= LARGEST_SUBJECT:
            raise WrongFact(f"{draft.subject} is not the number of a subject.")
    if draft.sex not in {"", "F", "M"}:
        raise WrongFact(f"{draft.sex!r} is not a sex that facts know: F, M or blank.")
    if draft.occurrences < 1 or draft.quantity < 0:
        raise WrongFact(f"A fact of kind {kind.code!r} occurs at least once and has no quantity below 0.")
    for name, value in draft.attributes.items():
        _examine_attribute(kind, name, value)
    return draft


def _examine_attribute(kind: FactKind, name: str, value: str) -> None:
    if name not in kind.attributes:
        known = ", ".join(sorted(kind.attributes)) or "none"
        raise WrongFact(f"Kind {kind.code!r} declares no attribute {name!r}. Declared: {known}.")
    allowed = kind.attributes[name]
    if value and allowed and value not in allowed:
        raise WrongFact(
            f"Attribute {name!r} of kind {kind.code!r} cannot be {value!r}. It may be: {', '.join(allowed)}."
        )
    if len(value) > LONGEST_CODE:
        raise WrongFact(f"Attribute {name!r} of kind {kind.code!r} is longer than {LONGEST_CODE} characters.")
