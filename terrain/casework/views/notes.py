"""Notes and services of a file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import care
from terrain.casework.actions import care as care_actions
from terrain.casework.actions import notes as actions
from terrain.casework.forms.care import CorrectionForm, NoteForm, ServiceForm
from terrain.casework.models import Case, Note, ServiceGiven
from terrain.casework.policies.care import check_correct
from terrain.casework.policies.cases import check_work
from terrain.casework.views.cases import scoped
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict

PER_PAGE = 50


def _read(request: Request, case: Case, told: list[Any]) -> None:
    detail = {"notes": [one.note.pk for one in told]}
    audit.note_read(request, "casework.notes_read", case, detail=detail, project_id=case.project_id)


def notes(request: Request, uid: str) -> HttpResponse:
    """Every note that the viewer reads, newest day first."""
    case = scoped(request, uid)
    page = Paginator(care.readable_notes(case, request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    told = care.notes_told(list(page.object_list), case, request.viewer)
    _read(request, case, told)
    context = {"case": case, "page": page, "notes": told, "may_write": verdict(check_work, request.viewer, case)}
    return render(request, "casework/notes/notes.html", context)


def write(request: Request, uid: str) -> HttpResponse:
    """Write a note."""
    case = scoped(request, uid)
    check_work(request.viewer, case)
    form = NoteForm(request.POST or None, case=case, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.write_note(
            case, said["text"], note_class=said["note_class"], contact=said["contact"], day=said["day"],
            slip=said["slip"], by=request.viewer,
        )  # fmt: skip
        messages.success(request, _("The note is kept."))
        return redirect(case)
    return render(
        request, "casework/notes/write.html", {"case": case, "form": form}, status=422 if form.errors else 200
    )


def _note(request: Request, uid: str, pk: int) -> Note:
    case = scoped(request, uid)
    return get_object_or_404(care.readable_notes(case, request.viewer).select_related("case__project"), pk=pk)


def correct(request: Request, uid: str, pk: int) -> HttpResponse:
    """Say a note anew; what stood there stays readable."""
    note = _note(request, uid, pk)
    check_correct(request.viewer, note)
    told = care.notes_told([note], note.case, request.viewer)[0]
    form = CorrectionForm(request.POST or None, initial={"text": told.text, "version": note.version})
    theirs = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_note(
                note, form.cleaned_data["text"], version=form.cleaned_data["version"], by=request.viewer
            )
        except actions.WrittenMeanwhile as meanwhile:
            theirs = told.text
            form = _again(form, meanwhile.note)
        else:
            messages.success(request, _("Saved. What stood there before stays readable."))
            return redirect(note.case)
    _read(request, note.case, [told])
    context = {"case": note.case, "form": form, "theirs": theirs, "note": note}
    return render(request, "casework/notes/correct.html", context, status=422 if form.errors else 200)


def _again(form: Any, note: Note) -> CorrectionForm:
    typed = form.data.copy()
    typed["version"] = str(note.version)
    fresh = CorrectionForm(typed)
    fresh.is_valid()
    fresh.add_error(None, _("This note was corrected meanwhile. Both versions stand below: choose what it shall say."))
    return fresh


@require_POST
def strike(request: Request, uid: str, pk: int) -> HttpResponse:
    """Strike a note out."""
    note = _note(request, uid, pk)
    actions.strike_note(note, by=request.viewer)
    messages.success(request, _("Struck out. It stays readable."))
    return redirect(note.case)


def services(request: Request, uid: str) -> HttpResponse:
    """Services given; a new one."""
    case = scoped(request, uid)
    may = verdict(check_work, request.viewer, case)
    form = ServiceForm(request.POST or None, case=case) if may else None
    if request.method == "POST":
        check_work(request.viewer, case)
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        care_actions.give_service(
            case, said["service"], day=said["day"], minutes=said["minutes"], words=said["words"], slip=said["slip"],
            by=request.viewer,
        )  # fmt: skip
        messages.success(request, _("Written down."))
        return redirect("casework:services", case.uid)
    audit.note_read(request, "casework.case_read", case, project_id=case.project_id)
    page = Paginator(case.services.select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"case": case, "form": form, "page": page, "services": care.services_told(list(page.object_list), case)}
    return render(request, "casework/services/services.html", context, status=422 if form and form.errors else 200)


@require_POST
def take_back(request: Request, uid: str, pk: int) -> HttpResponse:
    """A service was written by mistake."""
    case = scoped(request, uid)
    service = get_object_or_404(ServiceGiven.objects.filter(case=case).select_related("case__project"), pk=pk)
    care_actions.take_back_service(service, by=request.viewer)
    messages.success(request, _("Taken back: it counts no more."))
    return redirect("casework:services", case.uid)
