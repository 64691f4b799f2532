import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.models.person import Person

BEFORE_MERGE = "people.Merge.sealed_before"


class PairState(models.TextChoices):
    """What a human said of two people who look alike."""

    OPEN = "open", _("to decide")
    SAME = "same", _("one person")
    DIFFERENT = "different", _("two people")
    UNSURE = "unsure", _("not sure")


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, viewer: Viewer) -> "DuplicatePairQuerySet":
        """Pairs of which the viewer sees who both are; a pair with somebody sealed to the viewer is not there."""
        seen = (Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def waiting(self) -> "DuplicatePairQuerySet":
        """Those that nobody has decided."""
        return self.filter(state__in=[PairState.OPEN, PairState.UNSURE])


class DuplicatePair(models.Model):
    """Two people of the registry who may be one. Once decided it is never proposed again, unless one of them changed since.

    ``versions``: what the two were when it was decided.
    """

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    tier = models.CharField(max_length=12)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=PairState, default=PairState.OPEN)
    versions = models.JSONField(default=list)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DuplicatePairQuerySet.as_manager()

    privacy = {
        "first": PERSONAL,
        "second": PERSONAL,
        "score": PERSONAL,
        "tier": PERSONAL,
        "reasons": PERSONAL,
        "state": INTERNAL,
        "versions": INTERNAL,
        "found_at": INTERNAL,
        "decided_at": INTERNAL,
        "decided_by": INTERNAL,
    }

    class Meta:
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["state", "-score", "id"], name="duplicate_queue")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class Merge(models.Model):
    """Two people were found to be one (ADR 0013): ``absorbed`` points to ``kept``, and nothing of either is lost.

    ``sealed_before``: what the vault and the row of ``kept`` said before, under her key. ``repointed``: those who had been absorbed by
    ``absorbed`` before. ``changed``: reported figures that moved: (project, words, before, after).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed_before = models.BinaryField()
    version_after = models.PositiveIntegerField()
    repointed = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "uid": INTERNAL,
        "kept": PERSONAL,
        "absorbed": PERSONAL,
        "sealed_before": SENSITIVE,
        "version_after": INTERNAL,
        "repointed": INTERNAL,
        "changed": INTERNAL,
        "at": INTERNAL,
        "by": INTERNAL,
        "undone_at": INTERNAL,
        "undone_by": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"
