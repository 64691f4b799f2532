import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, viewer: Viewer) -> "JobQuerySet":
        """Jobs that the viewer started; all of them for the house itself."""
        if viewer.everything:
            return self
        return self.filter(owner_id=viewer.user_id) if viewer.user_id is not None else self.none()


class Job(models.Model):
    """A long piece of work that can be left and found again."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200, blank=True)
    owner_id = models.BigIntegerField(null=True, db_index=True)
    project_id = models.BigIntegerField(null=True)
    viewer = models.JSONField(default=dict)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    next_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "kind",
            "title",
            "owner_id",
            "project_id",
            "viewer",
            "arguments",
            "state",
            "done",
            "total",
            "words",
            "result",
            "next_url",
            "created_at",
            "touched_at",
            "ended_at",
        ),
        INTERNAL,
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to this job."""
        return self.state in {JobState.DONE, JobState.FAILED}

    @property
    def percent(self) -> int:
        """How far the work is, 0 to 100; an unknown total gives 0."""
        return min(100, round(100 * self.done / self.total)) if self.total else 0
