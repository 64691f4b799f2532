"""Professionals of the network as they are shown: found by category, place, language, organisation and words of their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.enums import Freshness
from terrain.network.finding import LANGUAGES
from terrain.network.models import Contact, Professional
from terrain.network.naming import bare, found_in

RELATED = ("key", "organisation__profile__same_as__organisation", "place", "keeper")


@dataclass(frozen=True)
class Shown:
    """An entry in words, with who she is."""

    professional: Professional
    contact: Contact
    organisation: Any
    languages: str
    fresh: Freshness
    kept: str

    @property
    def tone(self) -> str:
        """The colour beside the word of freshness."""
        return {Freshness.FRESH: "ok", Freshness.DUE: "warn", Freshness.OVERDUE: "bad"}[self.fresh]


def shown(found: Iterable[Professional]) -> list[Shown]:
    """Entries in words; whoever calls it notes that they were read."""
    spoken, today, told = dict(LANGUAGES), clock.today(), []
    for one in found:
        profile = getattr(one.organisation, "profile", None)
        kept = one.keeper.full_name if one.keeper is not None and one.keeper.is_active else ""
        told.append(
            Shown(
                one,
                one.contact,
                profile.stands_as.organisation if profile is not None else one.organisation,
                ", ".join(str(spoken.get(code, code)) for code in one.languages),
                one.freshness_on(today),
                kept,
            )
        )
    return told


def chosen(viewer: Viewer, asked: Mapping[str, Any]) -> list[Professional]:
    """Those of a ``category``, at a ``place``, who speak a ``language``, called like ``words``; ``review``: only what is to be
    looked at again, the longest overdue first. The others by category and name."""
    found = Professional.objects.visible_to(viewer).select_related(*RELATED)
    if "category" in asked:
        found = found.filter(category=asked["category"])
    if "place" in asked:
        found = found.filter(place=asked["place"])
    if "review" in asked:
        found = found.to_review(clock.today())
    some = list(found)
    if "language" in asked:
        some = [one for one in some if asked["language"] in one.languages]
    if "words" in asked:
        some = [one for one in some if found_in(asked["words"], _names(one))]
    return some if "review" in asked else sorted(some, key=_order)


def _names(one: Professional) -> list[str]:
    """What somebody may look for her by."""
    contact = one.contact
    return [contact.name, contact.post, str(one.organisation or "")]


def _order(one: Professional) -> tuple[str, str, int]:
    return str(one.get_category_display()), bare(one.contact.name), one.pk


def due(viewer: Viewer) -> Any:
    """Entries that the viewer has to look at again; by category and organisation, no name is opened."""
    found = Professional.objects.awaiting(viewer).to_review(clock.today())
    return found.select_related("organisation")


def of_organisations(viewer: Viewer, organisations: Iterable[int]) -> list[Shown]:
    """Those who work at one of these organisations, by category and name."""
    found = Professional.objects.visible_to(viewer).filter(organisation__in=list(organisations))
    return shown(sorted(found.select_related(*RELATED), key=_order))
