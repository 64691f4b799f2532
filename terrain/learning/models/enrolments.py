import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.gatherings.enums import Category
from terrain.imports.models import Batch
from terrain.learning.enums import EnrolmentState, How, Reached
from terrain.learning.models.cohorts import Cohort, Group, Meeting
from terrain.learning.secrets import PAGE, fingerprint_of, new_code, secret_of
from terrain.people.models import Person
from terrain.programmes.models import Organisation


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, viewer: Viewer) -> "EnrolmentQuerySet":
        """Enrolments in the projects in which the viewer may see sessions, save of people who are sealed to her."""
        projects = viewer.projects("gathering.view")
        found = self if projects is None else self.filter(cohort__project_id__in=projects)
        return found.exclude(person__in=Person.objects.sealed_to(viewer))

    def registered(self) -> "EnrolmentQuerySet":
        """Those who have a place."""
        return self.filter(state=EnrolmentState.REGISTERED)


class Enrolment(models.Model):
    """Somebody is on the list of a cohort. How she is reached lies in her own vault (``person``), nowhere here.

    ``code``: what she types at the door. ``page_turn``: how many times her page's address was made; ``page_digest`` is what is kept
    of it. ``attended_minutes``, ``due_minutes``, ``last_attended`` and ``reached`` follow from the attendances of her meetings and
    are written by ``actions.progress`` alone; ``test_passed`` is the post-test's.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category, blank=True, default="")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=10, choices=EnrolmentState, default=EnrolmentState.REGISTERED)
    how = models.CharField(max_length=6, choices=How, default=How.STAFF)
    code = models.CharField(max_length=6, default=new_code)
    page_turn = models.PositiveIntegerField(default=1)
    page_digest = models.BinaryField(max_length=32, unique=True)
    agreed_follow_up = models.BooleanField(default=False)
    due_minutes = models.PositiveIntegerField(default=0)
    attended_minutes = models.PositiveIntegerField(default=0)
    last_attended = models.DateField(null=True)
    threshold_met = models.CharField(max_length=3, choices=Reached, blank=True, default="")
    test_passed = models.BooleanField(null=True)
    slip = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EnrolmentQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid",
            "cohort",
            "group",
            "language",
            "state",
            "how",
            "page_turn",
            "page_digest",
            "due_minutes",
            "slip",
            "version",
            "created_at",
            "created_by",
        ),
        INTERNAL,
    ) | dict.fromkeys(
        (
            "person",
            "category",
            "organisation",
            "code",
            "agreed_follow_up",
            "attended_minutes",
            "last_attended",
            "threshold_met",
            "test_passed",
        ),
        PERSONAL,
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["cohort", "state", "id"], name="enrolment_cohort_state"),
            models.Index(fields=["person", "cohort"], name="enrolment_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="enrolment_once"),
            models.UniqueConstraint(fields=["cohort", "code"], name="enrolment_code_once"),
            models.CheckConstraint(condition=Q(state__in=EnrolmentState.values), name="enrolment_state_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="enrolment_category_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the first time with the fingerprint of her page's address."""
        if not self.page_digest:
            self.page_digest = fingerprint_of(PAGE, self.uid, self.page_turn)
        super().save(*args, **kwargs)

    @property
    def page_secret(self) -> str:
        """The secret of her page's address, as long as nobody made a new one."""
        return secret_of(PAGE, self.uid, self.page_turn)

    def get_open_url(self) -> str:
        """Her page, which opens without an account."""
        return reverse("training:page", args=[self.page_secret])

    @property
    def has_place(self) -> bool:
        """Whether she may come."""
        return self.state == EnrolmentState.REGISTERED

    @property
    def percent(self) -> int:
        """Percent of the minutes of her meetings that she attended, never rounded up."""
        return self.attended_minutes * 100 // self.due_minutes if self.due_minutes else 0


class EnrolmentOrigin(models.Model):
    """A list that was brought in says that somebody comes; an enrolment that two lists bring stays until both are undone."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="origins")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    privacy: dict[str, Any] = {"enrolment": INTERNAL, "batch": INTERNAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "enrolment"], name="enrolmentorigin_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.batch_id}"


class Passage(models.Model):
    """She came through the door of a meeting, and perhaps went before its end: what her stay is worked out from.

    ``by_phone``: she said so herself from the room's code.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="passages")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="passages")
    arrived_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)
    by_phone = models.BooleanField(default=False)

    privacy: dict[str, Any] = {
        "meeting": INTERNAL,
        "enrolment": INTERNAL,
        "arrived_at": PERSONAL,
        "left_at": PERSONAL,
        "by_phone": INTERNAL,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "enrolment"], name="passage_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.enrolment_id}"
