import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL
from terrain.network.enums import ActionState, Manner, RoundState
from terrain.network.grids import Grid, grid_of
from terrain.network.models.organisations import Profile
from terrain.programmes.models import Project


class StrengtheningQuerySet(models.QuerySet["Strengthening"]):
    def visible_to(self, viewer: Viewer) -> "StrengtheningQuerySet":
        """Those of the projects whose network the viewer may see."""
        held = viewer.projects("network.view")
        return self if held is None else self.filter(project__in=held)

    def about(self, profile: Profile) -> "StrengtheningQuerySet":
        """Those of an organisation, and of every one that was found to be the same."""
        standing = profile.same_as_id or profile.pk
        return self.filter(Q(profile=standing) | Q(profile__same_as=standing))


class Strengthening(models.Model):
    """A project helps an organisation to grow along a grid: round after round of assessment, each with its plan.

    ``grid``: the code of the grid.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="strengthenings")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    grid = models.CharField(max_length=40)

    objects = StrengtheningQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(("uid", "profile", "project", "grid"), INTERNAL)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["profile", "project", "grid"], name="strengthening_once")]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.grid}"

    def get_absolute_url(self) -> str:
        """Its page: rounds, change, plan."""
        return reverse("network:capacity", args=[self.uid])


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, viewer: Viewer) -> "AssessmentQuerySet":
        """Those of the projects whose network the viewer may see."""
        held = viewer.projects("network.view")
        return self if held is None else self.filter(strengthening__project__in=held)

    def with_names(self) -> "AssessmentQuerySet":
        """With everything that names them."""
        return self.select_related(
            "strengthening__project",
            "strengthening__profile__organisation",
            "strengthening__profile__same_as__organisation",
        )


class Assessment(models.Model):
    """One round: on ``day``, ``people`` people looked at the organisation item by item.

    ``grid_version``: the version of the grid; later rounds keep that of the first. ``functions``: as what they took part, never names.
    ``reopened_why``: why a concluded round was opened again, the last time.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strengthening = models.ForeignKey(Strengthening, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    grid_version = models.PositiveSmallIntegerField()
    day = models.DateField()
    manner = models.CharField(max_length=10, choices=Manner.choices, default=Manner.TOGETHER)
    people = models.PositiveSmallIntegerField()
    functions = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    concluded_on = models.DateField(null=True)
    reopened_why = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = AssessmentQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid", "strengthening", "number", "grid_version", "day", "manner", "people", "functions", "state", "concluded_on",
            "reopened_why", "created_by", "created_at", "version",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["strengthening", "number"], name="assessment_round_once"),
            models.CheckConstraint(
                condition=Q(state=RoundState.CONCLUDED, concluded_on__isnull=False)
                | (~Q(state=RoundState.CONCLUDED) & Q(concluded_on=None)),
                name="assessment_concluded_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strengthening_id} {self.number}"

    @property
    def is_concluded(self) -> bool:
        """Whether it stands as it is, and counts."""
        return self.state == RoundState.CONCLUDED

    @property
    def grid(self) -> Grid:
        """The grid as it was when it began."""
        return grid_of(self.strengthening.grid, self.grid_version)

    def get_absolute_url(self) -> str:
        """Its page: the items and what is missing."""
        return reverse("network:assessment", args=[self.uid])


class Score(models.Model):
    """What was found of one item: 1 to 4, or that it does not apply here; ``words`` say why."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    item = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    evidence = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(("assessment", "item", "value", "not_applicable", "words", "evidence", "version"), INTERNAL)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item"], name="score_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=1, value__lte=4), name="score_1_to_4"),
            models.CheckConstraint(condition=Q(value=None) | Q(not_applicable=False), name="score_or_not_applicable"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.value}"

    @property
    def is_said(self) -> bool:
        """Whether it was answered: a level, or that it does not apply."""
        return self.value is not None or self.not_applicable

    @property
    def is_whole(self) -> bool:
        """Whether it was answered and says why."""
        return self.is_said and bool(self.words.strip())


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    def visible_to(self, viewer: Viewer) -> "PlanActionQuerySet":
        """Those of the projects whose network the viewer may see."""
        held = viewer.projects("network.view")
        return self if held is None else self.filter(assessment__strengthening__project__in=held)

    def with_names(self) -> "PlanActionQuerySet":
        """With everything that names them."""
        return self.select_related(
            "assessment__strengthening__project",
            "assessment__strengthening__profile__organisation",
            "assessment__strengthening__profile__same_as__organisation",
        )


class PlanAction(models.Model):
    """One thing that a round led to. ``about``: code of an item or a domain of the grid. ``answers``: who sees to it, an organisation or
    a function. A dropped one (``why``) still counts as not done, unless ``replaced_by`` another of the same plan stands for it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="plan")
    about = models.CharField(max_length=40)
    what = models.CharField(max_length=300)
    answers = models.CharField(max_length=120)
    due = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.OPEN)
    done_on = models.DateField(null=True)
    proof = models.CharField(max_length=300, blank=True)
    evidence = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    replaced_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    version = models.PositiveIntegerField(default=1)

    objects = PlanActionQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid", "assessment", "about", "what", "answers", "due", "state", "done_on", "proof", "evidence", "why",
            "replaced_by", "version",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["state", "due"], name="planaction_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ActionState.DONE, done_on__isnull=False)
                | (~Q(state=ActionState.DONE) & Q(done_on=None)),
                name="planaction_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(state=ActionState.DROPPED), name="planaction_replaced_when_dropped"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def counts(self) -> bool:
        """Whether it is one of those of which a share has to be done."""
        return self.replaced_by_id is None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == ActionState.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it is open and its day has passed."""
        return self.is_open and self.due < clock.today()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:plan_action", args=[self.uid])
