from django.db import models

from terrain.core.privacy import INTERNAL, PUBLIC


class AuditEvent(models.Model):
    """One thing that happened. Written once by ``core.audit``, never changed; holds no foreign key."""

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    actor_label = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=80, db_index=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    project_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    privacy = {
        "seq": INTERNAL,
        "at": INTERNAL,
        "actor_id": INTERNAL,
        "actor_label": INTERNAL,
        "verb": INTERNAL,
        "object_kind": INTERNAL,
        "object_id": INTERNAL,
        "project_id": INTERNAL,
        "detail": INTERNAL,
        "hash": PUBLIC,
    }

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class AuditHead(models.Model):
    """The newest link of the chain: one row, locked while an event is written."""

    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    privacy = {"seq": INTERNAL, "hash": PUBLIC}

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"
