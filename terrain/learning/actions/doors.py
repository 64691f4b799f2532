"""Who comes through the door: by the room's code from her own telephone, or by the code that she shows to the trainer."""

from datetime import datetime

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held
from terrain.facts import actions as facts
from terrain.gatherings.models import Attendance
from terrain.gatherings.policies import check_record
from terrain.learning.actions.progress import ATTENDANCES, follow
from terrain.learning.actions.registrations import BY_LINK
from terrain.learning.models import Enrolment, Meeting, Passage
from terrain.learning.policies.cohorts import check_door
from terrain.learning.progress import minutes_of
from terrain.people import actions as people


def come_in(meeting: Meeting, enrolment: Enrolment, *, by: Viewer = BY_LINK) -> Passage:
    """She says that she is there. A second tap changes nothing. Raises ``Denied`` for whoever is not on the list, or out of hours."""
    check_door(meeting, enrolment, clock.now())
    return _arrive(meeting, enrolment, by, by_phone=True)


def go_out(meeting: Meeting, enrolment: Enrolment, *, by: Viewer = BY_LINK) -> Passage:
    """She says that she leaves: her minutes end here. Said again later, the later one counts; who never came in, came in now."""
    check_door(meeting, enrolment, clock.now())
    with action("learning.left", by=by, obj=meeting, project_id=meeting.cohort.project_id):
        passage = _arrive(meeting, enrolment, by, by_phone=True)
        before, passage.left_at = _told(meeting, passage), clock.now()
        passage.save(update_fields=["left_at"])
        _count(meeting, enrolment, passage, before)
    return passage


def let_in(meeting: Meeting, enrolment: Enrolment, *, by: Viewer) -> Passage:
    """The trainer read her code: she is there. A second reading changes nothing."""
    check_record(by, meeting.session)
    return _arrive(meeting, enrolment, by, by_phone=False)


def _arrive(meeting: Meeting, enrolment: Enrolment, by: Viewer, *, by_phone: bool) -> Passage:
    with action("learning.came_in", by=by, obj=meeting, project_id=meeting.cohort.project_id) as act:
        held(meeting)
        passage, new = Passage.objects.get_or_create(
            meeting=meeting, enrolment=enrolment, defaults={"by_phone": by_phone, "arrived_at": clock.now()}
        )
        there = meeting.session.attendances.filter(person__in=enrolment.person.selves)
        if there.exists():
            act.silent = not new
            return passage
        person = enrolment.person.stands_as
        attendance = Attendance.objects.create(
            session=meeting.session, person=person, category=enrolment.category, by_hand=True
        )
        people.meet([person], meeting.cohort.project, by_hand=True)
        facts.sync_many(ATTENDANCES, [attendance.pk])
        follow([meeting.session_id])
        act.detail = {"enrolment": enrolment.pk, "by_phone": by_phone}
    return passage


def stayed(meeting: Meeting, came: datetime, left: datetime) -> int:
    """Minutes between the two that lie within the meeting, never more than it counts."""
    inside = min(left, meeting.ends) - max(came, meeting.starts)
    return max(0, min(int(inside.total_seconds() // 60), minutes_of(meeting)))


def _told(meeting: Meeting, passage: Passage) -> int | None:
    """How long she was there as the door tells it; ``None``: the whole meeting, or she did not leave."""
    if passage.left_at is None:
        return None
    minutes = stayed(meeting, passage.arrived_at, passage.left_at)
    return None if minutes >= minutes_of(meeting) else minutes


def _count(meeting: Meeting, enrolment: Enrolment, passage: Passage, before: int | None) -> None:
    """Her attendance lasts as long as she was there, unless a colleague wrote other minutes than the door told ``before``."""
    attendance = meeting.session.attendances.filter(person__in=enrolment.person.selves).order_by("pk").first()
    if attendance is None or attendance.minutes not in {None, before}:
        return
    attendance.minutes = _told(meeting, passage)
    attendance.save(update_fields=["minutes"])
    facts.sync_many(ATTENDANCES, [attendance.pk])
    follow([meeting.session_id])
