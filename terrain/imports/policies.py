from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.imports.enums import BatchState
from terrain.imports.models import Batch
from terrain.imports.registry import kind_of
from terrain.programmes.models import Project


def check_run(viewer: Viewer, project: Project, kind: str) -> None:
    """Whether ``viewer`` may bring rows of this kind into the project."""
    require(
        viewer, kind_of(kind).run_permission, project.pk, _("Your role does not allow importing into this project.")
    )


def check_read_rows(viewer: Viewer, batch: Batch) -> None:
    """Whether ``viewer`` may see what stands in the file: titles, samples, rows with problems."""
    check_run(viewer, batch.project, batch.kind)
    require(
        viewer,
        "people.identify",
        batch.project_id,
        _("The rows of this file name people. Your role does not see names."),
    )


def check_change(viewer: Viewer, batch: Batch) -> None:
    """Whether the batch may still be mapped, answered, checked or discarded by ``viewer``."""
    check_run(viewer, batch.project, batch.kind)
    if not batch.is_open:
        raise Denied(_("This file is imported. Undo the import first."))


def check_apply(viewer: Viewer, batch: Batch) -> None:
    """Whether the checked rows may go in now."""
    check_run(viewer, batch.project, batch.kind)
    if batch.state not in {BatchState.CHECKED, BatchState.APPLIED}:
        raise Denied(_("This file has not been checked yet."))


def check_undo(viewer: Viewer, batch: Batch) -> None:
    """Whether ``viewer`` may take the whole batch back."""
    permission = kind_of(batch.kind).undo_permission
    require(viewer, permission, batch.project_id, _("Your role does not allow undoing an import in this project."))
    if batch.state not in {BatchState.APPLIED, BatchState.UNDONE}:
        raise Denied(_("Only an import that is in can be undone."))
