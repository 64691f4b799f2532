import uuid
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL
from terrain.network.models.round_tables import SEEN
from terrain.programmes.models import Organisation, Project

NOTICE = timedelta(days=60)
"""How long before its end the renewal of an agreement is spoken of."""


class Standing(models.TextChoices):
    """Whether an agreement holds, computed from its days."""

    COMING = "coming", pgettext_lazy("agreement", "signed, begins later")
    HOLDS = "holds", pgettext_lazy("agreement", "in force")
    ENDING = "ending", pgettext_lazy("agreement", "ends soon: to renew")
    OVER = "over", pgettext_lazy("agreement", "has ended")
    STRUCK = "struck", pgettext_lazy("agreement", "written by mistake")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, viewer: Viewer) -> "AgreementQuerySet":
        """Those of the projects in which the viewer sees the network."""
        projects = viewer.projects(SEEN)
        return self if projects is None else self.filter(project__in=projects)

    def steered_by(self, viewer: Viewer) -> "AgreementQuerySet":
        """Those that the viewer follows."""
        projects = viewer.projects("network.steer")
        return self if projects is None else self.filter(project__in=projects)

    def standing(self) -> "AgreementQuerySet":
        """Those that were signed: not written by mistake."""
        return self.filter(struck_at=None)

    def to_renew(self, day: date) -> "AgreementQuerySet":
        """Those that end within the notice, and that no later one renews; the first to end first."""
        soon = self.standing().filter(ends_on__gte=day, ends_on__lte=day + NOTICE)
        return soon.exclude(renewed_by__struck_at=None, renewed_by__isnull=False).order_by("ends_on", "pk")


class Agreement(models.Model):
    """A convention that an organisation signed with a project: what about, from when until when, and the paper itself, sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=500)
    signed_on = models.DateField()
    ends_on = models.DateField(null=True)
    file = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="renewed_by")
    struck_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgreementQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        ("uid", "project", "organisation", "about", "signed_on", "ends_on", "file", "renews", "struck_at", "version"),
        INTERNAL,
    )

    class Meta:
        ordering = ["-signed_on", "-pk"]
        indexes = [
            models.Index(fields=["project", "ends_on"], name="agreement_ends"),
            models.Index(fields=["organisation", "signed_on"], name="agreement_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("signed_on")), name="agreement_ends_after_signing"
            ),
            models.CheckConstraint(condition=Q(renews=None) | ~Q(renews=F("pk")), name="agreement_not_itself"),
        ]

    def __str__(self) -> str:
        return self.about

    def standing_on(self, day: date) -> Standing:
        """Whether it holds on ``day``."""
        if self.struck_at is not None:
            return Standing.STRUCK
        if self.signed_on > day:
            return Standing.COMING
        if self.ends_on is not None and self.ends_on < day:
            return Standing.OVER
        return Standing.ENDING if self.ends_on is not None and self.ends_on <= day + NOTICE else Standing.HOLDS

    @property
    def stands(self) -> Standing:
        """Whether it holds today."""
        return self.standing_on(clock.today())

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:agreement", args=[self.uid])
