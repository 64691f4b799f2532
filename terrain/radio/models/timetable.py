import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from terrain.core.privacy import INTERNAL, PUBLIC
from terrain.radio.enums import ChangeKind, GridRule
from terrain.radio.models.episodes import Episode
from terrain.radio.models.stations import Show, Station


class GridPlace(models.Model):
    """A place of the weekly grid: what plays on a weekday at a time of the station's clock, from a day to a day.

    ``weekday``: 0 is Monday. ``starts``: local time, whatever the clock does that week. ``slots``: how long. ``repeats_after``: for a
    repeat, how many days later the episode is heard again (0: any heard before).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="grid")
    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="grid")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    slots = models.PositiveIntegerField()
    rule = models.CharField(max_length=10, choices=GridRule, default=GridRule.LATEST)
    repeats_after = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(
        (
            "uid",
            "station",
            "show",
            "weekday",
            "starts",
            "slots",
            "rule",
            "repeats_after",
            "valid_from",
            "valid_to",
        ),
        PUBLIC,
    ) | {"version": INTERNAL}

    class Meta:
        ordering = ["weekday", "starts", "pk"]
        indexes = [models.Index(fields=["station", "weekday", "starts"], name="grid_station_week")]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6, slots__gt=0), name="grid_place_in_a_week"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grid_place_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M} {self.show}"


class GridChange(models.Model):
    """One day that differs: a place that does not take place, or something that takes place besides.

    ``episode``: this very one, whatever the show's rule; blank: as ``rule`` says.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    day = models.DateField()
    place = models.ForeignKey(GridPlace, null=True, on_delete=models.CASCADE, related_name="changes")
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+")
    starts = models.TimeField(null=True)
    slots = models.PositiveIntegerField(default=0)
    rule = models.CharField(max_length=10, choices=GridRule, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(
        ("uid", "station", "kind", "day", "place", "show", "episode", "starts", "slots", "rule"), PUBLIC
    ) | {"made_at": INTERNAL, "made_by": INTERNAL}

    class Meta:
        ordering = ["day", "starts", "pk"]
        indexes = [models.Index(fields=["station", "day"], name="grid_change_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="cancelled", place__isnull=False)
                | Q(kind="extra", show__isnull=False, starts__isnull=False, slots__gt=0),
                name="grid_change_says_what",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
