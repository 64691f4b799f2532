import uuid

from django.conf import settings
from django.db import models

from terrain.casework.enums import ExportKind
from terrain.casework.models.case import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.models import Job, SealedFile, VaultKey
from terrain.core.privacy import INTERNAL, SENSITIVE
from terrain.programmes.models import Project


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, viewer: Viewer) -> "ExportQuerySet":
        """Those that the viewer asked for."""
        return self.filter(by_id=viewer.user_id) if viewer.user_id is not None else self.none()

    def alive(self) -> "ExportQuerySet":
        """Those whose file has not died."""
        return self.filter(gone_at=None)


class Export(models.Model):
    """Something was taken out: what, by whom, for which purpose, how many rows and which fields.

    The file is an AES archive kept sealed; it dies at ``expires_at``. ``sealed_secret`` holds its password from the asking
    until the file is written, never longer.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=ExportKind)
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, db_index=True)
    key = models.OneToOneField(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_purpose = models.BinaryField()
    sealed_secret = models.BinaryField(default=b"")
    fields = models.JSONField(default=list)
    rows = models.PositiveIntegerField(null=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(db_index=True)
    gone_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "kind": INTERNAL,
        "project": INTERNAL,
        "case": SENSITIVE,
        "by": INTERNAL,
        "asked_at": INTERNAL,
        "key": SENSITIVE,
        "sealed_purpose": SENSITIVE,
        "sealed_secret": SENSITIVE,
        "fields": INTERNAL,
        "rows": INTERNAL,
        "job": INTERNAL,
        "file": INTERNAL,
        "expires_at": INTERNAL,
        "gone_at": INTERNAL,
    }

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_dead(self) -> bool:
        """Whether its file can no longer be had."""
        return self.gone_at is not None or self.expires_at <= clock.now()
