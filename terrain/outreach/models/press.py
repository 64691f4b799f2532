import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, PUBLIC, SENSITIVE
from terrain.gatherings.models import Session
from terrain.outreach.enums import AccreditationState, Basis
from terrain.outreach.lists import lists
from terrain.programmes.models import Organisation, Project

NAME = "outreach.Accreditation.sealed_name"
"""Under what a journalist's name is sealed."""


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    def visible_to(self, viewer: Viewer) -> "AccreditationQuerySet":
        """Accreditations of the projects in which the viewer may see what takes place."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)


class Accreditation(models.Model):
    """A journalist whom a project lets come and see, in her profession: for whom she writes and until when. Nobody of the registry.

    ``sealed_name``: her name, sealed with ``key``; when she asks to be taken out the key is destroyed and the rest stays nameless.
    ``basis``: why it may be kept.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_name = models.BinaryField()
    medium = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    medium_as_written = models.CharField(max_length=120)
    basis = models.CharField(max_length=20, choices=Basis)
    state = models.CharField(max_length=12, choices=AccreditationState, default=AccreditationState.ASKED)
    asked_on = models.DateField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AccreditationQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid", "project", "medium", "medium_as_written", "basis", "state", "asked_on", "valid_from", "valid_until",
            "withdrawn_why", "erased_at", "version", "created_at", "created_by",
        ),
        INTERNAL,
    ) | {"sealed_name": PERSONAL, "key": SENSITIVE}  # fmt: skip

    class Meta:
        ordering = ["-asked_on", "-pk"]
        indexes = [models.Index(fields=["project", "-asked_on"], name="accreditation_project")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="accreditation_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.medium_as_written} {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outreach:accreditation", args=[self.uid])

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on ``day``."""
        if self.state != AccreditationState.ACCREDITED or self.valid_from is None:
            return False
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class PieceQuerySet(models.QuerySet["Piece"]):
    def visible_to(self, viewer: Viewer) -> "PieceQuerySet":
        """Pieces gathered by the projects in which the viewer may see what takes place."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)

    def standing(self) -> "PieceQuerySet":
        """Those that were not taken back."""
        return self.filter(struck_at=None)


class Piece(models.Model):
    """Something published or broadcast: counted as a piece, never as a person. ``session``: after which training it came."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    link = models.CharField(max_length=500, blank=True)
    day = models.DateField()
    medium = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    medium_as_written = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=40, blank=True)
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="+")
    tone = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    struck_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PieceQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        ("uid", "project", "session", "tone", "note", "struck_at", "version", "created_at", "created_by"), INTERNAL
    ) | dict.fromkeys(("title", "link", "day", "medium", "medium_as_written", "kind", "language"), PUBLIC)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["project", "-day", "-id"], name="piece_project_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_words(self) -> str:
        """What it is."""
        return lists().words("pieces", self.kind)

    @property
    def language_words(self) -> str:
        """In which language."""
        return lists().words("languages", self.language)

    @property
    def tone_words(self) -> str:
        """How it speaks of people."""
        return lists().words("tones", self.tone)
