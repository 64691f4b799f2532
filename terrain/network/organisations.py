"""Organisations as they are shown: found by any of their names, each once, with what they are in the projects and what they offer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.comparing import Known
from terrain.network.enums import Freshness
from terrain.network.models import Profile, Service
from terrain.network.naming import digits, found_in, mail_host
from terrain.network.policies.directory import check_consult
from terrain.programmes.models import Organisation, ProjectRole, plain

UNNAMED = "P-"
"""Begins the code of an organisation that no programme file names."""


@dataclass(frozen=True)
class Listed:
    """An organisation that stands, with those that are one with it. ``profile``: what is known of it, ``None`` for nothing yet.

    ``names``: all of them, each once, that of the page first; ``places``: keys of where it is and offers something.
    """

    organisation: Organisation
    profile: Profile | None
    absorbed: tuple[Organisation, ...] = ()
    names: tuple[str, ...] = ()
    roles: tuple[ProjectRole, ...] = ()
    services: tuple[Service, ...] = ()
    places: frozenset[int] = field(default_factory=frozenset)

    @property
    def address(self) -> str:
        """Its page."""
        return address_of(self.organisation, self.profile)

    @property
    def place(self) -> Any:
        """Where it is; ``None`` when nobody said it."""
        return self.profile.place if self.profile is not None else None

    @property
    def nature(self) -> Any:
        """What it is, in words; blank when nobody said it."""
        return self.profile.get_nature_display() if self.profile is not None and self.profile.nature else ""

    @property
    def projects(self) -> list[str]:
        """Codes of the projects in which it has a role."""
        return list(dict.fromkeys(role.project.code for role in self.roles))

    @property
    def other_names(self) -> tuple[str, ...]:
        """How else it is called; the codes of programme files are for searching only."""
        codes = {one.code for one in (self.organisation, *self.absorbed)}
        return tuple(name for name in self.names[1:] if name not in codes)

    @property
    def kind(self) -> Any:
        """What a programme file says that it is, in words; blank for one that no file names, once its nature is said."""
        said_by_file = not self.organisation.code.startswith(UNNAMED)
        return self.organisation.get_kind_display() if said_by_file or not self.nature else ""

    @property
    def overdue(self) -> int:
        """How many of its services wait to be looked at."""
        today = clock.today()
        return sum(one.freshness_on(today) == Freshness.OVERDUE for one in self.services)


def address_of(organisation: Organisation, profile: Profile | None) -> str:
    """The page of an organisation; by its code as long as nothing is known of it."""
    if profile is None:
        return reverse("network:named_organisation", args=[organisation.code])
    return reverse("network:organisation", args=[profile.uid])


def names_of(organisation: Organisation, profile: Profile | None) -> list[str]:
    """Every name of one organisation, the one that is shown first."""
    code = "" if organisation.code.startswith(UNNAMED) else organisation.code
    besides = profile.also_called if profile is not None else []
    return [str(organisation), organisation.name, *organisation.names.values(), *besides, code]


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Names that differ, in their order."""
    found: dict[str, str] = {}
    for name in names:
        if plain(name):
            found.setdefault(plain(name), name)
    return tuple(found.values())


def everything(only: Iterable[int] | None = None) -> list[Listed]:
    """Every organisation that stands (or those of which ``only`` names the keys), by name, in a constant number of queries."""
    wanted = None if only is None else set(only)
    every = list(Organisation.objects.select_related("profile__place", "profile__same_as"))
    profiles = {one.pk: getattr(one, "profile", None) for one in every}
    roles, services = _roles(), _services()
    under: dict[int, list[Organisation]] = defaultdict(list)
    for one in every:
        known = profiles[one.pk]
        if known is not None and known.same_as is not None:
            under[known.same_as.organisation_id].append(one)
    standing = [one for one in every if (known := profiles[one.pk]) is None or known.same_as_id is None]
    shown = [one for one in standing if wanted is None or one.pk in wanted]
    found = [_listed([one, *under[one.pk]], profiles, roles, services) for one in shown]
    return sorted(found, key=lambda one: plain(one.names[0]))


def _listed(
    circle: list[Organisation],
    profiles: Mapping[int, Profile | None],
    roles: Mapping[int, list[ProjectRole]],
    services: Mapping[int, list[Service]],
) -> Listed:
    """The first of ``circle``, with what all of them are and offer."""
    offered = tuple(service for one in circle for service in services.get(one.pk, ()))
    own = profiles[circle[0].pk]
    places = {service.place_id for service in offered} | {own.place_id if own is not None else None}
    return Listed(
        circle[0],
        own,
        tuple(circle[1:]),
        _each_once(name for one in circle for name in names_of(one, profiles[one.pk])),
        tuple(role for one in circle for role in roles.get(one.pk, ())),
        offered,
        frozenset(place for place in places if place is not None),
    )


def _roles() -> dict[int, list[ProjectRole]]:
    found: dict[int, list[ProjectRole]] = defaultdict(list)
    for role in ProjectRole.objects.select_related("project").order_by("project__position", "position"):
        found[role.organisation_id].append(role)
    return found


def _services() -> dict[int, list[Service]]:
    """Services that are offered today, by organisation."""
    found: dict[int, list[Service]] = defaultdict(list)
    offered = Service.objects.offered_on(clock.today()).exclude(organisation=None)
    for service in offered.select_related("place", "keeper"):
        found[service.organisation_id or 0].append(service)
    return found


def chosen(asked: Mapping[str, Any]) -> list[Listed]:
    """Those found by words (``words``), of a ``nature``, at a ``place``, in a ``project``."""
    found = everything()
    if "nature" in asked:
        found = [one for one in found if one.profile is not None and one.profile.nature == asked["nature"]]
    if "place" in asked:
        found = [one for one in found if asked["place"].pk in one.places]
    if "project" in asked:
        found = [one for one in found if asked["project"].code in one.projects]
    if "words" in asked:
        found = [one for one in found if found_in(asked["words"], one.names)]
    return found


def compared(one: Listed) -> Known:
    """The organisation as it is compared with others."""
    phones = {digits(service.phone) for service in one.services} - {""}
    hosts = {mail_host(service.email) for service in one.services} - {""}
    profile = one.profile
    return Known(
        one.organisation.pk,
        one.names,
        frozenset(phones),
        frozenset(hosts),
        profile.place_id if profile is not None else None,
        profile.nature if profile is not None else "",
    )


def called(name: str, nature: str = "", place: int | None = None, also: Iterable[str] = ()) -> Known:
    """An organisation that is about to be written down, as it is compared with those that stand."""
    return Known(0, (name, *also), place=place, sort=nature)


def lines(viewer: Viewer, project_id: int, subjects: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Which organisations pseudonyms are: name and page, for whoever reads the directory. Raises ``Denied``."""
    check_consult(viewer)
    found = Profile.objects.filter(subject__in=list(subjects)).select_related("organisation", "same_as__organisation")
    return {one.subject_id: (str(one.stands_as.organisation), one.stands_as.get_absolute_url()) for one in found}
