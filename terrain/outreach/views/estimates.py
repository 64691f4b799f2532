"""Estimates: made one of four ways, read with everything they rest on, declared, taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.ui.wording import figure
from terrain.outreach import reckoning
from terrain.outreach.actions import estimates as actions
from terrain.outreach.assumptions import assumptions, inputs_in_words
from terrain.outreach.charts import interval_chart
from terrain.outreach.declared import method_words
from terrain.outreach.enums import Method
from terrain.outreach.estimating import TooLittle
from terrain.outreach.forms.estimates import FORMS, REASONS, DeclareForm, EstimateForm, RetractForm
from terrain.outreach.models import Campaign, Estimate
from terrain.outreach.policies import (
    DeclaredAlready,
    check_compare,
    check_declare,
    check_estimate,
    check_evidence,
    check_retract,
)
from terrain.outreach.views.campaigns import one_campaign
from terrain.outreach.views.common import asked, opened


def _one(request: Request, uid: str) -> Estimate:
    seen = Estimate.objects.visible_to(request.viewer)
    told = seen.select_related("campaign__project", "campaign__target", "evidence__key", "made_by", "declared_by")
    return get_object_or_404(told, uid=uid)


def choose(request: Request, uid: str) -> HttpResponse:
    """Which way to estimate: each with what it needs."""
    campaign = one_campaign(request, uid)
    check_estimate(request.viewer, campaign)
    ways = [(code, words, assumptions(code)) for code, words in Method.choices]
    told = {
        "campaign": campaign,
        "ways": ways,
        "telephones": reckoning.telephones(campaign),
        "compare": verdict(check_compare, request.viewer, campaign),
    }
    return render(request, "outreach/estimate_choose.html", told)


def new(request: Request, uid: str, method: str) -> HttpResponse:
    """Estimate one way."""
    campaign = one_campaign(request, uid)
    if method not in FORMS:
        raise Http404
    check = check_compare if method == Method.RECAPTURE else check_estimate
    check(request.viewer, campaign)
    form = FORMS[method](request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(campaign, form, request)
        except TooLittle as refused:
            form.add_error(None, in_words(refused))
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("The estimate is kept. It answers no promise until somebody declares it."))
            return redirect(made)
    told = {
        "campaign": campaign,
        "way": Method(method).label,
        "assumptions": assumptions(method),
        "contacts": reckoning.contacts_of(campaign),
        "telephones": reckoning.telephones(campaign) if method == Method.RECAPTURE else None,
        "people": reckoning.people_counted(campaign) if method == Method.HOUSEHOLDS else None,
    }
    return asked(request, "outreach/estimate_form.html", form, **told)


def _made(campaign: Campaign, form: EstimateForm, request: Request) -> Estimate:
    said = form.cleaned_data
    if form.method == Method.RECAPTURE:
        return actions.compare_telephones(campaign, source=said["source"], slip=said["slip"], by=request.viewer)
    return actions.estimate(
        campaign,
        form.method,
        form.inputs,
        source=said["source"],
        proof=form.proof,
        slip=said["slip"],
        by=request.viewer,
    )


def in_words(refused: TooLittle) -> str:
    """Why no honest estimate can be made."""
    return str(REASONS[refused.code]) % {"found": figure(refused.found), "needed": figure(refused.needed)}


def estimate(request: Request, uid: str) -> HttpResponse:
    """An estimate: from–to, how it was reckoned, from what, what has to be true, and what it answers."""
    return _page(request, _one(request, uid), DeclareForm(), RetractForm())


def _page(request: Request, one: Estimate, declaring: DeclareForm, retracting: RetractForm) -> HttpResponse:
    contacts = reckoning.contacts_of(one.campaign)
    told: dict[str, Any] = {
        "estimate": one,
        "campaign": one.campaign,
        "method": method_words(one),
        "inputs": inputs_in_words(one),
        "assumptions": assumptions(one.method),
        "chart": interval_chart([one], contacts),
        "contacts": contacts,
        "declare": verdict(check_declare, request.viewer, one),
        "retract": verdict(check_retract, request.viewer, one),
        "declaring": declaring,
        "retracting": retracting,
        "may_open": bool(one.evidence and verdict(check_evidence, request.viewer, one.campaign.project_id)),
    }
    wrong = declaring.errors or retracting.errors
    return render(request, "outreach/estimate.html", told, status=422 if wrong else 200)


@require_POST
def declare(request: Request, uid: str) -> HttpResponse:
    """Confirm an estimate as an answer to the campaign's promise."""
    one = _one(request, uid)
    try:
        return _declared(request, one)
    except DeclaredAlready as already:
        messages.warning(request, str(already.reason))
        return redirect(one)


def _declared(request: Request, one: Estimate) -> HttpResponse:
    check_declare(request.viewer, one)
    form = DeclareForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form, RetractForm())
    actions.declare(one, combine=form.cleaned_data["combine"], by=request.viewer)
    messages.success(request, _("The estimate is declared. It stands beside the promise, with its method, as from–to."))
    return redirect(one)


@require_POST
def retract(request: Request, uid: str) -> HttpResponse:
    """Take a declared estimate back."""
    one = _one(request, uid)
    check_retract(request.viewer, one)
    form = RetractForm(request.POST)
    if not form.is_valid():
        return _page(request, one, DeclareForm(), form)
    actions.retract(one, why=form.cleaned_data["why"], by=request.viewer)
    messages.success(request, _("The estimate is taken back. It stays in the history."))
    return redirect(one)


def evidence(request: Request, uid: str) -> StreamingHttpResponse:
    """The proof of an estimate."""
    one = _one(request, uid)
    check_evidence(request.viewer, one.campaign.project_id)
    if one.evidence is None:
        raise Http404
    return opened(request, one.evidence, one.campaign, one.campaign.project_id)
