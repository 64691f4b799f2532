import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.casework.models.case import Case
from terrain.core.privacy import INTERNAL, SENSITIVE


class Sealing(models.Model):
    """A file was sealed, from an instant to an instant, and why. ``with_person``: so was whoever it is about."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sealings")
    reason = models.CharField(max_length=40)
    sealed_words = models.BinaryField(default=b"")
    with_person = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_end_words = models.BinaryField(default=b"")

    privacy = {
        "uid": INTERNAL,
        "case": SENSITIVE,
        "reason": SENSITIVE,
        "sealed_words": SENSITIVE,
        "with_person": INTERNAL,
        "at": INTERNAL,
        "by": INTERNAL,
        "ended_at": INTERNAL,
        "ended_by": INTERNAL,
        "sealed_end_words": SENSITIVE,
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="sealing_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"
