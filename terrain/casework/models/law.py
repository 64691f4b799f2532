from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.casework.models.case import Case
from terrain.core.privacy import INTERNAL, PERSONAL


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def standing(self) -> "MilestoneQuerySet":
        """Those that hold: neither corrected nor taken back."""
        return self.filter(withdrawn_at=None)


class Milestone(models.Model):
    """A date that matters in a file, of its kind's law. Corrected by writing another one; ``withdrawn_at``: it holds no more.

    ``book``: the book of the file whose entries say it, one row for each day that they say; blank: somebody wrote it, once for a code.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones")
    code = models.CharField(max_length=40)
    day = models.DateField()
    book = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = MilestoneQuerySet.as_manager()

    privacy = {
        "case": INTERNAL,
        "code": PERSONAL,
        "day": PERSONAL,
        "book": INTERNAL,
        "by": INTERNAL,
        "written_at": INTERNAL,
        "withdrawn_at": INTERNAL,
    }

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(withdrawn_at=None, book=""), name="milestone_once"
            ),
            models.UniqueConstraint(
                fields=["case", "code", "book", "day"], condition=Q(withdrawn_at=None), name="milestone_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["code", "withdrawn_at", "day"], name="milestone_code")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class RuleConfirmed(models.Model):
    """A lawyer read what a rule of a kind's law says, as ``fingerprint`` marks it, and found it right."""

    kind = models.CharField(max_length=40)
    rule = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=16)
    words = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(("kind", "rule", "fingerprint", "words", "by", "at"), INTERNAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "rule", "fingerprint"], name="rule_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.rule}"
