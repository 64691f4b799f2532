"""Exceptional access: asking for it, ending it, judging it, agreeing to what is privileged."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.accounts import proof
from terrain.casework import confidentiality
from terrain.casework.actions import emergencies as actions
from terrain.casework.forms.emergencies import EmergencyForm, ReviewForm
from terrain.casework.models import EmergencyAccess, PrivilegedAsk
from terrain.casework.overseeing import told
from terrain.casework.policies import emergencies as policies
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict

TRIES, WINDOW = 5, 900
"""Numbers that open nothing, and the seconds within which no more are looked up."""


def emergency(request: Request) -> HttpResponse:
    """Enter a file that is not one's own: number, reason and proof on one page, nothing told before all are given."""
    policies.check_ask(request.viewer)
    form = EmergencyForm(request.POST or None, asks_code=proof.has_code(request))
    if request.method == "POST" and form.is_valid():
        try:
            access = _enter(request, form)
        except actions.SeesAlready as seen:
            messages.info(request, _("You see this file as it is: nothing exceptional is needed."))
            return redirect(seen.case)
        if access is not None:
            messages.warning(request, _("The file is open to you. Everybody concerned has been told."))
            return redirect(access.case)
    context = {"form": form, "passkey": proof.has_passkey(request), "hours": confidentiality.limits().emergency_hours}
    return render(request, "casework/emergencies/emergency.html", context, status=422 if form.errors else 200)


def _enter(request: Request, form: EmergencyForm) -> EmergencyAccess | None:
    """Open it, or say on the form why not."""
    tries = f"casework.emergency:{request.viewer.user_id}"
    if cache.get(tries, 0) >= TRIES:
        form.add_error(None, _("Too many numbers opened nothing. Wait a quarter of an hour, or telephone."))
        return None
    if fault := proof.fault_of_code(request, form.cleaned_data.get("code", "")):
        form.add_error("code" if "code" in form.fields else None, fault)
        return None
    said = form.cleaned_data
    try:
        return actions.enter(said["number"], said["reason"], said["words"], slip=said["slip"], by=request.viewer)
    except Denied as denied:
        cache.set(tries, cache.get(tries, 0) + 1, WINDOW)
        audit.note_read(request, "casework.emergency_refused")
        form.add_error(None, denied.reason)
        return None


@require_POST
def finish(request: Request, uid: str) -> HttpResponse:
    """I am done: the file closes to me now."""
    access = get_object_or_404(EmergencyAccess.objects.filter(user_id=request.viewer.user_id or 0), uid=uid)
    if verdict(policies.check_end, request.viewer, access):
        actions.finish(access, by=request.viewer)
    messages.success(request, _("Your exceptional access is over."))
    return redirect("desk:home")


def review(request: Request, uid: str) -> HttpResponse:
    """Judge an exceptional access: why, what was done in it, and what you say of it."""
    seen = EmergencyAccess.objects.reviewable_by(request.viewer).select_related("case__project", "user", "reviewed_by")
    access = get_object_or_404(seen, uid=uid)
    may = verdict(policies.check_review, request.viewer, access)
    form = ReviewForm((request.POST or None) if may else None)
    if request.method == "POST" and form.is_valid():
        actions.review(access, form.cleaned_data["judgement"], form.cleaned_data["words"], by=request.viewer)
        messages.success(request, _("Written down."))
        return redirect("casework:oversight")
    audit.note_read(request, "casework.emergency_read", access.case, project_id=access.case.project_id)
    during = audit.events_about(access.case).filter(
        actor_id=access.user_id, at__gte=access.began_at, at__lte=access.ended_at or access.until
    )
    context = {
        "form": form,
        "access": access,
        "reason": confidentiality.words("emergency_reasons", access.reason),
        "words": actions.words_of(access),
        "judgement": actions.judgement_words_of(access),
        "events": told(list(during.order_by("seq")[:200])),
        "may": may,
    }
    return render(request, "casework/emergencies/review.html", context, status=422 if form.errors else 200)


@require_POST
def ask_privileged(request: Request, uid: str) -> HttpResponse:
    """Ask a second person to open what is under legal privilege."""
    mine = EmergencyAccess.objects.filter(user_id=request.viewer.user_id or 0).select_related("case__project")
    access = get_object_or_404(mine, uid=uid)
    policies.check_ask_privileged(request.viewer, access)
    actions.ask_privileged(access, by=request.viewer)
    messages.success(request, _("Asked. It opens when a colleague with this right agrees."))
    return redirect(access.case)


def agree(request: Request, uid: str) -> HttpResponse:
    """A second person says whether privileged notes open."""
    asks = PrivilegedAsk.objects.exclude(access__user_id=request.viewer.user_id or 0).select_related(
        "access__case__project", "access__user"
    )
    projects = request.viewer.projects("case.privileged")
    if projects is not None:
        asks = asks.filter(access__case__project_id__in=projects)
    ask = get_object_or_404(asks, uid=uid)
    if request.method == "POST":
        policies.check_agree(request.viewer, ask)
        yes = request.POST.get("answer") == "agree"
        actions.agree(ask, yes=yes, by=request.viewer)
        messages.success(request, _("Opened for a few hours.") if yes else _("It stays closed."))
        return redirect("desk:home")
    access = ask.access
    audit.note_read(request, "casework.emergency_read", access.case, project_id=access.case.project_id)
    context = {
        "ask": ask,
        "access": access,
        "reason": confidentiality.words("emergency_reasons", access.reason),
        "words": actions.words_of(access) if ask.waits else "",
        "may": verdict(policies.check_agree, request.viewer, ask),
    }
    return render(request, "casework/emergencies/agree.html", context)
