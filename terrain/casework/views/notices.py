"""What the house told somebody."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from terrain.casework.actions import notices as actions
from terrain.casework.models import Notice
from terrain.core.http import Request


@require_POST
def notice(request: Request, pk: int) -> HttpResponse:
    """Put a notice away and go where it leads."""
    held = get_object_or_404(Notice.objects.visible_to(request.viewer), pk=pk)
    actions.put_away(held, by=request.viewer)
    return redirect(held.url or "desk:home")
