import json
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.models import Job, SealedFile
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.imports.enums import OPEN_STATES, BatchState
from terrain.imports.findings import Findings
from terrain.imports.registry import RowKind, kind_of, kinds
from terrain.programmes.models import Project

SILENCE = timedelta(minutes=3)
OUTLINE = "imports.Batch.sealed_outline"


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, viewer: Viewer) -> "BatchQuerySet":
        """Batches whose kind of rows the viewer may bring into their project."""
        permissions: dict[str, list[str]] = {}
        for kind in kinds():
            permissions.setdefault(kind.run_permission, []).append(kind.code)
        allowed = models.Q(pk__in=[])
        for permission, codes in permissions.items():
            projects = viewer.projects(permission)
            allowed |= models.Q(kind__in=codes) & (models.Q() if projects is None else models.Q(project__in=projects))
        return self.filter(allowed)

    def open_first(self) -> "BatchQuerySet":
        """What still waits for somebody first, then the newest."""
        waits = models.Case(models.When(state__in=OPEN_STATES, then=0), default=1)
        return self.order_by(waits, "-created_at", "-pk")

    def imported(self, project_id: int, kind: str, sha256: str) -> "BatchQuerySet":
        """Imports of the very same file into the same project that are in now."""
        return self.filter(project_id=project_id, kind=kind, state=BatchState.APPLIED, file__sha256=sha256)


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
        indexes = [
            models.Index(fields=["project", "kind", "state"], name="batch_project_kind"),
            models.Index(fields=["-created_at"], name="batch_newest"),
        ]
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
        """Whether a background job is working on it now, as far as can be told."""
        return self.job is not None and not self.job.ended and not self.has_stalled

    @property
    def has_stalled(self) -> bool:
        """Whether its job has not given a sign for so long that it must have been killed: it may be started again."""
        return self.job is not None and not self.job.ended and self.job.touched_at < clock.now() - SILENCE

    @property
    def columns(self) -> dict[str, int]:
        """How the file's columns are matched: code → place."""
        return self.mapping.get("columns", {})

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

    def same_file(self) -> "Batch | None":
        """An import of the very same file that is in now, whatever its columns and answers."""
        same = Batch.objects.imported(self.project_id, self.kind, self.file.sha256).exclude(pk=self.pk)
        return same.select_related("file__key", "applied_by").first()

    def twin(self) -> "Batch | None":
        """An import of the very same file, columns and answers that took at least as many rows: again is nothing new."""
        same = Batch.objects.imported(self.project_id, self.kind, self.file.sha256).exclude(pk=self.pk)
        return next((other for other in same if other.says_all_of(self.mapping, self.answers, self.findings)), None)

    def says_all_of(self, mapping: dict[str, Any], answers: dict[str, str], findings: Findings) -> bool:
        """Whether this import of the same file left nothing for such a check to add."""
        return self.mapping == mapping and self.answers == answers and self.findings.ready >= findings.ready


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
