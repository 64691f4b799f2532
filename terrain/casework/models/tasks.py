from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.casework.models.case import Case
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, SENSITIVE


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, viewer: Viewer) -> "TaskQuerySet":
        """Tasks of the files that the viewer sees."""
        return self.filter(case__in=Case.objects.visible_to(viewer).values("pk"))

    def standing(self) -> "TaskQuerySet":
        """Those still to do, of files that are open."""
        return self.filter(done_at=None).exclude(case__closing="closed")


class Task(models.Model):
    """Something to do in a file, by somebody, before the end of a day. ``source``: the noun that asked for it, or blank."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    sealed_words = models.BinaryField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = TaskQuerySet.as_manager()

    privacy = {
        "case": INTERNAL,
        "sealed_words": SENSITIVE,
        "owner": INTERNAL,
        "due": INTERNAL,
        "source": INTERNAL,
        "created_at": INTERNAL,
        "created_by": INTERNAL,
        "done_at": INTERNAL,
        "done_by": INTERNAL,
    }

    class Meta:
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["owner", "due"], condition=Q(done_at=None), name="task_owner_open"),
            models.Index(fields=["case", "due"], name="task_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due}"
