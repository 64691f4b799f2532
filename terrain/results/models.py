from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from terrain.core.access import Viewer
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL
from terrain.programmes.models import Project, Target
from terrain.results.enums import Combine


class DeclaredValueQuerySet(models.QuerySet["DeclaredValue"]):
    def visible_to(self, viewer: Viewer) -> "DeclaredValueQuerySet":
        """Declared values of the projects whose figures the viewer may read."""
        projects = viewer.projects("results.view")
        return self if projects is None else self.filter(target__project_id__in=projects)

    def standing(self) -> "DeclaredValueQuerySet":
        """Those that nobody withdrew."""
        return self.filter(withdrawn_at=None)


class DeclaredValue(models.Model):
    """A figure that no record can answer: with its method, its proof and its author; never added to counted people."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="declared_values")
    first_month = models.DateField()
    last_month = models.DateField()
    value = models.PositiveBigIntegerField()
    low = models.PositiveBigIntegerField(null=True, blank=True)
    high = models.PositiveBigIntegerField(null=True, blank=True)
    combine = models.CharField(max_length=10, choices=Combine, default=Combine.HIGHEST)
    method = models.TextField(max_length=2000)
    source_note = models.TextField(max_length=2000, blank=True)
    evidence = models.ForeignKey(SealedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.TextField(max_length=500, blank=True)

    objects = DeclaredValueQuerySet.as_manager()
    privacy = {
        "target": INTERNAL,
        "first_month": INTERNAL,
        "last_month": INTERNAL,
        "value": INTERNAL,
        "low": INTERNAL,
        "high": INTERNAL,
        "combine": INTERNAL,
        "method": INTERNAL,
        "source_note": INTERNAL,
        "evidence": INTERNAL,
        "declared_at": INTERNAL,
        "declared_by": INTERNAL,
        "withdrawn_at": INTERNAL,
        "withdrawn_by": INTERNAL,
        "withdrawn_why": INTERNAL,
    }

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="declared_months_in_order"),
            models.CheckConstraint(condition=Q(low=None) | Q(low__lte=F("value")), name="declared_low_below_value"),
            models.CheckConstraint(condition=Q(high=None) | Q(high__gte=F("value")), name="declared_high_above_value"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.value}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back; it stays in the history."""
        return self.withdrawn_at is not None


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, viewer: Viewer) -> "SnapshotQuerySet":
        """Snapshots of the projects whose figures the viewer may read."""
        projects = viewer.projects("results.view")
        return self if projects is None else self.filter(project_id__in=projects)


class Snapshot(models.Model):
    """A project's board as it was reported: frozen, with the hash of its content."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="snapshots")
    period = models.CharField(max_length=20)
    occasion = models.CharField(max_length=200)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SnapshotQuerySet.as_manager()
    privacy = {
        "project": INTERNAL,
        "period": INTERNAL,
        "occasion": INTERNAL,
        "content": INTERNAL,
        "sha256": INTERNAL,
        "taken_at": INTERNAL,
        "taken_by": INTERNAL,
    }

    class Meta:
        ordering = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.occasion} ({self.period})"

    @property
    def taken_on(self) -> date:
        """The day on which it was taken."""
        return self.taken_at.date()
