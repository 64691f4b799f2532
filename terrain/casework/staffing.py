"""Who works where: colleagues to whom a file may be given, and those who supervise a project."""

from django.db.models import QuerySet

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES
from terrain.casework.models import Case
from terrain.core import clock
from terrain.programmes.holding import holding
from terrain.programmes.models import Assignment, Project


def colleagues(case: Case) -> QuerySet[User]:
    """Who may be put in charge of the file."""
    return holding(case.pathway.work, case.project)


def supervisors(project: Project) -> list[int]:
    """Ids of those who supervise the files of ``project`` itself; the whole programme's when it has none."""
    here = holding("case.supervise", project)
    roles = [role.code for role in ROLES.values() if "case.supervise" in role.permissions]
    own = Assignment.objects.active_on(clock.today()).filter(role__in=roles, project=project).values("user_id")
    return list(here.filter(pk__in=own).values_list("pk", flat=True)) or list(here.values_list("pk", flat=True))
