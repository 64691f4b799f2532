import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.models import SealedFile, VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, PUBLIC, SENSITIVE
from terrain.core.texts import said
from terrain.imports.models import Batch
from terrain.outreach.enums import GOING, CampaignState, Counted
from terrain.outreach.lists import lists
from terrain.programmes.models import Organisation, Place, Project, Target

MOST_CONTACTS = 10_000_000


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, viewer: Viewer) -> "CampaignQuerySet":
        """Campaigns of the projects in which the viewer may see what takes place."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)

    def shown(self) -> "CampaignQuerySet":
        """Those with a public page: somebody wanted one, and the campaign was not cancelled."""
        return self.filter(public=True).exclude(state=CampaignState.CANCELLED)

    def counted(self) -> "CampaignQuerySet":
        """With ``met``: contacts of its events; ``held``: how many events took place."""
        took_place = Q(events__struck_at=None, events__contacts__isnull=False)
        return self.annotate(
            met=Sum("events__contacts", filter=took_place), held=Count("events", filter=took_place, distinct=True)
        )


class Campaign(models.Model):
    """A message carried to people: what it says, by which channels, where, from when to when, for how much money.

    ``title``, ``message``, ``what_to_do``: language → text. ``cost``: dirhams, all of it. ``target``: the promise that its reach
    answers. ``sealed_secret``, sealed with ``key``: makes the fingerprints of telephones; the key is destroyed when the campaign ends, and the
    fingerprints with it.
    ``public``: whether it has a public page, at ``slug``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(default=dict)
    message = models.JSONField(default=dict)
    what_to_do = models.JSONField(default=dict)
    help_numbers = models.CharField(max_length=300, blank=True)
    channels = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    places = models.CharField(max_length=300, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    cost = models.PositiveIntegerField(null=True)
    partners = models.ManyToManyField(Organisation, related_name="+")
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.PLANNED)
    ended_at = models.DateTimeField(null=True)
    public = models.BooleanField(default=False)
    key = models.ForeignKey(VaultKey, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_secret = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CampaignQuerySet.as_manager()

    privacy: dict[str, Any] = (
        dict.fromkeys(
            ("uid", "project", "cost", "target", "state", "ended_at", "public", "version", "created_at", "created_by"),
            INTERNAL,
        )
        | dict.fromkeys(
            (
                "slug", "title", "message", "what_to_do", "help_numbers", "channels", "languages", "places", "first_day",
                "last_day",
            ),
            PUBLIC,
        )
        | {"key": SENSITIVE, "sealed_secret": SENSITIVE}
    )  # fmt: skip

    class Meta:
        ordering = ["-first_day", "-pk"]
        indexes = [models.Index(fields=["project", "-first_day", "-id"], name="campaign_project_day")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="campaign_days_in_order"),
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
        ]

    def __str__(self) -> str:
        return said(self.title)

    def get_absolute_url(self) -> str:
        """The campaign's page for staff."""
        return reverse("outreach:campaign", args=[self.uid])

    @property
    def is_going(self) -> bool:
        """Whether events may still be written down."""
        return self.state in GOING

    @property
    def channel_words(self) -> list[str]:
        """Its channels in the reader's language."""
        return [lists().words("channels", code) for code in self.channels]

    @property
    def language_words(self) -> list[str]:
        """The languages in which it speaks, in the reader's."""
        return [lists().words("languages", code) for code in self.languages]


class CampaignEventQuerySet(models.QuerySet["CampaignEvent"]):
    def visible_to(self, viewer: Viewer) -> "CampaignEventQuerySet":
        """Events of the campaigns that the viewer may see."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(campaign__project_id__in=projects)

    def standing(self) -> "CampaignEventQuerySet":
        """Those that were not taken back."""
        return self.filter(struck_at=None)

    def held(self) -> "CampaignEventQuerySet":
        """Those that took place: somebody counted contacts, be it none."""
        return self.standing().filter(contacts__isnull=False)

    def announced(self) -> "CampaignEventQuerySet":
        """Those of campaigns that were not cancelled; of one that ended, none after the day on which it ended."""
        ended = Q(campaign__state=CampaignState.ENDED, day__gt=F("campaign__ended_at__date"))
        return self.standing().exclude(campaign__state=CampaignState.CANCELLED).exclude(ended)

    def coming(self, today: date) -> "CampaignEventQuerySet":
        """Those that are planned from ``today`` on in campaigns that go on, the next one first."""
        going = self.standing().filter(campaign__state__in=GOING)
        return going.filter(contacts=None, day__gte=today).order_by("day", "pk")


class CampaignEvent(models.Model):
    """One day, one place, one channel of a campaign. ``contacts``: how often somebody was met, never how many people; ``None``: to come.

    ``batch``: the import that brought it, until a human changes it. ``struck_at``: taken back, it counts no more.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="events")
    day = models.DateField()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    place_as_written = models.CharField(max_length=120)
    channel = models.CharField(max_length=40)
    language = models.CharField(max_length=40, blank=True)
    contacts = models.PositiveIntegerField(null=True, validators=[MaxValueValidator(MOST_CONTACTS)])
    counted_how = models.CharField(max_length=12, choices=Counted, blank=True)
    materials = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    evidence = models.ForeignKey(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL, related_name="+")
    struck_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CampaignEventQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid", "campaign", "contacts", "counted_how", "materials", "note", "evidence", "batch", "struck_at", "version",
            "created_at", "created_by",
        ),
        INTERNAL,
    ) | dict.fromkeys(("day", "place", "place_as_written", "channel", "language"), PUBLIC)  # fmt: skip

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["campaign", "day", "id"], name="campaignevent_campaign_day")]

    def __str__(self) -> str:
        return f"{self.channel_words} · {self.where}"

    @property
    def channel_words(self) -> str:
        """Its channel in the reader's language."""
        return lists().words("channels", self.channel)

    @property
    def language_words(self) -> str:
        """In which language people were spoken to."""
        return lists().words("languages", self.language)

    @property
    def where(self) -> str:
        """The place as it was written."""
        return self.place_as_written


class HeardQuerySet(models.QuerySet["Heard"]):
    def by_event(self, events: Iterable[int]) -> dict[int, set[bytes]]:
        """Event → the fingerprints heard there; one query."""
        found: dict[int, set[bytes]] = {}
        for event, print_ in self.filter(event__in=list(events)).values_list("event_id", "fingerprint"):
            found.setdefault(event, set()).add(bytes(print_))
        return found


class Heard(models.Model):
    """A telephone that was given at an event, as a fingerprint made with the campaign's key: it says only that two are the same.

    ``batch``: the import that brought it. With the key, all of them are destroyed when the campaign ends.
    """

    event = models.ForeignKey(CampaignEvent, on_delete=models.CASCADE, related_name="heard")
    fingerprint = models.BinaryField(max_length=32)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.CASCADE, related_name="+")

    objects = HeardQuerySet.as_manager()

    privacy = {"event": INTERNAL, "fingerprint": PERSONAL, "batch": INTERNAL}

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "fingerprint"], name="heard_once")]

    def __str__(self) -> str:
        return f"heard {self.pk}"
