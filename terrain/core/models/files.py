import uuid

from django.db import models

from terrain.core.models.vault import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE


class SealedFile(models.Model):
    """A file kept encrypted under ``TERRAIN_HOME/media``; even its name is sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_name = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100, blank=True)
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by = models.BigIntegerField(null=True)

    privacy = {
        "uid": INTERNAL,
        "key": SENSITIVE,
        "sealed_name": PERSONAL,
        "size": INTERNAL,
        "sha256": INTERNAL,
        "media_type": INTERNAL,
        "kept_at": INTERNAL,
        "kept_by": INTERNAL,
    }

    def __str__(self) -> str:
        return str(self.uid)
