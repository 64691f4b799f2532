import json
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.imports.models import Batch
from terrain.network.enums import BringingState
from terrain.network.models.directory import Service
from terrain.programmes.models import Organisation


class AsItCame(models.TextField):
    """A JSON document kept as text, so that every number comes back as it was written: a database's own JSON type does not promise it."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The document."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """The document, also from its text."""
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """Its text."""
        return None if value is None else json.dumps(value)


class Foreign(models.Model):
    """What another directory said of an entry, or of an organisation, whole as it came: what has no field here goes out again with it.

    ``foreign_id``: its identifier there. ``read``: what was read from it, so that a later change, here or there, is told from none.
    """

    service = models.OneToOneField(Service, null=True, on_delete=models.CASCADE, related_name="foreign")
    organisation = models.OneToOneField(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    foreign_id = models.CharField(max_length=250)
    kept = AsItCame(default=dict)
    read = AsItCame(default=dict)

    privacy = dict.fromkeys(("service", "organisation", "foreign_id", "read"), INTERNAL) | {"kept": PERSONAL}

    class Meta:
        indexes = [models.Index(fields=["foreign_id"], name="foreign_by_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(service=None, organisation__isnull=False) | Q(service__isnull=False, organisation=None),
                name="foreign_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.foreign_id


class BringingQuerySet(models.QuerySet["Bringing"]):
    def visible_to(self, viewer: Viewer) -> "BringingQuerySet":
        """All of them, for whoever keeps the directory."""
        return self if viewer.may("directory.keep") else self.none()


class Bringing(models.Model):
    """A file of another directory that was brought: looked at, taken in, perhaps taken back.

    ``counts``: what taking it in would do, or did. ``faults``: [where in the file, code of what is wrong], the first of them.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=BringingState.choices, default=BringingState.CHECKED)
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = BringingQuerySet.as_manager()

    privacy = dict.fromkeys(
        ("uid", "file", "state", "counts", "faults", "created_at", "created_by", "applied_at", "undone_at"), INTERNAL
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=BringingState.values), name="bringing_state_known")]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:bringing", args=[self.uid])


class Origin(models.Model):
    """What a file, of another directory or a spreadsheet, did to an entry: so much is taken back by undoing it.

    ``before``: what stood in the fields that it changed (and ``foreign``: what was kept of another directory before). ``made``: there was no
    entry before. ``version``: of the entry when the file had changed it; a later one means that somebody changed it since.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="origins")
    bringing = models.ForeignKey(Bringing, null=True, on_delete=models.CASCADE, related_name="origins")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.CASCADE, related_name="+")
    made = models.BooleanField(default=False)
    before = AsItCame(default=dict)
    version = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(("service", "bringing", "batch", "made", "version"), INTERNAL) | {"before": PERSONAL}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bringing=None, batch__isnull=False) | Q(bringing__isnull=False, batch=None),
                name="origin_of_one_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}"
