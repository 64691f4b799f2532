"""What an erased file counted for stays, without the file: figures never change."""

from collections.abc import Callable
from typing import Any

from django.db import models

from terrain.casework.models import Case, Export, Remnant
from terrain.core import clock, files, vault
from terrain.core.erasing import AT_ONCE, Erased, Found, erase, in_chunks
from terrain.facts import actions as facts
from terrain.facts.registry import FactDraft, sources

Leaving = Callable[[set[int]], Any]
_LEAVING: dict[str, Leaving] = {}


def register_leaving(model: str, leaving: Leaving) -> None:
    """Call ``leaving(pks)`` when rows of ``model`` (its label) go with a file, while they still stand: for what they led to and
    what stays without them. The same model replaces the first (autoreload)."""
    _LEAVING[model] = leaving


def _of_a_file(model: type[models.Model]) -> bool:
    """Rooms at and above this floor keep what hangs on a file; people below do not."""
    return model.__module__.startswith(("terrain.casework.", "terrain.pathways."))


def erase_file(case: Case) -> Erased:
    """Erase a file: every noun's rows, keys and files; of what was taken out of it, archive and purpose. Inside an action that
    has checked it."""
    subject = case.person.subject if case.person is not None else None
    taken = list(Export.objects.filter(case=case).select_related("key", "file__key"))
    told = erase([case], _of_a_file, before=_keeper(subject))
    for export in taken:
        _destroy_taken(export, told)
    return told


def _destroy_taken(export: Export, told: Erased) -> None:
    """That something was taken out, by whom and when, stays; for what it was, and the archive, go."""
    keys = [export.key]
    if export.file is not None and export.file.key.destroyed_at is None:
        keys.append(export.file.key)
        told.files += 1
        files.forget_later(export.file)
    for key in keys:
        vault.destroy(key)
        told.keys.append(key.pk)
    gone = {"gone_at": export.gone_at or clock.now(), "sealed_secret": b"", "sealed_purpose": b""}
    Export.objects.filter(pk=export.pk).update(**gone)


def _keeper(subject: int | None) -> Callable[[Found], int]:
    def keep(found: Found) -> int:
        """Write what the records count for as remnants, and take it away from them, in one transaction."""
        by_label = {model._meta.label: pks for model, pks in found.items()}
        for label, leaving in _LEAVING.items():
            if by_label.get(label):
                leaving(by_label[label])
        kept = 0
        for source in sources():
            pks = by_label.get(source.model)
            if not pks:
                continue
            records = (record for some in in_chunks(pks) for record in source.records(some))
            remnants = [_remnant(draft, subject) for record in records for draft in source.facts_of(record)]
            made = Remnant.objects.bulk_create(remnants, batch_size=AT_ONCE)
            facts.forget(source.model, pks)
            facts.sync_many(Remnant._meta.label, [remnant.pk for remnant in made])
            kept += len(made)
        return kept

    return keep


def _remnant(draft: FactDraft, subject: int | None) -> Remnant:
    """``subject``: her own pseudonym, also while she counts as somebody she was found to be."""
    return Remnant(
        kind=draft.kind,
        project_id=draft.project_id,
        day=draft.day,
        subject=subject if draft.subject is not None else None,
        place_id=draft.place_id,
        occurrences=draft.occurrences,
        quantity=draft.quantity,
        sex=draft.sex,
        age=draft.age,
        attributes=dict(draft.attributes),
    )
