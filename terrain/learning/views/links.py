"""The public form of a training and its notice; badges and the list on paper; the room's code; the trainer's reading of a badge."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.squares import picture_of
from terrain.gatherings.policies import check_came
from terrain.learning import places, roster
from terrain.learning.actions import cohorts as actions
from terrain.learning.actions import doors
from terrain.learning.actions.enrolments import Comes
from terrain.learning.actions.enrolments import enrol_all as enrol_all_of
from terrain.learning.forms.cohorts import RegistrationForm
from terrain.learning.models import Cohort, Meeting
from terrain.learning.policies.cohorts import check_cohort, check_identify, check_list
from terrain.learning.views.common import frame, one_cohort, one_enrolment, one_meeting, whole_address


def opening(request: Request, uid: str) -> HttpResponse:
    """The link of the public form, its picture, until when; opening and closing it."""
    held = one_cohort(request, uid)
    check_cohort(request.viewer, held)
    if request.POST.get("change") == "close":
        return _closed(request, held)
    until = held.registration_until if held.takes_registrations else held.first_day
    initial = {"until": until if until and until >= clock.today() else None, "announced": held.announced}
    form = RegistrationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _opened(request, held, form)
    address = whole_address("training:register", held.registration_secret) if held.takes_registrations else ""
    context = frame(request, held) | {
        "form": form,
        "address": address,
        "picture": picture_of(address, _("Registration")) if address else "",
        "room": places.room(held),
    }
    return render(request, "learning/opening.html", context, status=422 if form.errors else 200)


def _opened(request: Request, cohort: Cohort, form: RegistrationForm) -> HttpResponse:
    afresh = request.POST.get("change") == "afresh"
    actions.open_registration(cohort, **form.cleaned_data, afresh=afresh, by=request.viewer)
    messages.success(request, _("Registration is open. Share the link, or print the notice."))
    return redirect("learning:opening", cohort.uid)


def _closed(request: Request, cohort: Cohort) -> HttpResponse:
    actions.close_registration(cohort, by=request.viewer)
    messages.success(request, _("Registration is closed."))
    return redirect("learning:opening", cohort.uid)


def notice(request: Request, uid: str) -> HttpResponse:
    """A page to print in French and Arabic: what, when, where, and the picture that opens the form."""
    held = one_cohort(request, uid)
    check_cohort(request.viewer, held)
    if not held.takes_registrations:
        return redirect("learning:opening", held.uid)
    texts = []
    for language in ("fr", "ar"):
        with override(language):
            texts.append(
                {
                    "language": language,
                    "direction": "rtl" if language == "ar" else "ltr",
                    "title": str(held.course),
                    "about": held.course.about.get(language, ""),
                    "words": _("Register with your telephone: photograph this square."),
                    "for_whom": [str(one) for one in held.course.for_whom],
                }
            )
    address = whole_address("training:register", held.registration_secret)
    picture = picture_of(address, _("Registration"))
    meetings = held.meetings.filter(session__cancelled_at=None)
    return render(
        request,
        "learning/notice.html",
        {"cohort": held, "texts": texts, "address": address, "picture": picture, "meetings": meetings},
    )


def badges(request: Request, uid: str) -> HttpResponse:
    """Badges with a code, and the list to sign on paper, for whoever sees names."""
    held = one_cohort(request, uid)
    check_cohort(request.viewer, held)
    check_identify(request.viewer, held)
    listed = [row for row in roster.rows(held, request.viewer) if row.enrolment.has_place]
    if listed:
        audit.note_read(request, "learning.badges_read", held, {"people": len(listed)}, project_id=held.project_id)
    shown = [(row, picture_of(whole_address("learning:here", row.enrolment.uid), row.enrolment.code)) for row in listed]
    meetings = list(held.meetings.filter(session__cancelled_at=None).select_related("session"))
    context = {"cohort": held, "badges": shown, "meetings": meetings, "blank": range(len(listed) + 1, len(listed) + 9)}
    return render(request, "learning/badges.html", context)


def door(request: Request, uid: str, meeting: str) -> HttpResponse:
    """The picture that the room shows, on a screen or on paper: whoever is on the list checks in with it."""
    held = one_cohort(request, uid)
    check_list(request.viewer, held)
    one = one_meeting(held, meeting)
    if request.method == "POST":
        actions.show_room(one, afresh=request.POST.get("afresh") == "1", by=request.viewer)
        return redirect("learning:door", held.uid, one.uid)
    address = whole_address("training:door", one.check_in_secret) if one.check_in_secret else ""
    context = frame(request, held) | {
        "meeting": one,
        "address": address,
        "picture": picture_of(address, _("Check in")) if address else "",
        "present": one.session.attendances.count(),
    }
    return render(request, "learning/door.html", context)


def here(request: Request, enrolment: str) -> HttpResponse:
    """The trainer photographed a badge: one button says that she is there."""
    one = one_enrolment(request, enrolment)
    meeting = roster.meeting_now(one)
    if request.method == "POST":
        return _let_in(request, one, meeting)
    named = bool(verdict(check_identify, request.viewer, one.cohort))
    if named:
        audit.note_read(request, "learning.names_read", one.cohort, {"people": 1}, project_id=one.cohort.project_id)
    context: dict[str, Any] = {
        "cohort": one.cohort,
        "row": roster.row(one, named),
        "meeting": meeting,
        "there": bool(meeting and meeting.session.attendances.filter(person__in=one.person.selves).exists()),
        "may_record": bool(
            meeting
            and verdict(check_list, request.viewer, one.cohort)
            and verdict(check_came, request.viewer, meeting.session)
        ),
    }
    return render(request, "learning/here.html", context)


def _let_in(request: Request, enrolment: Any, meeting: Meeting | None) -> HttpResponse:
    check_list(request.viewer, enrolment.cohort)
    if meeting is None:
        raise Denied(_("No day of this training is open at this hour."))
    doors.let_in(meeting, enrolment, by=request.viewer)
    messages.success(request, _("Ticked: she is here."))
    return redirect("learning:here", enrolment.uid)


@require_POST
def enrol_all(request: Request, uid: str) -> HttpResponse:
    """Those who came without being on the list are put on it."""
    held = one_cohort(request, uid)
    check_list(request.viewer, held)
    own = held.course.categories
    persons = [one.person for one in roster.uninvited(held, request.viewer)]
    enrol_all_of(held, persons, Comes(own[0] if len(own) == 1 else ""), by=request.viewer)
    messages.success(request, _("They are on the list now, and what they attended counts."))
    return redirect(held)
