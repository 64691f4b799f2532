"""The book-keeping: facts of some records are replaced, and only what that changes is counted again.

One writer a project at a time: subjects first, then the projects' ``Edition`` rows are locked, both in the order of
their keys, and records are read again under the locks. (SQLite has one writer in all, so nothing is read twice there.)
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from terrain.facts import cell_tables
from terrain.facts.bands import possible_age
from terrain.facts.cell_tables import CellKey
from terrain.facts.cells import Row
from terrain.facts.models import Edition, Fact, Subject, Variant
from terrain.facts.registry import FactDraft, Source, examined, source_of

CHUNK = 20_000
"""Keys in one question to the database; SQLite allows 32 766 parameters."""


class Line(NamedTuple):
    """Everything a fact says, for comparing."""

    record: int
    variant: int
    project: int
    subject: int | None
    day: date
    place: int | None
    occurrences: int
    quantity: int
    sex: str
    age: int | None

    @property
    def cell(self) -> CellKey:
        """Where it is counted."""
        return self.project, month_number(self.day), self.variant

    @property
    def row(self) -> Row:
        """What is counted."""
        return self.subject, self.sex, self.age, self.occurrences, self.quantity


COLUMNS = (
    "record",
    "variant_id",
    "project_id",
    "subject",
    "day",
    "place_id",
    "occurrences",
    "quantity",
    "sex",
    "age",
)


@dataclass
class Change:
    """What differs between the facts that stand and those that records tell."""

    gone: list[int] = field(default_factory=list)
    added: list[Line] = field(default_factory=list)
    dirty: set[CellKey] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.gone or self.added)


def month_number(day: date) -> int:
    """year * 12 + month - 1"""
    return day.year * 12 + day.month - 1


def canonical(attributes: Mapping[str, str]) -> str:
    """Attributes in their one way of being written: sorted, without blanks."""
    return _written(tuple(sorted((name, str(value)) for name, value in attributes.items() if value)))


@lru_cache(maxsize=20_000)
def _written(said: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(dict(said), ensure_ascii=False, separators=(",", ":"))


def in_chunks(keys: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    """Each key once, ascending, ``size`` at a time."""
    ordered = iter(sorted(set(keys)))
    while chunk := list(islice(ordered, size)):
        yield chunk


def sync_records(model: str, pks: Iterable[int]) -> None:
    """Replace the facts of these records by what their source tells of them now."""
    source = source_of(model)
    with transaction.atomic():
        for chunk in in_chunks(pks):
            apply_change(model, under_locks(model, chunk, source))


def forget_records(model: str, pks: Iterable[int]) -> None:
    """Take the facts of these records away."""
    with transaction.atomic():
        for chunk in in_chunks(pks):
            apply_change(model, under_locks(model, chunk, None))


def records_about(subjects: Iterable[int]) -> dict[str, set[int]]:
    """Records by model that made a fact of one of ``subjects``. Call it in a transaction: the subjects are locked."""
    found: dict[str, set[int]] = defaultdict(set)
    for chunk in in_chunks(subjects):
        lock_subjects(chunk)
        for model, record in Fact.objects.filter(subject__in=chunk).values_list("model", "record").distinct():
            found[model].add(record)
    return found


def told(source: Source, pks: Sequence[int] | None) -> dict[int, list[FactDraft]]:
    """Record → its drafts, each allowed by its kind."""
    return {record.pk: [examined(draft) for draft in source.facts_of(record)] for record in source.records(pks)}


def stored(model: str, pks: Sequence[int]) -> list[tuple[int, Line]]:
    """The facts that stand for these records, with their keys."""
    rows = Fact.objects.filter(model=model, record__in=pks).order_by("pk").values_list("pk", *COLUMNS)
    return [(row[0], Line(*row[1:])) for row in rows]


def lines_of(drafts: Mapping[int, Iterable[FactDraft]], variants: Mapping[tuple[str, str], int]) -> list[Line]:
    """Drafts as lines; a variant that nobody has written yet is 0."""
    return [
        Line(
            record,
            variants.get((draft.kind, canonical(draft.attributes)), 0),
            draft.project_id,
            draft.subject,
            draft.day,
            draft.place_id,
            draft.occurrences,
            draft.quantity,
            draft.sex,
            possible_age(draft.age),
        )
        for record, told_drafts in drafts.items()
        for draft in told_drafts
    ]


def difference(standing: Iterable[tuple[int, Line]], lines: Iterable[Line]) -> Change:
    """Which facts go and which come, so that ``lines`` stand."""
    spare: dict[Line, list[int]] = defaultdict(list)
    for pk, line in standing:
        spare[line].append(pk)
    change = Change()
    for line in lines:
        if spare.get(line):
            spare[line].pop()
        else:
            change.added.append(line)
    for line, pks in spare.items():
        if pks:
            change.gone += pks
            change.dirty.add(line.cell)
    return change


def under_locks(model: str, pks: Sequence[int], source: Source | None) -> Change:
    """What has to change for these records, computed while everything it rests on is locked."""
    locked: set[tuple[str, int]] = set()
    while True:
        drafts = told(source, pks) if source is not None else {}
        standing = stored(model, pks)
        projects = {d.project_id for told_drafts in drafts.values() for d in told_drafts}
        projects |= {line.project for _pk, line in standing}
        subjects = {d.subject for told_drafts in drafts.values() for d in told_drafts}
        subjects |= {line.subject for _pk, line in standing}
        needed = {("project", pk) for pk in projects} | {("subject", pk) for pk in subjects if pk is not None}
        if not needed <= locked:
            lock_subjects([pk for pk in subjects if pk is not None])
            lock_projects(projects)
            locked |= needed
            if connection.features.has_select_for_update:
                continue
        return difference(standing, lines_of(drafts, variants_of(drafts)))


def lock_subjects(subjects: Iterable[int]) -> None:
    """Until the transaction ends nobody else syncs a record about these subjects."""
    if connection.features.has_select_for_update:
        for chunk in in_chunks(subjects):
            list(Subject.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk"))


def lock_projects(projects: Iterable[int]) -> None:
    """Until the transaction ends nobody else writes facts of these projects."""
    wanted = sorted(set(projects))
    rows = Edition.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    if len(list(rows.values_list("pk"))) < len(wanted):
        Edition.objects.bulk_create([Edition(project_id=pk) for pk in wanted], ignore_conflicts=True)
        list(rows.values_list("pk"))


def variants_of(drafts: Mapping[int, Iterable[FactDraft]]) -> dict[tuple[str, str], int]:
    """(kind, canonical attributes) → key of the variant, written now where it is new."""
    wanted = {(d.kind, canonical(d.attributes)) for told_drafts in drafts.values() for d in told_drafts}
    known = known_variants(wanted)
    if new := sorted(wanted - set(known)):
        made = [Variant(kind=kind, attributes=attributes) for kind, attributes in new]
        Variant.objects.bulk_create(made, ignore_conflicts=True)
        known = known_variants(wanted)
    return known


def known_variants(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(kind, canonical attributes) → key, of those that exist."""
    kinds = sorted({kind for kind, _attributes in wanted})
    if not kinds:
        return {}
    rows = Variant.objects.filter(kind__in=kinds)
    texts = {attributes for _kind, attributes in wanted}
    if len(texts) <= CHUNK:
        rows = rows.filter(attributes__in=sorted(texts))
    return {(kind, attributes): pk for pk, kind, attributes in rows.values_list("pk", "kind", "attributes")}


def apply_change(model: str, change: Change) -> None:
    """Write a change: facts, then the cells it touches, then the edition of each project touched."""
    if not change:
        return
    for chunk in in_chunks(change.gone):
        Fact.objects.filter(pk__in=chunk).delete()
    write_facts(model, change.added)
    added: dict[CellKey, list[Row]] = defaultdict(list)
    for line in change.added:
        added[line.cell].append(line.row)
    cell_tables.count_again(added, change.dirty)
    new_edition({project for project, _month, _variant in [*added, *change.dirty]})


def new_edition(projects: Iterable[int]) -> None:
    """Tell every reader that what they remember of these projects is no longer so."""
    Edition.objects.filter(pk__in=sorted(projects)).update(number=F("number") + 1, stamp=secrets.randbits(63))


def write_facts(model: str, lines: Iterable[Line]) -> None:
    """Insert the facts of ``lines``: plain rows, as making an object of each would take most of a long import."""
    columns = ("model", "month", *COLUMNS)
    place = COLUMNS.index("day")
    rows: list[tuple[Any, ...]] = []
    for line in lines:
        day = connection.ops.adapt_datefield_value(line.day)
        rows.append((model, month_number(line.day), *line[:place], day, *line[place + 1 :]))
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(Fact._meta.db_table)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
