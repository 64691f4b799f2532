import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL, PUBLIC, SENSITIVE
from terrain.radio.enums import Profile, SoundKind, SoundState
from terrain.radio.models.stations import Station


class Sound(models.Model):
    """Something that can be heard once it is prepared: an episode's, a jingle, what plays when nothing is planned.

    ``original``: as it came, sealed; restricted, and gone when she says so. ``cut_from``, ``cut_to``: milliseconds of the original
    between which it is kept (``cut_to`` 0: its end). ``voice_way``: ``changed`` has the voice changed while it is prepared.
    ``milliseconds``: of the result; ``slots``: it fills so many. ``loudness_in``, ``loudness_out``: hundredths of LUFS (EBU R 128).
    ``waveform``: one byte each for at most 1,000 spans, 0 to 255. ``refusal``: code of why it cannot be used. ``gone_from``: slot from
    which it is heard no more, whatever was planned. ``rights``: who gave the right to play it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="sounds")
    kind = models.CharField(max_length=10, choices=SoundKind)
    title = models.CharField(max_length=150, blank=True)
    rights = models.CharField(max_length=200, blank=True)
    original = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    cut_from = models.PositiveIntegerField(default=0)
    cut_to = models.PositiveIntegerField(default=0)
    voice_way = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=SoundState, default=SoundState.WAITING)
    refusal = models.CharField(max_length=40, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    slots = models.PositiveIntegerField(default=0)
    loudness_in = models.IntegerField(null=True)
    loudness_out = models.IntegerField(null=True)
    waveform = models.BinaryField(default=b"")
    gone_from = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(null=True)

    privacy = {
        "uid": INTERNAL,
        "station": INTERNAL,
        "kind": INTERNAL,
        "title": INTERNAL,
        "rights": INTERNAL,
        "original": SENSITIVE,
        "cut_from": INTERNAL,
        "cut_to": INTERNAL,
        "voice_way": INTERNAL,
        "state": INTERNAL,
        "refusal": INTERNAL,
        "milliseconds": INTERNAL,
        "slots": INTERNAL,
        "loudness_in": INTERNAL,
        "loudness_out": INTERNAL,
        "waveform": INTERNAL,
        "gone_from": INTERNAL,
        "made_at": INTERNAL,
        "made_by": INTERNAL,
        "prepared_at": INTERNAL,
    }

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["station", "kind", "state"], name="sound_station_kind")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="ready") | Q(slots__gt=0), name="sound_ready_fills_a_slot")
        ]

    def __str__(self) -> str:
        return self.title or str(self.uid)


class Rendition(models.Model):
    """One form of a sound. ``sealed``: the file, encrypted. ``on_air``: a plain copy stands in the air folder, from when the sound may be heard.

    The two broadcast forms are fragmented MP4, one fragment a slot, all beginning with the same header. ``offsets``: little-endian
    unsigned 32-bit numbers, where each fragment begins in the file, and its end; empty for a podcast's file.
    """

    sound = models.ForeignKey(Sound, on_delete=models.CASCADE, related_name="renditions")
    profile = models.CharField(max_length=5, choices=Profile)
    sealed = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    offsets = models.BinaryField(default=b"")
    on_air = models.BooleanField(default=False)

    privacy = {
        "sound": INTERNAL,
        "profile": INTERNAL,
        "sealed": SENSITIVE,
        "size": PUBLIC,
        "offsets": INTERNAL,
        "on_air": INTERNAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sound", "profile"], name="rendition_profile_once")]

    def __str__(self) -> str:
        return f"{self.sound_id} {self.profile}"
