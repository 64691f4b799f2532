import uuid
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.gatherings.enums import KINDS_WITH_DETAILS, KINDS_WITH_THRESHOLD, Category, SessionKind, ThresholdMet
from terrain.imports.models import Batch
from terrain.people.models import Person
from terrain.programmes.models import Organisation, Place, Project, Topic, plain

THRESHOLD = 80
"""Percent of the planned minutes that a training asks for unless it says otherwise (the trainings' usual rule)."""


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, viewer: Viewer) -> "SessionQuerySet":
        """Sessions of the projects in which the viewer may see sessions."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)

    def counted(self) -> "SessionQuerySet":
        """With ``present``: how many people with an identity were there."""
        return self.annotate(present=Count("attendances"))

    def at(self, project: Project, keys: Iterable["SessionKey"]) -> dict["SessionKey", "Session"]:
        """The sessions of a project that have one of these identities, by identity; one query a few hundred days."""
        wanted = set(keys)
        days = sorted({key[0] for key in wanted})
        found: dict[SessionKey, Session] = {}
        for start in range(0, len(days), 500):
            for session in self.filter(project=project, day__in=days[start : start + 500]):
                if session.key in wanted:
                    found[session.key] = session
        return found


SessionKey = tuple[date, str, str]
"""What makes a session that very session within its project: day, plain place, plain theme."""


class Session(models.Model):
    """A gathering on one day in one place about one theme; a training over several days is one session, or several of a course.

    ``part_of_course``: its minutes count together with those of other sessions, so that it has no threshold of its own.
    ``headcount`` people were there of whom nobody took the identity. ``batch``: the import that brought the session,
    until a human makes it theirs by changing it. ``version`` grows at every change of what the session says.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=SessionKind)
    theme = models.CharField(max_length=200, blank=True)
    theme_plain = models.CharField(max_length=200, blank=True, editable=False)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    place_as_written = models.CharField(max_length=120, blank=True)
    place_plain = models.CharField(max_length=120, blank=True, editable=False)
    language = models.CharField(max_length=60, blank=True)
    facilitator = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(20_000)])
    threshold = models.PositiveSmallIntegerField(
        default=THRESHOLD, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    part_of_course = models.BooleanField(default=False)
    headcount = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(100_000)])
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SessionQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "project",
            "kind",
            "theme",
            "theme_plain",
            "topic",
            "day",
            "place",
            "place_as_written",
            "place_plain",
            "language",
            "minutes",
            "threshold",
            "part_of_course",
            "headcount",
            "cancelled_at",
            "version",
            "batch",
            "created_at",
            "created_by",
        ),
        INTERNAL,
    ) | {"facilitator": PERSONAL}

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["project", "-day", "-id"], name="session_project_day"),
            models.Index(fields=["project", "kind", "-day"], name="session_project_kind_day"),
            models.Index(fields=["-day", "-id"], name="session_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "day", "place_plain", "theme_plain"], name="session_once"),
            models.CheckConstraint(condition=Q(kind__in=SessionKind.values), name="session_kind_known"),
            models.CheckConstraint(condition=Q(threshold__gte=1, threshold__lte=100), name="session_threshold_percent"),
        ]

    def __str__(self) -> str:
        return self.theme or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """The session's page: who was there."""
        return reverse("gatherings:session", args=[self.uid])

    def say_where_and_what(self, place_as_written: str, theme: str) -> None:
        """Set place and theme as written, and the plain forms by which the session is known again."""
        self.place_as_written, self.place_plain = place_as_written[:120], plain(place_as_written)[:120]
        self.theme, self.theme_plain = theme[:200], plain(theme)[:200]

    @property
    def key(self) -> SessionKey:
        """Its identity within the project."""
        return (self.day, self.place_plain, self.theme_plain)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced and did not take place: nothing of it counts."""
        return self.cancelled_at is not None

    @property
    def asks_threshold(self) -> bool:
        """Whether being there is not enough: a training asks for a share of its minutes, unless its course does."""
        return self.kind in KINDS_WITH_THRESHOLD and not self.part_of_course

    @property
    def asks_details(self) -> bool:
        """Whether it is asked as what somebody came, for whom and for how long."""
        return self.kind in KINDS_WITH_DETAILS

    @property
    def where(self) -> str:
        """The place in the reader's language, or as it was written."""
        return self.place_as_written or (str(self.place) if self.place is not None else "")


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, viewer: Viewer) -> "AttendanceQuerySet":
        """Attendances of sessions that the viewer may see."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(session__project_id__in=projects)


class Attendance(models.Model):
    """Somebody was there. ``by_hand``: a colleague ticked it, so undoing an import leaves it. ``organisation``: whom she came for.

    ``slip`` is the one-time mark of the form on which a newcomer was written: the same form sent twice is one person.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category, blank=True, default="")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(null=True)
    by_hand = models.BooleanField(default=False)
    slip = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttendanceQuerySet.as_manager()

    privacy = {
        "session": INTERNAL,
        "person": PERSONAL,
        "category": PERSONAL,
        "organisation": PERSONAL,
        "minutes": PERSONAL,
        "by_hand": INTERNAL,
        "slip": INTERNAL,
        "created_at": INTERNAL,
    }

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "session"], name="attendance_person")]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="attendance_category_known"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"

    @property
    def threshold_met(self) -> ThresholdMet:
        """Whether enough was attended: minutes attended of minutes planned reach the session's threshold.

        Somebody ticked present without minutes was there for the whole of it (a paper sheet says no more).
        """
        session = self.session
        if not session.asks_threshold:
            return ThresholdMet.NOT_ASKED
        if self.minutes is None or not session.minutes:
            return ThresholdMet.YES
        return ThresholdMet.YES if self.minutes * 100 >= session.threshold * session.minutes else ThresholdMet.NO


class AttendanceOrigin(models.Model):
    """An import that says that somebody was there; an attendance that two files bring stays until both are undone."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="origins")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    privacy = {"attendance": INTERNAL, "batch": INTERNAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "attendance"], name="attendanceorigin_once")]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.batch_id}"
