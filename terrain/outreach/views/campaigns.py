"""Campaigns, what each did day by day, and their end."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.gatherings.of_project import first_project
from terrain.outreach import reckoning
from terrain.outreach.actions import campaigns as actions
from terrain.outreach.charts import interval_chart
from terrain.outreach.enums import CampaignState
from terrain.outreach.forms.campaigns import CampaignForm
from terrain.outreach.models import Campaign
from terrain.outreach.policies import (
    check_browse,
    check_campaign,
    check_compare,
    check_estimate,
    check_log,
    check_over,
    check_run_somewhere,
)
from terrain.outreach.views.common import PER_PAGE, asked, frame

SHOWN_EVENTS = 30


def one_campaign(request: Request, uid: str) -> Campaign:
    """The campaign, when the viewer may see it."""
    seen = Campaign.objects.visible_to(request.viewer).select_related("project", "target", "key")
    return get_object_or_404(seen, uid=uid)


def home(request: Request) -> HttpResponse:
    """The campaigns of the viewer's projects, newest first, each with contacts and events."""
    check_browse(request.viewer)
    form, context = frame(request, "outreach:home")
    found = Campaign.objects.visible_to(request.viewer).select_related("project").counted()
    if form.chosen is not None:
        found = found.filter(project=form.chosen)
    context["page"] = Paginator(found.order_by("-first_day", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "outreach/home.html", context)


def new(request: Request) -> HttpResponse:
    """Plan a campaign."""
    check_run_somewhere(request.viewer)
    form = CampaignForm(request.POST or None, viewer=request.viewer, initial=first_project(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        opened = actions.open_campaign(
            said["project"], form.said, partners=list(said["partners"]), slip=said["slip"], by=request.viewer
        )
        messages.success(request, _("The campaign is planned. Write down each time you go out."))
        return redirect(opened)
    return asked(request, "outreach/campaign_form.html", form, campaign=None)


def edit(request: Request, uid: str) -> HttpResponse:
    """Change what a campaign says of itself."""
    held = one_campaign(request, uid)
    check_campaign(request.viewer, held)

    def bind(typed: Any, now: Campaign = held) -> CampaignForm:
        return CampaignForm(typed, viewer=request.viewer, campaign=now, initial=CampaignForm.initial_of(now))

    form = bind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_campaign(
                held, form.said, partners=list(said["partners"]), version=said["version"] or 0, by=request.viewer
            )
        except ChangedMeanwhile as changed:
            form = shown_again(form, partial(bind, now=changed.record))
        except Denied as denied:
            form.add_error("target", str(denied.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "outreach/campaign_form.html", form, campaign=held)


def campaign(request: Request, uid: str) -> HttpResponse:
    """A campaign: contacts, events and estimated people, three figures that are never mixed."""
    held = one_campaign(request, uid)
    events = held.events.held().order_by("-day", "-pk")
    contacts, estimates = reckoning.contacts_of(held), list(held.estimates.select_related("made_by", "declared_by"))
    newest = _shown(estimates)
    context = {
        "campaign": held,
        "contacts": contacts,
        "held": events.count(),
        "newest": newest,
        "estimates": estimates,
        "chart": interval_chart(estimates[:6], contacts),
        "telephones": reckoning.telephones(held) if held.is_going else None,
        "costs": costs(held, contacts, newest.value if newest else 0),
        "coming": held.events.coming(clock.today())[:10],
        "page": Paginator(events, SHOWN_EVENTS).get_page(request.GET.get("page")),
        "channels": reckoning.by_channel(held),
        "address": request.build_absolute_uri(reverse("campaign:page", args=[held.slug])),
        "may": _may(request, held),
    }
    return render(request, "outreach/campaign.html", context)


def _shown(estimates: list[Any]) -> Any:
    """The estimate that the page shows: the one that is declared, else the newest."""
    return next((one for one in estimates if one.is_declared), estimates[0] if estimates else None)


def costs(held: Campaign, contacts: int, people: int) -> list[tuple[str, float]]:
    """What one contact cost, and one person as estimated: words and dirhams."""
    told = [(_("one contact"), contacts), (_("one person, as estimated"), people)]
    return [(words, round(held.cost / number, 2)) for words, number in told if held.cost is not None and number]


def _may(request: Request, held: Campaign) -> dict[str, bool]:
    rules = {
        "change": check_campaign,
        "log": check_log,
        "end": check_over,
        "estimate": check_estimate,
        "compare": check_compare,
    }
    return {name: bool(verdict(rule, request.viewer, held)) for name, rule in rules.items()}


def end(request: Request, uid: str) -> HttpResponse:
    """End a campaign for good: what becomes of the telephones is said first."""
    return _over(request, uid, CampaignState.ENDED)


def cancel(request: Request, uid: str) -> HttpResponse:
    """Cancel a campaign for good."""
    return _over(request, uid, CampaignState.CANCELLED)


def _over(request: Request, uid: str, state: CampaignState) -> HttpResponse:
    held = one_campaign(request, uid)
    check_over(request.viewer, held)
    if request.method == "POST":
        if state == CampaignState.ENDED:
            actions.end_campaign(held, by=request.viewer)
            messages.success(request, _("The campaign is over. Its telephones and their key are destroyed."))
        else:
            actions.cancel_campaign(held, by=request.viewer)
            messages.success(request, _("The campaign is cancelled."))
        return redirect(held)
    told = {"campaign": held, "ending": state == CampaignState.ENDED, "telephones": reckoning.telephones(held)}
    return render(request, "outreach/over.html", told)
