"""Who seals a file, names who sees it, and opens it again."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case, CaseGrant
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require


def sealable(viewer: Viewer) -> QuerySet[Case]:
    """Files about whose seal the viewer has a say: those that she sees, and those of projects in which she seals."""
    if viewer.everything:
        return Case.objects.all()
    projects = viewer.projects("case.seal")
    where = Q(project_id__isnull=False) if projects is None else Q(project_id__in=projects)
    return Case.objects.filter(Q(pk__in=Case.objects.visible_to(viewer).values("pk")) | where)


def _in_charge(viewer: Viewer, case: Case) -> bool:
    return (
        case.owner_id is not None and case.owner_id == viewer.user_id and viewer.may(case.pathway.work, case.project_id)
    )


def check_look(viewer: Viewer, case: Case) -> None:
    """Whether the viewer sees who holds the file."""
    if not _in_charge(viewer, case):
        require(
            viewer, "case.seal", case.project_id, _("Only whoever is in charge, or seals files, sees who is named.")
        )


def check_seal(viewer: Viewer, case: Case) -> None:
    """Whoever is in charge, or seals in the project, seals it."""
    check_look(viewer, case)
    if case.is_sealed:
        raise Denied(_("This file is sealed already."))


def check_name(viewer: Viewer, case: Case) -> None:
    """Whoever is in charge, or seals in the project, names who sees a sealed file."""
    check_look(viewer, case)
    if not case.is_sealed:
        raise Denied(_("This file is not sealed: whoever needs to know of it sees it."))


def check_end(viewer: Viewer, case: Case, grant: CaseGrant) -> None:
    """A named access is ended by whoever names; being in charge ends by handing over."""
    check_name(viewer, case)
    if grant.kind != "named" or grant.ended_at is not None:
        raise Denied(_("This is not a named access that still holds."))


def check_unseal(viewer: Viewer, case: Case) -> None:
    """Never whoever is in charge alone: somebody who seals in the project, and is not in charge of this file."""
    require(
        viewer, "case.seal", case.project_id, _("Whoever is in charge may seal, never unseal: ask who seals files.")
    )
    if not case.is_sealed:
        raise Denied(_("This file is not sealed."))
    if case.owner_id is not None and case.owner_id == viewer.user_id:
        raise Denied(_("You are in charge of it: somebody else has to open it."))
