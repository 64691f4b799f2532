"""A course, a cohort that meets on two days, people on its list, as records: for tests of what is built upon them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from terrain.gatherings.models import Session
from terrain.learning.enums import CohortState
from terrain.learning.models import Cohort, Course, Enrolment, Meeting, Module
from terrain.people import actions as people
from terrain.people.identity import Identity
from tests.factories import HOUSE

FIRST = date(2026, 3, 12)


def course_of(project: Any, code: str = "justice", **said: Any) -> Course:
    """A course of a project with two modules of six hours."""
    course = Course.objects.create(
        project=project, code=code, title={"fr": "Justice adaptée aux enfants", "ar": "عدالة ملائمة للأطفال"}, **said
    )
    for number in (1, 2):
        Module.objects.create(course=course, position=number, title={"fr": f"Module {number}"}, minutes=360)
    return course


def cohort_of(
    course: Course, project: Any = None, name: str = "Magistrats de Fès", first: date = FIRST, **said: Any
) -> Cohort:
    """A cohort of two days in Fès, 9:00–16:00 with an hour's break each."""
    cohort = Cohort.objects.create(
        course=course,
        project=project or course.project,
        name=name,
        place_as_written="Fès",
        first_day=first,
        last_day=first + timedelta(days=1),
        **{"state": CohortState.PLANNED} | said,
    )
    for number in range(2):
        meeting_of(cohort, first + timedelta(days=number), number + 1)
    return cohort


def planned(cohort: Cohort) -> int:
    """Minutes of all its meetings that take place."""
    return sum(one.session.minutes for one in cohort.meetings.filter(session__cancelled_at=None))


def meeting_of(cohort: Cohort, day: date, number: int, minutes: int = 360) -> Meeting:
    """A meeting of ``cohort`` on ``day``, from nine o'clock."""
    session = Session(project=cohort.project, kind="training", day=day, minutes=minutes, part_of_course=True)
    session.say_where_and_what(cohort.where, f"{cohort.name} · {number}")
    session.save()
    starts = timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0))
    return Meeting.objects.create(
        cohort=cohort,
        session=session,
        module=cohort.course.modules.filter(position=number).first(),
        starts=starts,
        ends=starts + timedelta(minutes=minutes + 60),
    )


def enrolled(cohort: Cohort, name: str = "Nadia Fictive", phone: str = "", **said: Any) -> Enrolment:
    """Somebody on the list, registered in the registry like everybody."""
    person = people.register(Identity(full_name=name, phone=phone), project=cohort.project, by=HOUSE, apart=not phone)
    return Enrolment.objects.create(cohort=cohort, person=person, **said)
