"""Looking services up: those that are offered today, and each in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.lists import lists
from terrain.network.models import Service, ServiceQuerySet

LANGUAGES = (
    ("ar", _("Arabic")), ("zgh", _("Amazigh")), ("fr", _("French")), ("en", _("English")), ("es", _("Spanish")),
    ("wo", _("Wolof")), ("ff", _("Pulaar")), ("ln", _("Lingala")), ("sw", _("Swahili")),
)  # fmt: skip


def chosen(viewer: Viewer, asked: Mapping[str, Any]) -> ServiceQuerySet:
    """Services that are offered today, of the type (``kind``) and at the ``place`` that are asked for."""
    found = Service.objects.visible_to(viewer).offered_on(clock.today())
    if "kind" in asked:
        found = found.filter(service_type=asked["kind"])
    if "place" in asked:
        found = found.filter(place=asked["place"])
    return found.select_related("organisation", "project", "place")


def told(services: Sequence[Service]) -> list[tuple[Service, str, str]]:
    """Services with their type and their languages in words."""
    spoken = dict(LANGUAGES)
    return [
        (
            service,
            lists().words("services", service.service_type),
            ", ".join(str(spoken.get(code, code)) for code in service.languages),
        )
        for service in services
    ]
