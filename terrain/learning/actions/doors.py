"""Who comes through the door: by the room's code from her own telephone, or by the code that she shows to the trainer."""

from datetime import datetime

from django.db.models import QuerySet

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held
from terrain.facts import actions as facts
from terrain.gatherings.models import Attendance
from terrain.gatherings.policies import check_came
from terrain.learning.actions.progress import ATTENDANCES, follow
from terrain.learning.actions.registrations import BY_LINK
from terrain.learning.models import Enrolment, Meeting, Passage
from terrain.learning.policies.cohorts import check_door, check_leave
from terrain.learning.progress import minutes_of
from terrain.people import actions as people


def come_in(meeting: Meeting, enrolment: Enrolment, *, by: Viewer = BY_LINK) -> Passage:
    """She says that she is there. A second tap changes nothing. Raises ``Denied`` for whoever is not on the list, or out of hours."""
    check_door(by, meeting, enrolment, clock.now())
    return _arrive(meeting, enrolment, by, by_phone=True)


def go_out(meeting: Meeting, enrolment: Enrolment, *, by: Viewer = BY_LINK) -> Passage:
    """She says that she leaves: her minutes end here. Said again later, the later one counts. Raises ``Denied`` if she never came in."""
    check_door(by, meeting, enrolment, clock.now())
    with action("learning.left", by=by, obj=meeting, project_id=meeting.cohort.project_id):
        held(meeting)
        there = _there(meeting, enrolment).exists()
        check_leave(by, there)
        passage, _new = _passage(meeting, enrolment, there, by_phone=True)
        before, passage.left_at = _told(meeting, passage), clock.now()
        passage.save(update_fields=["left_at"])
        _last(meeting, enrolment, _told(meeting, passage), before)
    return passage


def let_in(meeting: Meeting, enrolment: Enrolment, *, by: Viewer) -> Passage:
    """The trainer read her code: she is there. A second reading changes nothing."""
    check_came(by, meeting.session)
    return _arrive(meeting, enrolment, by, by_phone=False)


def _arrive(meeting: Meeting, enrolment: Enrolment, by: Viewer, *, by_phone: bool) -> Passage:
    with action("learning.came_in", by=by, obj=meeting, project_id=meeting.cohort.project_id) as act:
        held(meeting)
        there = _there(meeting, enrolment).exists()
        passage, new = _passage(meeting, enrolment, there, by_phone=by_phone)
        back = _come_back(meeting, enrolment, passage)
        if there:
            act.silent = not (new or back)
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


def _there(meeting: Meeting, enrolment: Enrolment) -> QuerySet[Attendance]:
    return meeting.session.attendances.filter(person__in=enrolment.person.selves).order_by("pk")


def _passage(meeting: Meeting, enrolment: Enrolment, there: bool, *, by_phone: bool) -> tuple[Passage, bool]:
    """How she came through the door, and whether it is new. Whom a colleague ticked before (``there``) came at the beginning."""
    arrived = min(meeting.starts, clock.now()) if there else clock.now()
    return Passage.objects.get_or_create(
        meeting=meeting, enrolment=enrolment, defaults={"by_phone": by_phone, "arrived_at": arrived}
    )


def _come_back(meeting: Meeting, enrolment: Enrolment, passage: Passage) -> bool:
    """Whoever had left is there again: her leaving counts no more, nor the minutes that it said."""
    if passage.left_at is None:
        return False
    before, passage.left_at = _told(meeting, passage), None
    passage.save(update_fields=["left_at"])
    _last(meeting, enrolment, None, before)
    return True


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


def _last(meeting: Meeting, enrolment: Enrolment, minutes: int | None, before: int | None) -> None:
    """Write how long her attendance lasts (``None``: the whole meeting), unless a colleague wrote other minutes than the door told
    ``before``."""
    attendance = _there(meeting, enrolment).first()
    if attendance is None or attendance.minutes not in {None, before}:
        return
    attendance.minutes = minutes
    attendance.save(update_fields=["minutes"])
    facts.sync_many(ATTENDANCES, [attendance.pk])
    follow([meeting.session_id])
