import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.network.moves import TableState
from terrain.programmes.models import Organisation, Place, Project

SEEN = "network.view"


class RoundTableQuerySet(models.QuerySet["RoundTable"]):
    def visible_to(self, viewer: Viewer) -> "RoundTableQuerySet":
        """Those of the projects in which the viewer sees the network."""
        projects = viewer.projects(SEEN)
        return self if projects is None else self.filter(project__in=projects)

    def coming(self) -> "RoundTableQuerySet":
        """Those that are planned, the next one first."""
        return self.filter(state=TableState.PLANNED).order_by("starts_at", "pk")


class RoundTable(models.Model):
    """Public bodies, associations and companies at one table: when, where, what for; then what was said and who agreed to it.

    ``agreed_by``: by which functions the minutes were agreed to. Nobody's name stands in it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    venue = models.CharField(max_length=160, blank=True)
    purpose = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=12, choices=TableState.choices, default=TableState.PLANNED)
    minutes = models.TextField(max_length=20_000, blank=True)
    agreed_by = models.CharField(max_length=300, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RoundTableQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid", "project", "title", "starts_at", "place", "venue", "purpose", "state", "minutes", "agreed_by",
            "cancelled_why", "version", "created_at", "created_by",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["project", "state", "starts_at"], name="roundtable_next"),
            models.Index(fields=["starts_at"], name="roundtable_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day it takes place."""
        return timezone.localdate(self.starts_at)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:table", args=[self.uid])


class Attending(models.TextChoices):
    """Whether an organisation that was invited came."""

    INVITED = "invited", pgettext_lazy("round table", "invited")
    CAME = "came", pgettext_lazy("round table", "came")
    EXCUSED = "excused", pgettext_lazy("round table", "excused")


class Invitation(models.Model):
    """An organisation at a round table, and by which function it is represented: never by whose name."""

    round_table = models.ForeignKey(RoundTable, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    as_whom = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=Attending.choices, default=Attending.INVITED)

    privacy = dict.fromkeys(("round_table", "organisation", "as_whom", "state"), INTERNAL)

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["round_table", "organisation"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"


class Outcome(models.TextChoices):
    """What became of a point of the agenda; blank while it was not dealt with."""

    DECISION = "decision", pgettext_lazy("agenda", "decided")
    POSTPONED = "postponed", pgettext_lazy("agenda", "put off to the next one")
    NONE = "none", pgettext_lazy("agenda", "left without a decision")


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, viewer: Viewer) -> "AgendaItemQuerySet":
        """Those of the round tables that the viewer sees."""
        projects = viewer.projects(SEEN)
        return self if projects is None else self.filter(round_table__project__in=projects)

    def of_dead_ends(self) -> "AgendaItemQuerySet":
        """Those that a closed door brought onto an agenda."""
        return self.exclude(reason="")


class AgendaItem(models.Model):
    """A point to be dealt with. One that a closed door brought keeps what it said then: how many files, between which days.

    ``reason``: the closed door's reason, blank for a free point; ``count`` files from ``first`` to ``last``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round_table = models.ForeignKey(RoundTable, on_delete=models.CASCADE, related_name="items")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    service_type = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(null=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgendaItemQuerySet.as_manager()

    privacy = dict.fromkeys(
        ("uid", "round_table", "title", "text", "position", "service_type", "place", "reason", "count", "first", "last",
         "outcome", "version"),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["service_type", "reason", "place"], name="agendaitem_dead_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason="", count=None, first=None, last=None)
                | (~Q(reason="") & Q(count__gte=1, first__isnull=False, last__gte=F("first"))),
                name="agendaitem_dead_end_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> tuple[str, int | None, str]:
        """The closed door it speaks of."""
        return self.service_type, self.place_id, self.reason

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:item", args=[self.uid])
