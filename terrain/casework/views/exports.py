"""Taking lists and files out."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from terrain.accounts import proof
from terrain.casework.actions import exports as actions
from terrain.casework.forms.exports import ListForm, PurposeForm
from terrain.casework.models import Export
from terrain.casework.policies import exports as policies
from terrain.casework.views.cases import scoped
from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.policies import Denied


def new_list(request: Request) -> HttpResponse:
    """Take a list out: which, with what, for what; a second factor was shown a moment ago."""
    policies.check_export(request.viewer)
    if not proof.shown_within(request, proof.LATELY):
        return proof.ask_again(request)
    form = ListForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, *actions.ask(form.wanted, slip=form.cleaned_data["slip"], by=request.viewer))
        except Denied as denied:
            form.add_error(None, denied.reason)
    context = {"form": form, "mine": Export.objects.visible_to(request.viewer).select_related("project", "case")[:10]}
    return render(request, "casework/exports/list.html", context, status=422 if form.errors else 200)


def one_case(request: Request, uid: str) -> HttpResponse:
    """Take the summary of one file out."""
    case = scoped(request, uid)
    policies.check_export_case(request.viewer, case)
    if not proof.shown_within(request, proof.LATELY):
        return proof.ask_again(request)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = actions.ask(form.wanted_of(case), slip=form.cleaned_data["slip"], by=request.viewer)
        return _begun(request, *asked)
    context = {"form": form, "case": case}
    return render(request, "casework/exports/case.html", context, status=422 if form.errors else 200)


def _begun(request: Request, export: Export, password: str) -> HttpResponse:
    """The one page that shows the password; no browser keeps it."""
    if not password:
        messages.info(request, _("This was asked for already. Its password was shown then, and cannot be shown again."))
    response = render(request, "casework/exports/password.html", {"export": export, "password": password})
    response.headers["Cache-Control"] = "no-store"
    return response


def _mine(request: Request, uid: str) -> Export:
    found = Export.objects.visible_to(request.viewer).select_related("project", "case", "job", "file__key", "key")
    return get_object_or_404(found, uid=uid)


def export(request: Request, uid: str) -> HttpResponse:
    """One export: how far it is, until when its file can be had."""
    held = _mine(request, uid)
    context = {"export": held, "purpose": actions.purpose_of(held)}
    return render(request, "casework/exports/export.html", context, status=410 if held.is_dead else 200)


def take(request: Request, uid: str) -> HttpResponse | StreamingHttpResponse:
    """The archive itself; after a day it is gone (410)."""
    held = _mine(request, uid)
    policies.check_take(request.viewer, held)
    if held.is_dead or held.file is None:
        context = {"export": held, "purpose": actions.purpose_of(held)}
        return render(request, "casework/exports/export.html", context, status=410 if held.is_dead else 404)
    detail = {"export": held.pk, "rows": held.rows}
    audit.note_read(request, "casework.export_taken", held.case or held, detail=detail, project_id=held.project_id)
    response = StreamingHttpResponse(files.pieces(held.file), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{files.name_of(held.file)}"'
    response.headers["Content-Length"] = str(held.file.size)
    response.headers["Cache-Control"] = "no-store"
    return response
