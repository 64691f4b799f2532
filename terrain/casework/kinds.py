"""Kinds of file: what a pathway registers so that casework never names it.

A pathway is a folder that registers one object from its ``AppConfig.ready()``::

    register_kind(CaseKind(code="mentoring", label=_("Mentoring"), stages=…, transitions=…, lists=…))

The stage machine is a table: ``Stage`` rows and ``Transition`` rows. Reasons, services, assessment forms, delays and
retention are dated data of the pathway (``lists``), read from a file beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from terrain.casework.books import Book, Books
from terrain.casework.enums import SubjectKind
from terrain.casework.law import Law
from terrain.casework.lists import Lists
from terrain.facts.registry import FactDraft

Counts = Callable[[Any, Book, date, Mapping[str, Any]], list[FactDraft]]
Words = Any
"""A lazy translation."""


class WrongKind(ValueError):
    """A table that cannot work: a transition to nowhere, a stage that is never reached, a final stage with a way out."""


@dataclass(frozen=True)
class Stage:
    """Where a file may stand. ``final``: the accompaniment is over there; ``days``: how long one may stay before it is late."""

    code: str
    label: Words
    final: bool = False
    days: int | None = None


@dataclass(frozen=True)
class Transition:
    """A step from one of ``sources`` to ``target``.

    ``label`` is the word on the button. ``asks``: what has to be said: ``""``, ``"note"`` (some words) or
    ``"closing_reason"`` (one of the kind's list; compulsory where the target is final). ``approval``: takes effect only
    once a supervisor has agreed. ``needs``: called with the file, raises ``Denied`` while something is missing. ``fact``: whether reaching the target counts. ``forward``: the ordinary next step,
    drawn as the page's one big button.
    """

    code: str
    label: Words
    sources: tuple[str, ...]
    target: str
    asks: str = ""
    approval: bool = False
    fact: bool = True
    forward: bool = True
    needs: Callable[[Any], None] | None = None


@dataclass(frozen=True)
class CaseKind:
    """A kind of file.

    ``noun``: what one file is called. ``see`` and ``work``: the permissions that open it and write in it.
    ``open_to_project``: whoever holds ``see`` in the project sees every unsealed file of the kind; otherwise one is in charge, named,
    in its team, or supervises. ``sealed``: files of this kind are sealed from their first instant, and its facts publish
    no cell under 10. ``several``: a person may have more than one open file of the kind in a project. ``without``: codes of the sections
    of a file's page that these files do not need. ``law``: the texts, dates, clocks and duties that its people meet.
    ``books``: what is written in its files again and again; ``counts``: called with the case, an entry's book, day and answers,
    gives what it counts for besides having been written.
    """

    code: str
    label: Words
    noun: Words
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    lists: Lists
    law: Law | None = None
    books: Books | None = None
    counts: Counts | None = None
    subject: SubjectKind = SubjectKind.PERSON
    see: str = "case.view"
    work: str = "case.edit"
    open_to_project: bool = False
    sealed: bool = False
    several: bool = False
    without: frozenset[str] = frozenset()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ``WrongKind`` when the table cannot work."""
        codes = [stage.code for stage in self.stages]
        if len(set(codes)) != len(codes) or not codes:
            raise WrongKind(f"{self.code}: stages must be named, each once")
        steps = [transition.code for transition in self.transitions]
        if len(set(steps)) != len(steps):
            raise WrongKind(f"{self.code}: a transition is named twice")
        for transition in self.transitions:
            self._examine(transition, set(codes))
        unreached = set(codes) - {codes[0]} - {transition.target for transition in self.transitions}
        if unreached:
            raise WrongKind(f"{self.code}: nothing leads to {', '.join(sorted(unreached))}")

        if self.books is not None:
            known = {entry.code for entry in self.law.dates} if self.law is not None else set()
            if unknown := {law for book in self.books.books for law in book.law_dates()} - known:
                raise WrongKind(
                    f"{self.code}: its books write dates that its law does not know: {', '.join(sorted(unknown))}"
                )

    def _examine(self, transition: Transition, codes: set[str]) -> None:
        unknown = {*transition.sources, transition.target} - codes
        if unknown or not transition.sources:
            raise WrongKind(f"{self.code}.{transition.code}: unknown stages {', '.join(sorted(unknown)) or 'none'}")
        if any(self.stage(source).final for source in transition.sources):
            raise WrongKind(f"{self.code}.{transition.code}: leaves a final stage; reopening is casework's own")
        if self.stage(transition.target).final != (transition.asks == "closing_reason"):
            raise WrongKind(f"{self.code}.{transition.code}: a final stage, and only it, asks for a closing reason")

    @property
    def first(self) -> Stage:
        """Where a file begins."""
        return self.stages[0]

    def stage(self, code: str) -> Stage:
        """The stage with this code. Raises ``LookupError``."""
        found = next((stage for stage in self.stages if stage.code == code), None)
        if found is None:
            raise LookupError(f"{self.code} has no stage {code!r}")
        return found

    def transition(self, code: str) -> Transition:
        """The transition with this code. Raises ``LookupError``."""
        found = next((one for one in self.transitions if one.code == code), None)
        if found is None:
            raise LookupError(f"{self.code} has no transition {code!r}")
        return found

    def book(self, code: str) -> Book:
        """The book with this code. Raises ``LookupError``."""
        if self.books is None:
            raise LookupError(f"{self.code} has no books")
        return self.books.book(code)

    def steps_from(self, stage: str) -> list[Transition]:
        """The transitions that leave ``stage``, in the order of the table."""
        return [transition for transition in self.transitions if stage in transition.sources]

    def as_json(self, on: date) -> dict[str, Any]:
        """The table as plain data, words in the active language; lists as they hold on ``on``."""
        return {
            "kind": self.code,
            "label": str(self.label),
            "subject": str(self.subject),
            "sealed": self.sealed,
            "stages": [{"code": s.code, "label": str(s.label), "final": s.final, "days": s.days} for s in self.stages],
            "transitions": [
                {
                    "code": t.code,
                    "label": str(t.label),
                    "from": list(t.sources),
                    "to": t.target,
                    "asks": t.asks,
                    "approval": t.approval,
                }
                for t in self.transitions
            ],
            "lists": self.lists.codes(on),
        }


_KINDS: dict[str, CaseKind] = {}


def register_kind(kind: CaseKind) -> None:
    """Make ``kind`` known; registering the same code twice replaces the first (autoreload)."""
    _KINDS[kind.code] = kind


def forget_kind(code: str) -> None:
    """Take a kind away again (for tests)."""
    _KINDS.pop(code, None)


def kind_of(code: str) -> CaseKind:
    """The kind with this code. Raises ``LookupError`` naming the known ones."""
    if code not in _KINDS:
        raise LookupError(f"No kind of file is called {code!r}. Known: {', '.join(sorted(_KINDS)) or 'none'}.")
    return _KINDS[code]


def kinds() -> list[CaseKind]:
    """Every kind, by code."""
    return [_KINDS[code] for code in sorted(_KINDS)]


def by_permission(kinds: Iterable[CaseKind]) -> dict[str, list[CaseKind]]:
    """Kinds by the permission that opens them."""
    found: dict[str, list[CaseKind]] = {}
    for kind in kinds:
        found.setdefault(kind.see, []).append(kind)
    return found
