import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.network.enums import Freshness, Interval, ReferredBy
from terrain.programmes.models import Organisation, Place, Project

NOTICE: dict[int, int] = {Interval.MONTH: 7, Interval.QUARTER: 30, Interval.HALF_YEAR: 30, Interval.YEAR: 30}
"""Interval → days before the review from which it is due; a month's notice of a monthly review would never end."""


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, viewer: Viewer) -> "ServiceQuerySet":
        """Everything, for whoever refers people or receives them; it holds no name of anybody accompanied."""
        return self if viewer.may("directory.view") else self.none()

    def offered_on(self, day: date) -> "ServiceQuerySet":
        """Those that hold on ``day``; one that was found to be another entry is left out."""
        return self.filter(Q(same_as=None), Q(starts=None) | Q(starts__lte=day), Q(ends=None) | Q(ends__gte=day))

    def shown_to_all(self, day: date) -> "ServiceQuerySet":
        """Those that anybody may read on ``day``, without an account: their keeper said so."""
        return self.filter(public=True).offered_on(day)

    def to_review(self, day: date) -> "ServiceQuerySet":
        """Those that are due for a review on ``day``, or overdue; the longest overdue first."""
        return self.filter(to_review_by(day)).order_by("review_on", "pk")

    def awaiting(self, viewer: Viewer) -> "ServiceQuerySet":
        """Those of which the viewer is the keeper; and, of what she may keep, those whose keeper is nobody or has left."""
        waiting = Q(keeper=viewer.user_id or 0)
        if viewer.may("directory.keep"):
            projects = viewer.projects("directory.keep")
            hers = Q() if projects is None else Q(project=None) | Q(project__in=projects)
            waiting |= (Q(keeper=None) | Q(keeper__is_active=False)) & hers
        return self.visible_to(viewer).filter(waiting, same_as=None)


class Service(models.Model):
    """What an organisation, or a project of the programme, offers: of what type, where, when, in which languages.

    ``service_type``: a code of the dated list. ``email``: where a link may be sent. ``audience``: for whom, in words; ``documents``:
    what to bring, which says nothing of who may come. ``capacity``: how many it takes, in words; ``places_available`` of
    ``places_total`` were free on ``places_said_on``. ``keeper`` answers for the entry: it was found true on ``reviewed_on``, and is
    looked at again every ``review_months``, next on ``review_on``. ``same_as``: the entry that it was found to be. ``public``: everybody
    may read it, without an account; only with ``address_public`` its address too.
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
    places_available = models.PositiveIntegerField(null=True)
    places_total = models.PositiveIntegerField(null=True)
    places_said_on = models.DateField(null=True)
    audience = models.CharField(max_length=300, blank=True)
    documents = models.CharField(max_length=300, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    referred_by = models.CharField(max_length=20, choices=ReferredBy.choices, blank=True)
    channels = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    review_months = models.PositiveSmallIntegerField(choices=Interval.choices, default=Interval.HALF_YEAR)
    reviewed_on = models.DateField()
    review_on = models.DateField()
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    public = models.BooleanField(default=False)
    address_public = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ServiceQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid", "service_type", "name", "organisation", "project", "place", "address", "hours", "phone", "email",
            "capacity", "places_available", "places_total", "places_said_on", "audience", "documents", "cost", "referred_by",
            "channels", "languages", "starts", "ends", "keeper", "review_months", "reviewed_on", "review_on", "same_as",
            "public", "address_public", "version",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["service_type", "name", "pk"]
        indexes = [
            models.Index(fields=["service_type", "ends"], name="service_type"),
            models.Index(fields=["review_on"], name="service_review"),
            models.Index(fields=["public", "service_type"], name="service_public"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, project__isnull=False) | Q(organisation__isnull=False, project=None),
                name="service_of_one",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")), name="service_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(places_available=None) | Q(places_total=None) | Q(places_available__lte=F("places_total")),
                name="service_places_fit",
            ),
            models.CheckConstraint(
                condition=Q(places_available=None, places_total=None, places_said_on=None)
                | (
                    Q(places_said_on__isnull=False)
                    & (Q(places_available__isnull=False) | Q(places_total__isnull=False))
                ),
                name="service_places_have_a_day",
            ),
            models.CheckConstraint(condition=Q(same_as=None) | ~Q(same_as=F("pk")), name="service_not_itself"),
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

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:service", args=[self.uid])

    def freshness_on(self, day: date) -> Freshness:
        """Whether it was looked at lately: overdue once the day of the review has passed."""
        return freshness(self.review_on, self.review_months, day)


def freshness(review_on: date, months: int, day: date) -> Freshness:
    """Whether an entry that is looked at every ``months``, next on ``review_on``, is true enough on ``day``."""
    if review_on < day:
        return Freshness.OVERDUE
    return Freshness.DUE if review_on <= day + timedelta(NOTICE[months]) else Freshness.FRESH


def to_review_by(day: date) -> Q:
    """Entries that are due for a review on ``day``, or overdue."""
    due = Q(pk__in=())
    for months, days in NOTICE.items():
        due |= Q(review_months=months, review_on__lte=day + timedelta(days))
    return due
