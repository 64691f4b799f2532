"""What other rooms call, inside their own actions and transactions; a fact has no author but its record."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from terrain.facts import ledger
from terrain.facts.models import Subject
from terrain.facts.rebuilding import Rebuild, check_all, rebuild_all

CHUNK = 5000


def new_subject(kind: str) -> int:
    """A new pseudonym for a ``person``, an ``organisation`` or an ``enterprise``."""
    return Subject.objects.create(kind=kind).pk


def new_subjects(kind: str, count: int) -> list[int]:
    """``count`` new pseudonyms, ascending."""
    made = Subject.objects.bulk_create([Subject(kind=kind) for _n in range(count)])
    return sorted(subject.pk for subject in made)


def sync(record: Any) -> None:
    """Replace the facts of ``record`` by what it tells now; writes nothing when that is the same.

    The record is read again from its source, so nothing stale is counted. Raises ``registry.WrongFact`` when its kind
    does not allow what it tells, ``LookupError`` when no source is registered for its model.
    """
    sync_many(record._meta.label, [record.pk])


def sync_many(model_label: str, pks: Iterable[int]) -> None:
    """``sync`` for many records of one model at once; keys of records that are gone lose their facts."""
    ledger.sync_records(model_label, pks)


def forget(model_label: str, pks: Iterable[int]) -> None:
    """Take away the facts of records that are gone (call it in the transaction that deletes them)."""
    ledger.forget_records(model_label, pks)


def resync_subjects(subjects: Iterable[int]) -> None:
    """Sync every record that made a fact of one of ``subjects``: their sex or birth date changed, or they were merged.

    On a merge give the old pseudonym, after the records have been given the new one.
    """
    with transaction.atomic():
        for model_label, pks in ledger.records_about(subjects).items():
            ledger.sync_records(model_label, pks)


def rebuild(check: bool = False) -> Rebuild:
    """Compute all facts from all records, and all cells from all facts, again.

    ``check=True`` only compares and changes nothing; otherwise what differs is mended. The answer's ``clean`` says
    whether anything differed, ``str()`` says what, in words.
    """
    return check_all() if check else rebuild_all()
