import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, vault
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.models.consents import Capacity
from terrain.radio.enums import Scope
from terrain.radio.models.voices import Voice

NAMED = "radio.VoiceConsent.sealed_named"


class Shown(models.TextChoices):
    """What shows that she agreed."""

    SIGNED = "signed", _("signed on paper")
    ORAL = "oral", _("said before a witness")
    RECORDED = "recorded", _("said into a recorder")
    SCREEN = "screen", _("ticked on this screen by herself")
    SENDING = "sending", _("ticked by herself when she sent a message")


class TakenBack(models.TextChoices):
    """How an agreement came to an end before its day."""

    HERSELF = "herself", _("by herself in the studio")
    WORD = "word", _("on her word")
    LINK = "link", _("with her own link")
    REGISTRY = "registry", _("with what she took back in the registry")
    ANEW = "anew", _("agreed anew")


class VoiceConsent(models.Model):
    """A voice may be heard in one scope, from a day until a day; what was read to her, who agreed, and what shows it.

    ``capacity``: of a girl under age two rows are needed, her guardian's and her own. ``sealed_named``: the guardian's or the
    witness's name, under the voice's key.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="consents")
    scope = models.CharField(max_length=10, choices=Scope)
    capacity = models.CharField(max_length=10, choices=Capacity, default=Capacity.SELF)
    given_on = models.DateField(default=clock.today)
    until = models.DateField()
    shown_by = models.CharField(max_length=10, choices=Shown)
    proof = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_named = models.BinaryField(default=b"")
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=40)
    text_version = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_how = models.CharField(max_length=10, choices=TakenBack, blank=True)

    privacy = {
        "uid": INTERNAL,
        "voice": PERSONAL,
        "scope": PERSONAL,
        "capacity": PERSONAL,
        "given_on": PERSONAL,
        "until": PERSONAL,
        "shown_by": INTERNAL,
        "proof": SENSITIVE,
        "sealed_named": SENSITIVE,
        "language": INTERNAL,
        "text": INTERNAL,
        "text_version": INTERNAL,
        "recorded_at": INTERNAL,
        "recorded_by": INTERNAL,
        "withdrawn_at": PERSONAL,
        "withdrawn_by": INTERNAL,
        "withdrawn_how": PERSONAL,
    }

    class Meta:
        ordering = ["scope", "-given_on", "-pk"]
        indexes = [
            models.Index(fields=["voice", "scope", "until"], name="voice_consent_scope"),
            models.Index(fields=["until"], name="voice_consent_until"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("given_on")), name="voice_consent_begins_first"),
            models.UniqueConstraint(
                fields=["voice", "scope", "capacity"], condition=Q(withdrawn_at=None), name="voice_consent_one_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voice_id} {self.scope}"

    @property
    def named(self) -> str:
        """The guardian's or the witness's name; raises ``vault.Erased`` when the key was destroyed."""
        sealed = bytes(self.sealed_named)
        return vault.unseal(self.voice.key, sealed, NAMED).decode() if sealed else ""

    def seal_named(self, name: str) -> None:
        """Keep the guardian's or the witness's name; the caller saves."""
        self.sealed_named = vault.seal(self.voice.key, name.encode(), NAMED) if name else b""


class WithdrawalLink(models.Model):
    """A secret in an address with which she takes everything back without signing in. Only its keyed digest is kept; one at a time."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="links")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    privacy = {
        "voice": PERSONAL,
        "digest": SENSITIVE,
        "made_at": INTERNAL,
        "made_by": INTERNAL,
        "used_at": INTERNAL,
        "ended_at": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["voice"], condition=Q(ended_at=None), name="withdrawal_link_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
