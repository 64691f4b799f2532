import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.network.enums import Saying
from terrain.network.models.directory import Service


class UpdateLink(models.Model):
    """A secret address by which a partner without an account says what is true of one entry; only its digest is kept.

    ``at_once``: the keeper trusts whoever holds it, and what is said through it is written at once.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="update_links")
    digest = models.BinaryField(max_length=32, unique=True)
    at_once = models.BooleanField(default=False)
    until = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        ("uid", "service", "digest", "at_once", "until", "made_at", "made_by", "revoked_at"), INTERNAL
    )

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uid)

    def opens_at(self, moment: datetime) -> bool:
        """Whether it opens the entry at ``moment``."""
        return self.revoked_at is None and moment < self.until


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def waiting(self) -> "SuggestionQuerySet":
        """Those about which nobody decided yet."""
        return self.filter(decided_at=None)

    def visible_to(self, viewer: Viewer) -> "SuggestionQuerySet":
        """Those about entries that the viewer reads."""
        return self if viewer.may("directory.view") else self.none()

    def awaiting(self, viewer: Viewer) -> "SuggestionQuerySet":
        """What waits for the viewer: about entries that she keeps, and those that nobody keeps any more; the oldest first."""
        hers = Service.objects.awaiting(viewer).values("pk")
        return self.waiting().filter(service__in=hers).order_by("made_at", "pk")


class Suggestion(models.Model):
    """What somebody outside says of an entry, until the keeper decides: field by field, that all is true, or that something is wrong.

    ``changes``: field → {"was": what stood there, "says": what she says}. ``said_by``: how she calls herself, if she wants to; it is
    forgotten with the decision. ``taken``: the fields that the keeper took over.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="suggestions")
    link = models.ForeignKey(UpdateLink, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Saying.choices)
    changes = models.JSONField(default=dict)
    remark = models.CharField(max_length=500, blank=True)
    said_by = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken = models.JSONField(default=list)

    objects = SuggestionQuerySet.as_manager()

    privacy = dict.fromkeys(
        ("uid", "service", "link", "kind", "changes", "made_at", "decided_at", "decided_by", "taken"), INTERNAL
    ) | dict.fromkeys(("remark", "said_by"), PERSONAL)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["decided_at", "service"], name="suggestion_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Saying.values), name="suggestion_kind_known"),
            models.CheckConstraint(condition=Q(decided_at=None) | Q(said_by=""), name="suggestion_forgets_who"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    def get_absolute_url(self) -> str:
        """Where the keeper decides."""
        return reverse("network:suggestion", args=[self.service.uid, self.uid])
