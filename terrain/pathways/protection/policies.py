"""Who makes a report to the judge."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case
from terrain.casework.policies.cases import check_work
from terrain.casework.policies.exports import check_export_case
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.pathways.protection.kind import PROTECTION
from terrain.programmes.models import Project


def check_conditions(viewer: Viewer, project: Project) -> None:
    """Whoever reads the results of the project: nothing in them points at a girl."""
    if not project.keeps(PROTECTION.code):
        raise Denied(_("This project keeps no such files."))
    require(viewer, "results.view", project.pk, _("Your role does not see the results of this project."))


def check_report(viewer: Viewer, case: Case) -> None:
    """Whoever works in a girl's file and may take a file out of the house, never by exceptional access."""
    if case.kind != PROTECTION.code:
        raise Denied(_("A report to the judge is made from a girl's file."))
    check_work(viewer, case)
    check_export_case(viewer, case)
