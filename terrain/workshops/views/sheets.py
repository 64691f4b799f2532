"""Activity sheets."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.gatherings.of_project import first_project
from terrain.workshops import spans
from terrain.workshops.actions import sheets as actions
from terrain.workshops.forms.sheets import SheetForm
from terrain.workshops.models import ActivitySheet
from terrain.workshops.policies import check_browse, check_hold_somewhere, check_sheet
from terrain.workshops.views.common import PER_PAGE, again, asked, frame


def _one(request: Request, uid: str) -> ActivitySheet:
    return get_object_or_404(ActivitySheet.objects.visible_to(request.viewer).select_related("project"), uid=uid)


def sheets(request: Request) -> HttpResponse:
    """The sheets of the viewer's projects; drafts for those who hold sessions."""
    check_browse(request.viewer)
    form, context = frame(request, "workshops:sheets")
    found = ActivitySheet.objects.visible_to(request.viewer).select_related("project")
    if form.chosen is not None:
        found = found.filter(project=form.chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "sheets": [(one, spans.ages(one), spans.group(one)) for one in page.object_list]}
    return render(request, "workshops/sheets.html", context)


def sheet(request: Request, uid: str) -> HttpResponse:
    """A sheet, as it is read and printed."""
    held = _one(request, uid)
    context = {
        "sheet": held,
        "ages": spans.ages(held),
        "group": spans.group(held),
        "material": spans.lines(held.material),
        "steps": spans.lines(held.steps),
        "attention": spans.lines(held.attention),
        "may_change": bool(verdict(check_sheet, request.viewer, held)),
    }
    return render(request, "workshops/sheet.html", context)


def new(request: Request) -> HttpResponse:
    """Write a sheet."""
    check_hold_somewhere(request.viewer)
    form = SheetForm(request.POST or None, viewer=request.viewer, initial=first_project(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        written = actions.write_sheet(said["project"], form.said, slip=said["slip"], by=request.viewer)
        messages.success(request, _("The sheet is a draft. Read it once, then publish it."))
        return redirect(written)
    return asked(request, "workshops/sheet_form.html", form, sheet=None)


def edit(request: Request, uid: str) -> HttpResponse:
    """Change a sheet."""
    held = _one(request, uid)
    check_sheet(request.viewer, held)
    form = SheetForm(request.POST or None, viewer=request.viewer, sheet=held, initial=SheetForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_sheet(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(
                lambda typed: SheetForm(typed, viewer=request.viewer, sheet=now), form, now, SheetForm.initial_of(now)
            )
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "workshops/sheet_form.html", form, sheet=held)


def _change(change: Callable[..., None], done: Callable[[], str]) -> Any:
    @require_POST
    def view(request: Request, uid: str) -> HttpResponse:
        held = _one(request, uid)
        check_sheet(request.viewer, held)
        change(held, by=request.viewer)
        messages.success(request, done())
        return redirect(held)

    return view


publish = _change(actions.publish_sheet, lambda: _("The sheet is published: every colleague of the project reads it."))
withdraw = _change(actions.withdraw_sheet, lambda: _("The sheet is a draft again."))
