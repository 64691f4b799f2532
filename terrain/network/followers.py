"""Records that speak of an organisation: their facts are made anew when two organisations are found to be one, or two again.

A room registers its records once, when it is ready; the keys are asked for the organisations that are concerned::

    register_follower("gatherings.Attendance", lambda organisations: Attendance.objects.filter(organisation__in=organisations)
                                                                               .values_list("pk", flat=True))
"""

from collections.abc import Callable, Iterable

from django.db.models import Q

from terrain.facts import actions as facts
from terrain.network.models import Profile

Keys = Callable[[frozenset[int]], Iterable[int]]
"""From keys of ``programmes.Organisation`` to the keys of the records that speak of them."""

_FOLLOWERS: dict[str, Keys] = {}


def register_follower(model_label: str, keys: Keys) -> None:
    """Make the facts of ``model_label`` follow who an organisation was found to be; the same label replaces itself."""
    _FOLLOWERS[model_label] = keys


def follow(*profiles: Profile) -> None:
    """Count anew whatever speaks of these organisations, or of those that are one with them."""
    standing = {profile.same_as_id or profile.pk for profile in profiles}
    circle = Profile.objects.filter(Q(pk__in=standing | {one.pk for one in profiles}) | Q(same_as__in=standing))
    organisations = frozenset(circle.values_list("organisation_id", flat=True))
    for model_label, keys in sorted(_FOLLOWERS.items()):
        facts.sync_many(model_label, keys(organisations))
