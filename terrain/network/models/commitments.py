import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL
from terrain.network.models.round_tables import SEEN, AgendaItem
from terrain.network.moves import CommitmentState
from terrain.programmes.models import Organisation, Project


class Decision(models.Model):
    """What a round table decided on a point of its agenda."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField(max_length=2000)
    day = models.DateField()

    privacy = dict.fromkeys(("item", "text", "day"), INTERNAL)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, viewer: Viewer) -> "CommitmentQuerySet":
        """Those of the round tables that the viewer sees."""
        projects = viewer.projects(SEEN)
        return self if projects is None else self.filter(project__in=projects)

    def steered_by(self, viewer: Viewer) -> "CommitmentQuerySet":
        """Those that the viewer follows."""
        projects = viewer.projects("network.steer")
        return self if projects is None else self.filter(project__in=projects)

    def late_on(self, day: date) -> "CommitmentQuerySet":
        """Open ones whose day has passed, the longest late first."""
        return self.filter(state=CommitmentState.OPEN, due__lt=day).order_by("due", "pk")


class Commitment(models.Model):
    """Who will do what by when, out of which decision; then the proof that it was done, or why it was given up.

    ``project``: whose round table it was. Of one owner: ``owner`` (an organisation) or ``owner_project``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="commitments")
    owner = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    owner_project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=500)
    due = models.DateField()
    state = models.CharField(max_length=12, choices=CommitmentState.choices, default=CommitmentState.OPEN)
    ended_on = models.DateField(null=True)
    proof = models.TextField(max_length=1000, blank=True)
    proof_file = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    dropped_why = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid", "project", "decision", "owner", "owner_project", "what", "due", "state", "ended_on", "proof", "proof_file",
            "dropped_why", "version",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["project", "state", "due"], name="commitment_board"),
            models.Index(fields=["owner", "state", "due"], name="commitment_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, owner_project__isnull=False) | Q(owner__isnull=False, owner_project=None),
                name="commitment_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None, proof="", proof_file=None, dropped_why="")
                | (
                    Q(state="kept", ended_on__isnull=False, dropped_why="")
                    & (~Q(proof="") | Q(proof_file__isnull=False))
                )
                | (Q(state="dropped", ended_on__isnull=False, proof="", proof_file=None) & ~Q(dropped_why="")),
                name="commitment_state_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def whose(self) -> Organisation | Project:
        """Who undertook it."""
        return self.owner or self.owner_project  # type: ignore[return-value]

    @property
    def is_late(self) -> bool:
        """Whether its day has passed while it is open."""
        return self.state == CommitmentState.OPEN and self.due < clock.today()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:commitment", args=[self.uid])
