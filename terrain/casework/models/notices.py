from django.conf import settings
from django.db import models

from terrain.casework.models.case import Case
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: Viewer) -> "NoticeQuerySet":
        """The viewer's own."""
        return self.filter(user_id=viewer.user_id) if viewer.user_id is not None else self.none()

    def unseen(self) -> "NoticeQuerySet":
        """Those not yet put away."""
        return self.filter(seen_at=None)


class Notice(models.Model):
    """Something somebody is told by the house. ``code`` chooses the words; nothing of the file but its number is in them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    privacy = dict.fromkeys(("user", "code", "case", "url", "at", "seen_at"), INTERNAL)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "seen_at", "-id"], name="notice_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.code}"
