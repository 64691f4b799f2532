"""Who keeps the directory of services."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Service
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require


def check_consult(viewer: Viewer) -> None:
    """Whoever refers people, or receives them, reads the directory."""
    if not (viewer.may("case.view") or viewer.may("reception.work")):
        raise Denied(_("Your role does not read the directory of services."))


def check_keep(viewer: Viewer, service: Service | None = None) -> None:
    """Whoever supervises files keeps it: her own projects' services, and those of every partner."""
    reason = _("Only whoever supervises files keeps the directory.")
    project = service.project_id if service is not None else None
    require(viewer, "case.supervise", project, reason)
