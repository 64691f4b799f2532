"""Entries that may have been written twice, beside each other, and what was answered before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.network import organisations
from terrain.network.comparing import Alike, Known, pairs
from terrain.network.finding import RELATED, Told, told
from terrain.network.models import OrganisationPair, Service, ServicePair
from terrain.network.naming import digits, mail_host
from terrain.network.policies.organisations import check_answer_services

SHOWN = 20
"""Proposals on a page, the likeliest first: what is answered makes room."""


@dataclass(frozen=True)
class Proposal:
    """Two entries that may be one, with the reasons in words."""

    first: Any
    second: Any
    alike: Alike


def of_organisations() -> list[Proposal]:
    """Organisations that may be one, the likeliest first."""
    known = {one.organisation.pk: one for one in organisations.everything()}
    answered = _answered(OrganisationPair.objects.values_list("first_id", "second_id"))
    found = pairs([organisations.compared(one) for one in known.values()], answered)
    return [Proposal(known[alike.first], known[alike.second], alike) for alike in found]


def of_services(viewer: Viewer) -> list[Proposal]:
    """Services that may be one and that the viewer may answer for, the likeliest first."""
    offered = Service.objects.visible_to(viewer).offered_on(clock.today()).select_related(*RELATED)
    known = {service.pk: service for service in offered}
    answered = _answered(ServicePair.objects.values_list("first_id", "second_id"))
    found = pairs([_compared(service) for service in known.values()], answered)
    mine = [alike for alike in found if verdict(check_answer_services, viewer, known[alike.first], known[alike.second])]
    words = _words(known, mine[:SHOWN])
    return [Proposal(words.get(alike.first), words.get(alike.second), alike) for alike in mine]


def _words(known: dict[int, Service], some: list[Alike]) -> dict[int, Told]:
    """Those of the pairs that are shown, in words."""
    keys = {key for alike in some for key in (alike.first, alike.second)}
    return {one.service.pk: one for one in told([known[key] for key in sorted(keys)])}


def _compared(service: Service) -> Known:
    """A service as it is compared: only with others of its type, of the same project or organisation."""
    profile = getattr(service.organisation, "profile", None)
    standing = profile.stands_as.organisation_id if profile is not None else service.organisation_id
    return Known(
        service.pk,
        (service.name,),
        frozenset({digits(service.phone)} - {""}),
        frozenset({mail_host(service.email)} - {""}),
        service.place_id,
        service.service_type,
        (service.project_id, standing),
    )


def _answered(rows: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    return set(rows)


def answers(model: type[OrganisationPair] | type[ServicePair]) -> Any:
    """What was answered, newest first."""
    return model.objects.select_related("first", "second", "standing", "by").order_by("-at", "-pk")
