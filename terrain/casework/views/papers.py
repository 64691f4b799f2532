"""Papers and conferences of a file."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import care
from terrain.casework.actions import papers as actions
from terrain.casework.forms.care import ConferenceForm, DocumentForm
from terrain.casework.policies.care import check_class
from terrain.casework.policies.cases import check_work
from terrain.casework.views.cases import scoped
from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.policies import verdict

SHOWN_INSIDE = {"application/pdf", "image/jpeg", "image/png"}


def papers(request: Request, uid: str) -> HttpResponse:
    """Every paper and conference of the file."""
    case = scoped(request, uid)
    audit.note_read(request, "casework.papers_read", case, project_id=case.project_id)
    found = care.with_case(case.conferences.prefetch_related("attendees", "decisions"), case)
    context = {
        "case": case,
        "documents": care.documents_told(care.readable_documents(case, request.viewer), case, request.viewer),
        "conferences": [
            (one, actions.minutes_of(one), [actions.decision_words(d, case) for d in one.decisions.all()])
            for one in found
        ],
        "may_write": verdict(check_work, request.viewer, case),
    }
    return render(request, "casework/papers/papers.html", context)


def keep(request: Request, uid: str) -> HttpResponse:
    """Put a paper into the file."""
    case = scoped(request, uid)
    check_work(request.viewer, case)
    form = DocumentForm(request.POST or None, request.FILES or None, case=case, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.keep_document(
            case, said["file"], said["file"].name, note_class=said["note_class"], kind=said["kind"],
            media_type=form.media_type, day=said["day"], expires=said["expires"], slip=said["slip"], by=request.viewer,
        )  # fmt: skip
        messages.success(request, _("The paper is kept."))
        return redirect("casework:papers", case.uid)
    return render(
        request, "casework/papers/keep.html", {"case": case, "form": form}, status=422 if form.errors else 200
    )


def document(request: Request, uid: str, pk: int) -> StreamingHttpResponse:
    """The paper itself, never kept by a browser or anything between."""
    case = scoped(request, uid)
    held = get_object_or_404(care.readable_documents(case, request.viewer), pk=pk)
    check_class(request.viewer, case, held.note_class)
    if held.file.key.destroyed_at is not None:
        raise Http404
    detail = {"document": held.pk}
    audit.note_read(request, "casework.document_read", case, detail=detail, project_id=case.project_id)
    inside = held.file.media_type in SHOWN_INSIDE
    response = StreamingHttpResponse(
        files.pieces(held.file), content_type=held.file.media_type if inside else "application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(not inside, files.name_of(held.file)) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@require_POST
def remove(request: Request, uid: str, pk: int) -> HttpResponse:
    """Take a paper out."""
    case = scoped(request, uid)
    held = get_object_or_404(care.readable_documents(case, request.viewer).select_related("case__project"), pk=pk)
    actions.remove_document(held, by=request.viewer)
    messages.success(request, _("Taken out. Its content is destroyed."))
    return redirect("casework:papers", case.uid)


def confer(request: Request, uid: str) -> HttpResponse:
    """Write down a conference."""
    case = scoped(request, uid)
    check_work(request.viewer, case)
    form = ConferenceForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        minutes = actions.Minutes(said["where"], said["guests"], said["agenda"], said["said"])
        actions.hold_conference(
            case, minutes, day=said["day"], attendees=list(said["attendees"]), person_there=said["person_there"],
            decisions=form.decisions, slip=said["slip"], by=request.viewer,
        )  # fmt: skip
        messages.success(request, _("The conference is written down."))
        return redirect("casework:papers", case.uid)
    return render(
        request, "casework/papers/confer.html", {"case": case, "form": form}, status=422 if form.errors else 200
    )
