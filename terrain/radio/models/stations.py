import uuid

from django.db import models
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PUBLIC
from terrain.core.texts import said
from terrain.programmes.models import Project
from terrain.radio.models.voices import Voice


class StationQuerySet(models.QuerySet["Station"]):
    def visible_to(self, viewer: Viewer) -> "StationQuerySet":
        """Stations of the projects in whose radio the viewer works."""
        projects = viewer.projects("radio.host")
        return self if projects is None else self.filter(project_id__in=projects)


class Station(models.Model):
    """A project's radio: one channel, always on. ``name`` and ``about``: language → text.

    ``first_slot``: the slot from which it exists. ``help_text``: language → where a listener in danger turns to. ``guid``: its podcast's,
    given once.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    help_text = models.JSONField(default=dict)
    guid = models.UUIDField(null=True)
    first_slot = models.BigIntegerField()
    opened_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = StationQuerySet.as_manager()

    privacy = {
        "uid": PUBLIC,
        "project": PUBLIC,
        "slug": PUBLIC,
        "name": PUBLIC,
        "about": PUBLIC,
        "help_text": PUBLIC,
        "guid": PUBLIC,
        "first_slot": PUBLIC,
        "opened_at": INTERNAL,
        "version": INTERNAL,
    }

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return said(self.name)

    def get_absolute_url(self) -> str:
        """The station's page in the studio."""
        return reverse("radio:station", args=[self.slug])


class ShowQuerySet(models.QuerySet["Show"]):
    def visible_to(self, viewer: Viewer) -> "ShowQuerySet":
        """Shows of the stations in which the viewer works."""
        projects = viewer.projects("radio.host")
        return self if projects is None else self.filter(station__project_id__in=projects)


class Show(models.Model):
    """A programme that lasts: a page, its hosts, its archive, a podcast. ``title`` and ``summary``: language → text.

    ``guid``: by which podcast players know it for ever (UUIDv5, Podcasting 2.0), given once. ``ended_on``: no new episodes since.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="shows")
    slug = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="ar")
    category = models.CharField(max_length=40, blank=True)
    explicit = models.BooleanField(default=False)
    licence = models.CharField(max_length=60, blank=True)
    guid = models.UUIDField(null=True)
    hosts = models.ManyToManyField(Voice, related_name="shows")
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShowQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "station",
            "slug",
            "title",
            "summary",
            "language",
            "category",
            "explicit",
            "licence",
            "guid",
            "ended_on",
        ),
        PUBLIC,
    ) | {"version": INTERNAL, "created_at": INTERNAL}

    class Meta:
        ordering = ["station", "slug"]
        constraints = [models.UniqueConstraint(fields=["station", "slug"], name="show_slug_once")]

    def __str__(self) -> str:
        return said(self.title)

    def get_absolute_url(self) -> str:
        """The show's page in the studio."""
        return reverse("radio:show", args=[self.uid])
