import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.pathways.legal_aid.enums import Back, Language, Telling
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.programmes.models import Project


def _within(queryset: models.QuerySet, viewer: Viewer, permission: str, path: str = "project") -> models.QuerySet:
    """Rows of the projects where the viewer holds ``permission``."""
    projects = viewer.projects(permission)
    return queryset if projects is None else queryset.filter(**{f"{path}__in": projects})


class LawyerQuerySet(models.QuerySet["Lawyer"]):
    def visible_to(self, viewer: Viewer) -> "LawyerQuerySet":
        """Lawyers of the projects in which a role of the viewer opens this kind of file."""
        return _within(self, viewer, LEGAL_AID.see)  # type: ignore[return-value]

    def agreed_on(self, day: object) -> "LawyerQuerySet":
        """Those whose agreement holds on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Lawyer(models.Model):
    """A lawyer of a project's network: where, in which languages, for which matters, how paid, from when until when agreed.

    ``languages``, ``matters``: codes of the lists. ``phone``, ``email``: of the chamber. ``version`` grows at every change.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    bar = models.CharField(max_length=80)
    languages = models.JSONField(default=list)
    matters = models.JSONField(default=list)
    payment = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    objects = LawyerQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "project": INTERNAL,
        "name": PERSONAL,
        "bar": INTERNAL,
        "languages": INTERNAL,
        "matters": INTERNAL,
        "payment": INTERNAL,
        "phone": PERSONAL,
        "email": PERSONAL,
        "since": INTERNAL,
        "until": INTERNAL,
        "version": INTERNAL,
        "changed_at": INTERNAL,
    }

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["project", "name"], name="lawyer_project")]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="lawyer_in_order")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The lawyer's page."""
        return reverse("legal_aid:lawyer", args=[self.uid])


class MandateQuerySet(models.QuerySet["Mandate"]):
    def standing(self) -> "MandateQuerySet":
        """Those that were not written by mistake."""
        return self.filter(withdrawn_at=None)


class Mandate(models.Model):
    """A lawyer took the case of a file on, for a matter, until a day and with an outcome; it goes with the file.

    ``sealed_words``, ``sealed_end``: what was said when it was given, and when it ended. ``withdrawn_at``: written by mistake.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    lawyer = models.ForeignKey(Lawyer, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=40)
    taken_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    sealed_words = models.BinaryField(default=b"")
    sealed_end = models.BinaryField(default=b"")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = MandateQuerySet.as_manager()

    privacy = {
        "case": INTERNAL,
        "lawyer": SENSITIVE,
        "matter": SENSITIVE,
        "taken_on": INTERNAL,
        "ended_on": INTERNAL,
        "outcome": SENSITIVE,
        "sealed_words": SENSITIVE,
        "sealed_end": SENSITIVE,
        "by": INTERNAL,
        "written_at": INTERNAL,
        "withdrawn_at": INTERNAL,
        "version": INTERNAL,
    }

    class Meta:
        ordering = ["-taken_on", "-pk"]
        indexes = [
            models.Index(fields=["case", "-taken_on", "-id"], name="mandate_case"),
            models.Index(fields=["lawyer", "withdrawn_at"], name="mandate_lawyer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, outcome="") | (Q(ended_on__gte=F("taken_on")) & ~Q(outcome="")),
                name="mandate_ends_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.matter}"

    @property
    def is_open(self) -> bool:
        """Whether the lawyer works on it."""
        return self.ended_on is None and self.withdrawn_at is None


class AdvocacyCaseQuerySet(models.QuerySet["AdvocacyCase"]):
    def within(self, viewer: Viewer) -> "AdvocacyCaseQuerySet":
        """Cases of the projects whose advocacy the viewer reads, also those that were taken down."""
        return _within(self, viewer, "advocacy.view")  # type: ignore[return-value]

    def visible_to(self, viewer: Viewer) -> "AdvocacyCaseQuerySet":
        """Cases of the projects whose advocacy the viewer reads, that stand."""
        return self.within(viewer).filter(taken_down_on=None, until__gte=clock.today())


class AdvocacyCase(models.Model):
    """A case told so that nobody is recognised: codes of the dated lists, blank for "not said", and a story written anew.

    It knows neither the file nor who wrote it: that stands in ``Proposal``, which goes with the file. ``region``: an ISO code;
    ``year``: one, or two joined by a dash. ``until``: the last day of her agreement, beyond which nobody reads it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    age = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=10, blank=True)
    year = models.CharField(max_length=9, blank=True)
    obstacle = models.CharField(max_length=40, blank=True)
    service = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    story = models.TextField(max_length=6000)
    language = models.CharField(max_length=2, choices=Language)
    published_on = models.DateField(default=clock.today)
    until = models.DateField()
    taken_down_on = models.DateField(null=True)
    why_down = models.CharField(max_length=40, blank=True)

    objects = AdvocacyCaseQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "project": INTERNAL,
        "age": INTERNAL,
        "region": INTERNAL,
        "year": INTERNAL,
        "obstacle": INTERNAL,
        "service": INTERNAL,
        "outcome": INTERNAL,
        "story": INTERNAL,
        "language": INTERNAL,
        "published_on": INTERNAL,
        "until": INTERNAL,
        "taken_down_on": INTERNAL,
        "why_down": INTERNAL,
    }

    class Meta:
        ordering = ["-year", "uid"]
        indexes = [models.Index(fields=["project", "taken_down_on"], name="advocacycase_project")]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_down_on=None, why_down="") | (Q(taken_down_on__isnull=False) & ~Q(why_down="")),
                name="advocacycase_down_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.uid.hex[:6].upper()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("legal_aid:told", args=[self.uid])


class Proposal(models.Model):
    """The telling of a file: what is written, sealed under the file's key, who wrote it, and what was published of it.

    The only row that leads from a file to what was told of it; it goes with the file. ``round`` grows each time it is proposed.
    ``back``: why the house sent it back in this round.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    state = models.CharField(max_length=12, choices=Telling, default=Telling.DRAFT)
    round = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    back = models.CharField(max_length=10, choices=Back, blank=True)
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    published = models.OneToOneField(AdvocacyCase, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    privacy = {
        "uid": INTERNAL,
        "case": SENSITIVE,
        "sealed": SENSITIVE,
        "state": INTERNAL,
        "round": INTERNAL,
        "version": INTERNAL,
        "back": INTERNAL,
        "published": SENSITIVE,
        "made_at": INTERNAL,
        "changed_at": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state"], name="proposal_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state=Telling.TAKEN_DOWN), name="proposal_one_for_a_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class SecondLook(models.Model):
    """Somebody who did not write it agreed to a proposal, or refused it and said why, in one round; each person once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="looks")
    round = models.PositiveIntegerField()
    agreed = models.BooleanField()
    sealed_reason = models.BinaryField(default=b"")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    privacy = {
        "proposal": INTERNAL,
        "round": INTERNAL,
        "agreed": INTERNAL,
        "sealed_reason": SENSITIVE,
        "by": INTERNAL,
        "at": INTERNAL,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "round", "by"], name="secondlook_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.round}"
