"""An exceptional access that ends in the middle of a form: the page says so, and gives back what was typed."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from terrain.casework.models import EmergencyAccess
from terrain.core import clock
from terrain.core.access import ANONYMOUS
from terrain.core.http import Request

LATELY = clock.ONE_DAY
NOT_TYPED = {"csrfmiddlewaretoken", "slip", "version", "code"}


class ExceptionalAccessEnds:
    """A file of this room that is no more there for somebody whose exceptional access to it has ended."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and self._ended(request):
            typed = [value for name, value in request.POST.items() if name not in NOT_TYPED and len(value) > 1]
            return render(request, "casework/emergencies/over.html", {"typed": typed}, status=404)
        return response

    @staticmethod
    def _ended(request: Request) -> bool:
        match = request.resolver_match
        uid = match.kwargs.get("uid") if match is not None and match.namespace == "casework" else None
        viewer = getattr(request, "viewer", ANONYMOUS)
        if uid is None or viewer.user_id is None:
            return False
        mine = EmergencyAccess.objects.filter(user_id=viewer.user_id, case__uid=uid)
        return mine.filter(until__gt=clock.now() - LATELY).exists()
