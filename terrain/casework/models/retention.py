import secrets
import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.casework.models.case import LETTERS, Case
from terrain.core import clock
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.models import Person
from terrain.programmes.models import Place, Project


def new_certificate_number() -> str:
    """``C-`` and eight signs that say nothing of what was erased."""
    return "C-" + "".join(secrets.choice(LETTERS) for _sign in range(8))


class Hold(models.Model):
    """A file is kept although its time is over: until somebody reviews it on ``review_on``."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=40)
    sealed_words = models.BinaryField(default=b"")
    review_on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "case": SENSITIVE,
        "reason": SENSITIVE,
        "sealed_words": SENSITIVE,
        "review_on": INTERNAL,
        "at": INTERNAL,
        "by": INTERNAL,
        "ended_at": INTERNAL,
        "ended_by": INTERNAL,
    }

    class Meta:
        ordering = ["review_on"]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="hold_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.review_on}"


class RetentionWarning(models.Model):
    """Those who answer for a file were told that it will be erased on ``due``."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="retention_warning")
    due = models.DateField(db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    privacy = {"case": SENSITIVE, "due": INTERNAL, "at": INTERNAL}

    def __str__(self) -> str:
        return f"{self.case_id} {self.due}"


class Remnant(models.Model):
    """What an erased file counted for: a fact without anybody's name and without the file, so that every figure stays true.

    ``subject``: the pseudonym she counts under, as in the facts. While the registry still knows her, sex and age follow what it
    says; ``sex`` and ``age`` are what it said last.
    """

    kind = models.CharField(max_length=60)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    subject = models.BigIntegerField(null=True, db_index=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    occurrences = models.PositiveIntegerField(default=1)
    quantity = models.IntegerField(default=0)
    sex = models.CharField(max_length=1, blank=True)
    age = models.SmallIntegerField(null=True)
    attributes = models.JSONField(default=dict)

    whose: Person | None = None
    """Whose it is, while the registry knows her; fetched by ``remnants``."""

    privacy = {
        "kind": INTERNAL,
        "project": INTERNAL,
        "day": INTERNAL,
        "subject": INTERNAL,
        "place": INTERNAL,
        "occurrences": INTERNAL,
        "quantity": INTERNAL,
        "sex": PERSONAL,
        "age": PERSONAL,
        "attributes": INTERNAL,
    }

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Forgetting(models.Model):
    """Somebody is to be forgotten: one person of protection asks, a second one agrees and it is done."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done = models.BooleanField(default=False)

    privacy = {
        "uid": INTERNAL,
        "person": SENSITIVE,
        "reason": INTERNAL,
        "asked_at": INTERNAL,
        "asked_by": INTERNAL,
        "ended_at": INTERNAL,
        "ended_by": INTERNAL,
        "done": INTERNAL,
    }

    class Meta:
        ordering = ["-asked_at"]
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="forgetting_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"


class Certificate(models.Model):
    """Proof of an erasure: what was destroyed, when, by which rule, which keys, which line of the journal says so.

    ``sealed_record``: the whole of it, under a key of its own; it holds no name.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=12, unique=True, default=new_certificate_number)
    about = models.CharField(max_length=8, choices=[("case", "case"), ("person", "person")])
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    audit_seq = models.PositiveBigIntegerField()
    key = models.OneToOneField(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_record = models.BinaryField()

    privacy = {
        "uid": INTERNAL,
        "number": INTERNAL,
        "about": INTERNAL,
        "project": INTERNAL,
        "at": INTERNAL,
        "by": INTERNAL,
        "second": INTERNAL,
        "audit_seq": INTERNAL,
        "key": SENSITIVE,
        "sealed_record": SENSITIVE,
    }

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.number


def due_of(case: Case) -> date | None:
    """The day on which the file is erased, by its kind's rule; ``None`` while it is open."""
    return None if case.closed_on is None else clock.months_later(case.closed_on, case.pathway.lists.retention.months)
