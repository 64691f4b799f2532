"""Trainings: the list, a training's page, preparing it, its days, closing it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.accounts.models import User
from terrain.core import audit, clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.gatherings.actions import AlreadyThere
from terrain.gatherings.of_project import OfProjectForm
from terrain.learning import places, roster
from terrain.learning.actions import cohorts as actions
from terrain.learning.forms.cohorts import CohortForm, DetailsForm, MeetingForm
from terrain.learning.hangings import cohort_parts
from terrain.learning.models import Cohort
from terrain.learning.policies.cohorts import (
    check_answer,
    check_browse,
    check_cohort,
    check_hold_somewhere,
    check_list,
)
from terrain.learning.views.common import asked, frame, one_cohort, one_meeting

PAST = 30


def home(request: Request) -> HttpResponse:
    """The trainings of the viewer's projects: those that run, those that come, and page by page those that are over."""
    check_browse(request.viewer)
    form = OfProjectForm(request.GET, viewer=request.viewer)
    found = roster.listed(request.viewer)
    if form.chosen is not None:
        found = found.filter(project=form.chosen)
    past = Paginator(roster.past(found), PAST).get_page(request.GET.get("page"))
    first = past.number == 1
    context = {
        "filter": form,
        "project": form.chosen,
        "running": list(roster.running(found)) if first else [],
        "upcoming": list(roster.upcoming(found)) if first else [],
        "past": past,
        "may_hold": request.viewer.may("gathering.record", form.chosen.pk if form.chosen else None),
    }
    return render(request, "learning/home.html", context)


def new(request: Request) -> HttpResponse:
    """Prepare a training: course, place, first and last day, hours; its days are made."""
    check_hold_somewhere(request.viewer)
    form = CohortForm(request.POST or None, viewer=request.viewer, initial=_first_words(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            cohort = actions.open_cohort(
                typed["course"],
                typed["project"],
                form.said,
                form.meetings,
                form.group_names,
                slip=typed["slip"],
                by=request.viewer,
            )
        except AlreadyThere:
            form.add_error(
                "name", _("A training of this name stands on one of these days already: give it another name.")
            )
        else:
            messages.success(
                request, _("The training is prepared. Open its registration, or write people down yourself.")
            )
            return redirect(cohort)
    return asked(request, "learning/cohort_new.html", form)


def _first_words(request: Request) -> dict[str, Any]:
    user = User.objects.filter(pk=request.viewer.user_id or 0).first()
    asked_for = {name: request.GET[name] for name in ("course", "project") if request.GET.get(name)}
    return asked_for | {"trainer": user.full_name if user else ""}


def cohort(request: Request, uid: str) -> HttpResponse:
    """A training: what is to be done, when it meets, who is on its list, and what other parts say of it."""
    held = one_cohort(request, uid)
    viewer = request.viewer
    context = frame(request, held)
    answers = bool(verdict(check_answer, viewer, held))
    listed, uninvited = roster.rows(held, viewer), roster.uninvited(held, viewer)
    context |= {
        "room": places.room(held),
        "rows": listed,
        "uninvited": uninvited,
        "meetings": held.meetings.select_related("session__place", "module", "group"),
        "may_answer": answers,
        "asked": list(held.requests.waiting()) if answers else [],
        "asked_count": held.requests.waiting().count(),
        "parts": cohort_parts(held, viewer),
        "enough": sum(row.mood == "ok" for row in listed),
        "today": clock.today(),
    }
    shown = len(listed) + len(uninvited)
    if context["named"] and shown:
        audit.note_read(request, "learning.names_read", held, {"people": shown}, project_id=held.project_id)
    return render(request, "learning/cohort.html", context)


def edit(request: Request, uid: str) -> HttpResponse:
    """Change what a training says of itself."""
    held = one_cohort(request, uid)
    check_cohort(request.viewer, held)
    form = DetailsForm(request.POST or None, initial=DetailsForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_cohort(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = DetailsForm.initial_of(changed.record)
            form = shown_again(form, lambda typed: DetailsForm(typed, initial=now))
        except AlreadyThere:
            form.add_error(
                "name", _("A training of this name stands on one of these days already: give it another name.")
            )
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "learning/cohort_edit.html", form, cohort=held)


CHANGES = {
    "close": (actions.close_cohort, lambda: _("The training is closed. Its list stays, and what was attended counts.")),
    "reopen": (actions.reopen_cohort, lambda: _("The training is taken up again.")),
    "cancel": (
        actions.cancel_cohort,
        lambda: _("The training is cancelled: nothing of it counts. You can take it up again."),
    ),
}


@require_POST
def change(request: Request, uid: str) -> HttpResponse:
    """Close it, cancel it, take it up again."""
    held = one_cohort(request, uid)
    check_cohort(request.viewer, held)
    doing = CHANGES.get(request.POST.get("change", ""))
    if doing is None:
        raise Http404
    act, words = doing
    act(held, by=request.viewer)
    messages.success(request, words())
    return redirect(held)


def add_meeting(request: Request, uid: str) -> HttpResponse:
    """One more day."""
    held = one_cohort(request, uid)
    check_list(request.viewer, held)
    last = held.meetings.order_by("-starts").first()
    initial = (MeetingForm.initial_of(last) | {"module": None, "day": None}) if last is not None else {}
    form = MeetingForm(request.POST or None, cohort=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_meeting(held, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        except AlreadyThere:
            form.add_error("day", _("The project has a session of this name on this day already."))
        except actions.MeetsAlready:
            form.add_error("starts", _("They meet at this hour already: look at the other days."))
        else:
            messages.success(request, _("The day is added."))
            return redirect(held)
    return asked(request, "learning/meeting_form.html", form, cohort=held, meeting=None)


def edit_meeting(request: Request, uid: str, meeting: str) -> HttpResponse:
    """Another day, other hours, another module."""
    held = one_cohort(request, uid)
    check_list(request.viewer, held)
    one = one_meeting(held, meeting)
    form = MeetingForm(request.POST or None, cohort=held, initial=MeetingForm.initial_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(one, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = MeetingForm.initial_of(changed.record)
            form = shown_again(form, lambda typed: MeetingForm(typed, cohort=held, initial=now))
        except AlreadyThere:
            form.add_error("day", _("The project has a session of this name on this day already."))
        except actions.MeetsAlready:
            form.add_error("starts", _("They meet at this hour already: look at the other days."))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "learning/meeting_form.html", form, cohort=held, meeting=one)


@require_POST
def cancel_meeting(request: Request, uid: str, meeting: str) -> HttpResponse:
    """It does not take place, or does after all."""
    held: Cohort = one_cohort(request, uid)
    check_list(request.viewer, held)
    cancelled = request.POST.get("cancelled") != "0"
    actions.cancel_meeting(one_meeting(held, meeting), cancelled=cancelled, by=request.viewer)
    words = (
        _("This day does not take place: nobody owes its minutes.") if cancelled else _("This day takes place again.")
    )
    messages.success(request, words)
    return redirect(held)
