"""Pages that open without an account: the registration of a training, somebody's own page, the door of the room."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.squares import picture_of
from terrain.gatherings.attendees import initials
from terrain.learning import dates, places, roster
from terrain.learning.actions import doors, enrolments, registrations
from terrain.learning.enums import RequestState
from terrain.learning.forms.people import AskForm, CodeForm
from terrain.learning.hangings import page_parts
from terrain.learning.models import Cohort, Enrolment, Meeting
from terrain.learning.models import Request as Asked
from terrain.learning.policies.cohorts import check_hours, check_own_place
from terrain.learning.secrets import CHECK_IN, LONGEST, PAGE, REGISTRATION, REQUEST, fingerprint
from terrain.learning.views.common import whole_address

View = Callable[..., HttpResponse]
LIMITS = {"open": "300/m/ip", "ask": "30/h/ip", "code": "60/m/ip", "wrong": "20/10m/ip", "slow": "10/m/ip"}
"""How often one place may open addresses, register, and try codes: a whole room has one address. After as many ``wrong`` codes it
types them slowly, right ones too, or guessing would not be slowed; telephones that know whose they are tap as before."""
TELEPHONE = "training"
"""A signed cookie: which page was opened on this telephone. It holds a random number, never a name."""
REMEMBERED_DAYS = 60


def quiet(view: View) -> View:
    """Not kept by a browser or a machine on the way, not found by a search, and no address told to the next site.

    The secret alone gives the right to act, so no other site can use anybody's browser for it.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def kept_quiet(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(request, app="learning", action="open", config=LIMITS, limit_get=True):
            return ratelimit.respond_429(request)
        try:
            response = view(request, *args, **kwargs)
        except Denied as denied:
            response = render(request, "learning/open/sorry.html", {"reason": denied.reason}, status=403)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return kept_quiet


def _found(model: Any, field: str, purpose: str, secret: str, *joined: str) -> Any:
    """The record of this secret; 404 when there is none."""
    if len(secret) > LONGEST:
        raise Http404
    found = model.objects.filter(**{field: fingerprint(purpose, secret)}).select_related(*joined).first()
    if found is None:
        raise Http404
    return found


@quiet
def register(request: Request, secret: str) -> HttpResponse:
    """Ask for a place."""
    cohort: Cohort = _found(Cohort, "registration_digest", REGISTRATION, secret, "course", "place", "project")
    if not cohort.takes_registrations:
        return render(request, "learning/open/closed.html", {"cohort": cohort}, status=410)
    form = AskForm(request.POST or None, cohort=cohort)
    if request.method == "POST":
        if not ratelimit.consume(request, app="learning", action="ask", config=LIMITS):
            return ratelimit.respond_429(request)
        if form.is_valid():
            return _asked(request, cohort, form)
    context = {"cohort": cohort, "form": form, "meetings": _meetings(cohort), "room": places.room(cohort)}
    return render(request, "learning/open/register.html", context, status=422 if form.errors else 200)


def _asked(request: Request, cohort: Cohort, form: AskForm) -> HttpResponse:
    if form.by_a_machine:
        return render(request, "learning/open/closed.html", {"cohort": cohort})
    try:
        made = registrations.ask(cohort, form.asked(get_language() or "fr"), slip=form.cleaned_data["slip"])
    except registrations.TooMany:
        raise Denied(_("Very many registrations wait at this moment. Write to us, or try again tomorrow.")) from None
    return redirect("training:request", made.page_secret)


def _meetings(cohort: Cohort, enrolment: Enrolment | None = None) -> list[Meeting]:
    found = cohort.meetings.filter(session__cancelled_at=None).select_related("module", "group", "session")
    return [
        one
        for one in found
        if enrolment is None or one.group_id in {None, enrolment.group_id} or not enrolment.group_id
    ]


@quiet
def asked(request: Request, secret: str) -> HttpResponse:
    """What became of a registration; once it is accepted, her own page, unless that was given another address since."""
    one: Asked = _found(Asked, "page_digest", REQUEST, secret, "cohort__course", "cohort__place", "enrolment", "key")
    if one.enrolment is not None:
        if one.enrolment.page_turn > 1:
            raise Http404
        return redirect("training:page", one.enrolment.page_secret)
    if request.method == "POST":
        registrations.take_back(one)
        return redirect("training:request", secret)
    waits = one.state == RequestState.WAITING
    context = {"cohort": one.cohort, "asked": one, "waits": waits, "meetings": _meetings(one.cohort)}
    context["address"] = whole_address("training:request", secret, language=get_language() or "fr")
    return render(request, "learning/open/asked.html", context)


def _page_of(secret: str) -> Enrolment:
    """The enrolment whose page the secret opens; 404 for none, and for somebody who was forgotten."""
    found: Enrolment = _found(
        Enrolment, "page_digest", PAGE, secret, "cohort__course", "cohort__place", "cohort__project",
        "person__key", "person__merged_into__key", "group",
    )  # fmt: skip
    if found.person.erased_at is not None:
        raise Http404
    return found


@quiet
def page(request: Request, secret: str) -> HttpResponse:
    """Her own page: days, place, programme, her code for the door, and what other parts hang on it."""
    one = _page_of(secret)
    if request.method == "POST" and request.POST.get("forget") == "1":
        response: HttpResponse = redirect("training:page", secret)
        response.delete_cookie(TELEPHONE)
        return response
    context = {
        "enrolment": one,
        "cohort": one.cohort,
        "secret": secret,
        "name": roster.name_of(one.person, True),
        "meetings": _meetings(one.cohort, one),
        "picture": picture_of(whole_address("learning:here", one.uid), one.code) if one.has_place else "",
        "parts": page_parts(one),
        "may_withdraw": bool(verdict(check_own_place, request.viewer, one)) and one.state in roster.IN,
        "remembered": _pass_of(request) == str(one.uid),
    }
    response = render(request, "learning/open/page.html", context)
    if one.has_place and not one.cohort.is_over:
        _give_pass(response, one, request.is_secure())
    return response


def _give_pass(response: HttpResponse, enrolment: Enrolment, secure: bool) -> None:
    """This telephone knows which page is its owner's: one tap at the door instead of six letters."""
    signed = Signer(salt=TELEPHONE).sign(str(enrolment.uid))
    response.set_cookie(
        TELEPHONE, signed, max_age=REMEMBERED_DAYS * 86400, httponly=True, samesite="Lax", secure=secure
    )


def _pass_of(request: Request) -> str:
    try:
        return Signer(salt=TELEPHONE).unsign(request.COOKIES.get(TELEPHONE, ""))
    except BadSignature:
        return ""


@quiet
def leave(request: Request, secret: str) -> HttpResponse:
    """She does not come: her place is free."""
    one = _page_of(secret)
    if request.method != "POST":
        return redirect("training:page", secret)
    enrolments.withdraw(one, by=registrations.BY_LINK)
    return redirect("training:page", secret)


@quiet
def calendar(request: Request, secret: str) -> HttpResponse:
    """Her days, for the calendar of her telephone."""
    one = _page_of(secret)
    drawn = dates.as_calendar(one.cohort, _meetings(one.cohort, one))
    response = HttpResponse(drawn, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="formation.ics"'
    return response


@quiet
def door(request: Request, secret: str) -> HttpResponse:
    """The address that the room shows: whoever opened her page on this telephone taps once, others type their code."""
    meeting: Meeting = _found(
        Meeting,
        "check_in_digest",
        CHECK_IN,
        secret,
        "session__project",
        "cohort__project",
        "cohort__course",
        "module",
        "group",
    )
    form = CodeForm(request.POST if request.POST.get("code") else None)
    other = request.GET.get("other") == "1"
    enrolment = None if other else _who(meeting, _pass_of(request))
    if request.method == "POST":
        if not _may_try(request, typed=form.is_bound):
            return ratelimit.respond_429(request)
        found = _by_code(request, meeting, form) if form.is_bound else enrolment
        if found is not None:
            return _through(request, meeting, found)
        if not form.is_bound:
            form = CodeForm({"code": ""})
    context = {
        "meeting": meeting,
        "cohort": meeting.cohort,
        "form": form,
        "enrolment": enrolment,
        "leaving": request.GET.get("leaving") == "1",
        "initials": initials(roster.name_of(enrolment.person, True)) if enrolment else "",
        "passage": roster.passage_of(meeting, enrolment) if enrolment else None,
        "open": verdict(check_hours, request.viewer, meeting, clock.now()),
    }
    return render(request, "learning/open/door.html", context, status=422 if form.errors else 200)


def _who(meeting: Meeting, uid: str) -> Enrolment | None:
    if not uid:
        return None
    hers = meeting.cohort.enrolments.select_related("person__key", "person__merged_into__key")
    return hers.filter(uid=uid).first()


def _may_try(request: Request, *, typed: bool) -> bool:
    """Whether this place may tap or type (``typed``) once more now."""

    def once(action: str, *, look: bool = False) -> bool:
        return bool(ratelimit.consume(request, app="learning", action=action, config=LIMITS, dry_run=look))

    return once("code") and (not typed or once("wrong", look=True) or once("slow"))


def _by_code(request: Request, meeting: Meeting, form: CodeForm) -> Enrolment | None:
    """Whose code it is; an error on the form when it is nobody's."""
    if not form.is_valid():
        return None
    hers = meeting.cohort.enrolments.select_related("person__key", "person__merged_into__key")
    found = hers.filter(code=form.cleaned_data["code"]).first()
    if found is None:
        ratelimit.consume(request, app="learning", action="wrong", config=LIMITS)
        form.add_error("code", _("Nobody has this code here. Look at it again, letter by letter."))
    return found


def _through(request: Request, meeting: Meeting, enrolment: Enrolment) -> HttpResponse:
    """In, or out; a second tap says the same again."""
    leaving = request.POST.get("leaving") == "1"
    passage = doors.go_out(meeting, enrolment) if leaving else doors.come_in(meeting, enrolment)
    context = {
        "meeting": meeting,
        "cohort": meeting.cohort,
        "passage": passage,
        "leaving": leaving,
        "code": enrolment.code,
    }
    return render(request, "learning/open/through.html", context)
