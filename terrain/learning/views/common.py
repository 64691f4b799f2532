"""What the staff pages of this room share."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import override

from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.gatherings import agenda
from terrain.learning.models import Cohort, Course, Enrolment, Meeting
from terrain.learning.policies.cohorts import check_cohort, check_enrol, check_identify, check_list

Fresh = Callable[[Any], Any]


def one_course(request: Request, uid: str) -> Course:
    """The course, when the viewer may see it."""
    return get_object_or_404(Course.objects.visible_to(request.viewer).select_related("project"), uid=uid)


def one_cohort(request: Request, uid: str) -> Cohort:
    """The cohort, when the viewer may see it."""
    seen = Cohort.objects.visible_to(request.viewer).select_related("project", "place", "course", "topic")
    return get_object_or_404(seen, uid=uid)


def one_enrolment(request: Request, uid: str, cohort: Cohort | None = None) -> Enrolment:
    """The enrolment, when the viewer may see it."""
    seen = Enrolment.objects.visible_to(request.viewer).select_related(
        "cohort__project",
        "cohort__course",
        "cohort__place",
        "person__key",
        "person__merged_into__key",
        "organisation",
        "group",
    )
    return get_object_or_404(seen if cohort is None else seen.filter(cohort=cohort), uid=uid)


def one_meeting(cohort: Cohort, uid: str) -> Meeting:
    """The meeting of a cohort that the viewer was shown."""
    found = cohort.meetings.select_related("session__project", "module", "group", "cohort__project", "cohort__course")
    return get_object_or_404(found, uid=uid)


def frame(request: Request, cohort: Cohort) -> dict[str, Any]:
    """What every page of a cohort knows."""
    viewer = request.viewer
    return {
        "cohort": cohort,
        "named": bool(verdict(check_identify, viewer, cohort)),
        "may_change": bool(verdict(check_cohort, viewer, cohort)),
        "may_run": bool(verdict(check_list, viewer, cohort)),
        "may_register": bool(verdict(check_enrol, viewer, cohort)),
    }


def asked(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    """A page with a form, 422 when something is wrong with it; towns and organisations are proposed while one types."""
    told = {"place_names": agenda.place_names(), "organisations": agenda.organisation_names()}
    return render(request, template, {"form": form, **told, **context}, status=422 if form.errors else 200)


def whole_address(name: str, *args: Any, language: str = "fr") -> str:
    """An address as it is printed and photographed: with the house's own."""
    with override(language):
        return settings.TERRAIN_URL.rstrip("/") + reverse(name, args=args)
