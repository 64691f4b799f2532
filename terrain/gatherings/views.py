"""Sessions: the list, opening, changing, cancelling, the sheet to print."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.accounts.models import User
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import require, verdict
from terrain.core.ui.wording import exact_day
from terrain.gatherings import actions, agenda, attendees
from terrain.gatherings.actions import AlreadyThere, ChangedMeanwhile
from terrain.gatherings.demo import REGISTER
from terrain.gatherings.forms import FilterForm, SessionForm, SheetForm
from terrain.gatherings.models import THRESHOLD, Session
from terrain.gatherings.policies import check_change, check_delete, check_identify

PER_PAGE = 50


def sessions(request: Request) -> HttpResponse:
    """The sessions that the viewer may see, newest first, filtered by the address."""
    require(request.viewer, "gathering.view")
    form = FilterForm(request.GET, viewer=request.viewer)
    found = agenda.sessions(request.viewer, form.asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "filtered": bool(form.asked),
        "may_open": request.viewer.may("gathering.record"),
        "may_import": request.viewer.may("import.run"),
        "project": form.asked.get("project") or agenda.only_project(request.viewer),
    }
    return render(request, "gatherings/sessions.html", context)


def new(request: Request) -> HttpResponse:
    """Open a session."""
    require(request.viewer, "gathering.record", reason=_("Your role does not hold sessions."))
    form = SessionForm(request.POST or None, viewer=request.viewer, initial=_first_words(request))
    if request.method == "POST" and form.is_valid():
        try:
            session = actions.open_session(form.cleaned_data["project"], form.particulars, by=request.viewer)
        except AlreadyThere as found:
            messages.info(request, _("This session is already open: here it is."))
            return redirect(found.session)
        messages.success(request, _("The session is open. Who is there?"))
        return redirect(session)
    return _session_form(request, form, None)


def _first_words(request: Request) -> dict[str, Any]:
    """What a new session most likely says: today, held by whoever opens it, in the project where they work."""
    user = User.objects.filter(pk=request.viewer.user_id or 0).first()
    return {
        "day": clock.today(),
        "project": request.GET.get("project") or agenda.only_project(request.viewer, "gathering.record"),
        "facilitator": user.full_name if user else "",
        "threshold": THRESHOLD,
    }


def _session_form(request: Request, form: SessionForm, session: Session | None) -> HttpResponse:
    context = {"form": form, "session": session, "places": agenda.place_names(), "themes": agenda.theme_names()}
    return render(request, "gatherings/session_form.html", context, status=422 if form.errors else 200)


def edit(request: Request, uid: str) -> HttpResponse:
    """Change what a session says."""
    session = get_object_or_404(Session.objects.visible_to(request.viewer), uid=uid)
    check_change(request.viewer, session)
    initial = SessionForm.initial_of(session)
    form = SessionForm(request.POST or None, viewer=request.viewer, session=session, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.edit_session(session, form.particulars, version=version, by=request.viewer)
        except AlreadyThere:
            form.add_error(None, _("Another session has this day, place and theme already."))
        except ChangedMeanwhile as changed:
            return _meanwhile(request, form, changed.session)
        else:
            messages.success(request, _("The session is saved."))
            return redirect(session)
    return _session_form(request, form, session)


def _meanwhile(request: Request, form: SessionForm, session: Session) -> HttpResponse:
    """A colleague saved first: what was typed stays, what the session says now is told, saving again is a choice."""
    typed = request.POST.copy()
    typed["version"] = str(session.version)
    fresh = SessionForm(typed, viewer=request.viewer, session=session)
    fresh.is_valid()
    fresh.add_error(
        None,
        _("A colleague changed this session meanwhile. It now says: %(words)s. Save again to replace it with yours.")
        % {"words": agenda.in_words(session)},
    )
    return _session_form(request, fresh, session)


def _change(check: Callable[..., None], change: Callable[..., Any], done: Callable[[], str], gone: bool = False) -> Any:
    @require_POST
    def view(request: Request, uid: str) -> HttpResponse:
        session = get_object_or_404(Session.objects.visible_to(request.viewer), uid=uid)
        check(request.viewer, session)
        change(session, by=request.viewer)
        messages.success(request, done())
        return redirect("gatherings:sessions") if gone else redirect(session)

    return view


cancel = _change(
    check_change,
    actions.cancel_session,
    lambda: _("The session is cancelled: nothing of it counts. You can take it up again."),
)
resume = _change(check_change, actions.resume_session, lambda: _("The session is taken up again: it counts."))
delete = _change(check_delete, actions.delete_session, lambda: _("The session is deleted."), gone=True)


def sheet(request: Request, uid: str) -> HttpResponse:
    """The attendance sheet on paper: a title, the names that are known, blank lines, a column to sign."""
    session = get_object_or_404(Session.objects.visible_to(request.viewer).select_related("project"), uid=uid)
    form = SheetForm(request.GET)
    blank, lately = form.asked
    named = bool(verdict(check_identify, request.viewer, session))
    people = attendees.for_sheet(session, request.viewer, lately=lately) if named else []
    if people:
        audit.note_read(
            request, "gatherings.sheet_read", session, {"people": len(people)}, project_id=session.project_id
        )
    context = {
        "session": session,
        "form": SheetForm(initial={"lines": blank, "lately": lately}),
        "people": people,
        "blank_lines": range(len(people) + 1, len(people) + blank + 1),
        "named": named,
        "day": exact_day(session.day),
    }
    return render(request, "gatherings/sheet.html", context)


def example_register(request: Request) -> FileResponse:
    """A small untidy register with invented people, to try the import and to see what a register may look like."""
    require(request.viewer, "import.run")
    return FileResponse(REGISTER.open("rb"), as_attachment=True, filename=REGISTER.name)
