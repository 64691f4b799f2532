"""How the journal leads to a person, as each room says, so that people never looks upward.

register_trail(Trail("casework.Case", files_of, {"casework.case_read": Sort.FILE}))
register_companion("casework", accompanies)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer


class Sort(models.TextChoices):
    """What sort of thing was opened, as she is told it."""

    IDENTITY = "identity", _("who she is")
    LIST = "list", _("a list with her name")
    FILE = "file", _("her file")
    NOTES = "notes", _("notes about her")
    PAPERS = "papers", _("her documents")
    AGREEMENTS = "agreements", _("what she agreed to")
    GIVEN = "given", _("given to others")
    TAKEN = "taken", _("taken out of the house")
    EXCEPTIONAL = "exceptional", _("entry under exceptional access")
    REFUSED = "refused", _("tried, and was refused")


Records = Callable[[Sequence[int], Viewer], Iterable[int]]
"""Persons and who asks → keys of the records that speak of them and of which the asker may know."""
Addresses = Callable[[Sequence[int], Viewer], Iterable[str]]
"""The same → addresses of pages about them, by which a refusal is found."""


def _nowhere(persons: Sequence[int], viewer: Viewer) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Trail:
    """Events about records of ``object_kind`` lead to persons; ``sorts``: which verbs are told, and as what."""

    object_kind: str
    records_of: Records
    sorts: Mapping[str, Sort]
    addresses_of: Addresses = _nowhere


Companion = Callable[[Viewer, Sequence[int]], bool]
"""Whether the viewer accompanies one of these persons herself."""

_TRAILS: dict[str, Trail] = {}
_COMPANIONS: dict[str, Companion] = {}


def register_trail(trail: Trail) -> None:
    """Make a trail known; the same kind of record replaces the first (autoreload)."""
    _TRAILS[trail.object_kind] = trail


def trails() -> list[Trail]:
    """Every trail."""
    return list(_TRAILS.values())


def register_companion(name: str, companion: Companion) -> None:
    """Say who accompanies somebody: she may print for her who opened her file."""
    _COMPANIONS[name] = companion


def accompanies(viewer: Viewer, persons: Sequence[int]) -> bool:
    """Whether some room says that the viewer accompanies one of these persons."""
    return any(companion(viewer, persons) for companion in _COMPANIONS.values())
