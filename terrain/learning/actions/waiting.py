"""The waiting list: whoever waits longest has the place that is freed, at once and before any newcomer."""

from terrain.core import clock
from terrain.core.access import system_viewer
from terrain.core.actions import action
from terrain.learning.enums import EnrolmentState
from terrain.learning.models import Cohort
from terrain.learning.places import has_room, room


def move_up(cohort: Cohort) -> int:
    """Give what places are left to those who wait, the longest first; part of an action of the caller's. Returns how many.

    Whoever waits for a full group does not hold the others up. Nothing moves once the last day is over.
    """
    if cohort.is_over or cohort.last_day < clock.today() or room(cohort).is_full:
        return 0
    moved = 0
    waiting = cohort.enrolments.filter(state=EnrolmentState.WAITING).select_related("group")
    for enrolment in waiting.order_by("created_at", "pk"):
        if not has_room(cohort, enrolment.group):
            continue
        by = system_viewer("waiting list")
        with action("learning.place_given", by=by, obj=enrolment, project_id=cohort.project_id):
            enrolment.state, enrolment.version = EnrolmentState.REGISTERED, enrolment.version + 1
            enrolment.save(update_fields=["state", "version"])
        moved += 1
    return moved
