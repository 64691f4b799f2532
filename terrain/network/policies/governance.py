"""Who sees round tables, commitments, agreements and experiments, and who leads them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import require


def check_see(viewer: Viewer) -> None:
    """Whoever answers for a project, or for figures, sees what was agreed with its partners."""
    require(viewer, "network.view", reason=_("Your role does not see round tables and what was undertaken there."))


def check_steer(viewer: Viewer, project: Any = None) -> None:
    """Whoever answers for a project leads its round tables, and follows what was undertaken. ``project``: one, or its key."""
    key = getattr(project, "pk", project)
    require(viewer, "network.steer", key, _("Only whoever answers for the project leads its round tables."))


def check_paper(viewer: Viewer, project: int) -> None:
    """A paper that proves something may name people: it is for those who see what was agreed and see names, in its project."""
    check_see(viewer)
    for permission in ("network.view", "people.identify"):
        require(viewer, permission, project, _("Proofs may show people: your role does not open them."))
