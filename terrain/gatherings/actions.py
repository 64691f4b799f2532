from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.gatherings.enums import Category
from terrain.gatherings.followers import follow_presence, sync_followers
from terrain.gatherings.models import THRESHOLD, Attendance, Session
from terrain.gatherings.policies import check_came, check_change, check_delete, check_open, check_record, check_register
from terrain.network.models import Profile
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Person
from terrain.programmes import actions as programmes
from terrain.programmes import topics
from terrain.programmes.models import Organisation, Place, Project

ATTENDANCES = "gatherings.Attendance"
SESSIONS = "gatherings.Session"


class AlreadyThere(Exception):
    """Another session of the project has this day, place and theme: ``session``."""

    def __init__(self, session: Session) -> None:
        super().__init__(str(session.uid))
        self.session = session


class ChangedMeanwhile(Exception):
    """Somebody else changed the session since the page was opened; ``session`` says what it says now."""

    def __init__(self, session: Session) -> None:
        super().__init__(str(session.uid))
        self.session = session


@dataclass(frozen=True)
class Particulars:
    """What a session says of itself: kind, day, place and theme as written, and how it was held."""

    kind: str
    day: date
    place: str = ""
    theme: str = ""
    language: str = ""
    facilitator: str = ""
    minutes: int | None = None
    threshold: int = THRESHOLD
    part_of_course: bool = False


def _write(session: Session, said: Particulars) -> bool:
    """Put ``said`` into ``session`` without saving; whether anything differs from before."""
    before = particulars(session)
    session.kind, session.day = said.kind, said.day
    session.say_where_and_what(said.place, said.theme)
    session.language, session.facilitator = said.language[:60], said.facilitator[:120]
    session.minutes, session.threshold = said.minutes, said.threshold
    session.part_of_course = said.part_of_course
    return particulars(session) != before


def particulars(session: Session) -> Particulars:
    """What ``session`` says of itself."""
    return Particulars(
        session.kind,
        session.day,
        session.place_as_written,
        session.theme,
        session.language,
        session.facilitator,
        session.minutes,
        session.threshold,
        session.part_of_course,
    )


def _recognise(session: Session) -> None:
    session.place = Place.objects.find(session.place_as_written) if session.place_plain else None
    session.topic = topics.recognise(session.project, session.theme) if session.theme_plain else None


def _twin(session: Session) -> Session | None:
    same = Session.objects.filter(
        project_id=session.project_id,
        day=session.day,
        place_plain=session.place_plain,
        theme_plain=session.theme_plain,
    )
    return same.exclude(pk=session.pk).first()


def _save(session: Session) -> None:
    """Save; raises ``AlreadyThere`` when the project has this very session, also when it was made this instant."""
    twin = _twin(session)
    if twin is None:
        try:
            with transaction.atomic():
                session.save()
        except IntegrityError:
            twin = _twin(session)
            if twin is None:
                raise
    if twin is not None:
        raise AlreadyThere(twin)


def _held(session: Session) -> Session:
    return Session.objects.select_for_update(of=("self",)).select_related("project").get(pk=session.pk)


def _sync(session: Session) -> None:
    facts.sync_many(ATTENDANCES, session.attendances.values_list("pk", flat=True))
    facts.sync(session)
    sync_followers(session)
    follow_presence([session.pk])


def open_session(project: Project, said: Particulars, *, by: Viewer) -> Session:
    """A new session. Raises ``AlreadyThere`` when the project has one with this day, place and theme."""
    check_open(by, project)
    with action("gatherings.session_opened", by=by, project_id=project.pk) as act:
        session = Session(project=project, created_by_id=by.user_id)
        _write(session, said)
        _recognise(session)
        _save(session)
        act.obj = session
    return session


def edit_session(session: Session, said: Particulars, *, version: int, by: Viewer) -> Session:
    """Change what the session says; its facts follow. ``version`` is the one that the editor saw.

    Raises ``ChangedMeanwhile`` when a colleague saved something else since, ``AlreadyThere`` when it would become
    another session. Saving the same twice changes nothing.
    """
    check_change(by, session)
    with action("gatherings.session_changed", by=by, obj=session, project_id=session.project_id) as act:
        held = _held(session)
        seen = held.version
        if not _write(held, said):
            act.silent = True
            return held
        if seen != version:
            raise ChangedMeanwhile(_held(session))
        _recognise(held)
        held.version, held.batch = seen + 1, None
        _save(held)
        _sync(held)
    return held


def cancel_session(session: Session, *, by: Viewer) -> None:
    """The session did not take place: what was recorded stays readable and counts for nothing."""
    check_change(by, session)
    _cancel(session, True, by)


def resume_session(session: Session, *, by: Viewer) -> None:
    """Take a cancelled session up again: what was recorded counts again."""
    check_change(by, session)
    _cancel(session, False, by)


def _cancel(session: Session, cancelled: bool, by: Viewer) -> None:
    verb = "gatherings.session_cancelled" if cancelled else "gatherings.session_resumed"
    with action(verb, by=by, obj=session, project_id=session.project_id) as act:
        held = _held(session)
        if held.is_cancelled == cancelled:
            act.silent = True
            return
        held.cancelled_at, held.version, held.batch = clock.now() if cancelled else None, held.version + 1, None
        held.save(update_fields=["cancelled_at", "version", "batch"])
        _sync(held)


def delete_session(session: Session, *, by: Viewer) -> None:
    """Take away a session opened by mistake; raises ``Denied`` when somebody was recorded at it or a room above speaks of it."""
    with action("gatherings.session_deleted", by=by, obj=session, project_id=session.project_id) as act:
        held = Session.objects.select_for_update().filter(pk=session.pk).first()
        if held is None:
            act.silent = True
            return
        check_delete(by, held)
        facts.forget(SESSIONS, [held.pk])
        try:
            held.delete()
        except ProtectedError:
            raise Denied(_("Other pages speak of this session: cancel it instead.")) from None


def record_presence(session: Session, persons: Iterable[Person], *, category: str = "", by: Viewer) -> list[Attendance]:
    """These people were there. Whoever is ticked already stays as she is; only people whom ``by`` may tick count."""
    check_came(by, session)
    with action("gatherings.presence_recorded", by=by, obj=session, project_id=session.project_id) as act:
        wanted = [person.pk for person in persons]
        known = Person.objects.visible_to(by) | Person.objects.known_to([session.project_id]).open_to(by).standing()
        allowed = list(known.filter(pk__in=wanted).distinct())
        one = Coalesce("person__merged_into_id", "person_id")
        there = set(
            session.attendances.annotate(one=one).filter(one__in=[p.pk for p in allowed]).values_list("one", flat=True)
        )
        absent = [person for person in allowed if person.pk not in there]
        _tick(session, absent, category)
        session.attendances.filter(person_id__in=there, by_hand=False).update(by_hand=True)
        people.meet([person for person in allowed if person.pk in there], session.project, by_hand=True)
        act.silent = not absent
        act.detail = {"people": len(absent)}
    return list(session.attendances.filter(person_id__in=wanted).select_related("person"))


def _tick(session: Session, persons: list[Person], category: str = "", slip: UUID | None = None) -> None:
    """Make attendances, their facts, and let the project know these people."""
    Attendance.objects.bulk_create(
        [Attendance(session=session, person=person, category=category, by_hand=True, slip=slip) for person in persons],
        ignore_conflicts=slip is None,
    )
    people.meet(persons, session.project, by_hand=True)
    facts.sync_many(
        ATTENDANCES, session.attendances.filter(person__in=[p.pk for p in persons]).values_list("pk", flat=True)
    )
    follow_presence([session.pk])


def remove_presence(session: Session, person: Person, *, by: Viewer) -> None:
    """This person was not there after all; nothing happens when she was not ticked."""
    check_record(by, session)
    with action("gatherings.presence_removed", by=by, obj=session, project_id=session.project_id) as act:
        there = list(session.attendances.filter(person__in=person.selves))
        if not there:
            act.silent = True
            return
        act.detail = {"person": person.pk}
        facts.forget(ATTENDANCES, [attendance.pk for attendance in there])
        for attendance in there:
            attendance.delete()
        follow_presence([session.pk])


def add_newcomer(
    session: Session,
    identity: Identity,
    *,
    slip: UUID | None = None,
    category: str = "",
    apart: bool = False,
    by: Viewer,
) -> Attendance:
    """Write down somebody who came: registered (or known again by a strong key) and ticked.

    The same ``slip`` twice gives the first attendance again. ``apart``: a human said that she is nobody we know. Raises
    ``people.actions.Ambiguous`` when the keys contradict each other.
    """
    check_register(by, session)
    slip = slips.own(slip, by, session)
    try:
        with action("gatherings.newcomer_recorded", by=by, obj=session, project_id=session.project_id) as act:
            written = session.attendances.filter(slip=slip).first() if slip is not None else None
            if written is not None:
                act.silent = True
                return written
            person = people.register(identity, project=session.project, by=by, apart=apart)
            attendance = session.attendances.filter(person__in=person.selves).order_by("pk").first()
            if attendance is None:
                _tick(session, [person], category, slip)
                attendance = session.attendances.get(person=person)
            act.detail = {"person": person.pk}
    except IntegrityError:
        return session.attendances.get(slip=slip)
    return attendance


def set_headcount(session: Session, headcount: int, *, seen: int, by: Viewer) -> Session:
    """How many were there of whom nobody took the identity. ``seen``: the number that the page showed.

    Raises ``ChangedMeanwhile`` when a colleague wrote another number since.
    """
    check_came(by, session)
    with action("gatherings.headcount_set", by=by, obj=session, project_id=session.project_id) as act:
        held = _held(session)
        if held.headcount == headcount:
            act.silent = True
            return held
        if held.headcount != seen:
            raise ChangedMeanwhile(held)
        held.headcount = headcount
        held.save(update_fields=["headcount"])
        facts.sync(held)
        act.detail = {"headcount": headcount}
    return held


def set_minutes(
    attendance: Attendance,
    *,
    category: str,
    minutes: int | None,
    organisation: Organisation | None = None,
    by: Viewer,
) -> None:
    """As what somebody came, for whom (``None``: for nobody) and how long she stayed (``None``: for the whole of it)."""
    check_record(by, attendance.session)
    if category not in Category.values:
        raise ValueError(category)
    with action(
        "gatherings.attendance_detailed", by=by, obj=attendance, project_id=attendance.session.project_id
    ) as act:
        whom = organisation.pk if organisation is not None else None
        if (attendance.category, attendance.minutes, attendance.organisation_id) == (category, minutes, whom):
            act.silent = True
            return
        if organisation is not None:
            Profile.objects.of(organisation)
        attendance.category, attendance.minutes, attendance.by_hand = category, minutes, True
        attendance.organisation = organisation
        attendance.save(update_fields=["category", "minutes", "organisation", "by_hand"])
        facts.sync(attendance)
        follow_presence([attendance.session_id])


def detail(attendance: Attendance, whom: str | None, *, category: str, minutes: int | None, by: Viewer) -> None:
    """The same, with the words for an organisation, which is named when nobody named it yet; ``None``: as before."""
    check_record(by, attendance.session)
    with transaction.atomic():
        organisation = attendance.organisation
        if whom is not None:
            organisation = programmes.name_organisation(whom, by=by) if whom.strip() else None
        set_minutes(attendance, category=category, minutes=minutes, organisation=organisation, by=by)
