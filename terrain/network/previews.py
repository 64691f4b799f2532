"""What a file of another directory would change in the entries that are known, field by field, in words. Writes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core import files
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.core.ui import wording
from terrain.network.differences import FIELDS, in_words
from terrain.network.exchanging import Change, compared, values_of
from terrain.network.hsds.brought import services_of
from terrain.network.models import Bringing, Service
from terrain.network.policies.directory import check_keep
from terrain.network.recognising import Known

SHOWN = 50
LABELS: dict[str, Any] = FIELDS | {
    "service_type": _("Type of service"), "places_available": _("Free places today"), "places_total": _("Places in all"),
    "reviewed_on": _("Checked on"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A service that would change. ``fields``: label, what stands now, what the file says."""

    service: Service
    fields: tuple[tuple[Any, str, str], ...]


def preview_of(bringing: Bringing, by: Viewer) -> tuple[list[Line], int]:
    """The first services that would change, and how many more; those that another project keeps are left as they are."""
    found = compared(services_of(files.read(bringing.file)), Known.now()).changes
    changed = [(one.service, one) for one in found if one.service is not None and one.changes]
    mine = [(service, one) for service, one in changed if verdict(check_keep, by, service)]
    return [_line(service, one) for service, one in mine[:SHOWN]], max(len(mine) - SHOWN, 0)


def _line(service: Service, change: Change) -> Line:
    now = values_of(service)
    named = [name for name in LABELS if name in change.changes]
    return Line(
        service, tuple((LABELS[name], _said(name, now[name]), _said(name, change.changes[name])) for name in named)
    )


def _said(name: str, value: Any) -> str:
    return wording.dated(date.fromisoformat(value)) if name == "reviewed_on" else in_words(name, value)
