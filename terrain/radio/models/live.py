import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, SENSITIVE
from terrain.radio.enums import LiveState, VoiceWay
from terrain.radio.models.episodes import Episode
from terrain.radio.models.stations import Show, Station
from terrain.radio.models.voices import Voice


class LiveQuerySet(models.QuerySet["LiveBroadcast"]):
    def visible_to(self, viewer: Viewer) -> "LiveQuerySet":
        """Live broadcasts of the stations in which the viewer works."""
        projects = viewer.projects("radio.host")
        return self if projects is None else self.filter(station__project_id__in=projects)

    def running(self) -> "LiveQuerySet":
        """Those that are getting ready or on air."""
        return self.filter(state__in=[LiveState.WAITING, LiveState.OPEN])


class LiveBroadcast(models.Model):
    """A host speaks live. ``slot_from``, ``slot_to``: the slots kept free for her. ``watched_by``: who listens and can cut; never herself.

    ``silenced_from``: slot from which nothing of it is heard any more. ``carried_at``: when the program that turns what she sends into
    slots last said that it runs. ``takes``: take → pieces, once her telephone said that it has sent all. ``desk_digest``: keyed digest of
    the password under which a mixing desk may send it. ``episode``: the draft that it was kept as.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="lives")
    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="lives")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="lives")
    way = models.CharField(max_length=10, choices=VoiceWay, default=VoiceWay.OWN)
    state = models.CharField(max_length=10, choices=LiveState, default=LiveState.WAITING)
    slot_from = models.BigIntegerField(null=True)
    slot_to = models.BigIntegerField(null=True)
    silenced_from = models.BigIntegerField(null=True)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    watched_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    watched_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    carried_at = models.DateTimeField(null=True)
    takes = models.JSONField(default=dict)
    desk_digest = models.BinaryField(default=b"")
    kept_at = models.DateTimeField(null=True)
    episode = models.OneToOneField(Episode, null=True, on_delete=models.PROTECT, related_name="live")

    objects = LiveQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "station",
            "show",
            "voice",
            "way",
            "state",
            "slot_from",
            "slot_to",
            "silenced_from",
            "announced_at",
            "announced_by",
            "watched_by",
            "watched_at",
            "opened_at",
            "ended_at",
            "ended_by",
            "carried_at",
            "takes",
            "kept_at",
            "episode",
        ),
        INTERNAL,
    ) | {"desk_digest": SENSITIVE}

    class Meta:
        ordering = ["-announced_at", "-pk"]
        indexes = [models.Index(fields=["station", "state"], name="live_station_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["station"], condition=Q(state__in=["waiting", "open"]), name="live_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(slot_to__isnull=True) | Q(slot_to__gt=F("slot_from")), name="live_has_slots"
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(watched_by__isnull=False), name="live_with_a_second_pair_of_ears"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.show} {self.uid}"

    def get_absolute_url(self) -> str:
        """The page of the broadcast: the host's, and of whoever can cut."""
        return reverse("radio:live", args=[self.uid])

    @property
    def is_running(self) -> bool:
        """Whether she is getting ready or on air."""
        return self.state in {LiveState.WAITING, LiveState.OPEN}


class LiveSlot(models.Model):
    """A slot in which a piece of a live broadcast is heard: written before the slot is published, never changed."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    slot = models.BigIntegerField()
    live = models.ForeignKey(LiveBroadcast, on_delete=models.PROTECT, related_name="slots")
    piece = models.PositiveIntegerField()
    written_at = models.DateTimeField()

    privacy = dict.fromkeys(("station", "slot", "live", "piece", "written_at"), INTERNAL)

    class Meta:
        ordering = ["slot"]
        constraints = [models.UniqueConstraint(fields=["station", "slot"], name="live_slot_once")]

    def __str__(self) -> str:
        return f"{self.slot} {self.live_id} {self.piece}"
