import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from terrain.casework.enums import AppointmentState, Reminder
from terrain.casework.models.case import Case
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, viewer: Viewer) -> "AppointmentQuerySet":
        """Appointments of the files that the viewer sees."""
        return self.filter(case__in=Case.objects.visible_to(viewer).values("pk"))

    def planned(self) -> "AppointmentQuerySet":
        """Those that stand."""
        return self.filter(state=AppointmentState.PLANNED)


class Appointment(models.Model):
    """Somebody is expected, at an hour. ``host``: the colleague who receives her. ``version`` grows when it is moved.

    ``remind``: she asked to be reminded. ``reminder``: what became of that, decided at ``reminded_at``; both begin anew when it is moved.
    ``told_at``: when whoever receives her was told that it is tomorrow.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appointments")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45, validators=[MinValueValidator(5), MaxValueValidator(600)])
    sealed_words = models.BinaryField(default=b"")
    state = models.CharField(max_length=10, choices=AppointmentState, default=AppointmentState.PLANNED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    remind = models.BooleanField(default=False)
    reminder = models.CharField(max_length=12, choices=Reminder, blank=True)
    reminded_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    objects = AppointmentQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "case": INTERNAL,
        "host": INTERNAL,
        "starts_at": PERSONAL,
        "minutes": INTERNAL,
        "sealed_words": SENSITIVE,
        "state": PERSONAL,
        "version": INTERNAL,
        "created_at": INTERNAL,
        "created_by": INTERNAL,
        "remind": PERSONAL,
        "reminder": PERSONAL,
        "reminded_at": INTERNAL,
        "told_at": INTERNAL,
    }

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["host", "state", "starts_at"], name="appointment_host"),
            models.Index(fields=["case", "starts_at"], name="appointment_case"),
            models.Index(fields=["state", "starts_at"], name="appointment_state"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Where it is moved, and where what became of it is said."""
        return reverse("casework:appointment", args=[self.uid])

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)
