import unicodedata
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PUBLIC
from terrain.core.texts import said
from terrain.programmes.enums import (
    AnsweredBy,
    LineLevel,
    OrganisationKind,
    OrganisationRole,
    PlaceKind,
    ProjectStatus,
    Qualifier,
    Unit,
)


def plain(text: str) -> str:
    """A name for comparing: no accent, no case, no punctuation, single spaces; Arabic marks and articles kept apart."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) and c != "\u0640")
    return " ".join("".join(c if c.isalnum() else " " for c in bare).casefold().split())


class Programme(models.Model):
    """All of an organisation's work in one country."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    hub = models.JSONField(default=dict)
    country = models.CharField(max_length=2)

    privacy = {"code": PUBLIC, "name": PUBLIC, "summary": PUBLIC, "hub": PUBLIC, "country": PUBLIC}

    def __str__(self) -> str:
        return said(self.name) or self.code


class Organisation(models.Model):
    """An organisation named in the programme: lead, partner, donor or public authority of some project."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=20, choices=OrganisationKind)

    privacy = {"code": PUBLIC, "name": PUBLIC, "names": PUBLIC, "kind": PUBLIC}

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return said(self.names) or self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    def find(self, text: str) -> "Place | None":
        """The place somebody means by ``text`` (accents, case, aliases, Arabic ignored); provinces before regions."""
        alias = PlaceName.objects.filter(plain=plain(text)).select_related("place")
        found = sorted((a.place for a in alias), key=lambda p: (p.kind == PlaceKind.REGION, p.code))
        return found[0] if found else None

    def by_plain_name(self) -> dict[str, "Place"]:
        """Every known name → place, provinces before regions: for recognising many texts with one query."""
        names: dict[str, Place] = {}
        for name in PlaceName.objects.select_related("place").order_by("place__kind", "place__code"):
            names.setdefault(name.plain, name.place)
        return names


class Place(models.Model):
    """A region or a province; its code is ISO 3166-2."""

    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=10, choices=PlaceKind)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="provinces")
    names = models.JSONField(default=dict)
    tile_row = models.SmallIntegerField(null=True)
    tile_column = models.SmallIntegerField(null=True)

    objects = PlaceQuerySet.as_manager()

    privacy = {
        "code": PUBLIC,
        "kind": PUBLIC,
        "parent": PUBLIC,
        "names": PUBLIC,
        "tile_row": PUBLIC,
        "tile_column": PUBLIC,
    }

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return said(self.names) or self.code

    @property
    def region(self) -> "Place":
        """The region it lies in; a region is its own."""
        return self.parent if self.parent is not None else self


class PlaceName(models.Model):
    """One way of writing a place, made plain for comparing."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="known_as")
    plain = models.CharField(max_length=100, db_index=True)

    privacy = {"place": PUBLIC, "plain": PUBLIC}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "plain"], name="placename_once")]

    def __str__(self) -> str:
        return self.plain


class FormerRegion(models.Model):
    """A region of before the decree 2-15-40 of 2015, as documents still write it, mapped by province."""

    name = models.CharField(max_length=100, unique=True)
    provinces = models.ManyToManyField(Place, related_name="+")

    privacy = {"name": PUBLIC}

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, viewer: Viewer) -> "ProjectQuerySet":
        """Projects whose staff pages or figures the viewer may see."""
        ids: set[int] = set()
        for permission in ("programme.view", "results.view"):
            held = viewer.projects(permission)
            if held is None:
                return self
            ids |= held
        return self.filter(pk__in=ids)

    def holding(self, viewer: Viewer, permission: str) -> "ProjectQuerySet":
        """Projects in which the viewer holds ``permission``."""
        held = viewer.projects(permission)
        return self if held is None else self.filter(pk__in=held)


class Project(models.Model):
    """A part of the programme with donors, a period, a logframe and targets of its own.

    ``files``: codes of the kinds of file that it keeps, all when it names none.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects")
    code = models.CharField(max_length=12, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    hashtag = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=ProjectStatus, default=ProjectStatus.ACTIVE)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    note = models.JSONField(default=dict)
    territory_as_written = models.CharField(max_length=400, blank=True)
    beneficiaries = models.JSONField(default=list)
    files = models.JSONField(default=list)

    objects = ProjectQuerySet.as_manager()

    privacy = {"files": INTERNAL} | dict.fromkeys(
        ("programme", "code", "position", "hashtag", "status", "starts", "ends", "title", "summary", "note",
         "territory_as_written", "beneficiaries"),
        PUBLIC,
    )  # fmt: skip

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return said(self.title) or self.code

    def keeps(self, kind: str) -> bool:
        """Whether its people open files of this kind; a project that names none opens every kind."""
        return not self.files or kind in self.files


class ProjectRole(models.Model):
    """What an organisation is in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=OrganisationRole)
    position = models.PositiveSmallIntegerField(default=0)

    privacy = {"project": PUBLIC, "organisation": PUBLIC, "role": PUBLIC, "position": PUBLIC}

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["project", "organisation", "role"], name="projectrole_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.role}"


class ProjectPlace(models.Model):
    """Where a project works: a place, or a former region kept as it was written."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="territories")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    former_region = models.ForeignKey(FormerRegion, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {"project": PUBLIC, "place": PUBLIC, "former_region": PUBLIC}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place=None) ^ models.Q(former_region=None),
                name="projectplace_place_or_former_region",
            )
        ]

    def __str__(self) -> str:
        return str(self.place or self.former_region)

    @property
    def today(self) -> list[Place]:
        """The places of today: the place itself, or the provinces of the former region."""
        if self.place is not None:
            return [self.place]
        return list(self.former_region.provinces.all()) if self.former_region is not None else []


class Line(models.Model):
    """One line of a logframe. Its code is stable over all versions."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=20, unique=True)
    level = models.CharField(max_length=10, choices=LineLevel)
    number = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    text = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    privacy = dict.fromkeys(("project", "code", "level", "number", "parent", "text", "position", "retired"), PUBLIC)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code


class Target(models.Model):
    """A promise with a number (or a blank, shown as a blank), and the rule that says what counts."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="targets")
    code = models.CharField(max_length=20, unique=True)
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="targets")
    text = models.JSONField(default=dict)
    value = models.PositiveIntegerField(null=True)
    qualifier = models.CharField(max_length=10, choices=Qualifier, blank=True)
    unit = models.CharField(max_length=20, choices=Unit)
    counted_when = models.JSONField(default=dict)
    never = models.JSONField(default=dict)
    answered_by = models.CharField(max_length=12, choices=AnsweredBy, blank=True)
    rule = models.JSONField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        (
            "project",
            "code",
            "line",
            "text",
            "value",
            "qualifier",
            "unit",
            "counted_when",
            "never",
            "answered_by",
            "rule",
            "position",
            "retired",
        ),
        PUBLIC,
    )

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code


class LogframeVersion(models.Model):
    """What a project promised at a moment: the whole of it, frozen."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    adopted_at = models.DateTimeField()
    adopted_by = models.BigIntegerField(null=True)

    privacy = {
        "project": PUBLIC,
        "number": PUBLIC,
        "digest": PUBLIC,
        "content": PUBLIC,
        "adopted_at": PUBLIC,
        "adopted_by": INTERNAL,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="logframeversion_once")]

    def __str__(self) -> str:
        return f"{self.project.code} {self.number}"


class Topic(models.Model):
    """A theme of sessions and the words it is recognised by; without a project it holds everywhere.

    A retired topic is proposed no more; sessions held under it keep it.
    """

    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="topics")
    code = models.CharField(max_length=60)
    names = models.JSONField(default=dict)
    session_kind = models.CharField(max_length=30)
    words = models.JSONField(default=list)
    retired = models.BooleanField(default=False)

    privacy = dict.fromkeys(("project", "code", "names", "session_kind", "words", "retired"), PUBLIC)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="topic_once"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(project=None), name="topic_general_once"),
        ]

    def __str__(self) -> str:
        return said(self.names) or self.code


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active_on(self, day: date) -> "AssignmentQuerySet":
        """Assignments that hold on ``day``."""
        return self.filter(models.Q(starts__lte=day), models.Q(ends=None) | models.Q(ends__gte=day))


class Assignment(models.Model):
    """A role given to somebody, in a project or (without one) in the whole programme."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=30)
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="+")
    starts = models.DateField(default=clock.today)
    ends = models.DateField(null=True)

    objects = AssignmentQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(("user", "role", "project", "starts", "ends"), INTERNAL)

    class Meta:
        ordering = ["user", "role"]
        indexes = [models.Index(fields=["user", "starts", "ends"], name="assignment_active")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="assignment_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "project"], condition=models.Q(ends=None), name="assignment_once"
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ends=None, project=None),
                name="assignment_everywhere_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
