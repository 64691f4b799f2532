"""Who reads and who keeps the directory of services."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import require
from terrain.network.models import Service


def check_consult(viewer: Viewer) -> None:
    """Whoever refers people, or receives them, reads the directory."""
    require(viewer, "directory.view", reason=_("Your role does not read the directory of services."))


def check_keep(viewer: Viewer, service: Service | None = None) -> None:
    """Whoever supervises files keeps it: her own projects' services, and those of every partner. A keeper, her own entries."""
    if service is not None and service.keeper_id is not None and service.keeper_id == viewer.user_id:
        return check_consult(viewer)
    return check_entrust(viewer, service)


def check_entrust(viewer: Viewer, service: Service | None = None) -> None:
    """Who keeps an entry is said by whoever supervises files, not by the keeper herself."""
    project = service.project_id if service is not None else None
    require(viewer, "directory.keep", project, _("Only whoever supervises files keeps the directory."))
