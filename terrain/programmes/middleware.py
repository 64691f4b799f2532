"""The Viewer is built once per request, here, because assignments live in this room."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import get_language

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES
from terrain.core import clock
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.http import Request
from terrain.programmes.models import Assignment


def viewer_of(user: User) -> Viewer:
    """Who ``user`` is today: one query for the assignments that hold, roles looked up as data."""
    if not user.is_active:
        return ANONYMOUS
    held = Assignment.objects.active_on(clock.today()).filter(user_id=user.pk).values_list("role", "project_id")
    grants = frozenset(
        (permission, project_id) for role, project_id in held if role in ROLES for permission in ROLES[role].permissions
    )
    return Viewer(user_id=user.pk, grants=grants, language=get_language() or user.language)


class ViewerMiddleware:
    """Sets ``request.viewer``."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.viewer = viewer_of(request.user) if request.user.is_authenticated else ANONYMOUS
        return self.get_response(request)
