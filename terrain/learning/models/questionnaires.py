import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.core.texts import said
from terrain.learning.models.courses import Course
from terrain.learning.moments import QuestionKind

POINTS = [MinValueValidator(1), MaxValueValidator(20)]


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, viewer: Viewer) -> "QuestionnaireQuerySet":
        """The right answers stand in it: for those who hold trainings in the course's project, or anywhere for the programme's."""
        courses = Course.objects.visible_to(viewer)
        projects = viewer.projects("gathering.record")
        if projects is None:
            return self
        hers = models.Q(course__project_id__in=projects) | models.Q(course__project=None)
        return self.filter(hers, course__in=courses) if projects else self.none()


class Questionnaire(models.Model):
    """What is asked before and after a course. ``number``: which version; a published one does not change any more, the next one is
    a copy. A cohort keeps the one with which it began."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="questionnaires")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = QuestionnaireQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        ("uid", "course", "number", "published_at", "version", "created_at", "created_by"), INTERNAL
    )

    class Meta:
        ordering = ["course", "-number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="questionnaire_number_once")]

    def __str__(self) -> str:
        return f"{self.course} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page: the questions and what is right."""
        return reverse("learning:questionnaire", args=[self.uid])

    @property
    def is_published(self) -> bool:
        """Whether it is in use, and so no longer changes."""
        return self.published_at is not None


class Question(models.Model):
    """A question: ``text`` by language; ``options`` a list of texts by language, none for true or false; ``right``: the places of the
    right ones (true is 0, false is 1)."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind)
    text = models.JSONField(default=dict)
    options = models.JSONField(default=list)
    right = models.JSONField(default=list)
    points = models.PositiveSmallIntegerField(default=1, validators=POINTS)

    privacy: dict[str, Any] = dict.fromkeys(
        ("questionnaire", "position", "kind", "text", "options", "right", "points"), INTERNAL
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "position"], name="question_position_once"),
            models.CheckConstraint(condition=models.Q(kind__in=QuestionKind.values), name="question_kind_known"),
        ]

    def __str__(self) -> str:
        return said(self.text)
