"""What a campaign's records say, ready for an estimate: contacts, telephones, people counted in its project."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from terrain.facts.counting import overlap
from terrain.outreach import estimating
from terrain.outreach.enums import Method
from terrain.outreach.estimating import Households, Range, Reach
from terrain.outreach.lists import lists
from terrain.outreach.models import Campaign, Heard

Inputs = dict[str, Any]


def contacts_of(campaign: Campaign) -> int:
    """How often the campaign met somebody, over all its events."""
    found: int | None = campaign.events.held().aggregate(met=Sum("contacts"))["met"]
    return found or 0


def people_counted(campaign: Campaign) -> int:
    """Different people whom the records of its project count, each once."""
    return overlap([campaign.project_id]).get((campaign.project_id, campaign.project_id), 0)


def reach(campaign: Campaign) -> Reach:
    """What telephones say, of the events at which some were given. Raises ``TooLittle``."""
    return estimating.reach_by_recapture(_events(campaign))


def _events(campaign: Campaign) -> Sequence[tuple[int, set[bytes]]]:
    """Every event that took place, with its contacts and its fingerprints; two queries."""
    events = list(campaign.events.held().order_by("day", "pk").values_list("pk", "contacts"))
    heard = Heard.objects.by_event(pk for pk, _contacts in events)
    return [(contacts or 0, heard.get(pk, set())) for pk, contacts in events]


@dataclass(frozen=True)
class Telephones:
    """What is known of telephones before any estimate: given, different ones, given again, events at which some were given."""

    given: int
    different: int
    again: int
    events: int


def telephones(campaign: Campaign) -> Telephones:
    """The telephones of a campaign; one query."""
    heard = Heard.objects.filter(event__campaign=campaign, event__struck_at=None)
    told = heard.aggregate(
        given=Count("pk"), different=Count("fingerprint", distinct=True), events=Count("event", distinct=True)
    )
    return Telephones(told["given"], told["different"], told["given"] - told["different"], told["events"])


def by_recapture(campaign: Campaign) -> tuple[Range, Inputs]:
    """Telephones compared between events, and the figures that it was reckoned from. Raises ``TooLittle``."""
    found = reach(campaign)
    told = {
        "contacts": contacts_of(campaign),
        "events": len(found.caught.sizes),
        "telephones": sum(found.caught.sizes),
        "different": found.caught.seen,
        "again": found.caught.again,
        "crowd_low": found.crowd.low,
        "crowd": found.crowd.value,
        "crowd_high": found.crowd.high,
    }
    return found.people, told


def by_repeats(campaign: Campaign, said: Inputs) -> tuple[Range, Inputs]:
    """A survey among contacts: ``asked``, ``had_met``. Raises ``TooLittle``."""
    contacts = contacts_of(campaign)
    return estimating.reach_by_repeats(contacts, said["asked"], said["had_met"]), {"contacts": contacts} | said


def by_export(campaign: Campaign, said: Inputs) -> tuple[Range, Inputs]:
    """Figures that a channel exports: ``channel``, ``impressions``, ``accounts``, ``here``, ``fewest``, ``most``."""
    return estimating.reach_by_export(said["accounts"], said["here"], said["fewest"], said["most"]), said


def by_households(campaign: Campaign, said: Inputs) -> tuple[Range, Inputs]:
    """A sample of households: ``sample``, ``size``, ``deviation``, ``counted``. Raises ``TooLittle``."""
    people = people_counted(campaign)
    return estimating.reach_by_households(people, Households(**said)), {"people": people} | said


SAID = {Method.REPEATS: by_repeats, Method.EXPORT: by_export, Method.HOUSEHOLDS: by_households}
"""Ways that are reckoned from what somebody says."""


@dataclass(frozen=True)
class ByChannel:
    """One channel of a campaign: how many events, how many contacts."""

    words: str
    events: int
    contacts: int


def by_channel(campaign: Campaign) -> list[ByChannel]:
    """The channels by which it met somebody, most contacts first; one query."""
    rows = campaign.events.held().order_by().values("channel").annotate(events=Count("pk"), met=Sum("contacts"))
    found = [ByChannel(lists().words("channels", row["channel"]), row["events"], row["met"] or 0) for row in rows]
    return sorted(found, key=lambda one: (-one.contacts, one.words))
