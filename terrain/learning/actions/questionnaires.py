"""What a course asks before and after: written, published, copied into a next version."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.learning.models import Course, Question, Questionnaire
from terrain.learning.moments import QuestionKind
from terrain.learning.policies.proof import check_change_questions, check_questions

MOST = 60
"""Questions that a questionnaire holds at most."""


@dataclass(frozen=True)
class QuestionSaid:
    """A question: texts by language; ``options`` and ``right`` as ``models.Question`` keeps them."""

    kind: str
    text: dict[str, str]
    options: list[dict[str, str]] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    points: int = 1


def begin_questionnaire(course: Course, *, slip: UUID | None = None, by: Viewer) -> Questionnaire:
    """A draft: empty the first time, then a copy of the last one. An unpublished draft is given back as it is."""
    check_questions(by, course)
    slip = slips.own(slip, by, course, "questionnaire")
    with action("learning.questionnaire_begun", by=by, project_id=course.project_id) as act:
        Course.objects.select_for_update().get(pk=course.pk)
        before = slips.taken(slip, Questionnaire) or course.questionnaires.filter(published_at=None).first()
        if before is not None:
            act.silent = True
            return before
        last = course.questionnaires.order_by("-number").first()
        made = Questionnaire.objects.create(
            course=course, number=(last.number if last else 0) + 1, created_by_id=by.user_id
        )
        slips.made(slip, made)
        if last is not None:
            _copy(last, made)
        act.obj = made
    return made


def _copy(last: Questionnaire, made: Questionnaire) -> None:
    questions = list(last.questions.all())
    for question in questions:
        question.pk, question.questionnaire = None, made
    Question.objects.bulk_create(questions)


def add_question(questionnaire: Questionnaire, said: QuestionSaid, *, slip: UUID | None = None, by: Viewer) -> Question:
    """One question more, at the end."""
    slip = slips.own(slip, by, questionnaire, "question")
    with action("learning.question_written", by=by, project_id=questionnaire.course.project_id) as act:
        now = held(questionnaire)
        check_change_questions(by, now)
        if (before := slips.taken(slip, Question)) is not None:
            act.silent = True
            return before
        if now.questions.count() >= MOST:
            raise Denied(_("A questionnaire has sixty questions at most."))
        _check(said)
        place = (now.questions.aggregate(last=Max("position"))["last"] or 0) + 1
        question = Question(questionnaire=now, position=place)
        put(question, said)
        question.save()
        slips.made(slip, question)
        _next(now)
        act.obj = question
    return question


def change_question(question: Question, said: QuestionSaid, *, version: int, by: Viewer) -> Question:
    """Write a question anew; raises ``ChangedMeanwhile`` (of the questionnaire) when a colleague changed something since ``version``."""
    with action("learning.question_written", by=by, obj=question) as act:
        now = held(question.questionnaire)
        check_change_questions(by, now)
        _check(said)
        act.project_id = now.course.project_id
        fresh = held(question)
        if not put(fresh, said):
            act.silent = True
            return fresh
        save_next(now, version)
        fresh.save()
    return fresh


def drop_question(question: Question, *, by: Viewer) -> None:
    """Take a question out of a draft."""
    with action("learning.question_dropped", by=by, obj=question) as act:
        now = held(question.questionnaire)
        check_change_questions(by, now)
        act.project_id = now.course.project_id
        act.silent = not Question.objects.filter(pk=question.pk).exists()
        Question.objects.filter(pk=question.pk).delete()
        _next(now)


def publish_questionnaire(questionnaire: Questionnaire, *, by: Viewer) -> None:
    """Use it from now on: cohorts that have not begun another one take this one."""
    with action("learning.questionnaire_published", by=by, obj=questionnaire) as act:
        now = held(questionnaire)
        act.project_id = now.course.project_id
        if now.is_published:
            check_questions(by, now.course)
            act.silent = True
            return
        check_change_questions(by, now)
        if not now.questions.exists():
            raise Denied(_("Write a question first."))
        now.published_at = clock.now()
        now.version += 1
        now.save(update_fields=["published_at", "version"])


def _next(questionnaire: Questionnaire) -> None:
    questionnaire.version += 1
    questionnaire.save(update_fields=["version"])


def _check(said: QuestionSaid) -> None:
    """Whether the question can be scored: it says something, and what is right is among what is offered."""
    offered = 2 if said.kind == QuestionKind.TRUE_FALSE else len(said.options)
    one = said.kind != QuestionKind.MULTIPLE
    if (
        said.kind not in QuestionKind.values
        or not any(said.text.values())
        or offered < 2
        or not said.right
        or (one and len(said.right) != 1)
        or not set(said.right) <= set(range(offered))
        or not 1 <= said.points <= 20
    ):
        raise Denied(_("A question needs a text, two answers at least, and says which are right."))
