"""A small world whose records stand in memory: visits of people and organisations, and one way of telling them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

from django.utils.functional import lazystr
from django.utils.translation import ngettext_lazy

from terrain.facts import registry
from terrain.facts.registry import FactDraft, FactKind, Source

MODEL = "village.Visit"
NOUN = ngettext_lazy("%(count)d visit", "%(count)d visits", "count")
VISIT = FactKind(
    code="visit",
    label=lazystr("visit"),
    subject="person",
    attributes={"room": ("kitchen", "garden"), "topic": ()},
    noun=NOUN,
)
AUDIT = FactKind(
    code="audit", label=lazystr("audit"), subject="organisation", attributes={"result": ("good", "bad")}, noun=NOUN
)
BROADCAST = FactKind(code="broadcast", label=lazystr("broadcast"), subject="", attributes={}, noun=NOUN)


@dataclass
class Someone:
    """A subject as the registry of people would know it."""

    subject: int
    sex: str = ""
    born: date | None = None

    def age_on(self, day: date) -> int | None:
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass
class Visit:
    """A record; ``who`` is None for people nobody wrote down."""

    pk: int
    project: int
    day: date
    who: Someone | None
    kind: str = "visit"
    place: int | None = None
    heads: int = 1
    quantity: int = 0
    attributes: dict[str, str] = field(default_factory=dict)

    _meta = SimpleNamespace(label=MODEL)


class Village:
    """The records, and the source that the facts are told by."""

    def __init__(self) -> None:
        self.visits: dict[int, Visit] = {}
        self.readings = 0

    def facts_of(self, visit: Visit) -> list[FactDraft]:
        who = visit.who
        return [
            FactDraft(
                kind=visit.kind,
                project_id=visit.project,
                day=visit.day,
                subject=who.subject if who else None,
                place_id=visit.place,
                occurrences=visit.heads,
                quantity=visit.quantity,
                sex=who.sex if who else "",
                age=who.age_on(visit.day) if who else None,
                attributes=visit.attributes,
            )
        ]

    def records(self, pks: Iterable[int] | None) -> list[Visit]:
        self.readings += 1
        return [
            self.visits[pk] for pk in (sorted(self.visits) if pks is None else sorted(set(pks))) if pk in self.visits
        ]

    def visit(self, project: int, day: date, who: Someone | None, **more) -> Visit:
        """Write a record (without telling the facts)."""
        pk = max(self.visits, default=0) + 1
        self.visits[pk] = Visit(pk, project, day, who, **more)
        return self.visits[pk]

    def register(self) -> None:
        for kind in (VISIT, AUDIT, BROADCAST):
            registry.register_kind(kind)
        registry.register_source(Source(model=MODEL, facts_of=self.facts_of, records=self.records))
