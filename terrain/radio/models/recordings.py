import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import SealedFile, VaultKey
from terrain.core.privacy import INTERNAL, SENSITIVE
from terrain.radio.enums import Agreed, RecordingFor, RecordingState, VoiceWay, WordsState
from terrain.radio.models.episodes import Episode
from terrain.radio.models.hints import Hint
from terrain.radio.models.stations import Show, Station
from terrain.radio.models.voices import Voice

WORDS = "radio.LentWords.sealed_words"
CHUNK = "radio.RecordingChunk.sealed"
CHUNK_SIZE = 64 << 10
"""Bytes of a part: some seconds of a poor network."""
LARGEST = 200 << 20
"""Bytes of a recording."""
MOST_ARRIVING = 20
"""Recordings of one person that may be on their way at once."""
LONGEST = 3 * 3600 * 1000
"""Milliseconds of a recording."""


class LentWordsQuerySet(models.QuerySet["LentWords"]):
    def visible_to(self, viewer: Viewer) -> "LentWordsQuerySet":
        """Testimonies as they were told: of the author, of whoever wrote them in, and of producers."""
        produced, hosted = viewer.projects("radio.produce"), viewer.projects("radio.host")
        found = self.exclude(state=WordsState.GONE)
        if hosted is not None:
            found = found.filter(station__project_id__in=hosted)
        if produced is None:
            return found
        who = viewer.user_id or 0
        return found.filter(Q(author__user_id=who) | Q(made_by_id=who) | Q(station__project_id__in=produced))

    def to_read(self, viewer: Viewer) -> "LentWordsQuerySet":
        """Words that the author agreed to, for hosts of the project: those nobody reads yet, and those the viewer took up.

        Never the author's own: her voice would tell.
        """
        hosted = viewer.projects("radio.host")
        found = self if hosted is None else self.filter(station__project_id__in=hosted)
        who = viewer.user_id or 0
        taken_up = Q(state=WordsState.READING, reader_id=who)
        return found.filter(Q(state=WordsState.AGREED) | taken_up).exclude(author__user_id=who)


class LentWords(models.Model):
    """Words that somebody tells and somebody else reads (voix prêtée): the one way in which a voice on air does not tell whose words these are.

    ``author``: whose words, known to herself and to producers only. ``original``: what she said, sealed; blank when she wrote. ``sealed_words``: the
    text, sealed under ``key``; what will be read once she agreed to it. ``forget_when_heard``: the original goes as soon as the episode is
    published. ``forgotten_at``: when the original went.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="testimonies")
    author = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="testimonies")
    state = models.CharField(max_length=10, choices=WordsState, default=WordsState.TOLD)
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_words = models.BinaryField(default=b"")
    language = models.CharField(max_length=10, default="ar")
    original = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    forget_when_heard = models.BooleanField(default=True)
    forgotten_at = models.DateTimeField(null=True)
    agreed_how = models.CharField(max_length=10, choices=Agreed, blank=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.OneToOneField(Episode, null=True, on_delete=models.PROTECT, related_name="testimony")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = LentWordsQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "station": INTERNAL,
        "author": SENSITIVE,
        "state": INTERNAL,
        "key": SENSITIVE,
        "sealed_words": SENSITIVE,
        "language": INTERNAL,
        "original": SENSITIVE,
        "forget_when_heard": INTERNAL,
        "forgotten_at": INTERNAL,
        "agreed_how": INTERNAL,
        "agreed_at": INTERNAL,
        "agreed_by": SENSITIVE,
        "reader": INTERNAL,
        "episode": INTERNAL,
        "made_at": INTERNAL,
        "made_by": SENSITIVE,
        "version": INTERNAL,
    }

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["station", "state", "-made_at"], name="testimony_station_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "reading", "read"]) | Q(agreed_at__isnull=False),
                name="testimony_read_only_when_agreed",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def get_absolute_url(self) -> str:
        """What she told, for herself and for producers."""
        return reverse("radio:testimony", args=[self.uid])

    @property
    def words(self) -> str:
        """The text; blank while nobody wrote it down, and once it was taken back."""
        return vault.unseal(self.key, bytes(self.sealed_words), WORDS).decode() if self.sealed_words else ""

    def seal_words(self, words: str) -> None:
        """Keep the text; the caller saves."""
        self.sealed_words = vault.seal(self.key, words.encode(), WORDS) if words else b""


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, viewer: Viewer) -> "RecordingQuerySet":
        """Her own, on stations where she makes radio: nobody else has anything to do with what is still being sent."""
        hosted = viewer.projects("radio.host")
        found = self.filter(made_by_id=viewer.user_id or 0)
        return found if hosted is None else found.filter(station__project_id__in=hosted)


class Recording(models.Model):
    """Something recorded or chosen on a telephone, on its way here. ``uid`` was drawn on the telephone, so that sending it again is the same.

    ``chunks_due`` parts of ``CHUNK_SIZE`` bytes, the last one shorter, make its ``size``. ``from_file``: it was not recorded in the browser, so a
    changed voice is changed here. ``testimony``: what it tells, or whose words it reads. ``hint``: which hint of the studio it speaks.
    ``episode``: what became of it. Parts are sealed under ``key`` and go when it has arrived.
    """

    uid = models.UUIDField(unique=True)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=RecordingFor)
    way = models.CharField(max_length=10, choices=VoiceWay, default=VoiceWay.OWN)
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="+")
    testimony = models.ForeignKey(LentWords, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+")
    from_file = models.BooleanField(default=False)
    media_type = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, default="ar")
    hint = models.CharField(max_length=30, blank=True)
    forget_when_heard = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=RecordingState, default=RecordingState.ARRIVING)
    size = models.PositiveBigIntegerField()
    chunks_due = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField(default=0)
    cut_from = models.PositiveIntegerField(default=0)
    cut_to = models.PositiveIntegerField(default=0)
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    arrived_at = models.DateTimeField(null=True)

    objects = RecordingQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "station": INTERNAL,
        "made_by": SENSITIVE,
        "purpose": INTERNAL,
        "way": INTERNAL,
        "show": INTERNAL,
        "testimony": SENSITIVE,
        "episode": INTERNAL,
        "from_file": INTERNAL,
        "media_type": INTERNAL,
        "language": INTERNAL,
        "hint": INTERNAL,
        "forget_when_heard": INTERNAL,
        "state": INTERNAL,
        "size": INTERNAL,
        "chunks_due": INTERNAL,
        "milliseconds": INTERNAL,
        "cut_from": INTERNAL,
        "cut_to": INTERNAL,
        "key": SENSITIVE,
        "begun_at": INTERNAL,
        "arrived_at": INTERNAL,
    }

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["made_by", "state"], name="recording_maker_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_to=0) | Q(cut_to__gt=F("cut_from")), name="recording_cut_keeps_some"
            ),
            models.CheckConstraint(condition=Q(chunks_due__gt=0, size__gt=0), name="recording_holds_something"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def made(self) -> "Episode | LentWords | Hint | None":
        """What it became."""
        if self.purpose == RecordingFor.HINT:
            return Hint.objects.filter(station=self.station_id, key=self.hint, language=self.language).last()
        return self.episode or self.testimony


class RecordingChunk(models.Model):
    """A part of a recording, sealed under its key. The first to arrive under a number stays."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()

    privacy = {"recording": INTERNAL, "number": INTERNAL, "sha256": INTERNAL, "sealed": SENSITIVE}

    class Meta:
        ordering = ["recording", "number"]
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="recording_chunk_once")]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.number}"
