"""Who holds a permission today."""

from django.db.models import Q, QuerySet

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES
from terrain.core import clock
from terrain.programmes.models import Assignment, Project


def holding(permission: str, project: Project | None = None) -> QuerySet[User]:
    """Active accounts that hold ``permission`` today: in ``project`` or the whole programme; without one, anywhere."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = Assignment.objects.active_on(clock.today()).filter(role__in=roles)
    if project is not None:
        held = held.filter(Q(project=project) | Q(project=None))
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("full_name", "pk")
