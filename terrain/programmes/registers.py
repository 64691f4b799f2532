"""The register of assignments that accounts asks: who holds which role where, and the doors to give and end one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES, Role
from terrain.accounts.staffing import Holding
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.programmes.actions import assign, end_assignment
from terrain.programmes.models import Assignment, Project

WORKS = frozenset({"programme.view"})
"""A role of the whole programme belongs to each project's team when it works in projects (not: operates the machine)."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who holds a role in a project today; ``everywhere``: holds it in the whole programme."""

    name: str
    role: Role
    everywhere: bool


def team_of(project: Project) -> list[Colleague]:
    """Who works on the project today, roles in their usual order; one query. Roles of the whole programme come last."""
    held = Assignment.objects.active_on(clock.today()).filter(Q(project=project) | Q(project=None), role__in=ROLES)
    order = list(ROLES)
    team = [
        Colleague(str(assignment.user), ROLES[assignment.role], assignment.project_id is None)
        for assignment in held.filter(user__is_active=True).select_related("user")
        if assignment.project_id is not None or ROLES[assignment.role].permissions & WORKS
    ]
    return sorted(team, key=lambda colleague: (colleague.everywhere, order.index(colleague.role.code), colleague.name))


class Assignments:
    """Answers ``terrain.accounts.staffing.Register`` from this room's records."""

    def held(self, user_ids: Iterable[int]) -> dict[int, list[Holding]]:
        """What each user holds today, the whole programme first; one query."""
        found = Assignment.objects.active_on(clock.today()).filter(user_id__in=list(user_ids), role__in=ROLES)
        holdings: dict[int, list[Holding]] = {}
        for assignment in found.select_related("project").order_by("project__position", "role", "pk"):
            project = assignment.project
            holding = Holding(
                id=assignment.pk,
                role_code=assignment.role,
                project_code=project.code if project else "",
                project_title=str(project) if project else "",
                starts=assignment.starts,
                ends=assignment.ends,
            )
            holdings.setdefault(assignment.user_id, []).append(holding)
        return {user: sorted(held, key=lambda holding: holding.project_code != "") for user, held in holdings.items()}

    def projects(self) -> list[tuple[str, str]]:
        """(code, title) of every project, in the programme's order; closed ones too, their records live on."""
        return [(project.code, f"{project.code} · {project}") for project in Project.objects.all()]

    def codes(self, project_ids: Iterable[int]) -> dict[int, str]:
        """Project id → code; one query."""
        return dict(Project.objects.filter(pk__in=set(project_ids)).values_list("pk", "code"))

    def give(self, user: User, role: str, project_code: str | None, *, by: Viewer) -> None:
        """Give the role from today. Raises ``Denied``, and ``LookupError`` when there is no such project."""
        project = None if project_code is None else Project.objects.filter(code=project_code).first()
        if project_code is not None and project is None:
            raise LookupError(f"no project {project_code}")
        assign(user, role, project=project, by=by)

    def end(self, user: User, holding_id: int, *, by: Viewer) -> None:
        """End a role of the user today. Raises ``Denied``, and ``LookupError`` when the user holds no such role."""
        held = Assignment.objects.active_on(clock.today()).filter(pk=holding_id, user=user).first()
        if held is None:
            raise LookupError(f"no holding {holding_id}")
        end_assignment(held, by=by)
