"""What the pages of this room share: the tabs, one project at a time, and two who change one thing."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.models import SealedFile
from terrain.gatherings import agenda
from terrain.gatherings.of_project import OfProjectForm

PER_PAGE = 30
TABS = (
    ("outreach:home", gettext_lazy("Campaigns")),
    ("outreach:press", gettext_lazy("Press")),
    ("outreach:journalists", gettext_lazy("Journalists")),
)


def frame(request: Request, here: str) -> tuple[OfProjectForm, dict[str, Any]]:
    """Which project is asked for, and what every list of this room knows."""
    form = OfProjectForm(request.GET, viewer=request.viewer)
    chosen = form.chosen
    context = {
        "filter": form,
        "project": chosen or agenda.only_project(request.viewer),
        "filtered": chosen is not None,
        "tabs": [(words, name, name == here) for name, words in TABS],
        "may_run": request.viewer.may("gathering.record", chosen.pk if chosen else None),
    }
    return form, context


def asked(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    """A page with a form, 422 when something is wrong with it."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def opened(request: Request, evidence: SealedFile, record: Any, project_id: int) -> StreamingHttpResponse:
    """A proof as it came; every opening is remembered."""
    audit.note_read(request, "outreach.proof_read", record, project_id=project_id)
    disposition = content_disposition_header(True, files.name_of(evidence))
    return StreamingHttpResponse(
        files.pieces(evidence), content_type="application/octet-stream", headers={"Content-Disposition": disposition}
    )
