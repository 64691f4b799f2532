"""The page of a partner without an account: a secret in the address opens one question, and nothing else of the house."""

from typing import Any

from allauth.core.internal import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from terrain.casework import referring, sharing
from terrain.casework.actions import answers, transfers
from terrain.casework.actions import referrals as actions
from terrain.casework.actions.links import PARTNER, link_of
from terrain.casework.forms.referrals import AnswerForm, blank_answer
from terrain.casework.models import AnswerLink
from terrain.core import clock
from terrain.core.http import Request
from terrain.core.quiet import leaving_no_trace
from terrain.core.vault import Erased

LIMITS = {"answer": "60/m/ip"}
"""How many addresses one place may try."""


@leaving_no_trace
@csrf_exempt
def answer(request: Request, secret: str) -> HttpResponse:
    """Opening the address shows nothing and writes nothing; a button shows what was shared; other buttons answer.

    The secret alone gives the right to answer, never a cookie: no other site can use anybody's browser for it, and none
    is set. (Telling no address to any site, the browser would not say where the form comes from either.)
    """
    if not ratelimit.consume(request, app="casework", action="answer", config=LIMITS, limit_get=True):
        return ratelimit.respond_429(request)
    link = link_of(secret)
    if link is None:
        raise Http404
    try:
        callback = _callback_of(link)
    except Erased:
        raise Http404 from None
    if not link.opens_at(clock.now()):
        return render(request, "casework/partners/over.html", {"callback": callback}, status=410)
    if request.method != "POST":
        return render(request, "casework/partners/door.html", _door(link, callback))
    return (
        _answered_transfer(request, link, secret, callback)
        if link.transfer
        else _answered(request, link, secret, callback)
    )


def _callback_of(link: AnswerLink) -> str:
    if link.transfer is not None:
        return transfers.callback_of(link.transfer)
    return actions.callback_of(link.referral) if link.referral is not None else ""


def _door(link: AnswerLink, callback: str) -> dict[str, Any]:
    """Where the question stands, without a word about whom it concerns."""
    return {
        "callback": callback,
        "state": link.asks.at,
        "until": timezone.localtime(link.until),
        "service": link.asks.service.name if link.asks.service is not None else "",
        "waits": link.asks.at.waits_for == "receiver" or link.asks.state == "expired",
    }


def _answered(request: Request, link: AnswerLink, secret: str, callback: str) -> HttpResponse:
    if request.POST.get("move") in {None, "", "show"}:
        return _shown(request, link, callback, None)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, link, callback, form)
    assert link.referral is not None
    answers.answer(link.referral, form.said, link=link, slip=form.mark, by=PARTNER)
    return redirect("partner:answer", secret)


def _shown(request: Request, link: AnswerLink, callback: str, form: AnswerForm | None) -> HttpResponse:
    held = answers.show(link)
    assert held is not None
    context = {
        "referral": held,
        "service": referring.service_words(held),
        "urgency": str(referring.lists().urgency(held.urgency)),
        "question": referring.question_of(held),
        "callback": callback,
        "state": held.at,
        "form": form or blank_answer(held),
        "at": timezone.localtime(held.appointment_at) if held.appointment_at is not None else None,
    }
    return render(request, "casework/partners/question.html", context, status=422 if form is not None else 200)


def _answered_transfer(request: Request, link: AnswerLink, secret: str, callback: str) -> HttpResponse:
    move, reason = request.POST.get("move"), request.POST.get("reason", "")
    assert link.transfer is not None
    declines = referring.lists().choices("decline_reasons", clock.today())
    wrong = move == "decline" and reason not in dict(declines)
    if move == "accept":
        transfers.accept_by_link(link.transfer, link=link, by=PARTNER)
    elif move == "decline" and not wrong:
        transfers.decline(link.transfer, reason, link=link, by=PARTNER)
    else:
        held = transfers.show(link)
        context = {
            "told": sharing.told(transfers.payload_of(held)),
            "callback": callback,
            "waits": held.state == "asked",
            "state": held.at,
            "declines": declines,
            "wrong": _("Say why: choose a reason.") if wrong else "",
        }
        return render(request, "casework/partners/transfer.html", context, status=422 if wrong else 200)
    return redirect("partner:answer", secret)
