"""Who looks over who looked."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied


def watched(viewer: Viewer) -> frozenset[int] | None:
    """Projects whose journal the viewer reads: all (``None``) for protection, her own for a supervisor."""
    guarded, supervised = viewer.projects("protection.watch"), viewer.projects("case.supervise")
    if guarded is None or supervised is None:
        return None
    return guarded | supervised


def check_oversee(viewer: Viewer) -> None:
    """Protection over everything, supervisors over their own projects."""
    if watched(viewer) == frozenset():
        raise Denied(_("Only whoever watches over confidentiality, or supervises files, sees this."))


def check_confirm(viewer: Viewer, project_id: int | None) -> None:
    """Whether the viewer confirms who holds what: in a project, or (``None``) in the whole programme."""
    check_oversee(viewer)
    projects = watched(viewer)
    if projects is not None and project_id not in projects:
        raise Denied(_("You supervise another project."))


def within(viewer: Viewer, field: str = "project_id") -> Q:
    """Rows of the projects that the viewer watches over; what belongs to no project only for protection."""
    projects = watched(viewer)
    return Q() if projects is None else Q(**{f"{field}__in": projects})
