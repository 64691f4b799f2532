"""Looking services up: those that are offered today, and each in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.enums import Channel, Freshness
from terrain.network.lists import lists
from terrain.network.models import Service, ServiceQuerySet
from terrain.network.naming import found_in
from terrain.network.quality import Quality, quality_of

LANGUAGES = (
    ("ar", gettext_lazy("Arabic")), ("zgh", gettext_lazy("Amazigh")), ("fr", gettext_lazy("French")), ("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish")),
    ("wo", gettext_lazy("Wolof")), ("ff", gettext_lazy("Pulaar")), ("ln", gettext_lazy("Lingala")), ("sw", gettext_lazy("Swahili")),
)  # fmt: skip


RELATED = ("organisation__profile__same_as__organisation", "project", "place", "keeper")
"""What is read of a service in words."""


@dataclass(frozen=True)
class Told:
    """An entry in words. ``fresh``: whether it was looked at lately; ``kept``: who answers for it, blank for nobody; ``whose``: the project, or the
    organisation that the one who offers it was found to be."""

    service: Service
    kind: str
    languages: str
    channels: str
    fresh: Freshness
    kept: str
    whose: Any
    quality: Quality

    @property
    def tone(self) -> str:
        """The colour beside the word."""
        return {Freshness.FRESH: "ok", Freshness.DUE: "warn", Freshness.OVERDUE: "bad"}[self.fresh]

    @property
    def places(self) -> str:
        """How many places were free, of how many; blank when it was never said."""
        free, whole = self.service.places_available, self.service.places_total
        if free is None:
            return "" if whole is None else _("%(whole)d places in all") % {"whole": whole}
        if whole is None:
            return _("Free places: %(free)d") % {"free": free}
        return _("Free places: %(free)d of %(whole)d") % {"free": free, "whole": whole}


def whose(service: Service) -> Any:
    """The project that offers it, or the organisation that stands for the one that does."""
    profile = getattr(service.organisation, "profile", None)
    return service.whose if profile is None else profile.stands_as.organisation


def chosen(viewer: Viewer, asked: Mapping[str, Any]) -> ServiceQuerySet:
    """Services that are offered today, called like ``words``, of the type (``kind``) and at the ``place`` that are asked for; ``review``: only what is
    to be looked at again, the longest overdue first."""
    found = Service.objects.visible_to(viewer).offered_on(clock.today())
    if "kind" in asked:
        found = found.filter(service_type=asked["kind"])
    if "place" in asked:
        found = found.filter(place=asked["place"])
    if "review" in asked:
        found = found.to_review(clock.today())
    found = found.select_related(*RELATED)
    if "words" in asked:
        found = found.filter(pk__in=[one.pk for one in found if found_in(asked["words"], _names(one))])
    return found


def _names(service: Service) -> list[str]:
    """All by which somebody looks for it."""
    kind, place = lists().words("services", service.service_type), str(service.place or "")
    return [service.name, str(service.whose), str(whose(service)), kind, place, service.audience]


def due(viewer: Viewer) -> ServiceQuerySet:
    """What the viewer has to look at again: entries that she keeps, and those that nobody keeps any more."""
    found = Service.objects.awaiting(viewer).offered_on(clock.today()).to_review(clock.today())
    return found.select_related("organisation", "project")


def told(services: Sequence[Service]) -> list[Told]:
    """Services in words."""
    spoken, today = dict(LANGUAGES), clock.today()
    return [
        Told(
            service,
            lists().words("services", service.service_type),
            ", ".join(str(spoken.get(code, code)) for code in service.languages),
            ", ".join(str(words) for code, words in Channel.choices if code in service.channels),
            service.freshness_on(today),
            service.keeper.full_name if service.keeper is not None and service.keeper.is_active else "",
            whose(service),
            quality_of(service, today),
        )
        for service in services
    ]
