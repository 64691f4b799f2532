import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL
from terrain.outreach.enums import Method
from terrain.outreach.models.campaigns import Campaign

COMBINE = (("highest", "highest"), ("sum", "sum"))


class EstimateQuerySet(models.QuerySet["Estimate"]):
    def visible_to(self, viewer: Viewer) -> "EstimateQuerySet":
        """Estimates of the campaigns that the viewer may see."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(campaign__project_id__in=projects)

    def declared(self) -> "EstimateQuerySet":
        """Those that stand declared: confirmed by somebody who may, and not taken back."""
        return self.filter(declared_at__isnull=False, retracted_at=None)


class Estimate(models.Model):
    """How many different people a campaign reached, as somebody reckoned it once: it is never changed, a newer one stands beside it.

    ``number``: 1, 2, 3… within the campaign. ``inputs``: everything it was reckoned from, as codes and numbers. ``source``: where
    that comes from, in words. ``combine``: how it goes together with other declared figures of the target.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="estimates")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=12, choices=Method)
    inputs = models.JSONField(default=dict)
    low = models.PositiveIntegerField()
    value = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    source = models.TextField(max_length=1000)
    evidence = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    combine = models.CharField(max_length=10, choices=COMBINE, default="highest")
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    retracted_why = models.CharField(max_length=500, blank=True)

    objects = EstimateQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid", "campaign", "number", "method", "inputs", "low", "value", "high", "source", "evidence", "made_at", "made_by",
            "combine", "declared_at", "declared_by", "retracted_at", "retracted_by", "retracted_why",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="estimate_number_once"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(declared_at__isnull=False, retracted_at__isnull=True),
                name="estimate_declared_once",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("value")) & Q(value__lte=F("high")), name="estimate_bounds_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page: everything it was reckoned from."""
        return reverse("outreach:estimate", args=[self.uid])

    @property
    def is_declared(self) -> bool:
        """Whether it answers the campaign's promise."""
        return self.declared_at is not None and self.retracted_at is None
