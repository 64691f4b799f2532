"""Who makes a report to the judge."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case
from terrain.casework.policies.cases import check_work
from terrain.casework.policies.exports import check_export_case
from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.pathways.protection.kind import PROTECTION


def check_report(viewer: Viewer, case: Case) -> None:
    """Whoever works in a girl's file and may take a file out of the house, never by exceptional access."""
    if case.kind != PROTECTION.code:
        raise Denied(_("A report to the judge is made from a girl's file."))
    check_work(viewer, case)
    check_export_case(viewer, case)
