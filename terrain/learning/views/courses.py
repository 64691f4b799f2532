"""The catalogue of courses."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.learning import roster
from terrain.learning.actions import courses as actions
from terrain.learning.forms.courses import CourseForm
from terrain.learning.models import Course
from terrain.learning.policies.cohorts import check_browse, check_change_course, check_hold_somewhere
from terrain.learning.views.common import asked, one_course


def courses(request: Request) -> HttpResponse:
    """What is taught, and how many times it was given."""
    check_browse(request.viewer)
    seen = Course.objects.visible_to(request.viewer).select_related("project").prefetch_related("modules")
    found = seen.annotate(given=Count("cohorts")).order_by("retired_at", "code")
    context = {"courses": found, "may_hold": request.viewer.may("gathering.record")}
    return render(request, "learning/courses.html", context)


def course(request: Request, uid: str) -> HttpResponse:
    """One course: its modules, for whom, its trainings."""
    held = one_course(request, uid)
    modules = list(held.modules.all())
    context = {
        "course": held,
        "modules": [(one, one.minutes / 60) for one in modules],
        "together": sum(one.minutes for one in modules) / 60,
        "cohorts": roster.listed(request.viewer).filter(course=held).order_by("-first_day")[:50],
        "may_change": bool(verdict(check_change_course, request.viewer, held)),
        "may_hold": request.viewer.may("gathering.record", held.project_id),
    }
    return render(request, "learning/course.html", context)


def new_course(request: Request) -> HttpResponse:
    """Write a course."""
    check_hold_somewhere(request.viewer)
    form = CourseForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.write_course(
                typed["project"], typed["code"], form.said, form.parts, slip=typed["slip"], by=request.viewer
            )
        except actions.CodeTaken:
            form.add_error("code", _("Another course has this code."))
        else:
            messages.success(request, _("The course is written. Prepare a training of it when it is given."))
            return redirect(made)
    return asked(request, "learning/course_form.html", form, course=None)


def edit_course(request: Request, uid: str) -> HttpResponse:
    """Change a course."""
    held = one_course(request, uid)
    check_change_course(request.viewer, held)

    def bind(typed: Any, now: Course = held) -> CourseForm:
        return CourseForm(typed, viewer=request.viewer, course=now, initial=CourseForm.initial_of(now))

    form = bind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_course(held, form.said, form.parts, version=version, by=request.viewer)
        except ChangedMeanwhile as changed:
            form = shown_again(form, partial(bind, now=changed.record))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "learning/course_form.html", form, course=held)


@require_POST
def retire_course(request: Request, uid: str) -> HttpResponse:
    """It is not given any more, or again."""
    held = one_course(request, uid)
    check_change_course(request.viewer, held)
    actions.retire_course(held, retired=request.POST.get("retired") != "0", by=request.viewer)
    messages.success(request, _("Saved."))
    return redirect(held)
