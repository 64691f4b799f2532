"""The page of a campaign for anybody who scanned a poster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terrain.outreach import public


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Its message, what to do, where and when, whom to call."""
    found = public.campaign(slug)
    if found is None:
        raise Http404
    return render(request, "outreach/public.html", {"campaign": found})
