from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.calendar.enums import OF_PROJECTS, Extent
from terrain.core.privacy import INTERNAL, SENSITIVE
from terrain.programmes.models import Project


class FeedQuerySet(models.QuerySet["Feed"]):
    def standing(self) -> "FeedQuerySet":
        """Those that were not cut off."""
        return self.filter(revoked_at=None)


class Feed(models.Model):
    """A secret address from which a telephone reads a calendar; only its fingerprint is kept.

    ``user``: whoever made it; it shows what she may read today, nothing once she may no more. ``project``: only that one's dates.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="+")
    extent = models.CharField(max_length=10, choices=Extent)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    objects = FeedQuerySet.as_manager()

    privacy = {
        "user": INTERNAL,
        "project": INTERNAL,
        "extent": INTERNAL,
        "digest": SENSITIVE,
        "made_at": INTERNAL,
        "revoked_at": INTERNAL,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None, project=None), name="feed_one_of_a_person"
            ),
            models.UniqueConstraint(
                fields=["project", "extent"], condition=Q(revoked_at=None), name="feed_one_of_a_project"
            ),
            models.CheckConstraint(
                condition=Q(project=None) ^ Q(extent__in=sorted(OF_PROJECTS)), name="feed_of_a_person_or_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.extent}"
