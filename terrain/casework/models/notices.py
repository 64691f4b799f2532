from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from terrain.casework.models.case import Case
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL

TO_WHOEVER_IS_ASKED = ("emergency_", "privileged_", "seal_", "hold_")
"""How codes begin of what is told to somebody although she does not see the file: she protects it, or entered it."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: Viewer) -> "NoticeQuerySet":
        """The viewer's own, without those of files that were sealed to her since she was told."""
        if viewer.user_id is None:
            return self.none()
        sealed = Case.objects.exclude(sealed_at=None).exclude(pk__in=Case.objects.visible_to(viewer).values("pk"))
        asked = Q()
        for begins in TO_WHOEVER_IS_ASKED:
            asked |= Q(code__startswith=begins)
        return self.filter(asked | Q(case=None) | ~Q(case__in=sealed.values("pk")), user_id=viewer.user_id)

    def unseen(self) -> "NoticeQuerySet":
        """Those not yet put away."""
        return self.filter(seen_at=None)

    def alike(self, notice: "Notice") -> "NoticeQuerySet":
        """Those that tell the same reader the same of the same page."""
        return self.filter(user=notice.user_id, code=notice.code, case=notice.case_id, url=notice.url)

    def said_once(self) -> "NoticeQuerySet":
        """The last of those that say the same of the same page."""
        same = {one: OuterRef(one) for one in ("user", "code", "url")}
        later = Notice.objects.unseen().filter(pk__gt=OuterRef("pk"), **same)
        again = Exists(later.filter(case=OuterRef("case")))
        return self.exclude(again).exclude(Q(case=None) & Exists(later.filter(case=None)))


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
