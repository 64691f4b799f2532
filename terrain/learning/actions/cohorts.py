"""A course is given: its cohort, the days on which it meets, how it opens, ends or does not take place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile, held, put
from terrain.core.policies import Denied
from terrain.gatherings import actions as gatherings
from terrain.gatherings.actions import Particulars
from terrain.gatherings.enums import SessionKind
from terrain.learning.actions.progress import refresh, settle_days
from terrain.learning.actions.registrations import let_go
from terrain.learning.actions.waiting import move_up
from terrain.learning.enums import CohortState
from terrain.learning.models import Cohort, Course, Group, Meeting, Module
from terrain.learning.policies.cohorts import check_cohort, check_hold, check_list, check_running, check_uncertified
from terrain.learning.secrets import CHECK_IN, REGISTRATION, fingerprint_of
from terrain.programmes import topics
from terrain.programmes.models import Place, Project

MOST_MEETINGS = 60


class MeetsAlready(Exception):
    """These people meet at this hour already."""


@dataclass(frozen=True)
class CohortSaid:
    """What a cohort says of itself. ``place_as_written``: the town; ``address``: the room, as invited people read it."""

    name: str
    place_as_written: str
    address: str = ""
    language: str = ""
    trainer: str = ""
    places: int | None = None


@dataclass(frozen=True)
class MeetingSaid:
    """A day on which a cohort, or one of its groups, meets. ``pause``: minutes within it that do not count."""

    day: date
    starts: time
    ends: time
    pause: int = 0
    module: Module | None = None
    group: Group | None = None

    @property
    def minutes(self) -> int:
        """How many minutes count."""
        span = datetime.combine(self.day, self.ends) - datetime.combine(self.day, self.starts)
        return int(span.total_seconds() // 60) - self.pause

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when, in the programme's time."""
        first, last = (datetime.combine(self.day, moment) for moment in (self.starts, self.ends))
        return timezone.make_aware(first), timezone.make_aware(last)


@dataclass(frozen=True)
class GroupSaid:
    """A group: its name, how many places it has."""

    name: str
    places: int | None = None


def days_between(first: date, last: date, *, weekends: bool = True) -> list[date]:
    """Every day from ``first`` to ``last``; without Saturdays and Sundays unless ``weekends`` (or nothing would be left)."""
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    working = [day for day in days if day.weekday() < 5]
    return days if weekends or not working else working


def open_cohort(
    course: Course,
    project: Project,
    said: CohortSaid,
    meetings: Sequence[MeetingSaid],
    groups: Sequence[GroupSaid] = (),
    *,
    slip: UUID | None = None,
    by: Viewer,
) -> Cohort:
    """A new cohort with its meetings; with groups, each group meets each time. Modules that no meeting names are shared out in order.

    Raises ``gatherings.AlreadyThere`` when the project has a session with one of these days, this place and this name.
    """
    check_hold(by, project)
    _examine(course, project, meetings)
    slip = slips.own(slip, by, "cohort")
    with action("learning.cohort_opened", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Cohort)) is not None:
            act.silent = True
            return before
        days = sorted(meeting.day for meeting in meetings)
        cohort = Cohort(course=course, project=project, first_day=days[0], last_day=days[-1], created_by_id=by.user_id)
        put(cohort, said)
        _recognise(cohort)
        cohort.save()
        made: list[Group | None] = [
            Group.objects.create(cohort=cohort, name=one.name, places=one.places) for one in groups
        ]
        modules = list(course.modules.all())
        for number, meeting in enumerate(meetings):
            module = meeting.module or (modules[number * len(modules) // len(meetings)] if modules else None)
            for group in made or [meeting.group]:
                _meet(cohort, MeetingSaid(meeting.day, meeting.starts, meeting.ends, meeting.pause, module, group), by)
        slips.made(slip, cohort)
        act.obj, act.detail = cohort, {"meetings": len(meetings) * max(1, len(made))}
    return cohort


def _examine(course: Course, project: Project, meetings: Sequence[MeetingSaid]) -> None:
    if course.project_id is not None and course.project_id != project.pk:
        raise Denied(_("This course belongs to another project."))
    if course.retired_at is not None:
        raise Denied(_("This course is not given any more."))
    if not 1 <= len(meetings) <= MOST_MEETINGS:
        raise Denied(_("A training meets at least once, and at most sixty times."))
    for meeting in meetings:
        _check_hours(meeting)


def _check_hours(meeting: MeetingSaid) -> None:
    if meeting.ends <= meeting.starts or meeting.minutes < 1:
        raise Denied(_("It would end before it begins, or be nothing but a break."))


def _check_free(cohort: Cohort, said: MeetingSaid, but: Meeting | None = None) -> None:
    """Nobody is in two rooms at once: a meeting of everybody stands in the way of each group's."""
    starts, ends = said.span
    others = cohort.meetings.filter(session__cancelled_at=None, starts__lt=ends, ends__gt=starts)
    if said.group is not None:
        others = others.filter(Q(group=None) | Q(group=said.group))
    if others.exclude(pk=but.pk if but is not None else 0).exists():
        raise MeetsAlready


def _recognise(cohort: Cohort) -> None:
    cohort.place = Place.objects.find(cohort.place_as_written) if cohort.place_as_written.strip() else None
    words = " · ".join([cohort.name, *cohort.course.title.values()])
    cohort.topic = topics.recognise(cohort.project, words)


def _theme(cohort: Cohort, group: Group | None) -> str:
    """What tells this session from the others of the project: the training, the group, which time it meets."""
    number = cohort.meetings.filter(group=group).count() + 1
    while True:
        parts = [cohort.name, *([group.name] if group else []), str(number)]
        theme = " · ".join(parts)
        if not cohort.meetings.filter(session__theme=theme).exists():
            return theme
        number += 1


def _particulars(cohort: Cohort, meeting: MeetingSaid, theme: str) -> Particulars:
    return Particulars(
        SessionKind.TRAINING.value,
        meeting.day,
        cohort.place_as_written,
        theme,
        cohort.language,
        cohort.trainer,
        meeting.minutes,
        cohort.course.threshold,
        part_of_course=True,
    )


def _meet(cohort: Cohort, said: MeetingSaid, by: Viewer) -> Meeting:
    session = gatherings.open_session(cohort.project, _particulars(cohort, said, _theme(cohort, said.group)), by=by)
    starts, ends = said.span
    return Meeting.objects.create(
        cohort=cohort, session=session, module=said.module, group=said.group, starts=starts, ends=ends
    )


def change_cohort(cohort: Cohort, said: CohortSaid, *, version: int, by: Viewer) -> Cohort:
    """Write what is true of a cohort now; its sessions say the same. Raises ``ChangedMeanwhile``, or ``gatherings.AlreadyThere``."""
    check_cohort(by, cohort)
    with action("learning.cohort_changed", by=by, obj=cohort, project_id=cohort.project_id) as act:
        now = held(cohort)
        changed = put(now, said)
        if not changed:
            act.silent = True
            return now
        if now.version != version:
            raise ChangedMeanwhile(held(cohort))
        _recognise(now)
        now.version += 1
        now.save()
        for meeting in now.meetings.select_related("session__project", "group"):
            _tell_session(now, meeting, by)
        act.detail = {"fields": changed, "moved_up": move_up(now)}
        refresh([now])
    return now


def _tell_session(cohort: Cohort, meeting: Meeting, by: Viewer) -> None:
    session = meeting.session
    told = gatherings.particulars(session)
    number = session.theme.rpartition(" · ")[2]
    theme = " · ".join([cohort.name, *([meeting.group.name] if meeting.group else []), number])
    said = Particulars(
        told.kind, told.day, cohort.place_as_written, theme, cohort.language, cohort.trainer, told.minutes,
        told.threshold, part_of_course=True,
    )  # fmt: skip
    gatherings.edit_session(session, said, version=session.version, by=by)


def add_meeting(cohort: Cohort, said: MeetingSaid, *, slip: UUID | None = None, by: Viewer) -> Meeting:
    """One more time that the cohort meets: everybody owes its minutes too. Raises ``MeetsAlready``."""
    check_list(by, cohort)
    _check_hours(said)
    slip = slips.own(slip, by, cohort, "meeting")
    with action("learning.meeting_added", by=by, obj=cohort, project_id=cohort.project_id) as act:
        if (before := slips.taken(slip, Meeting)) is not None:
            act.silent = True
            return before
        now = held(cohort)
        _check_free(now, said)
        meeting = _meet(now, said, by)
        settle_days(now)
        now.version += 1
        now.save()
        refresh([now])
        slips.made(slip, meeting)
    return meeting


def change_meeting(meeting: Meeting, said: MeetingSaid, *, version: int, by: Viewer) -> Meeting:
    """Another day, other hours, another module or group. ``version``: the edition that the page showed.

    Raises ``MeetsAlready``, ``ChangedMeanwhile`` or ``gatherings.AlreadyThere``. Saving the same twice changes nothing.
    """
    check_list(by, meeting.cohort)
    _check_hours(said)
    with action("learning.meeting_changed", by=by, obj=meeting, project_id=meeting.cohort.project_id) as act:
        cohort = held(meeting.cohort)
        now = held(meeting)
        told, hers = _particulars(cohort, said, now.session.theme), (*said.span, said.module, said.group)
        if (now.starts, now.ends, now.module, now.group) == hers and gatherings.particulars(now.session) == told:
            act.silent = True
            return now
        if now.edition != version:
            raise ChangedMeanwhile(now)
        _check_free(cohort, said, now)
        gatherings.edit_session(now.session, told, version=now.session.version, by=by)
        now.starts, now.ends, now.module, now.group = hers
        now.version += 1
        now.save()
        settle_days(cohort)
        refresh([cohort])
    return now


def cancel_meeting(meeting: Meeting, *, cancelled: bool = True, by: Viewer) -> None:
    """It does not take place (or does after all): nobody owes its minutes."""
    check_list(by, meeting.cohort)
    with action("learning.meeting_cancelled", by=by, obj=meeting, project_id=meeting.cohort.project_id) as act:
        act.detail = {"cancelled": cancelled}
        change = gatherings.cancel_session if cancelled else gatherings.resume_session
        change(meeting.session, by=by)
        cohort = held(meeting.cohort)
        settle_days(cohort)
        refresh([cohort])


def open_registration(
    cohort: Cohort, *, until: date | None = None, afresh: bool = False, announced: bool = False, by: Viewer
) -> str:
    """Open the public form, and give its secret. ``afresh``: under a new address, the one before opens nothing any more.

    ``announced``: it stands in the public calendar, for everybody; else whoever is given the address finds it.
    """
    check_list(by, cohort)
    if until is not None and until < clock.today():
        raise Denied(_("This day has passed."))
    with action("learning.registration_opened", by=by, obj=cohort, project_id=cohort.project_id) as act:
        now = held(cohort)
        if now.registration_turn == 0 or afresh:
            now.registration_turn += 1
        now.registration_digest = fingerprint_of(REGISTRATION, now.uid, now.registration_turn)
        now.registration_until, now.announced = until, announced
        if now.state == CohortState.PLANNED:
            now.state = CohortState.OPEN
        now.save()
        act.detail = {"afresh": afresh, "announced": announced}
    return now.registration_secret


def close_registration(cohort: Cohort, *, by: Viewer) -> None:
    """Nobody registers from the link any more, which says so; what arrived is still answered."""
    check_cohort(by, cohort)
    with action("learning.registration_closed", by=by, obj=cohort, project_id=cohort.project_id) as act:
        now = held(cohort)
        if not now.takes_registrations:
            act.silent = True
            return
        _shut(now)
        if now.state == CohortState.OPEN:
            now.state = CohortState.PLANNED
        now.save()


def _shut(cohort: Cohort) -> None:
    """The public form had its last day; its address stays, to tell whoever opens it."""
    cohort.announced = False
    if cohort.takes_registrations:
        cohort.registration_until = clock.today() - clock.ONE_DAY


def close_cohort(cohort: Cohort, *, by: Viewer) -> Cohort:
    """The training was held: its list is closed, registrations that nobody answered are erased."""
    check_running(by, cohort)
    with action("learning.cohort_closed", by=by, obj=cohort, project_id=cohort.project_id) as act:
        now = held(cohort)
        if now.state == CohortState.HELD:
            act.silent = True
            return now
        if now.last_day > clock.today():
            raise Denied(_("Its last day has not come."))
        _shut(now)
        now.state = CohortState.HELD
        now.held_threshold, now.held_pass_mark = now.course.threshold, now.course.pass_mark
        now.save()
        act.detail = {"unanswered": let_go(now, by)}
        refresh([now])
    return now


def reopen_cohort(cohort: Cohort, *, by: Viewer) -> Cohort:
    """Its list can be changed again, or it takes place after all: days that were called off before, singly, stay so."""
    check_cohort(by, cohort)
    with action("learning.cohort_reopened", by=by, obj=cohort, project_id=cohort.project_id) as act:
        now = held(cohort)
        if not now.is_over:
            act.silent = True
            return now
        called_off = now.cancelled_at
        now.state = CohortState.RUNNING if now.enrolments.exclude(last_attended=None).exists() else CohortState.PLANNED
        now.cancelled_at = now.held_threshold = now.held_pass_mark = None
        now.save()
        if called_off is not None:
            for meeting in now.meetings.filter(session__cancelled_at__gte=called_off).select_related("session"):
                gatherings.resume_session(meeting.session, by=by)
        settle_days(now)
        move_up(now)
        refresh([now])
    return now


def cancel_cohort(cohort: Cohort, *, by: Viewer) -> Cohort:
    """It does not take place: nothing of it counts, and registrations that nobody answered are erased."""
    check_cohort(by, cohort)
    with action("learning.cohort_cancelled", by=by, obj=cohort, project_id=cohort.project_id) as act:
        now = held(cohort)
        if now.is_cancelled:
            act.silent = True
            return now
        check_uncertified(by, *now.enrolments.all())
        _shut(now)
        now.state, now.cancelled_at = CohortState.CANCELLED, clock.now()
        now.save()
        for meeting in now.meetings.select_related("session"):
            gatherings.cancel_session(meeting.session, by=by)
        act.detail = {"unanswered": let_go(now, by)}
        refresh([now])
    return now


def show_room(meeting: Meeting, *, afresh: bool = False, by: Viewer) -> str:
    """The secret of the address that the room shows. ``afresh``: a new one, the one before opens nothing any more."""
    check_list(by, meeting.cohort)
    with action("learning.room_shown", by=by, obj=meeting, project_id=meeting.cohort.project_id) as act:
        now = held(meeting)
        if now.check_in_digest and not afresh:
            act.silent = True
            return now.check_in_secret
        now.check_in_turn += 1
        now.check_in_digest = fingerprint_of(CHECK_IN, now.uid, now.check_in_turn)
        now.save(update_fields=["check_in_turn", "check_in_digest"])
    return now.check_in_secret
