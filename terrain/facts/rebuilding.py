"""Everything computed again from the beginning: facts from records, cells from facts, presences from cells."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from pyroaring import BitMap

from terrain.facts import cell_tables, ledger
from terrain.facts.cells import Contents, coded, gathered, unpacked
from terrain.facts.models import Cell, Edition, Fact, Presence
from terrain.facts.registry import Source, examined, sources

CHUNK = 2000


@dataclass
class Rebuild:
    """What computing everything again found. ``differences``: in words; empty when all was as it should be."""

    records: int = 0
    facts: int = 0
    cells: int = 0
    mended: bool = False
    differences: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether what stood was exactly what the records say."""
        return not self.differences

    def __str__(self) -> str:
        size = f"{self.records} records, {self.facts} facts, {self.cells} cells"
        if self.clean:
            return f"{size}: nothing differs."
        end = "All of it is mended." if self.mended else "Nothing was changed; `terrain facts rebuild` mends it."
        return "\n".join([f"{size}.", *self.differences, end])


def check_all() -> Rebuild:
    """Compare what stands with what the records say; changes nothing."""
    with transaction.atomic():
        return _gone_through(mend=False)


def rebuild_all() -> Rebuild:
    """Make what stands what the records say."""
    with transaction.atomic():
        ledger.lock_projects(Edition.objects.order_by("pk").values_list("pk", flat=True))
        return _gone_through(mend=True)


def _gone_through(*, mend: bool) -> Rebuild:
    report = Rebuild(mended=mend)
    known = {source.model for source in sources()}
    for source in sources():
        _facts_of_source(source, report, mend=mend)
    for model in Fact.objects.exclude(model__in=known).order_by().values_list("model", flat=True).distinct():
        _facts_of_nobody(model, set(), report, mend=mend)
    for project in _projects():
        recount_project(project, report, mend=mend)
    return report


def _facts_of_source(source: Source, report: Rebuild, *, mend: bool) -> None:
    seen: set[int] = set()
    missing = wrong = 0
    for records in _chunks(source.records(None)):
        drafts = {record.pk: [examined(draft) for draft in source.facts_of(record)] for record in records}
        seen |= drafts.keys()
        wanted = {(d.kind, ledger.canonical(d.attributes)) for told in drafts.values() for d in told}
        lines = ledger.lines_of(drafts, ledger.known_variants(wanted))
        change = ledger.difference(ledger.stored(source.model, sorted(drafts)), lines)
        report.records += len(drafts)
        report.facts += len(lines)
        missing += len(change.added)
        wrong += len(change.gone)
        if change and mend:
            ledger.sync_records(source.model, drafts)
    if missing:
        report.differences.append(f"{source.model}: {missing} facts that records tell do not stand.")
    if wrong:
        report.differences.append(f"{source.model}: {wrong} facts stand that records do not tell.")
    _facts_of_nobody(source.model, seen, report, mend=mend)


def _facts_of_nobody(model: str, seen: set[int], report: Rebuild, *, mend: bool) -> None:
    """Facts whose record is not among those seen."""
    standing = Fact.objects.filter(model=model).order_by().values_list("record", flat=True).distinct()
    orphans = [pk for pk in standing.iterator() if pk not in seen]
    if orphans:
        report.differences.append(
            f"{model}: facts of {len(orphans)} records that are gone or tell nothing still stand."
        )
        if mend:
            ledger.forget_records(model, orphans)


def _chunks(records: Iterable[Any]) -> Iterator[list[Any]]:
    stream = iter(records.iterator(chunk_size=CHUNK) if isinstance(records, QuerySet) else records)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _projects() -> list[int]:
    """Projects with a fact, a cell or a presence."""
    found: set[int] = set()
    for model in (Fact, Cell, Presence):
        found |= set(model.objects.order_by().values_list("project_id", flat=True).distinct())
    return sorted(found)


def counted_from_facts(project: int) -> Iterator[tuple[cell_tables.CellKey, Contents]]:
    """Every cell of a project, counted from its facts, one cell in memory at a time."""
    facts = Fact.objects.filter(project=project).order_by("variant", "month")
    rows = facts.values_list("variant_id", "month", "subject", "sex", "age", "occurrences", "quantity")
    for (variant, month), group in groupby(rows.iterator(chunk_size=10_000), key=lambda row: (row[0], row[1])):
        yield (project, month, variant), gathered(row[2:] for row in group)


def recount_project(project: int, report: Rebuild, *, mend: bool) -> None:
    """Count all cells and presences of a project from its facts; what differs goes into the report."""
    standing = _standing_cells(project)
    different: dict[cell_tables.CellKey, Contents] = {}
    present: dict[cell_tables.PresenceKey, BitMap] = defaultdict(BitMap)
    sorts = cell_tables.subject_kinds(
        Fact.objects.filter(project=project).order_by().values_list("variant", flat=True).distinct()
    )
    for key, held in counted_from_facts(project):
        report.cells += 1
        if sort := sorts[key[2]]:
            present[project, sort, key[1]] |= BitMap(held.subjects.astype(np.uint32))
        stands = standing.pop(key, None)
        if stands is None or not stands.same_as(held):
            different[key] = held
    different |= {key: gathered([]) for key in standing}
    presences = _different_presences(project, present)
    if different:
        report.differences.append(f"Project {project}: {len(different)} cells are not what its facts add up to.")
    if presences:
        report.differences.append(
            f"Project {project}: the people met in {len(presences)} months are not those of its facts."
        )
    if mend and (different or presences):
        cell_tables.write_cells(different)
        cell_tables.write_presences(presences)
        ledger.lock_projects([project])
        ledger.new_edition([project])


def _standing_cells(project: int) -> dict[cell_tables.CellKey, Contents]:
    rows = Cell.objects.filter(project=project).values_list("month", "variant_id", *cell_tables.COUNTED)
    return {
        (project, month, variant): Contents(unpacked(members), coded(codes), *sums)
        for month, variant, members, codes, *sums in rows.iterator()
    }


def _different_presences(
    project: int, present: dict[cell_tables.PresenceKey, BitMap]
) -> dict[cell_tables.PresenceKey, BitMap]:
    rows = Presence.objects.filter(project=project).values_list("subject_kind", "month", "members")
    standing = {(project, sort, month): cell_tables.bitmap(blob) for sort, month, blob in rows}
    wanted = {key: members for key, members in present.items() if members}
    return {
        key: wanted.get(key, BitMap())
        for key in wanted.keys() | standing.keys()
        if wanted.get(key) != standing.get(key)
    }
