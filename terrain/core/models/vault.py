from django.db import models

from terrain.core.privacy import INTERNAL, SENSITIVE


class VaultKey(models.Model):
    """The data key of one person (or one file), wrapped by a master key that is kept outside the database.

    ``wrapped`` is emptied when the key is destroyed: what it sealed can never be read again.
    """

    wrapped = models.BinaryField(default=b"")
    master = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    privacy = {"wrapped": SENSITIVE, "master": INTERNAL, "created_at": INTERNAL, "destroyed_at": INTERNAL}

    class Meta:
        indexes = [models.Index(fields=["master"], name="vaultkey_master")]

    def __str__(self) -> str:
        return f"key {self.pk}"
