import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import SealedFile, VaultKey
from terrain.core.privacy import INTERNAL, SENSITIVE
from terrain.radio.enums import ClaimState, MessageState, MessageWay
from terrain.radio.models.episodes import Episode
from terrain.radio.models.recordings import LentWords
from terrain.radio.models.stations import Show, Station
from terrain.radio.models.voices import Voice

WORDS = "radio.Message.sealed_words"
PLACE = "radio.ClubClaim.sealed_place"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, viewer: Viewer) -> "MessageQuerySet":
        """Producers see what came; hosts what a producer kept for them."""
        produced, hosted = viewer.projects("radio.produce"), viewer.projects("radio.host")
        if produced is None:
            return self
        shown = models.Q(station__project_id__in=produced)
        kept = models.Q(state__in=(MessageState.KEPT, MessageState.ANSWERED))
        if hosted is None:
            return self.filter(shown | kept)
        return self.filter(shown | kept & models.Q(station__project_id__in=hosted))


class Message(models.Model):
    """What a listener sent. Nobody knows who she is unless she says so: no address, no number, no account.

    ``sealed_words``: JSON ``{"text", "name"}`` sealed under ``key``. ``name_said``: her name may be said on air. ``audio``: her voice,
    sealed. ``about``: the show or the episode that she speaks of. ``batch``: messages that came in one exported conversation. State
    ``looked``: read from an export, shown once, not yet kept. What is refused or taken back is erased; the row stays without content.

    ``may_air``: she said when she sent it that it may be heard on the radio, in the language ``asked_in`` and by the text of
    ``asked_version``; without that nothing that is heard is ever made of it. ``digest``: of the secret with which she takes it back.
    ``is_changed``: her telephone changed the voice before it left. ``voice``: hers, without a name, once something is made of it:
    ``draft``, an episode with her sound, or ``lent``, her words that a host reads.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="messages")
    show = models.ForeignKey(Show, null=True, on_delete=models.PROTECT, related_name="messages")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="messages")
    via = models.CharField(max_length=10, choices=MessageWay)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.NEW)
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_words = models.BinaryField(default=b"")
    name_said = models.BooleanField(default=False)
    audio = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    is_changed = models.BooleanField(default=False)
    may_air = models.BooleanField(default=False)
    asked_in = models.CharField(max_length=10, blank=True)
    asked_version = models.DateField(null=True)
    digest = models.BinaryField(max_length=32, null=True, unique=True)
    voice = models.OneToOneField(Voice, null=True, on_delete=models.PROTECT, related_name="message")
    draft = models.OneToOneField(Episode, null=True, on_delete=models.PROTECT, related_name="origin")
    lent = models.OneToOneField(LentWords, null=True, on_delete=models.PROTECT, related_name="origin")
    batch = models.UUIDField(null=True)
    sent_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MessageQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "station",
            "show",
            "episode",
            "via",
            "state",
            "key",
            "name_said",
            "is_changed",
            "may_air",
            "asked_in",
            "asked_version",
            "voice",
            "draft",
            "lent",
            "batch",
            "sent_at",
            "decided_at",
            "decided_by",
        ),
        INTERNAL,
    ) | {"sealed_words": SENSITIVE, "audio": SENSITIVE, "digest": SENSITIVE}

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["station", "state", "-sent_at"], name="message_station_state"),
            models.Index(fields=["batch"], name="message_batch"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(may_air=True, asked_version__isnull=False, digest__isnull=False)
                | Q(voice=None, draft=None, lent=None),
                name="message_heard_only_when_she_said_so",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def get_absolute_url(self) -> str:
        """The message in the queue."""
        return reverse("radio:message", args=[self.uid])

    @property
    def is_erased(self) -> bool:
        """Whether nothing of what she sent is left."""
        return self.state in {MessageState.REFUSED, MessageState.GONE}

    @property
    def words(self) -> tuple[str, str]:
        """(text, name) as she wrote them; empty once erased."""
        if not self.sealed_words:
            return "", ""
        said = json.loads(vault.unseal(self.key, bytes(self.sealed_words), WORDS))
        return said["text"], said["name"]

    def seal_words(self, text: str, name: str) -> None:
        """Keep what she wrote; the caller saves."""
        self.sealed_words = vault.seal(self.key, json.dumps({"text": text, "name": name}).encode(), WORDS)


class ClubClaimQuerySet(models.QuerySet["ClubClaim"]):
    def visible_to(self, viewer: Viewer) -> "ClubClaimQuerySet":
        """Claims about stations for which the viewer answers."""
        projects = viewer.projects("radio.produce")
        return self if projects is None else self.filter(station__project_id__in=projects)


class ClubClaim(models.Model):
    """Somebody played the week's zip to a group, and says how many they were; it counts once a producer has accepted it.

    ``code_digest``: fingerprint of the code printed in the zip. ``week``: the day until which that zip goes. ``day``: when they
    listened. ``sealed_place``: where, in her words, sealed under ``key``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="claims")
    code_digest = models.BinaryField(max_length=32)
    week = models.DateField()
    day = models.DateField()
    heads = models.PositiveSmallIntegerField()
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_place = models.BinaryField(default=b"")
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.NEW)
    sent_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ClubClaimQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "station",
            "code_digest",
            "week",
            "day",
            "heads",
            "key",
            "state",
            "sent_at",
            "decided_at",
            "decided_by",
        ),
        INTERNAL,
    ) | {"sealed_place": SENSITIVE}

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["station", "state", "-sent_at"], name="claim_station_state")]

    def __str__(self) -> str:
        return f"{self.day} {self.heads}"

    @property
    def place(self) -> str:
        """Where they listened, as she wrote it."""
        return vault.unseal(self.key, bytes(self.sealed_place), PLACE).decode() if self.sealed_place else ""

    def seal_place(self, place: str) -> None:
        """Keep where they listened; the caller saves."""
        self.sealed_place = vault.seal(self.key, place.encode(), PLACE) if place else b""
