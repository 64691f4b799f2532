from django.db import models

from terrain.core.privacy import INTERNAL


class Slip(models.Model):
    """The one-time mark of a form that was sent, and the record it made: sent twice, it is one record."""

    uid = models.UUIDField(primary_key=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    privacy = {"uid": INTERNAL, "object_kind": INTERNAL, "object_id": INTERNAL, "at": INTERNAL}

    def __str__(self) -> str:
        return f"{self.uid} {self.object_kind} {self.object_id}"
