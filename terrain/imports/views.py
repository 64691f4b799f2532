from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.models import Job
from terrain.core.policies import Denied, verdict
from terrain.imports import actions, pages, uploads
from terrain.imports.enums import BatchState
from terrain.imports.examining import Unmapped
from terrain.imports.forgetting import is_forgotten
from terrain.imports.forms import MappingForm, QuestionsForm, SheetForm, UploadForm, open_projects
from terrain.imports.models import Batch
from terrain.imports.policies import check_change, check_read_rows, check_undo
from terrain.imports.refusals import Unreadable


def _batch(request: Request, uid: UUID) -> Batch:
    seen = Batch.objects.visible_to(request.viewer).select_related("project", "file__key", "job", "created_by")
    return get_object_or_404(seen, uid=uid)


def _onward(request: Request, batch: Batch, job: Job | None) -> HttpResponse:
    """To the page of the work when the worker does it for this person, else to the batch."""
    if job is not None and job.owner_id == request.viewer.user_id:
        return redirect("core:job", uid=job.uid)
    return redirect(batch)


def _posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def home(request: Request) -> HttpResponse:
    """The files of my projects: what waits for somebody first."""
    if not open_projects(request.viewer):
        raise Denied(_("Your role does not allow importing."))
    page, lines = pages.page_of(request.viewer, request.GET)
    template = "imports/home.html"
    return render(request, template, {"page": page, "lines": lines, "state": request.GET.get("state", "")})


@csrf_exempt
def new(request: Request) -> HttpResponse:
    """Choose a file. One that is too large is refused unread when it says so, else stopped while it arrives."""
    if not open_projects(request.viewer):
        raise Denied(_("Your role does not allow importing."))
    if uploads.announced(request) > settings.IMPORT_MAX_BYTES + uploads.AROUND:
        form = UploadForm(viewer=request.viewer)
        refusal = str(uploads.refusal(uploads.announced(request)))
        return render(request, "imports/new.html", {"form": form, "refusal": refusal}, status=413)
    if request.method == "POST":
        request.upload_handlers.insert(0, uploads.StopsAtLimit(request))
    return _new(request)


@csrf_protect
def _new(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method != "POST":
        form = UploadForm(viewer=viewer, initial={name: request.GET.get(name, "") for name in ("project", "kind")})
        return render(request, "imports/new.html", {"form": form, "refusal": ""})
    form = UploadForm(request.POST, request.FILES, viewer=viewer)
    too_large = any(getattr(handler, "passed", False) for handler in request.upload_handlers)
    if form.is_valid():
        project, kind = form.chosen
        file = form.cleaned_data["file"]
        try:
            batch = actions.upload(file, file.name, kind=kind, project=project, by=viewer)
        except (Unreadable, Denied) as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("imports:map", uid=batch.uid)
    elif too_large:
        form.errors.pop("file", None)
        form.add_error("file", str(uploads.refusal(uploads.announced(request))))
    return render(request, "imports/new.html", {"form": form, "refusal": ""}, status=422)


def map_columns(request: Request, uid: UUID) -> HttpResponse:
    """Each column of the file as a card: its title, samples, what it says."""
    batch = _batch(request, uid)
    check_change(request.viewer, batch)
    form = MappingForm(_posted(request), kind=batch.row_kind, outline=batch.outline, mapped=batch.columns)
    if request.method == "POST" and form.is_valid():
        batch = actions.map_columns(batch, form.columns, by=request.viewer)
        return _onward(request, batch, actions.begin_check(batch, by=request.viewer))
    return _mapping_page(request, batch, form, SheetForm(outline=batch.outline))


def _mapping_page(request: Request, batch: Batch, form: MappingForm, sheet_form: SheetForm) -> HttpResponse:
    shown = verdict(check_read_rows, request.viewer, batch)
    if shown:
        audit.note_read(request, "imports.samples_read", obj=batch, project_id=batch.project_id)
    context = {
        "batch": batch,
        "name": form.outline["name"],
        "form": form,
        "cards": form.cards(),
        "sheet_form": sheet_form,
        "shown": shown,
        "same": batch.same_file(),
    }
    wrong = form.errors or sheet_form.errors
    return render(request, "imports/map.html", context, status=422 if wrong else 200)


@require_POST
def look_again(request: Request, uid: UUID) -> HttpResponse:
    """Another sheet, or another line of titles."""
    batch = _batch(request, uid)
    check_change(request.viewer, batch)
    form = SheetForm(request.POST, outline=batch.outline)
    if form.is_valid():
        sheet, header_row = form.cleaned_data["sheet"], form.cleaned_data["header_row"]
        try:
            actions.look_again(batch, sheet=sheet, header_row=header_row, by=request.viewer)
            return redirect("imports:map", uid=uid)
        except Unreadable as refused:
            form.add_error("header_row", str(refused))
    blank = MappingForm(kind=batch.row_kind, outline=batch.outline, mapped=batch.columns)
    return _mapping_page(request, batch, blank, form)


def questions(request: Request, uid: UUID) -> HttpResponse:
    """What the file alone cannot say."""
    batch = _batch(request, uid)
    check_change(request.viewer, batch)
    if not batch.questions:
        return redirect(batch)
    form = QuestionsForm(_posted(request), questions=batch.questions, answers=batch.answers)
    if request.method == "POST" and form.is_valid():
        batch = actions.answer(batch, form.answers, by=request.viewer)
        return _onward(request, batch, actions.begin_check(batch, by=request.viewer))
    context = {"batch": batch, "name": batch.outline["name"], "form": form}
    return render(request, "imports/questions.html", context, status=422 if form.errors else 200)


def batch(request: Request, uid: UUID) -> HttpResponse:
    """One file: what the check found, or what was imported, and the next step as one big button."""
    record = _batch(request, uid)
    if request.htmx and not record.is_busy:
        return HttpResponse(headers={"HX-Redirect": record.get_absolute_url()})
    if not record.is_busy and not record.has_stalled:
        if record.state == BatchState.UPLOADED:
            return redirect("imports:map", uid=uid)
        if pages.waits_for_answers(record):
            return redirect("imports:questions", uid=uid)
    template = "imports/batch.html#work" if request.htmx else "imports/batch.html"
    return render(request, template, pages.result_of(record, request.viewer))


@require_POST
def check(request: Request, uid: UUID) -> HttpResponse:
    """Check again, as after a stop."""
    record = _batch(request, uid)
    try:
        return _onward(request, record, actions.begin_check(record, by=request.viewer))
    except Unmapped:
        return redirect("imports:map", uid=uid)


@require_POST
def apply(request: Request, uid: UUID) -> HttpResponse:
    """Bring the good rows in. Pressed twice, it happens once."""
    record = _batch(request, uid)
    twin = record.twin() if record.state == BatchState.CHECKED else None
    if twin is not None:
        messages.info(request, _("This very file is imported already. Nothing was changed."))
        return redirect(twin)
    return _onward(request, record, actions.begin_apply(record, by=request.viewer))


def undo(request: Request, uid: UUID) -> HttpResponse:
    """Say what would be taken back, then take it back."""
    record = _batch(request, uid)
    check_undo(request.viewer, record)
    if record.state == BatchState.UNDONE:
        return redirect(record)
    if request.method == "POST":
        return _onward(request, record, actions.begin_undo(record, by=request.viewer))
    return render(request, "imports/undo.html", pages.result_of(record, request.viewer))


def discard(request: Request, uid: UUID) -> HttpResponse:
    """Forget a file that is not in."""
    record = _batch(request, uid)
    check_change(request.viewer, record)
    if request.method == "POST":
        actions.discard(record, by=request.viewer)
        messages.success(request, _("The file is forgotten. None of it was imported."))
        return redirect("imports:home")
    return render(request, "imports/discard.html", pages.line_of(record))


def bad_rows(request: Request, uid: UUID) -> FileResponse:
    """The rows with problems, as a workbook with one column more."""
    record = _batch(request, uid)
    check_read_rows(request.viewer, record)
    if not record.problems or is_forgotten(record):
        raise Http404
    stream, name = pages.bad_rows_of(record)
    audit.note_read(request, "imports.bad_rows_read", obj=record, project_id=record.project_id)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=pages.XLSX_TYPE)
