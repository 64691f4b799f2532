"""What this room's own journal leads to, and the way from a person's page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import verdict
from terrain.people.models import ContradictingKeys, Person
from terrain.people.opened.policies import check_look, check_print
from terrain.people.opened.trails import Sort, Trail

PAGES = ("person", "correct", "profile", "ask_consent", "consent_paper", "opened", "opened_paper")


def _herself(persons: Sequence[int], viewer: Viewer) -> Iterable[int]:
    return persons


def _addresses(persons: Sequence[int], viewer: Viewer) -> Iterable[str]:
    uids = Person.objects.filter(pk__in=persons).values_list("uid", flat=True)
    return [reverse(f"people:{page}", args=[uid]) for uid in uids for page in PAGES]


def _contradictions(persons: Sequence[int], viewer: Viewer) -> Iterable[int]:
    return ContradictingKeys.objects.filter(persons__in=persons).values_list("pk", flat=True).distinct()


TRAILS = (
    Trail(
        Person._meta.label,
        _herself,
        {
            "people.identity_read": Sort.IDENTITY,
            "people.profile_read": Sort.IDENTITY,
            "people.pair_read": Sort.IDENTITY,
            "people.paper_read": Sort.PAPERS,
            "people.consent_read": Sort.AGREEMENTS,
            "people.letters_printed": Sort.AGREEMENTS,
            "people.disclosed": Sort.GIVEN,
            "people.opened_read": Sort.FILE,
            "people.opened_printed": Sort.FILE,
        },
        _addresses,
    ),
    Trail(ContradictingKeys._meta.label, _contradictions, {"people.contradiction_read": Sort.IDENTITY}),
)


def opened_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """The panel on a person's page: the ways to who opened her file, for whoever may tell her."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if not verdict(check_print, viewer, person):
        return None
    return {"may_look": bool(verdict(check_look, viewer, person))}
