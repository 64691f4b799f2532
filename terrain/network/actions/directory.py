"""The directory of services: what partners and projects offer, written down and kept true."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.network.lists import lists
from terrain.network.models import Service
from terrain.network.policies.directory import check_keep
from terrain.programmes import actions as programmes
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
    languages: list[str] = field(default_factory=list)
    starts: date | None = None
    ends: date | None = None


PLAIN = (
    "service_type", "name", "place", "address", "hours", "phone", "email", "capacity", "languages", "starts", "ends",
)  # fmt: skip
"""What is written as it is said."""


def values_of(said: Service | Offer) -> dict[str, Any]:
    """The plain values of a service, or of what is said of one."""
    return {name: getattr(said, name) for name in PLAIN}


def list_service(said: Offer, *, slip: UUID | None = None, by: Viewer) -> Service:
    """Add a service; a partner that the programme does not name yet is named with it."""
    slip = slips.own(slip, by)
    check_keep(by)
    _check_type(said)
    with action("network.service_listed", by=by) as act:
        if (before := slips.taken(slip, Service)) is not None:
            act.silent = True
            return before
        organisation = said.organisation
        if organisation is None and said.project is None:
            organisation = programmes.name_organisation(said.newcomer, by=by)
        service = Service(project=said.project, organisation=organisation, **values_of(said))
        check_keep(by, service)
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
        act.detail = {"fields": [name for name, value in values_of(said).items() if getattr(now, name) != value]}
        for name, value in values_of(said).items():
            setattr(now, name, value)
        now.version += 1
        now.save()
    return now


def _check_type(said: Offer) -> None:
    if said.service_type not in dict(lists().choices("services", clock.today())):
        raise Denied(f"{said.service_type!r} is not a type of the list")
