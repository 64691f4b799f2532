"""Series of workshops and their sessions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.gatherings.of_project import first_project
from terrain.workshops import shelves
from terrain.workshops.actions import series as actions
from terrain.workshops.forms.series import SeriesForm, SessionForm
from terrain.workshops.lists import lists
from terrain.workshops.models import Series, SeriesSession
from terrain.workshops.policies import (
    check_browse,
    check_hold_somewhere,
    check_series,
    check_session,
    check_take_back,
    check_words,
)
from terrain.workshops.views.common import PER_PAGE, again, asked, frame


def one_series(request: Request, uid: str) -> Series:
    """The series, when the viewer may see it."""
    seen = Series.objects.visible_to(request.viewer).select_related("project", "centre", "kit")
    return get_object_or_404(seen, uid=uid)


def _one_session(request: Request, uid: str) -> SeriesSession:
    seen = SeriesSession.objects.visible_to(request.viewer).standing()
    return get_object_or_404(seen.select_related("series__project", "series__centre", "series__kit"), uid=uid)


def home(request: Request) -> HttpResponse:
    """The series of the viewer's projects, newest first; kits that are late are said."""
    check_browse(request.viewer)
    form, context = frame(request, "workshops:home")
    standing = Q(sessions__struck_at__isnull=True)
    found = Series.objects.visible_to(request.viewer).select_related("project", "centre")
    if form.chosen is not None:
        found = found.filter(project=form.chosen)
    told = found.annotate(held=Count("sessions", filter=standing), last=Max("sessions__day", filter=standing))
    context |= {
        "page": Paginator(told.order_by("-starts", "-pk"), PER_PAGE).get_page(request.GET.get("page")),
        "today": clock.today(),
        "late": shelves.late_count(request.viewer, form.chosen),
    }
    return render(request, "workshops/home.html", context)


def _who(request: Request) -> str:
    user = User.objects.filter(pk=request.viewer.user_id or 0).first()
    return user.full_name if user else ""


def new(request: Request) -> HttpResponse:
    """Open a series."""
    check_hold_somewhere(request.viewer)
    first = first_project(request) | {"facilitator": _who(request)}
    form = SeriesForm(request.POST or None, viewer=request.viewer, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        opened = actions.open_series(said["project"], form.said, slip=said["slip"], by=request.viewer)
        messages.success(request, _("The series is open. Write down each session when the group has met."))
        return redirect(opened)
    return asked(request, "workshops/series_form.html", form, series=None)


def edit(request: Request, uid: str) -> HttpResponse:
    """Change what a series says of itself."""
    held = one_series(request, uid)
    check_series(request.viewer, held)
    form = SeriesForm(request.POST or None, viewer=request.viewer, series=held, initial=SeriesForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_series(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(
                lambda typed: SeriesForm(typed, viewer=request.viewer, series=now),
                form,
                now,
                SeriesForm.initial_of(now),
            )
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "workshops/series_form.html", form, series=held)


def _words_of(request: Request, session: SeriesSession) -> str:
    """What the group worked on, for those who read it."""
    return session.worked_on if verdict(check_words, request.viewer, session) else ""


def _kept(request: Request, series: Series) -> str:
    """What was to be kept from the last time, for those who read it."""
    latest = series.sessions.standing().order_by("-day", "-pk").first()
    return latest.next_time if latest is not None and verdict(check_words, request.viewer, latest) else ""


def series(request: Request, uid: str) -> HttpResponse:
    """A series: what to keep in mind, its sessions, what was shown in public and proposed there."""
    held = one_series(request, uid)
    standing = held.sessions.standing()
    page = Paginator(standing.order_by("-day", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    forums = held.forums.select_related("session__place").annotate(
        proposed=Count("proposals", filter=Q(proposals__struck_at__isnull=True))
    )
    context = {
        "series": held,
        "page": page,
        "rows": [(one, _words_of(request, one)) for one in page.object_list],
        "total": standing.aggregate(minutes=Sum("minutes"), most=Max("headcount")),
        "kept": _kept(request, held),
        "forums": forums.order_by("-session__day", "-pk"),
        "may_hold": bool(verdict(check_series, request.viewer, held)),
        "today": clock.today(),
    }
    return render(request, "workshops/series.html", context)


def hold(request: Request, uid: str) -> HttpResponse:
    """The group met: write it down."""
    held = one_series(request, uid)
    check_series(request.viewer, held)
    first = {"day": clock.today(), "facilitator": held.facilitator or _who(request)}
    form = SessionForm(request.POST or None, viewer=request.viewer, series=held, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold_session(held, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("The session is saved."))
            return redirect(held)
    return asked(request, "workshops/session_form.html", form, series=held, session=None, kept=_kept(request, held))


def session(request: Request, uid: str) -> HttpResponse:
    """A session of a group: numbers, sheets, what was seen."""
    held = _one_session(request, uid)
    team = {part.code for part in lists().roles if part.team}
    roles: list[Any] = list(held.roles.all())
    context = {
        "session": held,
        "series": held.series,
        "team": [one for one in roles if one.role in team],
        "group": [one for one in roles if one.role not in team],
        "sheets": held.sheets.all(),
        "reads": bool(verdict(check_words, request.viewer, held)),
        "may_change": bool(verdict(check_session, request.viewer, held)),
    }
    return render(request, "workshops/session.html", context)


def edit_session(request: Request, uid: str) -> HttpResponse:
    """Change what is said of a session."""
    held = _one_session(request, uid)
    check_session(request.viewer, held)
    known: dict[str, Any] = {"viewer": request.viewer, "series": held.series, "session": held}
    form = SessionForm(request.POST or None, **known, initial=SessionForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_session(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(lambda typed: SessionForm(typed, **known), form, now, SessionForm.initial_of(now))
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("The session is saved."))
            return redirect(held)
    return asked(request, "workshops/session_form.html", form, series=held.series, session=held, kept="")


@require_POST
def strike(request: Request, uid: str) -> HttpResponse:
    """A session was written by mistake."""
    held = _one_session(request, uid)
    check_take_back(request.viewer, held)
    actions.strike_session(held, by=request.viewer)
    messages.success(request, _("The session is taken back: its words are gone, it counts for nothing."))
    return redirect(held.series)
