"""Who was there: the list of ticks, newcomers, heads counted without a name."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.gatherings import actions, agenda, attendees
from terrain.gatherings.actions import ChangedMeanwhile
from terrain.gatherings.attendees import Attendee
from terrain.gatherings.forms import DetailForm, HeadcountForm, NewcomerForm
from terrain.gatherings.models import Session
from terrain.gatherings.policies import (
    check_came,
    check_change,
    check_delete,
    check_identify,
    check_import,
    check_record,
    check_register,
)
from terrain.gatherings.ways import ways_from
from terrain.people.actions import Ambiguous
from terrain.people.models import Person

PER_PAGE = 50


def _scoped(request: Request, uid: Any) -> Session:
    found = Session.objects.visible_to(request.viewer).select_related("project", "place")
    return get_object_or_404(found, uid=uid)


def _person(request: Request, session: Session, uid: Any) -> Person:
    """Somebody whom the session's project knows; who was found to be another one is that one."""
    here = Person.objects.known_to([session.project_id]).open_to(request.viewer)
    return get_object_or_404(here.select_related("key", "merged_into__key"), uid=uid).stands_as


def _frame(request: Request, session: Session) -> dict[str, Any]:
    """What every part of the page knows: the session, its counts, what the viewer may do."""
    viewer = request.viewer
    with_name = attendees.seen(session, viewer).count()
    return {
        "session": session,
        "with_name": with_name,
        "total": with_name + session.headcount,
        "named": bool(verdict(check_identify, viewer, session)),
        "may_record": bool(verdict(check_came, viewer, session)),
    }


def session(request: Request, uid: str) -> HttpResponse:
    """Who is there, and everything that can be done about it; with htmx only the list that was searched."""
    held = _scoped(request, uid)
    context = _frame(request, held)
    lists = _lists(request, held, recording=context["may_record"])
    context |= lists
    if context["named"]:
        shown = sum(len(lists[name]) for name in ("found", "present", "lately"))
        audit.note_read(request, "gatherings.names_read", held, {"people": shown}, project_id=held.project_id)
    if request.htmx:
        return render(request, "gatherings/session.html#list", context)
    return render(request, "gatherings/session.html", context | _rest(request, held))


def _lists(request: Request, session: Session, *, recording: bool) -> dict[str, Any]:
    """Who answers to the letters typed; without any, who is present and who came lately."""
    typed = request.GET.get("q", "").strip()[:60]
    if typed:
        found = attendees.answering(session, typed, request.viewer)
        return {"q": typed, "found": found, "present": [], "lately": [], "page": None}
    page = Paginator(attendees.attendances(session, request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "q": "",
        "found": [],
        "page": page,
        "present": attendees.present(session, page.object_list, request.viewer),
        "lately": attendees.expected(session, request.viewer) if recording and page.number == 1 else [],
    }


def _rest(request: Request, session: Session) -> dict[str, Any]:
    viewer = request.viewer
    records = bool(verdict(check_record, viewer, session))
    return {
        "not_yet": verdict(check_came, viewer, session).reason if records else "",
        "newcomer": NewcomerForm(session=session),
        "headcount": HeadcountForm(initial={"headcount": session.headcount, "seen": session.headcount}),
        "may_register": bool(verdict(check_register, viewer, session)),
        "may_change": bool(verdict(check_change, viewer, session)),
        "may_delete": bool(verdict(check_delete, viewer, session)),
        "may_import": bool(verdict(check_import, viewer, session.project)),
        "ways": ways_from(session, viewer),
    }


@require_POST
def tick(request: Request, uid: str, person: str) -> HttpResponse:
    """Somebody is there (``present`` = 1), or was not after all (0)."""
    held = _scoped(request, uid)
    check_record(request.viewer, held)
    somebody = _person(request, held, person)
    if request.POST.get("present") == "0":
        actions.remove_presence(held, somebody, by=request.viewer)
    else:
        actions.record_presence(held, [somebody], by=request.viewer)
    if not request.htmx:
        return redirect(held)
    context = _frame(request, held) | {"attendee": attendees.one(held, somebody, request.viewer)}
    return _said(render(request, "gatherings/ticked.html", context), context["total"])


def _said(response: HttpResponse, total: int) -> HttpResponse:
    """Have the new count read aloud."""
    words = ngettext("%(count)s person present", "%(count)s people present", total) % {"count": total}
    return trigger_client_event(response, "said", {"value": words})


@require_POST
def headcount(request: Request, uid: str) -> HttpResponse:
    """How many were there of whom nobody took the name."""
    held = _scoped(request, uid)
    check_record(request.viewer, held)
    form = HeadcountForm(request.POST)
    if form.is_valid():
        number, seen = form.cleaned_data["headcount"], form.cleaned_data["seen"]
        try:
            held = actions.set_headcount(held, number, seen=seen, by=request.viewer)
        except ChangedMeanwhile as changed:
            held = changed.session
            form = HeadcountForm({"headcount": number, "seen": held.headcount})
            form.add_error(
                "headcount",
                _("A colleague wrote %(number)s meanwhile. Save again to replace it.") % {"number": held.headcount},
            )
        else:
            if not request.htmx:
                messages.success(request, _("The number is saved."))
                return redirect(held)
            form = HeadcountForm(initial={"headcount": number, "seen": number})
    context = _frame(request, held) | {"form": form, "headcount": form}
    return render(request, _part(request, "gatherings/headcount.html"), context, status=422 if form.errors else 200)


def _part(request: Request, page: str) -> str:
    """The page, or with htmx only the part of it that changes."""
    return f"{page}#part" if request.htmx else page


def newcomer(request: Request, uid: str) -> HttpResponse:
    """Write somebody down in three fields; who may be known already is proposed first."""
    held = _scoped(request, uid)
    check_register(request.viewer, held)
    form = NewcomerForm(request.POST or None, session=held)
    if request.method == "POST" and form.is_valid():
        alike, same_keys = attendees.alike(held, form.identity, request.viewer)
        certain = form.cleaned_data["certain"]
        if alike:
            audit.note_read(request, "gatherings.names_read", held, {"people": len(alike)}, project_id=held.project_id)
        if alike and not certain:
            return _newcomer_page(request, held, form, alike=alike, same_keys=same_keys)
        attendee = _write_down(request, held, form, apart=bool(alike) and same_keys)
        if attendee is not None and request.htmx:
            fresh = NewcomerForm(session=held)
            return _newcomer_page(request, held, fresh, attendee=attendee)
        if attendee is not None:
            messages.success(request, _("Added and ticked."))
            return redirect(held)
    return _newcomer_page(request, held, form)


def _write_down(request: Request, session: Session, form: NewcomerForm, *, apart: bool) -> Attendee | None:
    slip, category = form.cleaned_data["slip"], form.cleaned_data.get("category", "")
    try:
        attendance = actions.add_newcomer(
            session, form.identity, slip=slip, category=category, apart=apart, by=request.viewer
        )
    except Ambiguous as doubt:
        form.add_error(None, f"{doubt} " + _("Leave the telephone out, or ask a colleague who sees names."))
        return None
    return attendees.one(session, attendance.person, request.viewer)


def _newcomer_page(
    request: Request,
    session: Session,
    form: NewcomerForm,
    *,
    alike: list[Attendee] | None = None,
    same_keys: bool = False,
    attendee: Attendee | None = None,
) -> HttpResponse:
    context = _frame(request, session) | {
        "newcomer": form,
        "alike": alike or [],
        "same_keys": same_keys,
        "attendee": attendee,
    }
    return render(request, _part(request, "gatherings/newcomer.html"), context, status=422 if form.errors else 200)


def details(request: Request, uid: str, person: str) -> HttpResponse:
    """As what somebody came to a training, and for how long."""
    held = _scoped(request, uid)
    check_record(request.viewer, held)
    hers = Q(person__uid=person) | Q(person__merged_into__uid=person)
    attendance = get_object_or_404(attendees.attendances(held, request.viewer), hers)
    attendance.session = held
    initial = {
        "category": attendance.category,
        "minutes": attendance.minutes,
        "organisation": str(attendance.organisation or ""),
    }
    named = bool(verdict(check_identify, request.viewer, held))
    form = DetailForm(request.POST or None, session=held, initial=initial, named=named)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.detail(
            attendance,
            said.get("organisation"),
            category=said["category"],
            minutes=said["minutes"],
            by=request.viewer,
        )
        messages.success(request, _("Saved."))
        return redirect(held)
    if named:
        audit.note_read(request, "gatherings.names_read", held, {"people": 1}, project_id=held.project_id)
    context = {"session": held, "form": form, "attendee": attendees.present(held, [attendance], request.viewer)[0]}
    context["organisations"] = agenda.organisation_names()
    return render(request, "gatherings/details.html", context, status=422 if form.errors else 200)
