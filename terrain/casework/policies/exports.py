"""Who takes lists and files out."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case, Export
from terrain.casework.policies.cases import check_view
from terrain.casework.policies.emergencies import enters_by_exception
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.programmes.models import Project


def check_export(viewer: Viewer, project: Project | None = None) -> None:
    """Whether the viewer takes lists out, in ``project`` or anywhere."""
    reason = _("Your role takes nothing out.")
    require(viewer, "case.export", project.pk if project is not None else None, reason)


def check_export_case(viewer: Viewer, case: Case) -> None:
    """Whether the viewer takes the summary of this file out: she sees it, and her role exports in its project.

    Not what is open to her for a few hours only: an archive outlives them.
    """
    check_view(viewer, case)
    if enters_by_exception(viewer, case):
        raise Denied(_("What is open to you by exceptional access is not taken out."))
    require(viewer, "case.export", case.project_id, _("Your role takes nothing out of this project."))


def check_export_registry(viewer: Viewer, project: Project) -> None:
    """Whether the viewer takes a list of people out of ``project``."""
    check_export(viewer, project)
    require(viewer, "people.view", project.pk, _("Your role does not see the registry of people."))


def check_take(viewer: Viewer, export: Export) -> None:
    """The file of an export is for whoever asked for it, while she may still take that out."""
    if export.by_id is None or export.by_id != viewer.user_id:
        raise Denied(_("This was taken out by somebody else."))
    if export.case is not None:
        check_export_case(viewer, export.case)
    else:
        check_export(viewer, export.project)
