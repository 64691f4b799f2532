from django.conf import settings
from django.db import models

from terrain.core.privacy import INTERNAL
from terrain.programmes.models import Project


class AccessReview(models.Model):
    """Somebody looked through who holds what, and confirmed it: of one project, or of the whole programme.

    ``picture``: fingerprint of the list that was confirmed; ``people``: how many stood in it.
    """

    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()
    picture = models.CharField(max_length=64)

    privacy = dict.fromkeys(("project", "at", "by", "people", "picture"), INTERNAL)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.at:%Y-%m-%d}"
