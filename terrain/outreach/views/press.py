"""Journalists who are accredited, and what was published."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core import audit, clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.gatherings.of_project import first_project
from terrain.outreach import clippings
from terrain.outreach.actions import press as actions
from terrain.outreach.forms.press import AccreditationForm, PieceForm
from terrain.outreach.models import Accreditation, Piece
from terrain.outreach.policies import (
    check_accredit_somewhere,
    check_accreditation,
    check_browse,
    check_names,
    check_piece,
    check_run_somewhere,
)
from terrain.outreach.views.common import PER_PAGE, asked, frame


def press(request: Request) -> HttpResponse:
    """What was published, newest first, and how many pieces by medium and month: pieces, never people."""
    check_browse(request.viewer)
    form, context = frame(request, "outreach:press")
    found = Piece.objects.visible_to(request.viewer).standing()
    if form.chosen is not None:
        found = found.filter(project=form.chosen)
    told = found.select_related("project", "session").order_by("-day", "-pk")
    context |= {
        "page": Paginator(told, PER_PAGE).get_page(request.GET.get("page")),
        "media": clippings.by_medium(found),
        "months": clippings.by_month(found),
        "after_training": found.filter(session__isnull=False).count(),
    }
    return render(request, "outreach/press.html", context)


def new_piece(request: Request) -> HttpResponse:
    """Write down a piece."""
    check_run_somewhere(request.viewer)
    form = PieceForm(request.POST or None, viewer=request.viewer, initial=first_project(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.write_piece(said["project"], form.said, slip=said["slip"], by=request.viewer)
        messages.success(request, _("The piece is written down."))
        return redirect("outreach:press")
    return asked(request, "outreach/piece_form.html", form, piece=None, media=actions.media())


def _piece(request: Request, uid: str) -> Piece:
    seen = Piece.objects.visible_to(request.viewer).standing()
    return get_object_or_404(seen.select_related("project", "session"), uid=uid)


def edit_piece(request: Request, uid: str) -> HttpResponse:
    """Mend what is said of a piece."""
    piece = _piece(request, uid)
    check_piece(request.viewer, piece)

    def bind(typed: Any, now: Piece = piece) -> PieceForm:
        return PieceForm(typed, viewer=request.viewer, piece=now, initial=PieceForm.initial_of(now))

    form = bind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_piece(piece, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            form = shown_again(form, partial(bind, now=changed.record))
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:press")
    return asked(request, "outreach/piece_form.html", form, piece=piece, media=actions.media())


def strike_piece(request: Request, uid: str) -> HttpResponse:
    """Take a piece back: it was written down by mistake."""
    piece = _piece(request, uid)
    check_piece(request.viewer, piece)
    if request.method == "POST":
        actions.strike_piece(piece, by=request.viewer)
        messages.success(request, _("The piece is taken back."))
        return redirect("outreach:press")
    return render(request, "outreach/strike_piece.html", {"piece": piece})


def journalists(request: Request) -> HttpResponse:
    """Accreditations: media and validity for all of the room, names for those who see names; that they were read is remembered."""
    check_browse(request.viewer)
    form, context = frame(request, "outreach:journalists")
    found = Accreditation.objects.visible_to(request.viewer).select_related("project", "key")
    if form.chosen is not None:
        found = found.filter(project=form.chosen)
    page = Paginator(found.order_by("-asked_on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, _name(request, one), one.holds_on(clock.today())) for one in page.object_list]
    if named := sum(bool(name) for _one, name, _holds in rows):
        audit.note_read(request, "outreach.journalists_read", detail={"journalists": named})
    context |= {"page": page, "rows": rows, "may_accredit": bool(verdict(check_accredit_somewhere, request.viewer))}
    return render(request, "outreach/journalists.html", context)


def _name(request: Request, one: Accreditation) -> str:
    return actions.name_of(one) if verdict(check_names, request.viewer, one) else ""


def accredit(request: Request) -> HttpResponse:
    """Write down that a journalist asked for an accreditation."""
    check_accredit_somewhere(request.viewer)
    form = AccreditationForm(request.POST or None, viewer=request.viewer, initial=first_project(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.accredit(said["project"], said["name"], form.said, slip=said["slip"], by=request.viewer)
        messages.success(request, _("The accreditation is written down."))
        return redirect("outreach:journalists")
    return asked(request, "outreach/accreditation_form.html", form, accreditation=None, media=actions.media())


def _accreditation(request: Request, uid: str) -> Accreditation:
    seen = Accreditation.objects.visible_to(request.viewer).select_related("project", "key")
    return get_object_or_404(seen, uid=uid)


def accreditation(request: Request, uid: str) -> HttpResponse:
    """Accredit, withdraw, mend."""
    one = _accreditation(request, uid)
    check_accreditation(request.viewer, one)
    audit.note_read(request, "outreach.journalists_read", one, detail={"journalists": 1}, project_id=one.project_id)

    def bind(typed: Any, now: Accreditation = one) -> AccreditationForm:
        told = AccreditationForm.initial_of(now)
        return AccreditationForm(typed, viewer=request.viewer, accreditation=now, initial=told)

    form = bind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_accreditation(one, said["name"], form.said, version=said["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            form = shown_again(form, partial(bind, now=changed.record))
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:journalists")
    return asked(request, "outreach/accreditation_form.html", form, accreditation=one, media=actions.media())


def take_out(request: Request, uid: str) -> HttpResponse:
    """She asked to be taken out."""
    one = _accreditation(request, uid)
    check_accreditation(request.viewer, one)
    if request.method == "POST":
        actions.take_out(one, by=request.viewer)
        messages.success(request, _("Her name is gone for good."))
        return redirect("outreach:journalists")
    return render(request, "outreach/take_out.html", {"accreditation": one})
