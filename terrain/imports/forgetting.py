"""A file whose rows are in, and whose content nobody may read any more: the report of the import stays, the cells are gone."""

from io import BytesIO

from terrain.core import files, vault
from terrain.core.access import Viewer
from terrain.imports.models import Batch


def forget_content(batch: Batch, *, by: Viewer) -> None:
    """Destroy the content of a batch's file for good, samples of its cells included; inside the action of the room that asks for it.

    Its name, its titles and what the import found stay, and that the very same file was imported is still known.
    """
    kept, outline = batch.file, batch.outline
    if not kept.size:
        return
    nothing = files.keep(BytesIO(), name=outline["name"], by=by)
    nothing.sha256 = kept.sha256
    nothing.save(update_fields=["sha256"])
    batch.file = nothing
    batch.outline = outline | {"samples": [[] for _column in outline["samples"]]}
    batch.save(update_fields=["file", "sealed_outline"])
    vault.destroy(kept.key)
    files.forget_later(kept)


def forget_whole(batch: Batch) -> None:
    """Forget a file that is not in: its record goes, its content can never be read again; inside an action of the caller's."""
    kept = batch.file
    batch.delete()
    vault.destroy(kept.key)
    files.forget_later(kept)


def is_forgotten(batch: Batch) -> bool:
    """Whether only the report of an import is left."""
    return not batch.file.size
