import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.learning.models.cohorts import Cohort
from terrain.learning.models.enrolments import Enrolment
from terrain.learning.models.questionnaires import Question, Questionnaire
from terrain.learning.moments import Asking, Later, Moment, Outcome, Used

PERCENT = [MaxValueValidator(100)]
REACTION_WORDS = "learning.Reaction.sealed_words"
EXAMPLE = "learning.FollowUp.sealed_example"
HINDRANCE = "learning.FollowUp.sealed_hindrance"
EVIDENCE = "learning.FollowUp.sealed_evidence"
WISH = "learning.Asked.sealed_wish"


class Proof(models.Model):
    """What a cohort is asked. ``questionnaire``: with which it began. ``after_opened_at``: a colleague opened the test after the
    training before its time; ``tests_closed_at``: nobody answers any more, and single answers are gone (``QuestionTally``).
    ``key``: seals what people wrote in their opinions."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="proof")
    questionnaire = models.ForeignKey(Questionnaire, null=True, on_delete=models.PROTECT, related_name="+")
    after_opened_at = models.DateTimeField(null=True)
    tests_closed_at = models.DateTimeField(null=True)
    opinions_closed_at = models.DateTimeField(null=True)
    key = models.OneToOneField(VaultKey, null=True, on_delete=models.PROTECT, related_name="+")

    privacy: dict[str, Any] = dict.fromkeys(
        ("cohort", "questionnaire", "after_opened_at", "tests_closed_at", "opinions_closed_at"), INTERNAL
    ) | {"key": SENSITIVE}

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cohort_id}"


class Asked(models.Model):
    """What is remembered of asking somebody. ``opinion_on``: the day on which she gave her opinion, which is kept apart and leads to
    nobody. ``sealed_wish``: how she wants her name written on the certificate."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="asked")
    second_try = models.BooleanField(default=False)
    opinion_on = models.DateField(null=True)
    sealed_wish = models.BinaryField(default=b"")

    privacy: dict[str, Any] = {
        "enrolment": INTERNAL,
        "second_try": INTERNAL,
        "opinion_on": PERSONAL,
        "sealed_wish": SENSITIVE,
    }

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}"

    def write_wish(self, name: str) -> None:
        """Seal the name under her key, without saving."""
        self.sealed_wish = vault.seal(self.enrolment.person.key, name.encode(), WISH)

    def wish(self) -> str:
        """The name as she wants it written, blank when she never said. Raises ``vault.Erased``."""
        sealed = bytes(self.sealed_wish)
        return vault.unseal(self.enrolment.person.key, sealed, WISH).decode() if sealed else ""


class SittingQuerySet(models.QuerySet["Sitting"]):
    def visible_to(self, viewer: Viewer) -> "SittingQuerySet":
        """How single people did is for those who hold trainings in the project."""
        projects = viewer.projects("gathering.record")
        found = self if projects is None else self.filter(enrolment__cohort__project_id__in=projects)
        return found.filter(enrolment__in=Enrolment.objects.visible_to(viewer))


class Sitting(models.Model):
    """Somebody took a test. ``share``: percent of its points, never rounded up. ``answers``: question → places of the options
    chosen, until the cohort's tests are closed. ``attempt``: 2 when a colleague allowed another try; the first stays."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="sittings")
    moment = models.CharField(max_length=6, choices=Moment)
    attempt = models.PositiveSmallIntegerField(default=1)
    questionnaire = models.ForeignKey(Questionnaire, null=True, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField(validators=PERCENT)
    answers = models.JSONField(null=True)
    on_paper = models.BooleanField(default=False)
    taken_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SittingQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        ("enrolment", "moment", "attempt", "questionnaire", "on_paper", "recorded_by"), INTERNAL
    ) | dict.fromkeys(("share", "answers", "taken_on"), PERSONAL)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "moment", "attempt"], name="sitting_once"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="sitting_moment_known"),
            models.CheckConstraint(condition=Q(share__lte=100), name="sitting_share_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.moment} {self.share}"


class QuestionTally(models.Model):
    """How a cohort answered a question: how many answered, how many rightly; all that is left of single answers."""

    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="tallies")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=Moment)
    answered = models.PositiveIntegerField()
    right = models.PositiveIntegerField()

    privacy: dict[str, Any] = dict.fromkeys(("proof", "question", "moment", "answered", "right"), INTERNAL)

    class Meta:
        ordering = ["question__position", "moment"]
        constraints = [models.UniqueConstraint(fields=["proof", "question", "moment"], name="questiontally_once")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.moment} {self.right}/{self.answered}"


class Reaction(models.Model):
    """An opinion of somebody who was there; of whom, nobody can say.

    No row of it points at an enrolment, and no time stands in it. Rows are written anew in an order drawn by lot whenever one comes
    (``actions.opinions``), under keys that are no numbers in a row, so that their order does not follow the order of those who
    answered. ``shown``: it is part of the figures, which grow by five opinions at a time.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="reactions")
    marks = models.JSONField(default=dict)
    sealed_words = models.BinaryField(default=b"")
    shown = models.BooleanField(default=False)

    privacy: dict[str, Any] = {
        "uid": INTERNAL,
        "proof": INTERNAL,
        "marks": INTERNAL,
        "sealed_words": SENSITIVE,
        "shown": INTERNAL,
    }

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return "an opinion"

    def words(self) -> str:
        """What was written freely. Raises ``vault.Erased`` once the cohort's key is gone."""
        sealed, key = bytes(self.sealed_words), self.proof.key
        return vault.unseal(key, sealed, REACTION_WORDS).decode() if sealed and key is not None else ""


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, viewer: Viewer) -> "FollowUpQuerySet":
        """For those who hold trainings in the project."""
        projects = viewer.projects("gathering.record")
        found = self if projects is None else self.filter(enrolment__cohort__project_id__in=projects)
        return found.filter(enrolment__in=Enrolment.objects.visible_to(viewer))


class FollowUp(models.Model):
    """Somebody was asked, some time after, what became of what she learned. What she tells is sealed under her own key.

    Evidence is what shows it: for a magistrate a note on how she judges now, in words; a journalist's piece is kept by the room that
    knows pieces.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="follow_ups")
    later = models.CharField(max_length=8, choices=Later)
    outcome = models.CharField(max_length=9, choices=Outcome)
    how = models.CharField(max_length=5, choices=Asking)
    used = models.CharField(max_length=7, choices=Used, blank=True, default="")
    sealed_example = models.BinaryField(default=b"")
    sealed_hindrance = models.BinaryField(default=b"")
    sealed_evidence = models.BinaryField(default=b"")
    asked_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = FollowUpQuerySet.as_manager()

    privacy: dict[str, Any] = (
        dict.fromkeys(("enrolment", "later", "how", "asked_on", "recorded_by", "version"), INTERNAL)
        | dict.fromkeys(("outcome", "used"), PERSONAL)
        | dict.fromkeys(("sealed_example", "sealed_hindrance", "sealed_evidence"), SENSITIVE)
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "later"], name="followup_once"),
            models.CheckConstraint(condition=Q(later__in=Later.values), name="followup_later_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="followup_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.later}"

    def seal(self, example: str, hindrance: str, evidence: str) -> None:
        """Close what she told under her key, without saving."""
        key = self.enrolment.person.key
        self.sealed_example = vault.seal(key, example.encode(), EXAMPLE) if example else b""
        self.sealed_hindrance = vault.seal(key, hindrance.encode(), HINDRANCE) if hindrance else b""
        self.sealed_evidence = vault.seal(key, evidence.encode(), EVIDENCE) if evidence else b""

    def words(self) -> tuple[str, str, str]:
        """Example, hindrance, evidence. Raises ``vault.Erased`` once she was forgotten."""
        key = self.enrolment.person.key
        told = ((self.sealed_example, EXAMPLE), (self.sealed_hindrance, HINDRANCE), (self.sealed_evidence, EVIDENCE))
        example, hindrance, evidence = (
            vault.unseal(key, bytes(sealed), context).decode() if sealed else "" for sealed, context in told
        )
        return example, hindrance, evidence
