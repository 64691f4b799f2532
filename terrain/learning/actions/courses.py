"""The catalogue: what is taught."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile, held, put
from terrain.core.policies import Denied
from terrain.gatherings.enums import Category
from terrain.gatherings.models import THRESHOLD
from terrain.learning.actions.progress import refresh
from terrain.learning.enums import POST_TEST_PASS
from terrain.learning.models import Cohort, Course, Module
from terrain.learning.policies.cohorts import check_change_course, check_course
from terrain.programmes.models import Project


@dataclass(frozen=True)
class CourseSaid:
    """What a course says of itself; texts by language. ``code``: short, in addresses and on certificates, for good."""

    title: dict[str, str]
    about: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    threshold: int = THRESHOLD
    asks_post_test: bool = False
    pass_mark: int = POST_TEST_PASS


@dataclass(frozen=True)
class ModuleSaid:
    """A part of a course: its title by language, how many minutes it lasts."""

    title: dict[str, str]
    minutes: int


class CodeTaken(Exception):
    """Another course has this code."""


def _examine(said: CourseSaid) -> None:
    if not any(said.title.values()):
        raise Denied(_("A course has a title."))
    if not set(said.categories) <= set(Category.values):
        raise Denied(_("Nobody knows this category."))


def write_course(
    project: Project | None,
    code: str,
    said: CourseSaid,
    modules: Sequence[ModuleSaid] = (),
    *,
    slip: UUID | None = None,
    by: Viewer,
) -> Course:
    """A new course. Raises ``CodeTaken``."""
    check_course(by, project)
    _examine(said)
    slip = slips.own(slip, by, "course")
    with action("learning.course_written", by=by, project_id=project.pk if project else None) as act:
        if (before := slips.taken(slip, Course)) is not None:
            act.silent = True
            return before
        if Course.objects.filter(code=code).exists():
            raise CodeTaken(code)
        course = Course(project=project, code=code, created_by_id=by.user_id)
        put(course, said)
        course.save()
        _teach(course, modules)
        slips.made(slip, course)
        act.obj = course
    return course


def change_course(
    course: Course, said: CourseSaid, modules: Sequence[ModuleSaid], *, version: int, by: Viewer
) -> Course:
    """Write what is taught now. Whoever follows it is looked at with the new threshold and mark; trainings that were
    closed keep theirs. Raises ``ChangedMeanwhile``."""
    check_change_course(by, course)
    _examine(said)
    with action("learning.course_changed", by=by, obj=course, project_id=course.project_id) as act:
        now = held(course)
        changed = put(now, said)
        before = [ModuleSaid(one.title, one.minutes) for one in now.modules.all()]
        if not changed and before == list(modules):
            act.silent = True
            return now
        if now.version != version:
            raise ChangedMeanwhile(held(course))
        now.version += 1
        now.save()
        if before != list(modules):
            _teach(now, modules)
            changed.append("modules")
        if {"threshold", "pass_mark"} & set(changed):
            refresh(Cohort.objects.select_related("course").filter(course=now))
        act.detail = {"fields": changed}
    return now


def _teach(course: Course, modules: Sequence[ModuleSaid]) -> None:
    """These modules, in this order; those that stood keep their place, so that meetings still lead to them."""
    standing = list(course.modules.all())
    for number, said in enumerate(modules, 1):
        module = standing[number - 1] if number <= len(standing) else Module(course=course)
        module.position, module.title, module.minutes = number, said.title, said.minutes
        module.save()
    for module in standing[len(modules) :]:
        module.delete()


def retire_course(course: Course, *, retired: bool = True, by: Viewer) -> Course:
    """It is not given any more (or again): cohorts that stand go on."""
    check_change_course(by, course)
    with action("learning.course_retired", by=by, obj=course, project_id=course.project_id) as act:
        now = held(course)
        if (now.retired_at is not None) == retired:
            act.silent = True
            return now
        now.retired_at = clock.now() if retired else None
        now.save(update_fields=["retired_at"])
        act.detail = {"retired": retired}
    return now
