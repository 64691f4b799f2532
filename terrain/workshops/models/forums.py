import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.gatherings.models import Session
from terrain.workshops.lists import lists
from terrain.workshops.models.series import Series


class ForumQuerySet(models.QuerySet["Forum"]):
    def visible_to(self, viewer: Viewer) -> "ForumQuerySet":
        """Public sessions of the series that the viewer may see."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(series__project_id__in=projects)


class Forum(models.Model):
    """A series shows its play to the public, which steps in and proposes. The gathering counts the audience, once.

    ``question``: what the play asks its public.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="forums")
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="+")
    play = models.CharField(max_length=200)
    question = models.TextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ForumQuerySet.as_manager()

    privacy = dict.fromkeys(
        ("uid", "series", "session", "play", "question", "version", "created_at", "created_by"), INTERNAL
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.play

    def get_absolute_url(self) -> str:
        """The public session's page: its audience and what was proposed."""
        return reverse("workshops:forum", args=[self.uid])


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, viewer: Viewer) -> "ProposalQuerySet":
        """Proposals of the public sessions that the viewer may see."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(forum__series__project_id__in=projects)

    def standing(self) -> "ProposalQuerySet":
        """Those that were not taken back."""
        return self.filter(struck_at__isnull=True)


class Proposal(models.Model):
    """What somebody of the public proposed, in their own words, to whom, and what became of it. Nobody's name.

    ``day``: when it was collected. ``outcome_on``: since when ``outcome`` is true. ``struck_at``: it was taken back; it is not
    shown any more, counts for nothing and its words are gone.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="proposals")
    day = models.DateField()
    words = models.TextField(max_length=1500)
    spectator = models.CharField(max_length=40)
    addressee = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40, default="collected")
    outcome_on = models.DateField()
    outcome_words = models.TextField(max_length=1000, blank=True)
    struck_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ProposalQuerySet.as_manager()

    privacy = dict.fromkeys(
        (
            "uid",
            "forum",
            "day",
            "words",
            "spectator",
            "addressee",
            "outcome",
            "outcome_on",
            "outcome_words",
            "struck_at",
            "version",
            "created_at",
            "created_by",
        ),
        INTERNAL,
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["forum", "id"], name="proposal_forum")]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def spectator_words(self) -> str:
        """What kind of spectator proposed it."""
        return lists().words("spectators", self.spectator)

    @property
    def addressee_words(self) -> str:
        """To whom it is addressed."""
        return lists().words("addressees", self.addressee)

    @property
    def outcome_words_of_list(self) -> str:
        """What became of it, as the list says it."""
        return lists().words("outcomes", self.outcome)
