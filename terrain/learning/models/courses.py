import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PUBLIC
from terrain.core.texts import said
from terrain.gatherings.enums import Category
from terrain.gatherings.models import THRESHOLD
from terrain.learning.enums import POST_TEST_PASS
from terrain.programmes.models import Project

LANGUAGES = ("fr", "ar", "en", "it")
PERCENT = [MinValueValidator(1), MaxValueValidator(100)]
LONGEST_MODULE = 6000


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, viewer: Viewer) -> "CourseQuerySet":
        """Courses of the whole programme, and of the projects in which the viewer may see sessions."""
        projects = viewer.projects("gathering.view")
        if projects is None:
            return self
        return self.filter(Q(project_id__in=projects) | Q(project=None)) if projects else self.none()

    def offered(self) -> "CourseQuerySet":
        """Those that are still given."""
        return self.filter(retired_at=None)


class Course(models.Model):
    """What is taught, to whom, and how much of it one must attend. ``project``: none when it is the whole programme's.

    ``threshold``: percent of the minutes of all meetings. ``asks_post_test``: whoever does not pass it is not certified;
    ``pass_mark``: percent of its points.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40, unique=True)
    title = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    categories = models.JSONField(default=list)
    threshold = models.PositiveSmallIntegerField(default=THRESHOLD, validators=PERCENT)
    asks_post_test = models.BooleanField(default=False)
    pass_mark = models.PositiveSmallIntegerField(default=POST_TEST_PASS, validators=PERCENT)
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CourseQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        ("uid", "project", "retired_at", "version", "created_at", "created_by"), INTERNAL
    ) | dict.fromkeys(("code", "title", "about", "categories", "threshold", "asks_post_test", "pass_mark"), PUBLIC)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=1, threshold__lte=100, pass_mark__gte=1, pass_mark__lte=100),
                name="course_percent",
            )
        ]

    def __str__(self) -> str:
        return said(self.title) or self.code

    def get_absolute_url(self) -> str:
        """The course's page: its modules, its cohorts."""
        return reverse("learning:course", args=[self.uid])

    @property
    def for_whom(self) -> list[Any]:
        """The categories in words."""
        words = dict(Category.choices)
        return [words[code] for code in self.categories if code in words]


class Module(models.Model):
    """A part of a course."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict)
    minutes = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MODULE)])

    privacy: dict[str, Any] = dict.fromkeys(("uid", "course", "position"), INTERNAL) | dict.fromkeys(
        ("title", "minutes"), PUBLIC
    )

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return said(self.title)
