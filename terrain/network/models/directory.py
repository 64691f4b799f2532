import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.programmes.models import Organisation, Place, Project


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, viewer: Viewer) -> "ServiceQuerySet":
        """Everything, for whoever refers people or receives them; it holds no name of anybody accompanied."""
        return self if viewer.may("directory.view") else self.none()

    def offered_on(self, day: date) -> "ServiceQuerySet":
        """Those that hold on ``day``."""
        return self.filter(Q(starts=None) | Q(starts__lte=day), Q(ends=None) | Q(ends__gte=day))


class Service(models.Model):
    """What an organisation, or a project of the programme, offers: of what type, where, when, in which languages.

    ``service_type``: a code of the dated list. ``email``: where a link may be sent. ``capacity``: how many it takes, in words.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service_type = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    capacity = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ServiceQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid", "service_type", "name", "organisation", "project", "place", "address", "hours", "phone", "email",
            "capacity", "languages", "starts", "ends", "version",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["service_type", "name", "pk"]
        indexes = [models.Index(fields=["service_type", "ends"], name="service_type")]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, project__isnull=False) | Q(organisation__isnull=False, project=None),
                name="service_of_one",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")), name="service_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> Organisation | Project:
        """Who offers it."""
        return self.project or self.organisation  # type: ignore[return-value]

    @property
    def is_offered(self) -> bool:
        """Whether it holds today."""
        today = clock.today()
        return (self.starts is None or self.starts <= today) and (self.ends is None or today <= self.ends)
