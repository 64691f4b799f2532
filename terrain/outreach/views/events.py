"""What a campaign did: one day, one place, one channel; three taps in a market, the rest later."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.core.ui.wording import figure
from terrain.gatherings import agenda
from terrain.outreach.actions import campaigns as actions
from terrain.outreach.forms.campaigns import EventForm
from terrain.outreach.models import Campaign, CampaignEvent
from terrain.outreach.policies import check_event, check_evidence, check_log
from terrain.outreach.views.campaigns import one_campaign
from terrain.outreach.views.common import asked, opened


def _one(request: Request, uid: str) -> CampaignEvent:
    seen = CampaignEvent.objects.visible_to(request.viewer).standing()
    return get_object_or_404(seen.select_related("campaign__project", "evidence__key"), uid=uid)


def _places(campaign: Campaign) -> list[str]:
    """Places that the campaign went to before, then the provinces."""
    before = list(dict.fromkeys(campaign.events.standing().values_list("place_as_written", flat=True)[:200]))
    return [*before, *(name for name in agenda.place_names() if name not in before)]


def _as_last_time(request: Request, campaign: Campaign) -> dict[str, Any]:
    """Where and how she last went out, and today."""
    mine = campaign.events.held().filter(created_by=request.viewer.user_id, day=clock.today())
    last = mine.order_by("-pk").first()
    told: dict[str, Any] = {"day": clock.today()}
    if last is not None:
        told |= {"place": last.place_as_written, "channel": last.channel, "language": last.language}
    elif len(campaign.channels) == 1:
        told["channel"] = campaign.channels[0]
    return told


def log(request: Request, uid: str) -> HttpResponse:
    """Write down what took place, or plan what is to come."""
    campaign = one_campaign(request, uid)
    check_log(request.viewer, campaign)
    form = EventForm(
        request.POST or None, request.FILES or None, campaign=campaign, initial=_as_last_time(request, campaign)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.log_event(
            campaign, form.said, numbers=said["numbers"], proof=form.proof, slip=said["slip"], by=request.viewer
        )
        if said["contacts"] is None:
            messages.success(request, _("It is planned."))
        else:
            messages.success(request, _("Written down: %(number)s contacts.") % {"number": figure(said["contacts"])})
        return redirect(campaign)
    return asked(
        request, "outreach/event_form.html", form, campaign=campaign, event=None, places=_places(campaign), heard=0
    )


def edit(request: Request, uid: str) -> HttpResponse:
    """Change what took place, add telephones or a proof."""
    event = _one(request, uid)
    check_event(request.viewer, event)

    def bind(typed: Any, now: CampaignEvent = event) -> EventForm:
        told = EventForm.initial_of(now)
        return EventForm(typed, request.FILES or None, campaign=event.campaign, event=now, initial=told)

    form = bind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given = {"numbers": said["numbers"], "proof": form.proof}
        try:
            actions.change_event(event, form.said, version=said["version"] or 0, by=request.viewer, **given)
        except ChangedMeanwhile as changed:
            form = shown_again(form, partial(bind, now=changed.record))
        except Denied as denied:
            form.add_error("contacts", str(denied.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect(event.campaign)
    told = {"campaign": event.campaign, "event": event, "places": _places(event.campaign), "heard": event.heard.count()}
    told["may_open"] = bool(event.evidence and verdict(check_evidence, request.viewer, event.campaign.project_id))
    return asked(request, "outreach/event_form.html", form, **told)


def strike(request: Request, uid: str) -> HttpResponse:
    """Take an event back: it was written by mistake."""
    event = _one(request, uid)
    check_event(request.viewer, event)
    if request.method == "POST":
        actions.strike_event(event, by=request.viewer)
        messages.success(request, _("It is taken back, with its telephones."))
        return redirect(event.campaign)
    return render(request, "outreach/strike.html", {"event": event, "campaign": event.campaign})


def evidence(request: Request, uid: str) -> StreamingHttpResponse:
    """The proof of an event."""
    event = _one(request, uid)
    check_evidence(request.viewer, event.campaign.project_id)
    if event.evidence is None:
        raise Http404
    return opened(request, event.evidence, event.campaign, event.campaign.project_id)
