import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import Job, SealedFile
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.imports.enums import OPEN_STATES, BatchState
from terrain.imports.findings import Findings
from terrain.imports.registry import RowKind, kind_of
from terrain.programmes.models import Project

OUTLINE = "imports.Batch.sealed_outline"


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, viewer: Viewer) -> "BatchQuerySet":
        """Batches of the projects into which the viewer may import."""
        projects = viewer.projects("import.run")
        return self if projects is None else self.filter(project_id__in=projects)


class Batch(models.Model):
    """One file on its way into the records of a project: brought in, mapped, checked, applied, perhaps undone.

    No cell of the file stands here in clear: the file and a short outline of it (titles, five samples a column) are
    sealed; findings are codes, figures and row numbers.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")
    file_format = models.CharField(max_length=8)
    sealed_outline = models.BinaryField(default=b"")
    rows = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    notes = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "kind": INTERNAL,
        "project": INTERNAL,
        "file": INTERNAL,
        "file_format": INTERNAL,
        "sealed_outline": PERSONAL,
        "rows": INTERNAL,
        "mapping": INTERNAL,
        "answers": INTERNAL,
        "state": INTERNAL,
        "counts": INTERNAL,
        "problems": INTERNAL,
        "warnings": INTERNAL,
        "notes": INTERNAL,
        "questions": INTERNAL,
        "job": INTERNAL,
        "created_at": INTERNAL,
        "created_by": INTERNAL,
        "applied_at": INTERNAL,
        "applied_by": INTERNAL,
        "undone_at": INTERNAL,
        "undone_by": INTERNAL,
    }

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["project", "kind", "state"], name="batch_project_kind")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="batch_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} {self.state}"

    def get_absolute_url(self) -> str:
        """The batch's own page."""
        return reverse("imports:batch", args=[self.uid])

    @property
    def row_kind(self) -> RowKind:
        """What its rows become. Raises ``LookupError`` when the room that knew is gone."""
        return kind_of(self.kind)

    @property
    def is_open(self) -> bool:
        """Whether nothing of it is in the records and it may still be changed or discarded."""
        return self.state in OPEN_STATES or self.state == BatchState.UNDONE

    @property
    def is_busy(self) -> bool:
        """Whether a background job is working on it now."""
        return self.job is not None and not self.job.ended

    @property
    def outline(self) -> dict[str, Any]:
        """Titles, samples and proposals: keys ``sheet sheets header_row headers letters samples proposals name``."""
        return json.loads(vault.unseal(self.file.key, bytes(self.sealed_outline), OUTLINE))

    @outline.setter
    def outline(self, outline: dict[str, Any]) -> None:
        self.sealed_outline = vault.seal(self.file.key, json.dumps(outline, ensure_ascii=False).encode(), OUTLINE)

    @property
    def findings(self) -> Findings:
        """What the last check or the import found."""
        return Findings(self.counts, self.problems, self.warnings, self.notes, self.questions)

    @findings.setter
    def findings(self, findings: Findings) -> None:
        self.counts, self.problems, self.warnings = findings.counts, findings.problems, findings.warnings
        self.notes, self.questions = findings.notes, findings.questions

    def twin(self) -> "Batch | None":
        """An imported batch of the very same file, columns and answers in the same project, if there is one."""
        same = Batch.objects.filter(
            project_id=self.project_id, kind=self.kind, state=BatchState.APPLIED, file__sha256=self.file.sha256
        ).exclude(pk=self.pk)
        return next((other for other in same if other.mapping == self.mapping and other.answers == self.answers), None)


class RememberedMapping(models.Model):
    """How a human matched columns with these titles: proposed again for the next file that has them."""

    kind = models.CharField(max_length=40)
    shape = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = {"kind": INTERNAL, "shape": INTERNAL, "columns": INTERNAL, "used_at": INTERNAL, "used_by": INTERNAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "shape"], name="remembered_once_a_shape")]

    def __str__(self) -> str:
        return f"{self.kind} {self.shape[:12]}"
