"""What anybody may read of a campaign: its message, what to do, where and when, whom to call. No figure, nobody's name."""

from dataclasses import dataclass
from datetime import date

from terrain.core import clock
from terrain.core.texts import said
from terrain.outreach.models import Campaign

MOST_DATES = 50


@dataclass(frozen=True)
class Outing:
    """A day to come: where and how people are met."""

    day: date
    where: str
    how: str


@dataclass(frozen=True)
class PublicCampaign:
    """A campaign as its public page shows it, in the reader's language."""

    title: str
    message: str
    what_to_do: str
    help_numbers: str
    places: str
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    first_day: date
    last_day: date
    over: bool
    partners: tuple[str, ...]
    project: str
    coming: tuple[Outing, ...]


def campaign(slug: str) -> PublicCampaign | None:
    """The campaign at an address; ``None`` when there is none, or none that is shown."""
    found = Campaign.objects.shown().filter(slug=slug).select_related("project").first()
    if found is None:
        return None
    today = clock.today()
    coming = found.events.coming(today)[:MOST_DATES]
    return PublicCampaign(
        title=said(found.title),
        message=said(found.message),
        what_to_do=said(found.what_to_do),
        help_numbers=found.help_numbers,
        places=found.places,
        channels=tuple(found.channel_words),
        languages=tuple(found.language_words),
        first_day=found.first_day,
        last_day=found.last_day,
        over=not found.is_going or found.last_day < today,
        partners=tuple(one.name for one in found.partners.all()),
        project=found.project.code,
        coming=tuple(Outing(event.day, event.where, event.channel_words) for event in coming),
    )
