import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.programmes.models import Project
from terrain.workshops.lists import lists
from terrain.workshops.models.centres import Centre
from terrain.workshops.models.kits import Kit
from terrain.workshops.models.sheets import ActivitySheet

LONGEST = 3000
FEW = 3
"""Fewer participants than this: whatever is written of the session speaks of somebody."""


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, viewer: Viewer) -> "SeriesQuerySet":
        """Series of the projects in which the viewer may see sessions."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)


class Series(models.Model):
    """Workshops that follow one another with one group in one centre, by one method."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    method = models.CharField(max_length=40)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    facilitator = models.CharField(max_length=120, blank=True)
    kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT, related_name="+")
    aim = models.TextField(max_length=1000, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SeriesQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "project",
            "title",
            "method",
            "centre",
            "kit",
            "aim",
            "starts",
            "ends",
            "version",
            "created_at",
            "created_by",
        ),
        INTERNAL,
    ) | {"facilitator": PERSONAL}

    class Meta:
        ordering = ["-starts", "-pk"]
        verbose_name_plural = "series"
        indexes = [
            models.Index(fields=["project", "-starts", "-id"], name="series_project_day"),
            models.Index(fields=["-starts", "-id"], name="series_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="series_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The series' page: its sessions, what was played in public."""
        return reverse("workshops:series", args=[self.uid])

    @property
    def method_words(self) -> str:
        """By which method the group works."""
        return lists().words("methods", self.method)


class SeriesSessionQuerySet(models.QuerySet["SeriesSession"]):
    def visible_to(self, viewer: Viewer) -> "SeriesSessionQuerySet":
        """Sessions of the series that the viewer may see."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(series__project_id__in=projects)

    def standing(self) -> "SeriesSessionQuerySet":
        """Those that were not written by mistake."""
        return self.filter(struck_at__isnull=True)


class SeriesSession(models.Model):
    """One time that the group met: how many were there, and what the group did together. Never a name, never a diagnosis.

    ``struck_at``: it was written by mistake; it is not shown any more, counts for nothing and its words are gone.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="sessions")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(1440)])
    headcount = models.PositiveSmallIntegerField(validators=[MaxValueValidator(500)])
    facilitator = models.CharField(max_length=120, blank=True)
    sheets = models.ManyToManyField(ActivitySheet, related_name="+")
    worked_on = models.TextField(max_length=LONGEST, blank=True)
    next_time = models.TextField(max_length=LONGEST, blank=True)
    struck_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SeriesSessionQuerySet.as_manager()

    privacy = dict.fromkeys(
        ("uid", "series", "day", "minutes", "headcount", "struck_at", "version", "created_at", "created_by"), INTERNAL
    ) | dict.fromkeys(("facilitator", "worked_on", "next_time"), PERSONAL)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["series", "-day", "-id"], name="seriessession_day")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.day}"

    def get_absolute_url(self) -> str:
        """The session's page."""
        return reverse("workshops:session", args=[self.uid])


class RoleCount(models.Model):
    """How many held a role in a session: a number, never somebody."""

    session = models.ForeignKey(SeriesSession, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=40)
    people = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(500)])

    privacy = dict.fromkeys(("session", "role", "people"), INTERNAL)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "role"], name="rolecount_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.people}"

    @property
    def role_words(self) -> str:
        """The role in words."""
        return lists().words("roles", self.role)
