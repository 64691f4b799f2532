"""The books of a file."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework.actions import books as actions
from terrain.casework.booked import page_of, said, told
from terrain.casework.books import Book
from terrain.casework.forms.books import EntryForm, initial_of
from terrain.casework.models import BookEntry, Case
from terrain.casework.policies.books import books_of, check_add, check_correct_entry
from terrain.casework.subjects import names_of
from terrain.casework.views.cases import scoped
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict


def _book(request: Request, case: Case, code: str) -> Book:
    """The book, when the viewer reads it here; else 404."""
    found = next((book for book in books_of(request.viewer, case) if book.code == code), None)
    if found is None:
        raise Http404
    return found


def _entry(request: Request, case: Case, pk: int) -> BookEntry:
    entry = get_object_or_404(BookEntry.objects.standing().filter(case=case).prefetch_related("versions"), pk=pk)
    _book(request, case, entry.book)
    entry.case = case
    return entry


def book(request: Request, uid: str, code: str) -> HttpResponse:
    """Everything that one book says."""
    case = scoped(request, uid)
    held = _book(request, case, code)
    detail = {"class": held.note_class.value}
    audit.note_read(request, "casework.book_read", case, detail=detail, project_id=case.project_id)
    may_add = verdict(check_add, request.viewer, case, held)
    name = names_of([case], request.viewer)[case.pk]
    context = {
        "case": case,
        "name": name,
        "book": held,
        "entries": page_of(case, held, request.viewer),
        "may_add": may_add,
    }
    return render(request, "casework/books/book.html", context)


def write(request: Request, uid: str, code: str) -> HttpResponse:
    """One entry more."""
    case = scoped(request, uid)
    held = _book(request, case, code)
    check_add(request.viewer, case, held)
    form = EntryForm(request.POST or None, book=held, case=case, initial=_announced(request))
    if request.method == "POST" and form.is_valid():
        told_day, slip = form.cleaned_data["day"], form.cleaned_data["slip"]
        actions.write_entry(case, held, form.answers, day=told_day, slip=slip, by=request.viewer)
        messages.success(request, _("Written down."))
        return redirect("casework:book", case.uid, code)
    name = names_of([case], request.viewer)[case.pk]
    context = {"case": case, "name": name, "book": held, "form": form, "keep": "new", "entry": None, "theirs": []}
    return render(request, "casework/books/write.html", context, status=422 if form.errors else 200)


def _announced(request: Request) -> dict[str, Any]:
    """The day that another entry announced, when the address names one."""
    try:
        return {"day": date.fromisoformat(request.GET.get("day", ""))}
    except ValueError:
        return {}


def correct(request: Request, uid: str, pk: int) -> HttpResponse:
    """Say an entry anew; what it said stays readable."""
    case = scoped(request, uid)
    entry = _entry(request, case, pk)
    check_correct_entry(request.viewer, entry)
    one = told([entry], case)[0]
    begins = initial_of(one.answers, entry.day, entry.version)
    form = EntryForm(request.POST or None, book=one.book, case=case, answers=one.answers, initial=begins)
    theirs: list[Any] = []
    if request.method == "POST" and form.is_valid():
        said_day, version = form.cleaned_data["day"], form.cleaned_data["version"] or 0
        try:
            actions.correct_entry(entry, form.answers, day=said_day, version=version, by=request.viewer)
        except actions.EntryChangedMeanwhile as changed:
            theirs = said(one.book, changed.entry.answers())
            form = _again(request, one.book, one.answers, changed.entry)
        else:
            messages.success(request, _("Corrected. What it said before stays readable."))
            return redirect("casework:book", case.uid, entry.book)
    detail = {"class": one.book.note_class.value}
    audit.note_read(request, "casework.book_read", case, detail=detail, project_id=case.project_id)
    name = names_of([case], request.viewer)[case.pk]
    context = {
        "case": case,
        "name": name,
        "book": one.book,
        "form": form,
        "keep": entry.pk,
        "entry": entry,
        "theirs": theirs,
    }
    return render(request, "casework/books/write.html", context, status=422 if form.errors else 200)


def _again(request: Request, held: Book, answers: dict[str, Any], now: BookEntry) -> EntryForm:
    """The form once more, on what a colleague wrote meanwhile: sending it again replaces hers knowingly."""
    data = request.POST.copy()
    data["version"] = str(now.version)
    again = EntryForm(data, book=held, case=now.case, answers=answers)
    again.is_valid()
    again.add_error(
        None, _("A colleague corrected this meanwhile. What it says now stands below: send again to replace it.")
    )
    return again


@require_POST
def take_back(request: Request, uid: str, pk: int) -> HttpResponse:
    """An entry written by mistake."""
    case = scoped(request, uid)
    entry = _entry(request, case, pk)
    actions.take_back_entry(entry, by=request.viewer)
    messages.success(request, _("Taken back."))
    return redirect("casework:book", case.uid, entry.book)
