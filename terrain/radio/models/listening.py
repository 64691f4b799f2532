import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from terrain.core.access import Viewer
from terrain.core.models import SealedFile, VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.radio.models.episodes import Episode
from terrain.radio.models.stations import Show, Station


class SpoolFile(models.Model):
    """How far a file of the spool is read; written in the transaction that writes what was read. ``refused``: lines that were none."""

    name = models.CharField(max_length=80, unique=True)
    offset = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)

    privacy = dict.fromkeys(("name", "offset", "refused"), INTERNAL)

    def __str__(self) -> str:
        return f"{self.name} {self.offset}"


class ListeningPeriod(models.Model):
    """A calendar year of a station, within which a device is known again. ``sealed_salt``: gone with its key once raw rows are."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="periods")
    year = models.PositiveSmallIntegerField()
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_salt = models.BinaryField()

    privacy = {"station": INTERNAL, "year": INTERNAL, "key": INTERNAL, "sealed_salt": SENSITIVE}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "year"], name="listening_period_once")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.year}"


class Listener(models.Model):
    """A device in a period: its token's digest under the period's salt, and the pseudonym by which it counts. Deleted with the salt."""

    period = models.ForeignKey(ListeningPeriod, on_delete=models.CASCADE, related_name="listeners")
    device = models.CharField(max_length=64)
    subject = models.BigIntegerField()

    privacy = {"period": INTERNAL, "device": PERSONAL, "subject": PERSONAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "device"], name="listener_once")]

    def __str__(self) -> str:
        return f"listener {self.subject}"


class ListeningSession(models.Model):
    """One listening, as its lines told it (``hearing.rule.Heard``); kept thirteen months at most.

    ``session``: the random name that the player gave it. ``device``: digest of the device under the period's salt, blank without, ``~``
    when two devices claim it. ``first_at``, ``last_at``: Unix seconds of its first and last line. ``spans``: slots, as
    ``[[first, last], …]``. What follows from these is kept beside them: ``day``, ``first_slot``, ``last_slot``, ``seconds``, ``counted``,
    and ``show``, the one heard the longest.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="listening")
    period = models.ForeignKey(ListeningPeriod, on_delete=models.PROTECT, related_name="sessions")
    session = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True)
    listener = models.ForeignKey(Listener, null=True, on_delete=models.PROTECT, related_name="sessions")
    source = models.CharField(max_length=12)
    mark = models.CharField(max_length=6, blank=True)
    pressed = models.BooleanField(default=False)
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    spans = models.JSONField(default=list)
    day = models.DateField()
    first_slot = models.BigIntegerField()
    last_slot = models.BigIntegerField()
    seconds = models.PositiveIntegerField()
    counted = models.BooleanField()
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(("uid", "station", "period", "source", "mark", "pressed", "counted", "show"), INTERNAL) | (
        dict.fromkeys(("session", "device", "listener", "first_at", "last_at", "spans", "day"), PERSONAL)
        | dict.fromkeys(("first_slot", "last_slot", "seconds"), PERSONAL)
    )

    class Meta:
        indexes = [
            models.Index(fields=["station", "counted", "last_slot"], name="listening_station_slot"),
            models.Index(fields=["station", "day"], name="listening_station_day"),
        ]
        constraints = [models.UniqueConstraint(fields=["station", "session"], name="listening_session_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.seconds} s"


class ListeningPart(models.Model):
    """How much of a session fell to a show and episode in an hour (its beginning, UTC); no show: nothing was planned."""

    session = models.ForeignKey(ListeningSession, on_delete=models.CASCADE, related_name="parts")
    hour = models.DateTimeField()
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+")
    seconds = models.PositiveIntegerField()

    privacy = dict.fromkeys(("session", "hour", "show", "episode", "seconds"), INTERNAL)

    class Meta:
        indexes = [models.Index(fields=["hour"], name="listening_part_hour")]

    def __str__(self) -> str:
        return f"{self.hour} {self.seconds} s"


class HourHeard(models.Model):
    """An hour of a station, by show and episode: how many sessions that count heard something of it, and how long together. Stays."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="hours")
    hour = models.DateTimeField()
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+")
    sessions = models.PositiveIntegerField()
    seconds = models.PositiveBigIntegerField()

    privacy = dict.fromkeys(("station", "hour", "show", "episode", "sessions", "seconds"), INTERNAL)

    class Meta:
        indexes = [
            models.Index(fields=["station", "hour"], name="hour_heard_station"),
            models.Index(fields=["show", "hour"], name="hour_heard_show"),
        ]

    def __str__(self) -> str:
        return f"{self.hour} {self.sessions}"


class ListenerMonth(models.Model):
    """What a pseudonym heard in a month (its first day): sessions that count, seconds. ``subject`` None: sessions without a device.

    The record that makes facts; it stays when raw rows go, and then nothing leads from it to a device any more. ``show``: the one that
    each of its sessions heard the longest.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="months")
    month = models.DateField()
    subject = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12)
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")
    sessions = models.PositiveIntegerField()
    seconds = models.PositiveBigIntegerField()

    privacy = dict.fromkeys(("station", "month", "source", "show", "sessions", "seconds"), INTERNAL) | {
        "subject": PERSONAL
    }

    class Meta:
        indexes = [models.Index(fields=["station", "month", "subject"], name="listener_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.sessions}"


class Fetching(models.Model):
    """What one listener of a day fetched of an episode's file, until the day is closed. ``listener``: a fingerprint of that day."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    listener = models.CharField(max_length=64)
    ranges = models.JSONField(default=list)
    size = models.PositiveBigIntegerField()
    minute = models.PositiveBigIntegerField()
    counts = models.BooleanField(default=False)

    privacy = dict.fromkeys(("episode", "day", "size", "minute", "counts"), INTERNAL) | {
        "listener": PERSONAL,
        "ranges": PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "day", "listener"], name="fetching_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.episode_id}"


class PodcastDay(models.Model):
    """Downloads of an episode on a day, by the rule of the IAB. Stays. ``closed``: the day's fingerprints are gone, nothing is added."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="downloads")
    day = models.DateField()
    downloads = models.PositiveIntegerField()
    closed = models.BooleanField(default=False)

    privacy = dict.fromkeys(("episode", "day", "downloads", "closed"), INTERNAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "day"], name="podcast_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.downloads}"


class ClubQuerySet(models.QuerySet["Club"]):
    def visible_to(self, viewer: Viewer) -> "ClubQuerySet":
        """Listening clubs of the projects whose figures the viewer may read."""
        projects = viewer.projects("results.view")
        return self if projects is None else self.filter(station__project_id__in=projects)

    def standing(self) -> "ClubQuerySet":
        """Those that nobody took back."""
        return self.filter(struck_at=None)


class Club(models.Model):
    """A listening club: people who heard a broadcast together, by their attendance sheet. ``proof``: the sheet, sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="clubs")
    day = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    heads = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)

    objects = ClubQuerySet.as_manager()

    privacy = dict.fromkeys(("uid", "station", "day", "place", "heads", "show", "episode"), INTERNAL) | {
        "proof": SENSITIVE,
        "made_at": INTERNAL,
        "made_by": INTERNAL,
        "struck_at": INTERNAL,
    }

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["station", "-day"], name="club_station_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.heads}"


class ListenerSurvey(models.Model):
    """What a survey found: how many people listen to one device, and how many devices one person listens on; each from, to.

    The newest that stands makes the best estimate. ``asked``: how many people were asked. ``method``: who asked, where, how.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="surveys")
    day = models.DateField()
    asked = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    persons_low = models.DecimalField(max_digits=5, decimal_places=2)
    persons_high = models.DecimalField(max_digits=5, decimal_places=2)
    devices_low = models.DecimalField(max_digits=5, decimal_places=2)
    devices_high = models.DecimalField(max_digits=5, decimal_places=2)
    method = models.TextField(max_length=2000)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        (
            "station",
            "day",
            "asked",
            "persons_low",
            "persons_high",
            "devices_low",
            "devices_high",
            "method",
            "declared_at",
            "declared_by",
            "withdrawn_at",
        ),
        INTERNAL,
    )

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(persons_low__gte=1, persons_high__gte=F("persons_low")), name="survey_persons_in_order"
            ),
            models.CheckConstraint(
                condition=Q(devices_low__gte=1, devices_high__gte=F("devices_low")), name="survey_devices_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.asked}"
