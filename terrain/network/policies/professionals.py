"""Who reads and who keeps the contacts of professionals."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import require
from terrain.network.models import Professional
from terrain.network.policies.directory import check_consult


def check_keep_contact(viewer: Viewer, professional: Professional | None = None) -> None:
    """Whoever keeps the directory writes a professional down; a keeper changes and confirms her own entries."""
    if professional is not None and professional.keeper_id is not None and professional.keeper_id == viewer.user_id:
        return check_consult(viewer)
    return check_entrust_contact(viewer)


def check_entrust_contact(viewer: Viewer) -> None:
    """Who keeps an entry is said by whoever keeps the directory."""
    require(viewer, "directory.keep", reason=_("Only whoever supervises files keeps the directory."))


def check_take_out(viewer: Viewer, professional: Professional) -> None:
    """Whoever may change the entry takes it out when she asks for it, at once."""
    check_keep_contact(viewer, professional)
