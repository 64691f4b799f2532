"""How a record goes for good, whatever room it is of: its keys are destroyed, its rows go.

Everything that hangs on the record is found through the models themselves, so that what is made later is erased too: rows
that cannot be without it go with it, rows that only mention it (a foreign key that may be empty, and does not cascade) forget it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models

from terrain.core import files, vault
from terrain.core.models import SealedFile, VaultKey

AT_ONCE = 500
Takes = Callable[[type[models.Model]], bool]
Found = dict[type[models.Model], set[int]]
Before = Callable[[Found], int]


@dataclass
class Erased:
    """What went: rows by model, keys destroyed, how many files, how many facts were kept without it."""

    rows: dict[str, int] = field(default_factory=dict)
    keys: list[int] = field(default_factory=list)
    files: int = 0
    facts: int = 0

    def add(self, other: "Erased") -> None:
        """Count ``other`` in."""
        for label, count in other.rows.items():
            self.rows[label] = self.rows.get(label, 0) + count
        self.keys += other.keys
        self.files += other.files
        self.facts += other.facts


def hanging_on(roots: Iterable[models.Model], takes: Takes) -> Found:
    """The records that cannot be without ``roots``, and theirs in turn, by model; ``roots`` among them."""
    found: Found = defaultdict(set)
    waiting: list[tuple[type[models.Model], list[int]]] = []
    for root in roots:
        found[type(root)].add(root.pk)
        waiting.append((type(root), [root.pk]))
    while waiting:
        model, pks = waiting.pop()
        for relation in _pointing_at(model, takes):
            if not _goes_with(relation):
                continue
            there = relation.model
            rows = there._base_manager.filter(**{f"{relation.name}__in": pks}).values_list("pk", flat=True)
            if fresh := sorted(set(rows) - found[there]):
                found[there].update(fresh)
                waiting.append((there, fresh))
    return found


def _pointing_at(model: type[models.Model], takes: Takes) -> list[models.ForeignKey]:
    """Foreign keys of other models that point at ``model``."""
    related = model._meta.get_fields(include_hidden=True)
    return [
        one.field
        for one in related
        if isinstance(one, models.ManyToOneRel) and isinstance(one.field, models.ForeignKey) and takes(one.field.model)
    ]


def _goes_with(relation: models.ForeignKey) -> bool:
    """Whether a row cannot be without what it points at; otherwise it only mentions it."""
    return not relation.null or relation.remote_field.on_delete is models.CASCADE


def erase(
    roots: Sequence[models.Model], takes: Takes, *, keeping: Sequence[models.Model] = (), before: Before | None = None
) -> Erased:
    """Erase ``roots`` and all that hangs on them, inside an action; returns what went.

    ``takes``: whether records of a model go at all. ``keeping``: roots whose own rows stay; their keys are destroyed all the
    same. ``before``: called with what was found, while everything still stands; gives how many facts it kept.
    """
    stay = {(type(root), root.pk) for root in keeping}
    found = hanging_on([*roots, *keeping], takes)
    told = Erased()
    told.facts = before(found) if before is not None else 0
    sealed = _sealed_by(found)
    _forget_mentions({m: {pk for pk in pks if (m, pk) not in stay} for m, pks in found.items()}, takes)
    for model, pks in found.items():
        going = {pk for pk in pks if (model, pk) not in stay}
        if going:
            told.rows[model._meta.label] = len(going)
            _delete(model, going)
    _destroy(sealed, told)
    return told


def in_chunks(pks: Iterable[int]) -> Iterable[list[int]]:
    """Keys in their order, some at a time."""
    ordered = sorted(pks)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _delete(model: type[models.Model], pks: set[int]) -> None:
    """The rows themselves; what pointed at them goes in the same transaction, in any order."""
    for some in in_chunks(pks):
        rows = model._base_manager.filter(pk__in=some)
        rows._raw_delete(rows.db)


def _forget_mentions(found: Found, takes: Takes) -> None:
    for model, pks in list(found.items()):
        for relation in _pointing_at(model, takes):
            if not _goes_with(relation):
                for some in in_chunks(pks):
                    rows = relation.model._base_manager.filter(**{f"{relation.name}__in": some})
                    rows.exclude(pk__in=found.get(relation.model, set())).update(**{relation.name: None})


def _sealed_by(found: Found) -> tuple[set[int], set[int]]:
    """Keys and files that these records hold."""
    keys: set[int] = set()
    held: set[int] = set()
    for model, pks in found.items():
        for one in model._meta.concrete_fields:
            if isinstance(one, models.ForeignKey) and one.related_model in {VaultKey, SealedFile}:
                into = keys if one.related_model is VaultKey else held
                for some in in_chunks(pks):
                    values = model._base_manager.filter(pk__in=some).values_list(one.attname, flat=True)
                    into.update(value for value in values if value is not None)
    return keys, held


def _destroy(sealed: tuple[set[int], set[int]], told: Erased) -> None:
    keys, held = sealed
    for file in SealedFile.objects.filter(pk__in=held).select_related("key"):
        told.keys.append(file.key_id)
        told.files += 1
        vault.destroy(file.key)
        files.forget_later(file)
    for key in VaultKey.objects.filter(pk__in=keys, destroyed_at=None):
        told.keys.append(key.pk)
        vault.destroy(key)
