"""Writing cells and presences after facts changed: what was only added to is extended, what lost a fact is recounted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from pyroaring import BitMap

from terrain.facts.cells import Contents, Row, bitmap, coded, gathered, joined, packed, unpacked
from terrain.facts.models import Cell, Fact, Presence, Variant
from terrain.facts.registry import kinds

CellKey = tuple[int, int, int]
"""project, month, variant"""
PresenceKey = tuple[int, str, int]
"""project, kind of subject, month"""

COUNTED = ("members", "codes", "occurrences", "anonymous", "quantity")
BATCH = 500


def count_again(added: Mapping[CellKey, Sequence[Row]], dirty: set[CellKey]) -> None:
    """Bring cells and presences up to facts that already stand: ``added`` rows by cell; ``dirty`` cells lost some."""
    contents = extended({key: rows for key, rows in added.items() if key not in dirty})
    contents |= recounted(dirty)
    write_cells(contents)
    update_presences(contents, dirty)


def extended(added: Mapping[CellKey, Sequence[Row]]) -> dict[CellKey, Contents]:
    """Cells as they stand, with these facts more."""
    standing = read_cells(added)
    return {
        key: joined(standing[key], gathered(rows)) if key in standing else gathered(rows) for key, rows in added.items()
    }


def read_cells(keys: Iterable[CellKey]) -> dict[CellKey, Contents]:
    """The cells that stand at these keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = _around(Cell.objects.all(), wanted).values_list("project_id", "month", "variant_id", *COUNTED)
    return {
        (project, month, variant): Contents(unpacked(members), coded(codes), *sums)
        for project, month, variant, members, codes, *sums in rows.iterator()
        if (project, month, variant) in wanted
    }


def recounted(keys: Iterable[CellKey]) -> dict[CellKey, Contents]:
    """Cells counted from the facts that stand; one without facts is empty."""
    rows: dict[CellKey, list[Row]] = {key: [] for key in keys}
    if not rows:
        return {}
    facts = _around(Fact.objects.all(), rows).values_list(
        "project_id", "month", "variant_id", "subject", "sex", "age", "occurrences", "quantity"
    )
    for project, month, variant, *row in facts.iterator():
        if (project, month, variant) in rows:
            rows[project, month, variant].append(tuple(row))
    return {key: gathered(found) for key, found in rows.items()}


def _around(queryset, keys: Iterable[CellKey]):  # type: ignore[no-untyped-def]
    """Rows at ``keys`` and some beside them, in one question."""
    projects, months, variants = zip(*keys, strict=True)
    return queryset.filter(
        project__in=sorted(set(projects)), variant__in=sorted(set(variants)), month__in=sorted(set(months))
    )


def write_cells(contents: Mapping[CellKey, Contents]) -> None:
    """Make these cells stand; an empty one goes."""
    full = [cell_of(key, held) for key, held in contents.items() if held.occurrences]
    Cell.objects.bulk_create(
        full,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["project", "month", "variant"],
        update_fields=COUNTED,
    )
    empty = {key for key, held in contents.items() if not held.occurrences}
    if empty:
        rows = _around(Cell.objects.all(), empty).values_list("pk", "project_id", "month", "variant_id")
        gone = [pk for pk, *key in rows if tuple(key) in empty]
        Cell.objects.filter(pk__in=gone).delete()


def cell_of(key: CellKey, held: Contents) -> Cell:
    """A cell's row."""
    project, month, variant = key
    return Cell(
        project_id=project,
        month=month,
        variant_id=variant,
        members=packed(held.subjects),
        codes=held.codes.tobytes(),
        occurrences=held.occurrences,
        anonymous=held.anonymous,
        quantity=held.quantity,
    )


def subject_kinds(variants: Iterable[int]) -> dict[int, str]:
    """Variant → the sort of subject its kind happens to; blank when nobody declares the kind any more."""
    sorts = {kind.code: kind.subject for kind in kinds()}
    rows = Variant.objects.filter(pk__in=sorted(set(variants))).values_list("pk", "kind")
    return {pk: sorts.get(kind, "") for pk, kind in rows}


def update_presences(contents: Mapping[CellKey, Contents], dirty: set[CellKey]) -> None:
    """Bring the presences of the months of these cells up to the cells."""
    sorts = subject_kinds(variant for _project, _month, variant in contents)
    unions: dict[PresenceKey, BitMap] = defaultdict(BitMap)
    lost: set[PresenceKey] = set()
    for (project, month, variant), held in contents.items():
        if sorts[variant]:
            key = (project, sorts[variant], month)
            unions[key] |= BitMap(held.subjects.astype(np.uint32))
            if (project, month, variant) in dirty:
                lost.add(key)
    unions |= unions_of_cells(lost)
    standing = read_presences(set(unions))
    for key, members in standing.items():
        if key not in lost:
            unions[key] |= members
    write_presences({key: held for key, held in unions.items() if held != standing.get(key, BitMap())})


def read_presences(keys: set[PresenceKey]) -> dict[PresenceKey, BitMap]:
    """The presences that stand at these keys."""
    if not keys:
        return {}
    projects, _sorts, months = zip(*keys, strict=True)
    rows = Presence.objects.filter(project__in=sorted(set(projects)), month__in=sorted(set(months)))
    found = rows.values_list("project_id", "subject_kind", "month", "members")
    return {
        (project, sort, month): bitmap(blob) for project, sort, month, blob in found if (project, sort, month) in keys
    }


def unions_of_cells(keys: set[PresenceKey]) -> dict[PresenceKey, BitMap]:
    """Presences computed from the cells that stand."""
    if not keys:
        return {}
    unions = {key: BitMap() for key in keys}
    projects, _sorts, months = zip(*keys, strict=True)
    rows = Cell.objects.filter(project__in=sorted(set(projects)), month__in=sorted(set(months)))
    cells = list(rows.values_list("project_id", "variant_id", "month", "members"))
    sorts = subject_kinds(variant for _project, variant, _month, _members in cells)
    for project, variant, month, members in cells:
        key = (project, sorts[variant], month)
        if key in unions:
            unions[key] |= bitmap(members)
    return unions


def write_presences(unions: Mapping[PresenceKey, BitMap]) -> None:
    """Make these presences stand; those of nobody go."""
    full = [
        Presence(project_id=project, subject_kind=sort, month=month, members=members.serialize())
        for (project, sort, month), members in unions.items()
        if members
    ]
    Presence.objects.bulk_create(
        full,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["project", "subject_kind", "month"],
        update_fields=["members"],
    )
    empty = {key for key, members in unions.items() if not members}
    if empty:
        projects, _sorts, months = zip(*empty, strict=True)
        rows = Presence.objects.filter(project__in=sorted(set(projects)), month__in=sorted(set(months)))
        found = rows.values_list("pk", "project_id", "subject_kind", "month")
        Presence.objects.filter(pk__in=[pk for pk, *key in found if tuple(key) in empty]).delete()
