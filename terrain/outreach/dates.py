"""Days of campaigns in the programme's calendar: what is planned and what took place; publicly, what is still to come."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terrain.calendar.registry import Happening, Source
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.outreach.models import CampaignEvent
from terrain.outreach.models.campaigns import CampaignEventQuerySet


def _happening(event: CampaignEvent, address: str) -> Happening:
    return Happening(
        uid=f"campaign-event-{event.uid}",
        words=f"{event.campaign} · {event.channel_words}",
        starts=event.day,
        ends=event.day + timedelta(days=1),
        where=event.where,
        address=address,
        project_id=event.campaign.project_id,
        version=event.version,
    )


def _between(events: CampaignEventQuerySet, first: date, last: date) -> Iterable[CampaignEvent]:
    found = events.announced().filter(day__gte=first, day__lte=last)
    return found.select_related("campaign").order_by("day", "pk")


def for_staff(viewer: Viewer, first: date, last: date) -> list[Happening]:
    """Events of the campaigns that the viewer may see; one query."""
    seen = CampaignEvent.objects.visible_to(viewer)
    return [_happening(event, event.campaign.get_absolute_url()) for event in _between(seen, first, last)]


def for_all(first: date, last: date) -> list[Happening]:
    """Events to come of campaigns with a public page; one query."""
    coming = CampaignEvent.objects.filter(campaign__public=True, contacts=None)
    found = _between(coming, max(first, clock.today()), last)
    return [_happening(event, reverse("campaign:page", args=[event.campaign.slug])) for event in found]


DATES = Source("campaigns", _("Campaigns"), staff=for_staff, public=for_all)
