"""What the pages of consent tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from terrain.core import clock
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import verdict
from terrain.core.ui.wording import listed
from terrain.people.consents.closed import seen_by
from terrain.people.consents.lists import lists
from terrain.people.consents.policies import check_see, check_withdraw
from terrain.people.models import Person
from terrain.people.models.consents import Consent, Disclosure


@dataclass(frozen=True)
class Told:
    """A consent in words."""

    consent: Consent
    purpose: str
    recipient: str
    groups: str
    holds: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Sent:
    """A disclosure in words."""

    disclosure: Disclosure
    recipient: str
    groups: str


def told(consents: Iterable[Consent], viewer: Viewer, on: date) -> list[Told]:
    """These consents (recipients fetched along) in the active language."""
    return [
        Told(
            consent=one,
            purpose=str(lists().purpose(one.purpose)),
            recipient=str(one.recipient) if one.recipient is not None else one.words().outsider,
            groups=listed(lists().group_words(one.fields)),
            holds=one.holds(on),
            may_withdraw=bool(verdict(check_withdraw, viewer, one)),
        )
        for one in consents
    ]


def sent(disclosures: Iterable[Disclosure]) -> list[Sent]:
    """These disclosures in the active language."""
    return [Sent(one, str(one.recipient), listed(lists().group_words(one.fields))) for one in disclosures]


def consents_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """The panel on a person's page: what stands and what ended; ``None`` for whoever does not see who she is."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if not verdict(check_see, viewer, person):
        return None
    found = seen_by(Consent.objects.filter(person__in=person.selves), viewer).select_related(
        "to_organisation", "to_project", "person__key"
    )
    return {"consents": told(found[:20], viewer, clock.today()), "may_ask": viewer.may("people.edit")}


def ending(viewer: Viewer, days: int) -> QuerySet[Consent]:
    """Consents that end within ``days``, of people whom the viewer identifies, the first to end first."""
    seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
    today = clock.today()
    standing = Consent.objects.filter(withdrawn_at=None, until__gte=today, until__lte=today + timedelta(days=days))
    found = seen_by(standing, viewer).filter(Q(person__in=seen) | Q(person__merged_into__in=seen))
    return found.select_related("person__key", "to_organisation", "to_project").order_by("until", "pk")


def expiring(viewer: Viewer, days: int) -> list[Consent]:
    """The first of these."""
    return list(ending(viewer, days)[:50])
