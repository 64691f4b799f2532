from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from terrain.casework.enums import ActionState, NoteClass, PlanState, Risk, Whose
from terrain.casework.models.case import Case
from terrain.casework.models.tasks import Task
from terrain.core import clock
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE


class ServiceGiven(models.Model):
    """A service of the kind's list was given on a day; ``withdrawn_at``: written by mistake, counts no more."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="services")
    service = models.CharField(max_length=40)
    day = models.DateField(default=clock.today)
    minutes = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(1440)])
    sealed_words = models.BinaryField(default=b"")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    privacy = {
        "case": INTERNAL,
        "service": PERSONAL,
        "day": INTERNAL,
        "minutes": INTERNAL,
        "sealed_words": SENSITIVE,
        "by": INTERNAL,
        "written_at": INTERNAL,
        "withdrawn_at": INTERNAL,
    }

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["case", "-day", "-id"], name="service_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.service}"


class Assessment(models.Model):
    """A form answered on a day. ``form_from``: the day from which its version held. Answers and scores are sealed.

    ``risk``: the level that its total proposes, or blank.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assessments")
    form = models.CharField(max_length=40)
    form_from = models.DateField(null=True)
    day = models.DateField(default=clock.today)
    sealed_answers = models.BinaryField()
    risk = models.CharField(max_length=10, choices=Risk, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    privacy = {
        "case": INTERNAL,
        "form": PERSONAL,
        "form_from": INTERNAL,
        "day": INTERNAL,
        "sealed_answers": SENSITIVE,
        "risk": SENSITIVE,
        "by": INTERNAL,
        "written_at": INTERNAL,
    }

    class Meta:
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["case", "form", "day"], name="assessment_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.form} {self.day}"


class RiskChange(models.Model):
    """The level of risk was set, and why. ``act_by``: until when somebody has to have acted; ``see_by``: to have seen her again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="risks")
    level = models.CharField(max_length=10, choices=Risk)
    sealed_words = models.BinaryField(default=b"")
    at = models.DateTimeField(default=clock.now)
    act_by = models.DateTimeField()
    see_by = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "case": INTERNAL,
        "level": SENSITIVE,
        "sealed_words": SENSITIVE,
        "at": INTERNAL,
        "act_by": INTERNAL,
        "see_by": INTERNAL,
        "by": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["case", "-id"], name="riskchange_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.level}"


class Plan(models.Model):
    """What is to be reached: a version of the plan. One is in force at most; approving a new one supersedes it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=PlanState, default=PlanState.DRAFT)
    sealed_own_words = models.BinaryField(default=b"")
    agreed = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "case": INTERNAL,
        "number": INTERNAL,
        "state": INTERNAL,
        "sealed_own_words": SENSITIVE,
        "agreed": PERSONAL,
        "made_at": INTERNAL,
        "made_by": INTERNAL,
        "decided_at": INTERNAL,
        "decided_by": INTERNAL,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="plan_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state=PlanState.IN_FORCE), name="plan_one_in_force"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=[PlanState.DRAFT, PlanState.PROPOSED]), name="plan_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Goal(models.Model):
    """Something to be reached."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    sealed_words = models.BinaryField()
    position = models.PositiveSmallIntegerField(default=0)

    privacy = {"plan": INTERNAL, "sealed_words": SENSITIVE, "position": INTERNAL}

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.position}"


class PlannedAction(models.Model):
    """What somebody does for a goal, before the end of a day. ``version`` grows at every change of its state."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions")
    sealed_words = models.BinaryField()
    whose = models.CharField(max_length=10, choices=Whose, default=Whose.STAFF)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.TODO)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    privacy = {
        "goal": INTERNAL,
        "sealed_words": SENSITIVE,
        "whose": INTERNAL,
        "owner": INTERNAL,
        "due": INTERNAL,
        "state": INTERNAL,
        "version": INTERNAL,
        "changed_at": INTERNAL,
    }

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["owner", "state", "due"], name="plannedaction_owner")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.due}"


class CaseDocument(models.Model):
    """A paper in the file, in one of three classes; taking it out destroys its key and leaves the trace."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    note_class = models.CharField(max_length=12, choices=NoteClass, default=NoteClass.ORDINARY)
    kind = models.CharField(max_length=40)
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(default=clock.today)
    expires = models.DateField(null=True)
    kept_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    privacy = {
        "case": INTERNAL,
        "note_class": SENSITIVE,
        "kind": PERSONAL,
        "file": SENSITIVE,
        "day": INTERNAL,
        "expires": INTERNAL,
        "kept_at": INTERNAL,
        "by": INTERNAL,
        "removed_at": INTERNAL,
    }

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["case", "-day", "-id"], name="casedocument_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Conference(models.Model):
    """A meeting of those who work on a file. The sealed words: where, guests from outside, what was said.

    ``person_there``: whether she herself was there.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conferences")
    day = models.DateField()
    attendees = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    person_there = models.BooleanField(default=False)
    sealed_words = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    privacy = {
        "case": INTERNAL,
        "day": INTERNAL,
        "person_there": PERSONAL,
        "sealed_words": SENSITIVE,
        "by": INTERNAL,
        "written_at": INTERNAL,
    }

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["case", "-day", "-id"], name="conference_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.day}"


class Decision(models.Model):
    """What a conference decided; ``task``: what was made of it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="decisions")
    sealed_words = models.BinaryField()
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="+")

    privacy = {"conference": INTERNAL, "sealed_words": SENSITIVE, "task": INTERNAL}

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.pk}"
