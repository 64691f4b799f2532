from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from terrain.core.http import Request
from terrain.core.models import Job, JobState
from terrain.core.ui.gallery import specimens


def job(request: Request, uid: UUID) -> HttpResponse:
    """A long piece of work: how far it is, and where to go when it is done."""
    record = get_object_or_404(Job.objects.visible_to(request.viewer), uid=uid)
    if record.state == JobState.DONE and record.next_url:
        return HttpResponse(headers={"HX-Redirect": record.next_url}) if request.htmx else redirect(record.next_url)
    template = "core/job.html#progress" if request.htmx else "core/job.html"
    return render(request, template, {"job": record})


def gallery(request: Request) -> HttpResponse:
    """Every component of the kit on one page, for those who build."""
    if not (settings.DEBUG or settings.DEMO) or not request.viewer.is_signed_in:
        raise Http404
    return render(request, "core/gallery.html", specimens(request))
