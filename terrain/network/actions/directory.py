"""The directory of services: what partners and projects offer, written down and kept true."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.network.enums import Interval
from terrain.network.lists import lists
from terrain.network.models import Service
from terrain.network.policies.directory import check_entrust, check_keep
from terrain.programmes import actions as programmes
from terrain.programmes.holding import holding
from terrain.programmes.models import Organisation, Place, Project


class ServiceChanged(Exception):
    """A colleague changed the entry since the page was opened; ``service`` says what it says now."""

    def __init__(self, service: Service) -> None:
        super().__init__(str(service.uid))
        self.service = service


@dataclass(frozen=True)
class Offer:
    """What a service says of itself. Of one: ``project``, ``organisation``, or ``newcomer`` (the name of a partner not yet known)."""

    service_type: str
    name: str
    project: Project | None = None
    organisation: Organisation | None = None
    newcomer: str = ""
    place: Place | None = None
    address: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""
    capacity: str = ""
    places_available: int | None = None
    places_total: int | None = None
    audience: str = ""
    documents: str = ""
    cost: str = ""
    referred_by: str = ""
    channels: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    starts: date | None = None
    ends: date | None = None
    keeper: User | None = None
    review_months: int = Interval.HALF_YEAR
    public: bool = False
    address_public: bool = False


PLAIN = (
    "service_type", "name", "place", "address", "hours", "phone", "email", "capacity", "places_available", "places_total",
    "audience", "documents", "cost", "referred_by", "channels", "languages", "starts", "ends", "keeper", "review_months",
    "public", "address_public",
)  # fmt: skip
"""What is written as it is said."""


def values_of(said: Service | Offer) -> dict[str, Any]:
    """The plain values of a service, or of what is said of one."""
    return {name: getattr(said, name) for name in PLAIN}


def list_service(said: Offer, *, found_true: date | None = None, slip: UUID | None = None, by: Viewer) -> Service:
    """Add a service; a partner that the programme does not name yet is named with it.

    ``found_true``: the past day on which what it says was checked, when that was not today.
    """
    slip = slips.own(slip, by)
    check_entrust(by)
    _check_type(said)
    with action("network.service_listed", by=by) as act:
        if (before := slips.taken(slip, Service)) is not None:
            act.silent = True
            return before
        organisation = said.organisation
        if organisation is None and said.project is None:
            organisation = programmes.name_organisation(said.newcomer, by=by)
        service = Service(project=said.project, organisation=organisation, **values_of(said))
        check_entrust(by, service)
        _check_keeper(said.keeper)
        looked_at(service, found_true or clock.today())
        service.save()
        slips.made(slip, service)
        act.obj = service
    return service


def change_service(service: Service, said: Offer, *, version: int, by: Viewer) -> Service:
    """Write what is true now. Raises ``ServiceChanged`` when a colleague changed it since ``version``."""
    with action("network.service_changed", by=by, obj=service) as act:
        now = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        check_keep(by, now)
        if values_of(now) == values_of(said):
            act.silent = True
            return now
        if now.version != version:
            raise ServiceChanged(now)
        _check_type(said)
        if said.keeper != now.keeper:
            check_entrust(by, now)
            _check_keeper(said.keeper)
        act.detail = {"fields": write(now, said)}
    return now


def write(service: Service, said: Offer) -> list[str]:
    """Write into a locked entry what is said of it, part of an action of the caller's; which fields changed.

    What was a shelter and becomes something else is shown to nobody until somebody says so again: its address was never shown before.
    """
    values = values_of(said)
    if lists().shelters(service.service_type) and not lists().shelters(said.service_type):
        values |= {"public": False, "address_public": False}
    changed = [name for name, value in values.items() if getattr(service, name) != value]
    for name in changed:
        setattr(service, name, values[name])
    if {"places_available", "places_total"} & set(changed):
        count_places(service, clock.today())
    service.review_on = clock.months_later(service.reviewed_on, service.review_months)
    service.version += 1
    service.save()
    return changed


def confirm_service(service: Service, *, version: int, by: Viewer) -> Service:
    """Everything that the entry says is still true today: the next review moves by its interval.

    Raises ``ServiceChanged`` when a colleague changed it since ``version``: she would confirm what she has not seen.
    """
    with action("network.service_confirmed", by=by, obj=service) as act:
        now = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        check_keep(by, now)
        if now.version != version:
            raise ServiceChanged(now)
        if now.reviewed_on == clock.today():
            act.silent = True
            return now
        looked_at(now, clock.today())
        now.save()
        act.detail = {"review_on": now.review_on.isoformat()}
    return now


def looked_at(service: Service, day: date) -> None:
    """It held on ``day``, with the places that it names. Raises ``Denied`` for a day to come."""
    if day > clock.today():
        raise Denied(_("Nobody knows yet what will be true."))
    service.reviewed_on = day
    service.review_on = clock.months_later(day, service.review_months)
    count_places(service, day)


def count_places(service: Service, day: date) -> None:
    """Places are said of a day."""
    nothing = service.places_available is None and service.places_total is None
    service.places_said_on = None if nothing else day


def _check_keeper(keeper: User | None) -> None:
    if keeper is not None and not holding("directory.view").filter(pk=keeper.pk).exists():
        raise Denied(_("Whoever keeps an entry reads the directory: choose somebody whose role does."))


def _check_type(said: Offer) -> None:
    if said.service_type not in dict(lists().choices("services", clock.today())):
        raise Denied(f"{said.service_type!r} is not a type of the list")
