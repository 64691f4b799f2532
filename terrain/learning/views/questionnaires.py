"""What a course asks before and after: its questionnaires, a question at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.texts import said
from terrain.learning import testing
from terrain.learning.actions import questionnaires as actions
from terrain.learning.forms.questionnaires import QuestionForm
from terrain.learning.models import Course, Question, Questionnaire
from terrain.learning.policies.proof import check_change_questions, check_questions


def _one(request: Request, uid: str) -> Questionnaire:
    found = Questionnaire.objects.visible_to(request.viewer).select_related("course__project")
    return get_object_or_404(found, uid=uid)


def of_course(request: Request, uid: str) -> HttpResponse:
    """The questionnaires of a course; a button makes the next version."""
    course = get_object_or_404(Course.objects.visible_to(request.viewer).select_related("project"), uid=uid)
    if request.method == "POST":
        return redirect(actions.begin_questionnaire(course, by=request.viewer))
    check_questions(request.viewer, course)
    found = list(course.questionnaires.prefetch_related("questions"))
    if len(found) == 1:
        return redirect(found[0])
    context = {"course": course, "questionnaires": [(one, len(one.questions.all())) for one in found]}
    return render(request, "learning/questionnaires/list.html", context)


def questionnaire(request: Request, uid: str) -> HttpResponse:
    """The questions, with what is right."""
    held = _one(request, uid)
    questions = [
        (question, [(words, place in question.right) for place, words in testing.offered(question)], _missing(question))
        for question in held.questions.all()
    ]
    context = {
        "questionnaire": held,
        "course": held.course,
        "questions": questions,
        "points": sum(question.points for question, _offered, _lacks in questions),
        "may_change": bool(verdict(check_change_questions, request.viewer, held)),
        "may_begin": held.is_published and bool(verdict(check_questions, request.viewer, held.course)),
    }
    return render(request, "learning/questionnaires/questionnaire.html", context)


def _missing(question: Question) -> bool:
    """Whether a question, or an answer of it, has no Arabic words: somebody would read it in French."""
    return not all(text.get("ar") for text in [question.text, *question.options])


def new_question(request: Request, uid: str) -> HttpResponse:
    """Write a question."""
    held = _one(request, uid)
    check_change_questions(request.viewer, held)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_question(held, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        messages.success(request, _("The question is added."))
        return redirect(held)
    return _asked(request, form, held, None)


def question(request: Request, uid: str, pk: int) -> HttpResponse:
    """Change a question."""
    held = _one(request, uid)
    check_change_questions(request.viewer, held)
    one = get_object_or_404(held.questions.all(), pk=pk)
    form = QuestionForm(request.POST or None, question=one, version=held.version)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_question(one, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            typed = request.POST.copy()
            typed["version"] = str(changed.record.version)
            form = QuestionForm(typed, question=one, version=changed.record.version)
            form.add_error(
                None, _("A colleague changed this questionnaire meanwhile. Look at it, then save again to keep yours.")
            )
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return _asked(request, form, held, one)


def _asked(request: Request, form: Any, held: Questionnaire, one: Question | None) -> HttpResponse:
    context = {"form": form, "questionnaire": held, "question": one, "course": said(held.course.title)}
    return render(request, "learning/questionnaires/question.html", context, status=422 if form.errors else 200)


@require_POST
def drop(request: Request, uid: str, pk: int) -> HttpResponse:
    """Take a question out."""
    held = _one(request, uid)
    actions.drop_question(get_object_or_404(held.questions.all(), pk=pk), by=request.viewer)
    messages.success(request, _("The question is taken out."))
    return redirect(held)


@require_POST
def publish(request: Request, uid: str) -> HttpResponse:
    """Use it from now on."""
    held = _one(request, uid)
    actions.publish_questionnaire(held, by=request.viewer)
    messages.success(request, _("The questionnaire is in use: cohorts that begin now are asked this."))
    return redirect(held)
