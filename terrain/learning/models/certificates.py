import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, PUBLIC, SENSITIVE
from terrain.learning.models.enrolments import Enrolment
from terrain.learning.moments import Withdrawal
from terrain.learning.secrets import fingerprint_of, secret_of

CHECK = "learning.certificate"
"""The purpose of the code on the paper: worked out from a key outside the database, of which the record keeps a fingerprint."""
NAME = "learning.Certificate.sealed_name"
REMARK = "learning.Certificate.sealed_remark"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, viewer: Viewer) -> "CertificateQuerySet":
        """Of the trainings that the viewer may see, save of people who are sealed to her."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(viewer))


class Certificate(models.Model):
    """Somebody followed a training to its measure: what the paper says, as it was on the day of issue.

    The name as it stands on the paper is sealed under her key, and so erased with her. ``place_in_list``: its bit in the list of
    withdrawn badges, drawn by lot (ADR 0023).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=40, unique=True)
    code_digest = models.BinaryField(max_length=32, unique=True)
    language = models.CharField(max_length=5)
    sealed_name = models.BinaryField()
    title = models.JSONField(default=dict)
    minutes = models.PositiveIntegerField()
    due_minutes = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    where = models.CharField(max_length=160, blank=True)
    test_passed = models.BooleanField(null=True)
    score = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(100)])
    place_in_list = models.PositiveIntegerField(unique=True)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Withdrawal, blank=True, default="")
    sealed_remark = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)

    objects = CertificateQuerySet.as_manager()

    privacy: dict[str, Any] = (
        dict.fromkeys(
            (
                "uid",
                "enrolment",
                "code_digest",
                "language",
                "place_in_list",
                "issued_by",
                "withdrawn_by",
                "version",
            ),
            INTERNAL,
        )
        | dict.fromkeys(
            ("title", "first_day", "last_day", "where", "due_minutes"),
            PUBLIC,
        )
        | dict.fromkeys(
            ("number", "minutes", "test_passed", "score", "issued_at", "withdrawn_at", "reason"),
            PERSONAL,
        )
        | {"sealed_name": SENSITIVE, "sealed_remark": SENSITIVE}
    )

    class Meta:
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["withdrawn_at"], name="certificate_withdrawn")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, reason="") | Q(withdrawn_at__isnull=False, reason__in=Withdrawal.values),
                name="certificate_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the first time with the fingerprint of the code on the paper."""
        if not self.code_digest:
            self.code_digest = fingerprint_of(CHECK, self.uid, 1)
        super().save(*args, **kwargs)

    @property
    def code(self) -> str:
        """The code on the paper: 192 bits."""
        return secret_of(CHECK, self.uid, 1)

    def get_check_url(self) -> str:
        """The page on which anybody checks the paper, in the language that is active."""
        return reverse("certificates:check", args=[self.code])

    @property
    def holds(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None

    def write_name(self, name: str) -> None:
        """Seal the name under her key, without saving."""
        self.sealed_name = vault.seal(self.enrolment.person.key, name.encode(), NAME)

    def name(self) -> str:
        """The name on the paper. Raises ``vault.Erased`` once she was forgotten."""
        return vault.unseal(self.enrolment.person.key, bytes(self.sealed_name), NAME).decode()

    def write_remark(self, words: str) -> None:
        """Seal the words beside a withdrawal, without saving."""
        self.sealed_remark = vault.seal(self.enrolment.person.key, words.encode(), REMARK) if words else b""

    def remark(self) -> str:
        """The words beside a withdrawal. Raises ``vault.Erased`` once she was forgotten."""
        sealed = bytes(self.sealed_remark)
        return vault.unseal(self.enrolment.person.key, sealed, REMARK).decode() if sealed else ""
