"""Who has a place in a cohort, and whether one is left. Call it with the cohort kept from others, or only to show it."""

from dataclasses import dataclass

from django.db.models import Count

from terrain.learning.enums import EnrolmentState
from terrain.learning.models import Cohort, Enrolment, Group


@dataclass(frozen=True)
class Room:
    """How many have a place, how many wait, how many places there are (``None``: as many as like)."""

    taken: int
    waiting: int
    places: int | None

    @property
    def left(self) -> int | None:
        """How many places are left, never less than none."""
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def is_full(self) -> bool:
        """Whether nobody more can have a place."""
        return self.left == 0


def room(cohort: Cohort) -> Room:
    """How full ``cohort`` is."""
    counted = dict(cohort.enrolments.values_list("state").annotate(n=Count("pk")).order_by())
    return Room(counted.get(EnrolmentState.REGISTERED, 0), counted.get(EnrolmentState.WAITING, 0), cohort.places)


def has_room(cohort: Cohort, group: Group | None = None) -> bool:
    """Whether one more can have a place, in ``group`` when one is meant."""
    if room(cohort).is_full:
        return False
    if group is None or group.places is None:
        return True
    return Enrolment.objects.registered().filter(group=group).count() < group.places
