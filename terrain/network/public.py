"""What anybody may know of the directory: plain values of the entries whose keeper said that everybody may read them.

Of a service that shelters nothing tells where it is more exactly than the region, whatever its entry says: no address, no province, and no
words in which something of these stands. An entry's e-mail address is for links of referrals and is never shown.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.ui.wording import figure
from terrain.network.enums import Channel, Freshness, ReferredBy
from terrain.network.finding import LANGUAGES
from terrain.network.hsds.entries import HsdsEntry, organisation_id
from terrain.network.lists import lists
from terrain.network.models import Service
from terrain.network.whereabouts import says_where
from terrain.programmes.models import Place, PlaceKind, plain

TO_HER: dict[str, Any] = {
    ReferredBy.HERSELF: _("You may come by yourself"),
    ReferredBy.PROFESSIONAL: _("A professional asks for you"),
    ReferredBy.REFERRAL: _("Only with a written referral"),
}
"""Who knocks at its door, said to her who reads."""
AMONG_US = {Channel.LINK, Channel.EMAIL}
"""Ways by which only professionals ask it."""
RELATED = ("organisation", "project", "place__parent", "foreign")
WORDS = ("hours", "capacity", "audience", "documents", "cost")


@dataclass(frozen=True)
class PublicService:
    """An entry as everybody reads it. ``number``: under which other directories know it; ``place``: the narrowest that may be told."""

    uid: UUID
    number: str
    kind: str
    kind_words: str
    name: str
    whose: str
    whose_id: str
    place: Any
    address: str
    hours: str
    phone: str
    capacity: str
    available: int | None
    total: int | None
    places_said_on: date | None
    audience: str
    documents: str
    cost: str
    referred_by: str
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    starts: date | None
    ends: date | None
    freshness: Freshness
    reviewed_on: date
    shelters: bool

    @property
    def referred_words(self) -> str:
        """Who knocks at its door, and by what."""
        who = [str(TO_HER[self.referred_by])] if self.referred_by in TO_HER else []
        by = [str(label) for code, label in Channel.choices if code in self.channels and code not in AMONG_US]
        return " · ".join(who + by)

    @property
    def language_words(self) -> str:
        """The languages that are spoken, in words."""
        spoken = dict(LANGUAGES)
        return ", ".join(str(spoken.get(code, code)) for code in self.languages)

    @property
    def places_words(self) -> str:
        """How many places were free, of how many; blank when it was never said."""
        if self.available is None:
            return ""
        if self.total is None:
            return figure(self.available)
        return gettext("%(free)s of %(whole)s") % {"free": figure(self.available), "whole": figure(self.total)}

    @property
    def dialled(self) -> str:
        """Its first telephone number as a telephone dials it; blank when none can be made out."""
        first = self.phone.replace("\u00a0", " ").split("/")[0].split(";")[0].split(",")[0]
        digits = "".join(c for c in first if c.isdigit())
        return ("+" if first.strip().startswith("+") else "") + digits if len(digits) >= 3 else ""

    @property
    def checked_today(self) -> bool:
        """Whether it was found true today."""
        return self.reviewed_on == clock.today()


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; blank is whatever. ``words`` and ``whom`` are found anywhere, ``whom`` only in who may come."""

    words: str = ""
    whom: str = ""
    kind: str = ""
    place: str = ""
    language: str = ""


def _shown(service: Service) -> PublicService:
    shelters, foreign = lists().shelters(service.service_type), getattr(service, "foreign", None)
    place = _region_at_most(service.place) if shelters else service.place
    kind_words = lists().words("services", service.service_type)
    words = {name: _told(service, getattr(service, name), shelters) for name in ("name", *WORDS)}
    return PublicService(
        uid=service.uid, number=foreign.foreign_id if foreign is not None else str(service.uid), kind=service.service_type,
        kind_words=kind_words, whose=_told(service, str(service.whose), shelters),
        whose_id=organisation_id(service.organisation.code if service.organisation else "", service.project.code if service.project else ""),
        place=place, address=service.address if service.address_public and not shelters else "",
        phone=service.phone, available=service.places_available, total=service.places_total,
        places_said_on=service.places_said_on, referred_by=service.referred_by, channels=tuple(service.channels),
        languages=tuple(service.languages), starts=service.starts, ends=service.ends,
        freshness=service.freshness_on(clock.today()), reviewed_on=service.reviewed_on, shelters=shelters,
        **words | {"name": words["name"] or kind_words},
    )  # fmt: skip


def _region_at_most(place: Place | None) -> Place | None:
    """The region in which it lies; nothing for a place that lies in none."""
    region = place.region if place is not None else None
    return region if region is not None and region.kind == PlaceKind.REGION else None


def _told(service: Service, words: str, shelters: bool) -> str:
    """Words of a shelter's entry, unless they say where it is."""
    if not shelters:
        return words
    where = [service.address]
    if service.place is not None and service.place.kind != PlaceKind.REGION:
        where += service.place.names.values()
    return "" if says_where(words, where) else words


def _entries() -> Iterable[PublicService]:
    found = Service.objects.shown_to_all(clock.today()).select_related(*RELATED)
    return map(_shown, found.order_by("service_type", "name", "pk"))


def everything() -> list[PublicService]:
    """Every entry for everybody, by type and name: loaded once by a page, which looks for all it needs in it."""
    return list(_entries())


def services(asked: Asked, among: Iterable[PublicService] | None = None) -> list[PublicService]:
    """The entries that answer to what is asked, by type and name; ``among``: ``everything()``, where it is loaded already."""
    region = _region_of(asked.place) if asked.place else ""
    return [one for one in (_entries() if among is None else among) if _answers(one, asked, region)]


def _answers(one: PublicService, asked: Asked, region: str) -> bool:
    if asked.kind and one.kind != asked.kind:
        return False
    if asked.language and asked.language not in one.languages:
        return False
    if asked.place and not _within(one, asked.place, region):
        return False
    if not _holds(one.audience, asked.whom):
        return False
    place = " ".join(one.place.names.values()) if one.place is not None else ""
    everything = (one.name, one.kind_words, one.whose, one.audience, one.documents, one.capacity, one.hours, place)
    return _holds(" ".join(everything), asked.words)


def _within(one: PublicService, code: str, region: str) -> bool:
    """At the place that is asked for, in it, or told of no more exactly than the ``region`` in which that lies."""
    return one.place is not None and (code in {one.place.code, one.place.region.code} or one.place.code == region)


def _region_of(code: str) -> str:
    place = Place.objects.filter(code=code).select_related("parent").first()
    return place.region.code if place is not None else ""


def _holds(text: str, words: str) -> bool:
    """Whether each of the words begins a word of the text; accents and case do not count."""
    among = f" {plain(text)}"
    return all(f" {word}" in among for word in plain(words).split())


def service(uid: UUID) -> PublicService | None:
    """One entry, if everybody may read it now."""
    found = Service.objects.shown_to_all(clock.today()).select_related(*RELATED)
    held = found.filter(uid=uid).first()
    return _shown(held) if held is not None else None


def any_shown() -> bool:
    """Whether there is anything in the directory for everybody."""
    return Service.objects.shown_to_all(clock.today()).exists()


def places(among: Iterable[PublicService]) -> list[tuple[str, str]]:
    """(code, words) of the places under which something is found: each region followed by what lies in it."""
    told = {one.place for one in among if one.place is not None}
    every = told | {place.region for place in told}
    order = sorted(every, key=lambda place: (place.region.code, place.kind != PlaceKind.REGION, str(place)))
    return [(place.code, str(place) if place.kind == PlaceKind.REGION else f"— {place}") for place in order]


def kinds(among: Iterable[PublicService]) -> list[tuple[str, str]]:
    """(code, words) of the types of which there is an entry."""
    found = {one.kind for one in among}
    return [(code, words) for code, words in lists().choices("services", clock.today()) if code in found]


def languages() -> list[tuple[str, Any]]:
    """(code, words) of the languages that an entry may name."""
    return list(LANGUAGES)


def stamp() -> str:
    """Changes whenever what everybody reads may have changed."""
    found = Service.objects.shown_to_all(clock.today()).order_by("pk")
    rows = found.values_list("uid", "version", "reviewed_on", "places_said_on", "organisation__name", "place__code")
    said = f"{clock.today()} {lists().checked} {list(rows)}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def hsds() -> Iterable[HsdsEntry]:
    """Every entry for everybody, as the standard of directories writes it."""
    return map(_hsds, _entries())


def _hsds(one: PublicService) -> HsdsEntry:
    return HsdsEntry(
        id=one.number, organisation_id=one.whose_id, organisation=one.whose, name=one.name, service_type=one.kind,
        place=one.place.code if one.place is not None else "", place_words=str(one.place) if one.place is not None else "",
        region_words=str(one.place.region) if one.place is not None else "", address=one.address, hours=one.hours, phone=one.phone,
        email="", capacity=one.capacity, places_available=one.available, places_total=one.total, places_said_on=one.places_said_on,
        audience=one.audience, documents=one.documents, cost=one.cost, referred_by=one.referred_by, channels=list(one.channels),
        languages=list(one.languages), starts=one.starts, ends=one.ends, reviewed_on=one.reviewed_on,
    )  # fmt: skip
