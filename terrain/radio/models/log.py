from django.db import models
from django.db.models import F, Q

from terrain.core.privacy import INTERNAL
from terrain.radio.enums import RowKind
from terrain.radio.models.episodes import Episode
from terrain.radio.models.sounds import Sound
from terrain.radio.models.stations import Show, Station
from terrain.radio.slots import LEAD


class BroadcastRow(models.Model):
    """A line of the broadcast log: slots ``[slot_from, slot_to)`` play ``sound`` from its fragment ``first``.

    Rows are only ever added, and only about slots that nobody can have heard of: ``slot_from`` lies after ``published``, the last slot that
    was published when the row was written. Of the rows that cover a slot the newest counts. ``kind`` live: whatever a host sends in these
    slots, else what the row says; a live row without a sound falls back. ``by_hand``: somebody decided about these slots; what the grid plans
    does not replace it. The log is the playlist, the proof of what was broadcast, and the
    key by which audience is told.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="log")
    slot_from = models.BigIntegerField()
    slot_to = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=RowKind)
    sound = models.ForeignKey(Sound, null=True, on_delete=models.PROTECT, related_name="+")
    first = models.PositiveIntegerField(default=0)
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+")
    by_hand = models.BooleanField(default=False)
    published = models.BigIntegerField()
    written_at = models.DateTimeField()

    privacy = dict.fromkeys(
        (
            "station",
            "slot_from",
            "slot_to",
            "kind",
            "sound",
            "first",
            "show",
            "episode",
            "by_hand",
            "published",
            "written_at",
        ),
        INTERNAL,
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["station", "slot_to"], name="log_station_end"),
            models.Index(fields=["episode"], name="log_episode"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(slot_to__gt=F("slot_from")), name="log_row_has_slots"),
            models.CheckConstraint(
                condition=Q(slot_from__gte=F("published") + LEAD), name="log_row_before_it_is_heard"
            ),
        ]

    def __str__(self) -> str:
        return f"[{self.slot_from}, {self.slot_to}) {self.kind}"


class Fallback(models.Model):
    """What plays from ``slot_from`` on when nothing is planned, in this order, again and again: keys of sounds, never none.

    0 among them is the shipped music. Versions are only ever added, each from a slot that nobody can have heard of.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="fallbacks")
    slot_from = models.BigIntegerField()
    sounds = models.JSONField()
    published = models.BigIntegerField()
    written_at = models.DateTimeField()

    privacy = dict.fromkeys(("station", "slot_from", "sounds", "published", "written_at"), INTERNAL)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["station", "slot_from"], name="fallback_station_slot")]
        constraints = [
            models.CheckConstraint(condition=~Q(sounds=[]), name="fallback_never_empty"),
            models.CheckConstraint(
                condition=Q(slot_from__gte=F("published") + LEAD), name="fallback_before_it_is_heard"
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.slot_from}"
