import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, PUBLIC
from terrain.gatherings.models import Session
from terrain.learning.enums import CohortState
from terrain.learning.models.courses import Course, Module
from terrain.learning.secrets import CHECK_IN, REGISTRATION, secret_of
from terrain.programmes.models import Place, Project, Topic

EARLY = timedelta(minutes=60)
"""How long before a meeting one may check in."""
PLACES = [MinValueValidator(1), MaxValueValidator(5000)]


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, viewer: Viewer) -> "CohortQuerySet":
        """Cohorts of the projects in which the viewer may see sessions."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)


class Cohort(models.Model):
    """A course given once: in one place, between two days, to whoever is on its list.

    ``places``: how many may come, as many as like when none is said. ``held_threshold``, ``held_pass_mark``: the course's on the day on
    which the training was closed; what the course asks for later changes nothing of it. ``cancelled_at``: when all its days were called
    off together. ``registration_turn``: how many times the public form was opened (none: never); its address follows from it and
    ``registration_digest`` is what is kept of it. ``announced``: as long as one may register, its days and the form stand in the public
    calendar, for everybody.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="cohorts")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    place_as_written = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=60, blank=True)
    trainer = models.CharField(max_length=120, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    places = models.PositiveIntegerField(null=True, validators=PLACES)
    state = models.CharField(max_length=10, choices=CohortState, default=CohortState.PLANNED)
    registration_turn = models.PositiveIntegerField(default=0)
    registration_digest = models.BinaryField(max_length=32, null=True, unique=True)
    registration_until = models.DateField(null=True)
    announced = models.BooleanField(default=False)
    held_threshold = models.PositiveSmallIntegerField(null=True)
    held_pass_mark = models.PositiveSmallIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CohortQuerySet.as_manager()

    privacy: dict[str, Any] = (
        dict.fromkeys(
            (
                "uid",
                "course",
                "project",
                "topic",
                "places",
                "state",
                "registration_turn",
                "registration_digest",
                "registration_until",
                "announced",
                "cancelled_at",
                "version",
                "created_at",
                "created_by",
            ),
            INTERNAL,
        )
        | dict.fromkeys(("name", "place", "place_as_written", "address", "language", "first_day", "last_day"), PUBLIC)
        | dict.fromkeys(("held_threshold", "held_pass_mark"), PUBLIC)
        | {"trainer": PERSONAL}
    )

    class Meta:
        ordering = ["-first_day", "-pk"]
        indexes = [
            models.Index(fields=["project", "-first_day", "-id"], name="cohort_project_day"),
            models.Index(fields=["-first_day", "-id"], name="cohort_day"),
            models.Index(fields=["state", "last_day"], name="cohort_state_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="cohort_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=CohortState.values), name="cohort_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The cohort's page: who comes, when it meets."""
        return reverse("learning:cohort", args=[self.uid])

    @property
    def where(self) -> str:
        """The place as it was written, or in the reader's language."""
        return self.place_as_written or (str(self.place) if self.place is not None else "")

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place: nothing of it counts."""
        return self.state == CohortState.CANCELLED

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens in it."""
        return self.state in {CohortState.HELD, CohortState.CANCELLED}

    @property
    def takes_registrations(self) -> bool:
        """Whether the public form is open today."""
        until = self.registration_until
        return bool(self.registration_digest) and not self.is_over and (until is None or clock.today() <= until)

    @property
    def registration_secret(self) -> str:
        """The secret of the public form's address; blank when there is none."""
        if not self.registration_digest:
            return ""
        return secret_of(REGISTRATION, self.uid, self.registration_turn)

    @property
    def threshold(self) -> int:
        """Percent of the minutes that one attends: what the course asks for, or asked for when the training was closed."""
        return self.course.threshold if self.held_threshold is None else self.held_threshold

    @property
    def pass_mark(self) -> int:
        """Percent of the points with which the test after it is passed, in the same way."""
        return self.course.pass_mark if self.held_pass_mark is None else self.held_pass_mark


class Group(models.Model):
    """Some of a cohort who meet apart from the others, because a room has so many chairs."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    places = models.PositiveIntegerField(null=True, validators=PLACES)

    privacy: dict[str, Any] = {"uid": INTERNAL, "cohort": INTERNAL, "name": PUBLIC, "places": INTERNAL}

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "name"], name="learninggroup_once")]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A cohort meets: a session of which it says the hours, the module and for which group (none: for everybody).

    ``check_in_turn``: how many times the room's code was made (none: never); its address follows from it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="meetings")
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="meeting")
    module = models.ForeignKey(Module, null=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="meetings")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    check_in_turn = models.PositiveIntegerField(default=0)
    check_in_digest = models.BinaryField(max_length=32, null=True, unique=True)
    version = models.PositiveIntegerField(default=1)

    privacy: dict[str, Any] = dict.fromkeys(
        ("uid", "cohort", "session", "group", "check_in_turn", "check_in_digest", "version"), INTERNAL
    ) | dict.fromkeys(("module", "starts", "ends"), PUBLIC)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.starts:%Y-%m-%d}"

    @property
    def edition(self) -> int:
        """Grows at every change of the meeting or of its session, which has a page of its own."""
        return self.version + self.session.version

    @property
    def check_in_secret(self) -> str:
        """The secret of the room's address; blank when none was made."""
        return secret_of(CHECK_IN, self.uid, self.check_in_turn) if self.check_in_digest else ""

    @property
    def check_in_opens(self) -> datetime:
        """From when the room's code counts: an hour before."""
        return self.starts - EARLY

    @property
    def check_in_closes(self) -> datetime:
        """Until when the room's code counts: the end of its last day."""
        return timezone.localtime(self.ends).replace(hour=0, minute=0, second=0, microsecond=0) + clock.ONE_DAY
