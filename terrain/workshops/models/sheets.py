import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.programmes.models import Project
from terrain.workshops.lists import lists

LONG = 5000


class SheetQuerySet(models.QuerySet["ActivitySheet"]):
    def visible_to(self, viewer: Viewer) -> "SheetQuerySet":
        """Published sheets of the projects in which the viewer may see sessions; drafts where she holds them."""
        seen, held = viewer.projects("gathering.view"), viewer.projects("gathering.record")
        published = Q(published_at__isnull=False)
        if seen is not None:
            published &= Q(project_id__in=seen)
        drafts = Q(published_at__isnull=True)
        if held is not None:
            drafts &= Q(project_id__in=held)
        return self.filter(published | drafts)


class ActivitySheet(models.Model):
    """How an activity is led, on one page: for whom, how long, with what, step by step, what to watch.

    ``published_at``: since when every colleague of the project reads it; a draft is read by those who hold sessions.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    method = models.CharField(max_length=40, blank=True)
    aim = models.TextField(max_length=1000)
    age_from = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(99)])
    age_to = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(99)])
    minutes = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(1440)])
    group_from = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(500)])
    group_to = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(500)])
    material = models.TextField(max_length=LONG, blank=True)
    steps = models.TextField(max_length=LONG)
    attention = models.TextField(max_length=LONG, blank=True)
    language = models.CharField(max_length=40)
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SheetQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "project",
            "title",
            "method",
            "aim",
            "age_from",
            "age_to",
            "minutes",
            "group_from",
            "group_to",
            "material",
            "steps",
            "attention",
            "language",
            "published_at",
            "version",
            "created_at",
            "created_by",
        ),
        INTERNAL,
    )

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["project", "title"], name="activitysheet_project_title")]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="activitysheet_ages",
            ),
            models.CheckConstraint(
                condition=Q(group_from__isnull=True) | Q(group_to__isnull=True) | Q(group_to__gte=F("group_from")),
                name="activitysheet_group",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The sheet, as it is read and printed."""
        return reverse("workshops:sheet", args=[self.uid])

    @property
    def is_draft(self) -> bool:
        """Whether only those who hold sessions read it."""
        return self.published_at is None

    @property
    def method_words(self) -> str:
        """The method it belongs to; blank for any."""
        return lists().words("methods", self.method)

    @property
    def language_words(self) -> str:
        """The language it is written in."""
        return lists().words("languages", self.language)
