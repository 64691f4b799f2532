import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PUBLIC, SENSITIVE
from terrain.radio.enums import EpisodeState, Part, VoiceWay
from terrain.radio.models.sounds import Sound
from terrain.radio.models.stations import Show
from terrain.radio.models.voices import Voice


class EpisodeQuerySet(models.QuerySet["Episode"]):
    def visible_to(self, viewer: Viewer) -> "EpisodeQuerySet":
        """Episodes of the stations in which the viewer works; a draft only for whoever made it, and for producers."""
        projects, produced = viewer.projects("radio.host"), viewer.projects("radio.produce")
        found = self if projects is None else self.filter(show__station__project_id__in=projects)
        if produced is None:
            return found
        shared = ~Q(state=EpisodeState.DRAFT) | Q(made_by_id=viewer.user_id or 0)
        return found.filter(shared | Q(show__station__project_id__in=produced))


class Episode(models.Model):
    """One broadcast of a show: draft → to review → approved → published → withdrawn.

    ``sound``: what is heard. ``transcript``: WebVTT. ``chapters``: list of ``{"at": seconds, "title": text}``. ``checked_names``: whoever
    approved it heard no name that must not be said. ``approved_by``: never one of those who made it. ``air_from``: not before this.
    ``withdrawn_reason``: a code, never words. ``changed_by``: whoever changed it last, who does not approve it either. ``sent_back``: the
    word with which it came back from review.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="episodes")
    title = models.CharField(max_length=150, blank=True)
    summary = models.TextField(max_length=2000, blank=True)
    language = models.CharField(max_length=10, default="ar")
    way = models.CharField(max_length=10, choices=VoiceWay, default=VoiceWay.OWN)
    state = models.CharField(max_length=10, choices=EpisodeState, default=EpisodeState.DRAFT)
    sound = models.OneToOneField(Sound, null=True, on_delete=models.PROTECT, related_name="episode")
    transcript = models.TextField(blank=True)
    chapters = models.JSONField(default=list)
    voices = models.ManyToManyField(Voice, through="EpisodeVoice", related_name="episodes")
    checked_names = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_back = models.TextField(max_length=1000, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    air_from = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EpisodeQuerySet.as_manager()

    privacy = dict.fromkeys(("uid", "show", "language", "published_at"), PUBLIC) | {
        "title": SENSITIVE,
        "summary": SENSITIVE,
        "way": INTERNAL,
        "state": INTERNAL,
        "sound": INTERNAL,
        "transcript": SENSITIVE,
        "chapters": SENSITIVE,
        "checked_names": INTERNAL,
        "made_at": INTERNAL,
        "made_by": INTERNAL,
        "changed_by": INTERNAL,
        "sent_at": INTERNAL,
        "sent_back": SENSITIVE,
        "approved_at": INTERNAL,
        "approved_by": INTERNAL,
        "air_from": INTERNAL,
        "withdrawn_at": INTERNAL,
        "withdrawn_by": INTERNAL,
        "withdrawn_reason": INTERNAL,
        "version": INTERNAL,
    }

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["show", "state", "-published_at"], name="episode_show_state"),
            models.Index(fields=["state", "-made_at"], name="episode_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | Q(approved_at__isnull=False, sound__isnull=False, checked_names=True),
                name="episode_heard_by_a_second_person",
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.uid)

    def get_absolute_url(self) -> str:
        """The episode's page in the studio."""
        return reverse("radio:episode", args=[self.uid])

    @property
    def is_heard(self) -> bool:
        """Whether it may be on air, on pages and in podcasts."""
        return self.state == EpisodeState.PUBLISHED


class EpisodeVoice(models.Model):
    """A voice in an episode, and what it does there."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="parts")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=10, choices=Part)

    privacy = {"episode": INTERNAL, "voice": INTERNAL, "part": INTERNAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "voice", "part"], name="episode_voice_once")]

    def __str__(self) -> str:
        return f"{self.episode_id} {self.voice_id} {self.part}"
