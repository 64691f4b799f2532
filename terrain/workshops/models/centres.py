import uuid

from django.db import models

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.programmes.models import Place, Project, plain


class CentreQuerySet(models.QuerySet["Centre"]):
    def visible_to(self, viewer: Viewer) -> "CentreQuerySet":
        """Centres of the projects in which the viewer may see sessions."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)


class Centre(models.Model):
    """A house in which workshops are held and kits are kept: a protection centre, a shelter, our own premises."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    name_plain = models.CharField(max_length=120, editable=False)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CentreQuerySet.as_manager()

    privacy = dict.fromkeys(("uid", "project", "name", "name_plain", "place", "version"), INTERNAL)

    class Meta:
        ordering = ["name_plain"]
        constraints = [models.UniqueConstraint(fields=["project", "name_plain"], name="workshops_centre_once")]

    def __str__(self) -> str:
        return self.name

    def call(self, name: str) -> None:
        """Set the name as written, and the plain form by which the centre is known again."""
        self.name, self.name_plain = name.strip()[:120], plain(name)[:120]
