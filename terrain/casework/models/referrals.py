import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.casework.codes import new_code
from terrain.casework.lifecycles import REFERRAL, RUNNING, TRANSFER, State
from terrain.casework.models.case import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.network.models import Service
from terrain.people.models import Person
from terrain.programmes.models import Organisation, Project

RECEIVING = ("case.view", "reception.work")
"""Permissions that open what another project asks of one's own."""


def received_in(viewer: Viewer) -> Q:
    """What reached a project where the viewer receives; of somebody sealed, only where she supervises."""
    if viewer.everything:
        return Q(to_project__isnull=False)
    opened = Q(pk__in=[])
    for permission in RECEIVING:
        held = viewer.projects(permission)
        opened |= Q(to_project__isnull=False) if held is None else Q(to_project__in=held)
    supervised = viewer.projects("case.supervise")
    of_sealed = Q(to_project__isnull=False) if supervised is None else Q(to_project__in=supervised)
    return opened & (Q(case__sealed_at=None, person__sealed_at=None) | of_sealed)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def sent_by(self, viewer: Viewer) -> "ReferralQuerySet":
        """Those of the files that the viewer sees."""
        return self.filter(case__in=Case.objects.visible_to(viewer).values("pk"))

    def received_by(self, viewer: Viewer) -> "ReferralQuerySet":
        """Those that reached a project in which the viewer receives."""
        return self.filter(received_in(viewer)).exclude(state="draft").exclude(sent_at=None)

    def visible_to(self, viewer: Viewer) -> "ReferralQuerySet":
        """Both."""
        sent = Q(case__in=Case.objects.visible_to(viewer).values("pk"))
        return self.filter(sent | (received_in(viewer) & ~Q(sent_at=None)))

    def running(self) -> "ReferralQuerySet":
        """Those in which the receiver still has something to do."""
        return self.filter(state__in=RUNNING)

    def listed(self) -> "ReferralQuerySet":
        """With everything that a list shows, in two queries."""
        seen = self.select_related(
            "service__place", "to_project", "to_organisation", "case__project", "case__owner", "person__key"
        )
        return seen.prefetch_related("case__keys__key")


class Referral(models.Model):
    """Somebody is asked to serve a person: another project, or a partner without an account.

    ``shared``: the groups of fields that she agreed to; ``sealed_payload``: exactly these, copied when it was sent, so that
    the receiver never sees more, nor anything later. Words are sealed under the file's key and die with it.
    ``received_case``: the file that the receiving project opened; nobody of the sender's sees it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=8, unique=True, default=new_code)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    service_type = models.CharField(max_length=40)
    to_project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=20)
    state = models.CharField(max_length=12, default=REFERRAL.first.code)
    shared = models.JSONField(default=list)
    sealed_words = models.BinaryField(default=b"")
    sealed_callback = models.BinaryField(default=b"")
    sealed_payload = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    appointment_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    outcome_on = models.DateField(null=True)
    sealed_outcome = models.BinaryField(default=b"")
    closed_at = models.DateTimeField(null=True)
    received_case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    reminded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "code": INTERNAL,
        "case": SENSITIVE,
        "person": SENSITIVE,
        "service": SENSITIVE,
        "service_type": SENSITIVE,
        "to_project": INTERNAL,
        "to_organisation": INTERNAL,
        "urgency": INTERNAL,
        "state": PERSONAL,
        "shared": INTERNAL,
        "sealed_words": SENSITIVE,
        "sealed_callback": INTERNAL,
        "sealed_payload": SENSITIVE,
        "created_at": INTERNAL,
        "created_by": INTERNAL,
        "sent_at": INTERNAL,
        "sent_by": INTERNAL,
        "seen_at": INTERNAL,
        "answer_by": INTERNAL,
        "answered_at": INTERNAL,
        "appointment_at": PERSONAL,
        "reason": SENSITIVE,
        "outcome": PERSONAL,
        "outcome_on": INTERNAL,
        "sealed_outcome": SENSITIVE,
        "closed_at": INTERNAL,
        "received_case": SENSITIVE,
        "reminded_on": INTERNAL,
        "version": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["case", "-id"], name="referral_case"),
            models.Index(fields=["to_project", "state", "answer_by"], name="referral_received"),
            models.Index(fields=["state", "answer_by"], name="referral_due"),
            models.Index(fields=["service_type", "sent_at"], name="referral_rate"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_project=None, to_organisation__isnull=False)
                | Q(to_project__isnull=False, to_organisation=None),
                name="referral_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.code for state in REFERRAL.states]), name="referral_state_known"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(state__in=["draft", "withdrawn"]), name="referral_sent_at"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("casework:referral", args=[self.uid])

    @property
    def at(self) -> State:
        """Where it stands."""
        return REFERRAL.state(self.state)

    @property
    def receiver(self) -> Project | Organisation:
        """Whom it is sent to."""
        return self.to_project or self.to_organisation  # type: ignore[return-value]

    def late_on(self, day: date) -> bool:
        """Whether an answer, or an outcome, should have come by ``day``."""
        return self.state in RUNNING and self.answer_by is not None and self.answer_by < day


class ReferralStep(models.Model):
    """A move that a referral made: when, by whom, and by which way: a screen, the partner's link, paper, the house."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=8, default="screen")

    privacy = {
        "referral": INTERNAL,
        "move": INTERNAL,
        "source": PERSONAL,
        "target": PERSONAL,
        "at": INTERNAL,
        "by": INTERNAL,
        "via": INTERNAL,
    }

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["referral", "id"], name="referralstep_referral")]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.move}"


class TransferQuerySet(models.QuerySet["Transfer"]):
    def received_by(self, viewer: Viewer) -> "TransferQuerySet":
        """Those that reached a project in which the viewer receives."""
        return self.filter(received_in(viewer))

    def visible_to(self, viewer: Viewer) -> "TransferQuerySet":
        """These, those that the viewer asked for, and those of files that she sees: of the last two, the state and no more."""
        own = Q(asked_by_id=viewer.user_id) if viewer.user_id is not None else Q(pk__in=[])
        return self.filter(own | received_in(viewer) | Q(case__in=Case.objects.visible_to(viewer).values("pk")))


class Transfer(models.Model):
    """A file is to become somebody else's: another project's, or a partner's. Until they accept it stays where it is.

    ``sealed_note``: what whoever takes over has to know; ``sealed_payload``: the fields that she agreed to, nothing more.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    to_project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=TRANSFER.first.code)
    shared = models.JSONField(default=list)
    sealed_note = models.BinaryField(default=b"")
    sealed_callback = models.BinaryField(default=b"")
    sealed_payload = models.BinaryField(default=b"")
    reason = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    received_case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TransferQuerySet.as_manager()

    privacy: dict[str, Any] = {
        "uid": INTERNAL,
        "case": SENSITIVE,
        "person": SENSITIVE,
        "service": INTERNAL,
        "to_project": INTERNAL,
        "to_organisation": INTERNAL,
        "state": INTERNAL,
        "shared": INTERNAL,
        "sealed_note": SENSITIVE,
        "sealed_callback": INTERNAL,
        "sealed_payload": SENSITIVE,
        "reason": INTERNAL,
        "asked_at": INTERNAL,
        "asked_by": INTERNAL,
        "answer_by": INTERNAL,
        "answered_at": INTERNAL,
        "answered_by": INTERNAL,
        "received_case": SENSITIVE,
        "version": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["to_project", "state"], name="transfer_received"),
            models.Index(fields=["case", "-id"], name="transfer_case"),
            models.Index(fields=["asked_by", "-id"], name="transfer_asked_by"),
            models.Index(fields=["state", "answer_by"], name="transfer_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_project=None, to_organisation__isnull=False)
                | Q(to_project__isnull=False, to_organisation=None),
                name="transfer_one_receiver",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="transfer_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("casework:transfer", args=[self.uid])

    @property
    def at(self) -> State:
        """Where it stands."""
        return TRANSFER.state(self.state)

    @property
    def receiver(self) -> Project | Organisation:
        """Who is to take over."""
        return self.to_project or self.to_organisation  # type: ignore[return-value]


class AnswerLink(models.Model):
    """A secret address by which somebody without an account answers one referral, or one transfer; only its fingerprint is kept."""

    referral = models.ForeignKey(Referral, null=True, on_delete=models.CASCADE, related_name="links")
    transfer = models.ForeignKey(Transfer, null=True, on_delete=models.CASCADE, related_name="links")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "referral": INTERNAL,
        "transfer": INTERNAL,
        "digest": SENSITIVE,
        "made_at": INTERNAL,
        "until": INTERNAL,
        "revoked_at": INTERNAL,
        "made_by": INTERNAL,
    }

    class Meta:
        indexes = [models.Index(fields=["referral", "revoked_at"], name="answerlink_referral")]
        constraints = [
            models.CheckConstraint(
                condition=Q(referral=None, transfer__isnull=False) | Q(referral__isnull=False, transfer=None),
                name="answerlink_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral_id or self.transfer_id}"

    def opens_at(self, moment: datetime) -> bool:
        """Whether it still opens something at ``moment``."""
        return self.revoked_at is None and moment < self.until

    @property
    def asks(self) -> Referral | Transfer:
        """What it answers."""
        return self.referral or self.transfer  # type: ignore[return-value]
