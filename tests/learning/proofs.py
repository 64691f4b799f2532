"""A questionnaire, and people who attended: for tests of what a training proves."""

from datetime import date, timedelta
from typing import Any

from terrain.learning.actions import questionnaires
from terrain.learning.actions.questionnaires import QuestionSaid
from terrain.learning.models import Cohort, Course, Enrolment, Questionnaire
from tests.factories import HOUSE
from tests.learning.factories import enrolled, planned

QUESTIONS = (
    QuestionSaid(
        "single",
        {"fr": "Qui entend l'enfant ?", "ar": "من يستمع إلى الطفل؟"},
        [{"fr": "Le juge"}, {"fr": "Personne"}],
        [0],
        2,
    ),
    QuestionSaid(
        "multiple",
        {"fr": "Que faut-il ?"},
        [{"fr": "Un interprète"}, {"fr": "Du temps"}, {"fr": "Un public"}],
        [0, 1],
        2,
    ),
    QuestionSaid("true_false", {"fr": "Un enfant a droit à un avocat."}, [], [0], 1),
)
RIGHT = ([0], [0, 1], [0])


def questioned(course: Course) -> Questionnaire:
    """Three questions, five points, in use."""
    held = questionnaires.begin_questionnaire(course, by=HOUSE)
    for said in QUESTIONS:
        questionnaires.add_question(held, said, by=HOUSE)
    questionnaires.publish_questionnaire(held, by=HOUSE)
    held.refresh_from_db()
    return held


def answers(held: Questionnaire, *picked: list[int]) -> dict[int, list[int]]:
    """Question → what is picked, in order; nothing where nothing is said."""
    return dict(zip([one.pk for one in held.questions.all()], picked, strict=False))


def attended(
    cohort: Cohort, name: str = "Nadia Fictive", minutes: int = 720, day: date | None = None, **said: Any
) -> Enrolment:
    """Somebody who was there for so many of the 720 minutes."""
    enrolment = enrolled(cohort, name, **said)
    due = planned(cohort)
    enrolment.attended_minutes, enrolment.due_minutes = minutes, due
    enrolment.last_attended = day or cohort.last_day
    enrolment.threshold_met = "yes" if minutes * 100 >= cohort.course.threshold * due else "no"
    enrolment.save()
    return enrolment


def days_ago(number: int) -> date:
    """A day before today."""
    return date.today() - timedelta(days=number)


def fresh(enrolment: Enrolment) -> Enrolment:
    """The same as a page would load it."""
    return Enrolment.objects.select_related("cohort__course", "person__key").get(pk=enrolment.pk)
