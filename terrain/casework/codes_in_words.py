"""What the codes of kinds of file mean, asked when they are shown: pathways register after the facts that speak of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from terrain.casework.kinds import CaseKind, kinds


class Spoken(Mapping[str, Any]):
    """Code → words, from every kind of the house; where two kinds use one code, the words of the first."""

    def __init__(self, pairs: Callable[[CaseKind], list[tuple[str, Any]]]) -> None:
        self._pairs = pairs

    def _known(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for kind in kinds():
            for code, words in self._pairs(kind):
                found.setdefault(code, words)
        return found

    def __getitem__(self, code: str) -> Any:
        return self._known()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())


def _entries(kind: CaseKind, name: str) -> list[tuple[str, Any]]:
    return [(entry.code, entry) for entry in getattr(kind.lists, name)]


KINDS = Spoken(lambda kind: [(kind.code, kind.label)])
STAGES = Spoken(lambda kind: [(stage.code, stage.label) for stage in kind.stages])
ENTRY_REASONS = Spoken(lambda kind: _entries(kind, "entry_reasons"))
CLOSING_REASONS = Spoken(lambda kind: _entries(kind, "closing_reasons"))
SERVICES = Spoken(lambda kind: _entries(kind, "services"))
FORMS = Spoken(lambda kind: _entries(kind, "forms"))
CLOCKS = Spoken(lambda kind: [(clock.code, clock) for clock in kind.law.clocks] if kind.law is not None else [])
BOOKS = Spoken(lambda kind: [(book.code, book) for book in kind.books.books] if kind.books is not None else [])
