import json
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, PUBLIC, SENSITIVE
from terrain.people.models import Person
from terrain.programmes.models import Project
from terrain.radio.enums import VoiceKind, VoiceWay

AVOIDED = "radio.Voice.sealed_avoided"


class VoiceQuerySet(models.QuerySet["Voice"]):
    def visible_to(self, viewer: Viewer) -> "VoiceQuerySet":
        """Voices of the projects in whose radio the viewer works."""
        projects = viewer.projects("radio.host")
        return self if projects is None else self.filter(project_id__in=projects)

    def cared_for_by(self, viewer: Viewer) -> "VoiceQuerySet":
        """Voices of the radios for which the viewer answers: what they agreed to, and who they are to whoever sees names.

        A listener whom nobody knows has no page: what she agreed to is hers alone to change.
        """
        projects = viewer.projects("radio.produce")
        known = self.exclude(kind=VoiceKind.LISTENER)
        return known if projects is None else known.filter(project_id__in=projects)


class Voice(models.Model):
    """Somebody who is heard: a host, a guest, or a listener whom nobody knows. ``air_name``: the name by which listeners know her, never needed to be hers.

    ``user``: the host's own sign-in. ``person``: the same woman in the registry, when she is accompanied and it is known; shown only to
    whoever sees names. ``goes_live``: trusted to speak without a second pair of ears. ``sealed_avoided``: names that must not be said
    when she speaks, sealed under ``key``. ``left_at``: she is not a host any more.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=VoiceKind, default=VoiceKind.HOST)
    air_name = models.CharField(max_length=80)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="voice")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=VoiceWay, default=VoiceWay.OWN)
    is_minor = models.BooleanField(default=False)
    goes_live = models.BooleanField(default=False)
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_avoided = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)

    objects = VoiceQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "project": INTERNAL,
        "kind": INTERNAL,
        "air_name": PUBLIC,
        "user": PERSONAL,
        "person": SENSITIVE,
        "way": PERSONAL,
        "is_minor": PERSONAL,
        "goes_live": INTERNAL,
        "key": INTERNAL,
        "sealed_avoided": SENSITIVE,
        "version": INTERNAL,
        "created_at": INTERNAL,
        "created_by": INTERNAL,
        "left_at": INTERNAL,
    }

    class Meta:
        ordering = ["air_name", "pk"]
        indexes = [models.Index(fields=["project", "kind", "air_name"], name="voice_project_name")]

    def __str__(self) -> str:
        return self.air_name

    def get_absolute_url(self) -> str:
        """Her page in the studio."""
        return reverse("radio:voice", args=[self.uid])

    @property
    def avoided(self) -> tuple[str, ...]:
        """Names that must not be said when she speaks."""
        if not self.sealed_avoided:
            return ()
        return tuple(json.loads(vault.unseal(self.key, bytes(self.sealed_avoided), AVOIDED)))

    def seal_avoided(self, names: tuple[str, ...]) -> None:
        """Keep the names that must not be said; the caller saves."""
        self.sealed_avoided = vault.seal(self.key, json.dumps(names).encode(), AVOIDED) if names else b""
