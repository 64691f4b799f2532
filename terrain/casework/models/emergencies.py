import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from terrain.casework.enums import Judgement
from terrain.casework.models.case import Case, CaseGrant
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, SENSITIVE


class EmergencyQuerySet(models.QuerySet["EmergencyAccess"]):
    def active(self) -> "EmergencyQuerySet":
        """Those that hold now."""
        return self.filter(ended_at=None, until__gt=clock.now())

    def to_review(self) -> "EmergencyQuerySet":
        """Those that nobody judged yet."""
        return self.filter(reviewed_at=None)

    def reviewable_by(self, viewer: Viewer) -> "EmergencyQuerySet":
        """Those that the viewer may judge: the protection officer all, a supervisor those to files of her projects
        that are not sealed, nobody her own."""
        if viewer.everything:
            return self
        watched, supervised = viewer.projects("protection.watch"), viewer.projects("case.supervise")
        seen = _in(watched) | (Q(case__sealed_at=None) & _in(supervised))
        return self.filter(seen).exclude(user_id=viewer.user_id or 0)


def _in(projects: frozenset[int] | None) -> Q:
    """Accesses to files of these projects; ``None``: of any."""
    return Q(case__project_id__isnull=False) if projects is None else Q(case__project_id__in=projects)


class EmergencyAccess(models.Model):
    """Somebody entered a file that was not hers to see, for a few hours, and said why.

    What opens the file is ``grant``, on the server; ending it cuts the access at the next request. Judged by somebody else
    until ``review_by``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergencies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField(CaseGrant, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=40)
    sealed_words = models.BinaryField()
    began_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    review_by = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=14, choices=Judgement, blank=True)
    sealed_judgement = models.BinaryField(default=b"")

    objects = EmergencyQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "case": SENSITIVE,
        "user": INTERNAL,
        "grant": INTERNAL,
        "reason": SENSITIVE,
        "sealed_words": SENSITIVE,
        "began_at": INTERNAL,
        "until": INTERNAL,
        "ended_at": INTERNAL,
        "review_by": INTERNAL,
        "reviewed_at": INTERNAL,
        "reviewed_by": INTERNAL,
        "judgement": INTERNAL,
        "sealed_judgement": SENSITIVE,
    }

    class Meta:
        ordering = ["-began_at"]
        indexes = [
            models.Index(fields=["reviewed_at", "review_by"], name="emergency_review"),
            models.Index(fields=["user", "case", "until"], name="emergency_user_case"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="emergency_ends_after_start"),
            models.CheckConstraint(condition=Q(judgement__in=["", *Judgement.values]), name="emergency_judgement"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"

    @property
    def is_active(self) -> bool:
        """Whether it holds now."""
        return self.ended_at is None and self.until > clock.now()

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been judged by now."""
        return self.reviewed_at is None and self.review_by <= clock.now()


class PrivilegedAsk(models.Model):
    """During an exceptional access somebody asks for what is under legal privilege; only a second person may agree.

    ``expires_at``: until when she may; ``until``: how long the notes are open once she has.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    access = models.ForeignKey(EmergencyAccess, on_delete=models.CASCADE, related_name="asks")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        ("uid", "access", "asked_at", "expires_at", "agreed_at", "agreed_by", "refused_at", "until"), INTERNAL
    )

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.access_id} {self.pk}"

    @property
    def waits(self) -> bool:
        """Whether somebody may still agree."""
        return self.agreed_at is None and self.refused_at is None and self.expires_at > clock.now()
