from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require, require_everywhere
from terrain.programmes.models import Line, Project, Target
from terrain.programmes.picture import Diff


def check_view(viewer: Viewer, project: Project) -> None:
    """Staff pages and figures of a project are for those who hold a role in it."""
    if not viewer.may("programme.view", project.pk):
        require(viewer, "results.view", project.pk)


def check_enter(viewer: Viewer) -> None:
    """Whoever sees some project sees the list of those they may see."""
    if not viewer.may("programme.view"):
        require(viewer, "results.view")


def check_load(viewer: Viewer) -> None:
    """A programme file concerns every project, so only a role of the whole programme may load it."""
    require_everywhere(viewer, "programme.edit")


def check_apply(viewer: Viewer, diff: Diff) -> None:
    """A diff is refused when it drops a project that has records, or takes a code that another programme holds."""
    check_load(viewer)
    dropped = [change.key for change in diff.changes if change.mark == "-" and change.kind == "project"]
    if dropped:
        raise Denied(
            _("A project with records cannot be removed; set its status to closed: %(codes)s")
            % {"codes": ", ".join(dropped)}
        )
    taken: list[str] = []
    for kind, model in (("project", Project), ("line", Line), ("target", Target)):
        added = [change.key for change in diff.changes if change.mark == "+" and change.kind == kind]
        taken += model.objects.filter(code__in=added).values_list("code", flat=True)  # type: ignore[attr-defined]
    if taken:
        raise Denied(_("Another programme already holds: %(codes)s") % {"codes": ", ".join(sorted(taken))})


def check_see_team(viewer: Viewer, project: Project) -> None:
    """Names of colleagues are for those who work with the project's records, give roles or watch over access."""
    if not viewer.may("gathering.view", project.pk) and not viewer.may_everywhere("staff.assign"):
        require_everywhere(viewer, "audit.read")


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


def check_name_organisation(viewer: Viewer) -> None:
    """Partners are named by whoever loads programme files, supervises files and knows whom people are sent to, records for whom people
    come to sessions, or brings in lists that say it."""
    if not any(viewer.may(one) for one in ("case.supervise", "gathering.record", "import.run")):
        require_everywhere(viewer, "programme.edit")
