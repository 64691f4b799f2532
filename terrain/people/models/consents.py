import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, vault
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.models.person import Person
from terrain.programmes.models import Organisation, Project

WORDS = "people.Consent.sealed_words"


class Capacity(models.TextChoices):
    """As what somebody agreed."""

    SELF = "self", _("herself")
    GUARDIAN = "guardian", _("her guardian, for her")
    ASSENT = "assent", _("herself as a child, beside her guardian")


class Evidence(models.TextChoices):
    """What shows that she agreed."""

    SIGNED = "signed", _("signed on paper")
    MARKED = "marked", _("thumb print on paper")
    ORAL = "oral", _("said before a witness")
    SCREEN = "screen", _("ticked on this screen by herself")


class Basis(models.TextChoices):
    """Why sharing is lawful. Anything but consent asks for a written reason."""

    CONSENT = "consent", _("she agreed")
    LEGAL_DUTY = "legal_duty", _("the law obliges us")
    VITAL_INTEREST = "vital_interest", _("her life or somebody's is in danger")


@dataclass(frozen=True)
class Words:
    """What a consent says that names somebody: who signed, the witness, a described recipient, the reason of another basis."""

    signer: str = ""
    witness: str = ""
    outsider: str = ""
    reason: str = ""


class Consent(models.Model):
    """Somebody agreed that some groups of what is known of her go to one recipient for one purpose, until a day.

    Exactly one recipient: an organisation, a project, or an outsider described in the sealed words. ``fields``: codes of groups.
    ``text`` and ``text_version``: what was read to her.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.CONSENT)
    to_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    to_project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    to_outsider = models.BooleanField(default=False)
    fields = models.JSONField(default=list)
    capacity = models.CharField(max_length=10, choices=Capacity)
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=40)
    text_version = models.DateField()
    evidence = models.CharField(max_length=10, choices=Evidence)
    file = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_words = models.BinaryField(default=b"")
    given_on = models.DateField(default=clock.today)
    until = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "uid": INTERNAL,
        "person": PERSONAL,
        "project": INTERNAL,
        "purpose": PERSONAL,
        "basis": PERSONAL,
        "to_organisation": PERSONAL,
        "to_project": PERSONAL,
        "to_outsider": PERSONAL,
        "fields": PERSONAL,
        "capacity": PERSONAL,
        "language": INTERNAL,
        "text": INTERNAL,
        "text_version": INTERNAL,
        "evidence": INTERNAL,
        "file": SENSITIVE,
        "sealed_words": SENSITIVE,
        "given_on": INTERNAL,
        "until": INTERNAL,
        "recorded_at": INTERNAL,
        "recorded_by": INTERNAL,
        "withdrawn_at": INTERNAL,
        "withdrawn_by": INTERNAL,
    }

    class Meta:
        ordering = ["-given_on", "-pk"]
        indexes = [
            models.Index(fields=["person", "purpose"], name="consent_person"),
            models.Index(fields=["project", "until"], name="consent_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_organisation__isnull=False, to_project=None, to_outsider=False)
                | Q(to_organisation=None, to_project__isnull=False, to_outsider=False)
                | Q(to_organisation=None, to_project=None, to_outsider=True),
                name="consent_one_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"

    def words(self) -> Words:
        """What names somebody; raises ``vault.Erased`` when her key was destroyed."""
        sealed = bytes(self.sealed_words)
        return Words(**json.loads(vault.unseal(self.person.key, sealed, WORDS))) if sealed else Words()

    def seal(self, words: Words) -> None:
        """Close ``words`` under the person's key, without saving."""
        self.sealed_words = vault.seal(self.person.key, json.dumps(asdict(words), ensure_ascii=False).encode(), WORDS)

    @property
    def recipient(self) -> Any:
        """Who may be told: an organisation, a project, or ``None`` for somebody described in the words."""
        return self.to_organisation or self.to_project

    def holds(self, on: date) -> bool:
        """Whether it stands on ``on``: given, not expired, not withdrawn."""
        return self.withdrawn_at is None and self.given_on <= on <= self.until


class Disclosure(models.Model):
    """Something of somebody was given to a recipient for a purpose; kept also after the consent ended.

    ``what``: what was sent, its kind and number, without a name.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    consents = models.ManyToManyField(Consent, related_name="disclosures")
    purpose = models.CharField(max_length=40)
    to_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    to_project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list)
    what = models.CharField(max_length=120)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "person": PERSONAL,
        "purpose": PERSONAL,
        "to_organisation": PERSONAL,
        "to_project": PERSONAL,
        "fields": PERSONAL,
        "what": INTERNAL,
        "at": INTERNAL,
        "by": INTERNAL,
    }

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="disclosure_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.what}"

    @property
    def recipient(self) -> Any:
        """Who was told."""
        return self.to_organisation or self.to_project


def standing_for(persons: Iterable[int], on: date) -> models.QuerySet[Consent]:
    """Consents of these people that stand on ``on``."""
    return Consent.objects.filter(person__in=list(persons), withdrawn_at=None, given_on__lte=on, until__gte=on)
