import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.network.models.agreements import Agreement
from terrain.network.models.round_tables import SEEN, AgendaItem
from terrain.network.moves import ExperimentState, Verdict
from terrain.programmes.models import Organisation, Place, Project, Target


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    def visible_to(self, viewer: Viewer) -> "ExperimentQuerySet":
        """Those of the projects in which the viewer sees the network."""
        projects = viewer.projects(SEEN)
        return self if projects is None else self.filter(project__in=projects)


class Experiment(models.Model):
    """A policy that is tried: which problem, what is supposed to help, where, with whom, measured by what, before and after.

    ``item``: the point of an agenda it answers. ``indicator``: a code of the dated list, or ``target``: a promise of the project.
    Windows are whole months; each day is the first of its month. ``reasons``: why it was decided so, or why it did not begin.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    problem = models.TextField(max_length=2000)
    hypothesis = models.TextField(max_length=2000)
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.PROTECT, related_name="experiments")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    partners = models.ManyToManyField(Organisation, related_name="+")
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="experiments")
    indicator = models.CharField(max_length=40, blank=True)
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="+")
    before_first = models.DateField(null=True)
    before_last = models.DateField(null=True)
    after_first = models.DateField(null=True)
    after_last = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=ExperimentState.choices, default=ExperimentState.DRAFT)
    started_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    reasons = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ExperimentQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid", "project", "title", "problem", "hypothesis", "item", "place", "agreement", "indicator", "target",
            "before_first", "before_last", "after_first", "after_last", "state", "started_on", "ends_on", "decided_on",
            "outcome", "reasons", "version",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["project", "state"], name="experiment_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "abandoned"], started_on=None, decided_on=None, outcome="")
                | (Q(state="running", started_on__isnull=False, decided_on=None, outcome=""))
                | (
                    Q(state="decided", started_on__isnull=False, decided_on__gte=F("started_on"))
                    & ~Q(outcome="")
                    & ~Q(reasons="")
                ),
                name="experiment_state_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "decided"])
                | (Q(agreement__isnull=False) & (~Q(indicator="") | Q(target__isnull=False))),
                name="experiment_begins_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_measured(self) -> bool:
        """Whether an indicator and both windows are said."""
        return bool((self.indicator or self.target_id) and self.before_first and self.after_first)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:experiment", args=[self.uid])
