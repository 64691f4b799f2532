"""By which name somebody is shown: her civil name, or the one that protects her where she has one.

The civil name of a woman with such a name is for those who accompany her, as rooms above say, and for protection::

    register_confidants("casework", confidants)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.people.models import Person, Sealed

Confidants = Callable[[Viewer, Sequence[int]], Iterable[int]]
"""Persons that stand for themselves → those of whom the viewer may know the civil name."""

_CONFIDANTS: dict[str, Confidants] = {}


def register_confidants(name: str, told: Confidants) -> None:
    """Say of whom a viewer may know the civil name; the same name replaces the first (autoreload)."""
    _CONFIDANTS[name] = told


def known_by_civil_name(viewer: Viewer, persons: Sequence[int]) -> set[int]:
    """Those of ``persons`` whose civil name is for the viewer although they have a name to protect them."""
    if viewer.everything or viewer.may_everywhere("protection.watch"):
        return set(persons)
    return {pk for told in _CONFIDANTS.values() for pk in told(viewer, persons)}


def names_for(viewer: Viewer, opened: Mapping[int, Sealed]) -> dict[int, str]:
    """Person → the name to show to a viewer who sees names; asks who accompanies only when somebody has a name to protect her."""
    veiled = [pk for pk, sealed in opened.items() if sealed.alias]
    known = known_by_civil_name(viewer, veiled) if veiled else set()
    return {pk: sealed.full_name if pk in known else sealed.shown_name for pk, sealed in opened.items()}


def as_seen_by(viewer: Viewer, person: Person, sealed: Sealed) -> Sealed:
    """What of her vault is for a viewer who sees names: without whatever says her civil name, where that is not for the viewer."""
    if not sealed.alias or known_by_civil_name(viewer, [person.pk]):
        return sealed
    return replace(sealed, full_name=sealed.alias, names=(), card="", cards=(), mother="")


def knows_civil_name(viewer: Viewer, person: Person) -> bool:
    """Whether nothing of her name is kept from a viewer who sees names."""
    standing = person.stands_as
    return not standing.sealed().alias or bool(known_by_civil_name(viewer, [standing.pk]))


def check_civil_name(viewer: Viewer, person: Person) -> None:
    """Whether the viewer may read what says her civil name: raises ``Denied`` where a name protects her and it is not for the viewer."""
    if not knows_civil_name(viewer, person):
        raise Denied(
            _("She has a name to protect her: only whoever accompanies her, or protection, sees the other one.")
        )
