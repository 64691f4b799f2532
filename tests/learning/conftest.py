from datetime import date, time, timedelta

import pytest

from terrain.core import clock
from terrain.learning.actions import cohorts, courses
from terrain.learning.actions.enrolments import Comes, enrol_newcomer
from terrain.people.identity import Identity
from tests.factories import HOUSE

FIRST = date(2026, 3, 12)
NAMES = ("Nadia Fictive", "Idriss Inventé", "Latifa Supposée", "Hamid Imaginé", "Samira Conçue", "Jaouad Rêvé")


@pytest.fixture
def course(cpe):
    """Two modules of six hours for magistrates; one attends 80 percent."""
    said = courses.CourseSaid(
        {"fr": "Justice adaptée aux enfants", "ar": "عدالة ملائمة للأطفال"}, categories=["magistrate"]
    )
    modules = [courses.ModuleSaid({"fr": f"Module {number}"}, 360) for number in (1, 2)]
    return courses.write_course(cpe, "justice", said, modules, by=HOUSE)


def day(number: int, first: date = FIRST) -> cohorts.MeetingSaid:
    """The ``number``-th day: from nine to four with an hour's break."""
    return cohorts.MeetingSaid(first + timedelta(days=number - 1), time(9), time(16), 60)


@pytest.fixture
def cohort(course, cpe):
    """Two days in Fès, six hours each."""
    said = cohorts.CohortSaid("Magistrats de Fès", "Fès", "Salle 2", places=20)
    return cohorts.open_cohort(course, cpe, said, [day(1), day(2)], by=HOUSE)


@pytest.fixture
def soon(course, cpe):
    """Two days from today on: doors are open today."""
    said = cohorts.CohortSaid("Magistrats de Salé", "Salé", places=2)
    return cohorts.open_cohort(course, cpe, said, [day(1, clock.today()), day(2, clock.today())], by=HOUSE)


def somebody(number: int = 0) -> Identity:
    """The invented trainee of this number, known by her telephone."""
    return Identity(NAMES[number % len(NAMES)], sex="F", phone=f"+2126130{number:05}")


@pytest.fixture
def nadia(cohort):
    """A magistrate on the list."""
    return enrol_newcomer(cohort, somebody(), Comes("magistrate"), by=HOUSE)
