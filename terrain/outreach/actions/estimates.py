"""Estimates of how many different people a campaign reached: made, declared for its promise, taken back. None is ever changed."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held
from terrain.core.policies import Denied
from terrain.outreach import reckoning
from terrain.outreach.actions.proofs import Proof, kept
from terrain.outreach.enums import Method
from terrain.outreach.estimating import Range, TooLittle
from terrain.outreach.models import Campaign, Estimate
from terrain.outreach.policies import check_compare, check_declare, check_estimate, check_retract


def compare_telephones(campaign: Campaign, *, source: str = "", slip: UUID | None = None, by: Viewer) -> Estimate:
    """Reckon from the telephones of its events. Raises ``TooLittle`` when they say too little."""
    check_compare(by, campaign)
    slip = slips.own(slip, by, campaign, "estimate")
    with action("outreach.estimate_made", by=by, obj=campaign, project_id=campaign.project_id) as act:
        if (before := slips.taken(slip, Estimate)) is not None:
            act.silent = True
            return before
        now = held(campaign)
        check_compare(by, now)
        found, told = reckoning.by_recapture(now)
        made = _keep(now, Method.RECAPTURE, found, told, source, by)
        slips.made(slip, made)
        act.detail = {"method": Method.RECAPTURE, "value": found.value}
    return made


def compare_at_the_end(campaign: Campaign, *, by: Viewer) -> Estimate | None:
    """Compare telephones a last time, inside the action that ends the campaign; ``None`` when they say too little."""
    check_compare(by, campaign)
    try:
        found, told = reckoning.by_recapture(campaign)
    except TooLittle:
        return None
    with override(by.language):
        source = gettext("Compared when the campaign ended, just before the telephones were destroyed.")
    return _keep(campaign, Method.RECAPTURE, found, told, source, by)


def estimate(
    campaign: Campaign,
    method: Method,
    said: dict[str, Any],
    *,
    source: str,
    proof: Proof | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> Estimate:
    """Reckon from what a survey, an export or a sample says. Raises ``TooLittle``, ``ValueError`` for figures that contradict each
    other, ``Denied`` when an export comes without its file."""
    check_estimate(by, campaign)
    slip = slips.own(slip, by, campaign, "estimate")
    with action("outreach.estimate_made", by=by, obj=campaign, project_id=campaign.project_id) as act:
        if (before := slips.taken(slip, Estimate)) is not None:
            act.silent = True
            return before
        now = held(campaign)
        check_estimate(by, now)
        if method == Method.EXPORT and proof is None:
            raise Denied(_("The figures of a channel need the file that it exported."))
        found, told = reckoning.SAID[method](now, said)
        made = _keep(now, method, found, told, source, by, proof)
        slips.made(slip, made)
        act.detail = {"method": method, "value": found.value}
    return made


def _keep(
    campaign: Campaign,
    method: Method,
    found: Range,
    told: dict[str, Any],
    source: str,
    by: Viewer,
    proof: Proof | None = None,
) -> Estimate:
    newest = campaign.estimates.order_by("-number").first()
    return Estimate.objects.create(
        campaign=campaign,
        number=newest.number + 1 if newest is not None else 1,
        method=method,
        inputs=told,
        low=found.low,
        value=found.value,
        high=found.high,
        source=source,
        evidence=kept(proof, by),
        made_at=clock.now(),
        made_by_id=by.user_id,
    )


def declare(estimate: Estimate, *, combine: str, by: Viewer) -> Estimate:
    """Let an estimate answer the campaign's promise. The one that answered it before is taken back: a campaign declares one figure."""
    estimate = Estimate.objects.select_related("campaign").get(pk=estimate.pk)
    check_declare(by, estimate)
    with action(
        "outreach.estimate_declared", by=by, obj=estimate.campaign, project_id=estimate.campaign.project_id
    ) as act:
        campaign, now = held(estimate.campaign), held(estimate)
        now.campaign = campaign
        if now.is_declared:
            act.silent = True
            return now
        check_declare(by, now)
        with override(by.language):
            why = gettext("Estimate %(number)s takes its place.") % {"number": now.number}
        for before in campaign.estimates.declared():
            _take_back(before, why, by)
        now.declared_at, now.declared_by_id, now.combine = clock.now(), by.user_id, combine
        now.save(update_fields=["declared_at", "declared_by", "combine"])
        act.detail = {"number": now.number, "value": now.value}
    return now


def retract(estimate: Estimate, *, why: str, by: Viewer) -> None:
    """Take a declared estimate back, saying why; it stays in the history and answers nothing any more."""
    estimate = Estimate.objects.select_related("campaign").get(pk=estimate.pk)
    check_retract(by, estimate)
    with action(
        "outreach.estimate_retracted", by=by, obj=estimate.campaign, project_id=estimate.campaign.project_id
    ) as act:
        now = held(estimate)
        check_retract(by, now)
        _take_back(now, why, by)
        act.detail = {"number": now.number}


def _take_back(estimate: Estimate, why: str, by: Viewer) -> None:
    estimate.retracted_at, estimate.retracted_by_id, estimate.retracted_why = clock.now(), by.user_id, why
    estimate.save(update_fields=["retracted_at", "retracted_by", "retracted_why"])
