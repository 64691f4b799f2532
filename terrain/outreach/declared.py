"""What campaigns declare for their project's promises: estimates that somebody who may confirmed, of campaigns that ended."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, ngettext

from terrain.core.ui.wording import figure
from terrain.facts.declarations import Declared
from terrain.outreach.enums import CampaignState, Method
from terrain.outreach.lists import lists
from terrain.outreach.models import Estimate


def read(projects: Iterable[int]) -> list[Declared]:
    """What campaigns of these projects declare; one query."""
    standing = Estimate.objects.declared().filter(
        campaign__project__in=list(projects), campaign__state=CampaignState.ENDED, campaign__target__isnull=False
    )
    return [
        Declared(
            project_id=one.campaign.project_id,
            code=one.campaign.target.code if one.campaign.target is not None else "",
            first_month=one.campaign.first_day.replace(day=1),
            last_month=one.campaign.last_day.replace(day=1),
            value=one.value,
            method=method_words(one),
            combine="sum" if one.combine == "sum" else "highest",
            low=one.low,
            high=one.high,
            source=f"{one.campaign} · {one.source}",
            address=one.get_absolute_url(),
            permission="gathering.view",
        )
        for one in standing.select_related("campaign__target").order_by("campaign_id", "pk")
    ]


def method_words(estimate: Estimate) -> str:
    """How an estimate was made, with the figures that it rests on, on one line."""
    told: dict[str, Any] = {name: figure(number) for name, number in estimate.inputs.items() if _counts(number)}
    count = estimate.inputs.get("events", 0)
    match estimate.method:
        case Method.RECAPTURE:
            words = ngettext(
                "Telephones compared between events (capture–recapture): %(events)s event, %(contacts)s contacts, "
                "%(different)s different telephones, %(again)s heard again.",
                "Telephones compared between events (capture–recapture): %(events)s events, %(contacts)s contacts, "
                "%(different)s different telephones, %(again)s heard again.",
                count,
            )
        case Method.REPEATS:
            words = gettext(
                "Contacts without repeats: of %(asked)s asked, %(had_met)s had met the campaign before; %(contacts)s contacts."
            )
        case Method.EXPORT:
            told |= {
                "channel": lists().words("channels", estimate.inputs["channel"]),
                "fewest": figure(estimate.inputs["fewest"]),
                "most": figure(estimate.inputs["most"]),
            }
            words = gettext(
                "Export of the channel (%(channel)s): %(accounts)s accounts reached, %(here)s %% of them where the campaign speaks, "
                "%(fewest)s to %(most)s accounts a person."
            )
        case _method:
            told |= {"size": figure(estimate.inputs["size"]), "counted": figure(estimate.inputs["counted"])}
            words = gettext(
                "Households of %(people)s people counted: %(size)s members on average in a sample of %(sample)s, "
                "%(counted)s of them counted themselves and left out."
            )
    return words % told


def _counts(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)
