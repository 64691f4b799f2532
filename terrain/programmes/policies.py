from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require, require_everywhere
from terrain.programmes.models import Project


def check_view(viewer: Viewer, project: Project) -> None:
    """Staff pages and figures of a project are for those who hold a role in it."""
    if not viewer.may("programme.view", project.pk):
        require(viewer, "results.view", project.pk)


def check_load(viewer: Viewer) -> None:
    """A programme file concerns every project, so only a role of the whole programme may load it."""
    require_everywhere(viewer, "programme.edit")


def check_assign(viewer: Viewer, user: User, role: str, project: Project | None) -> None:
    """Who gives roles gives them to others, and only where the role may be given."""
    require_everywhere(viewer, "staff.assign")
    if role not in ROLES:
        raise Denied(_("There is no such role."))
    if viewer.user_id is not None and viewer.user_id == user.pk:
        raise Denied(_("Nobody gives a role to herself: ask a colleague."))
    scope = "programme" if project is None else "project"
    if scope not in ROLES[role].scopes:
        raise Denied(
            _("This role is given in a project.")
            if project is None
            else _("This role is given in the whole programme.")
        )


def check_end_assignment(viewer: Viewer) -> None:
    """Who gives roles takes them back."""
    require_everywhere(viewer, "staff.assign")
