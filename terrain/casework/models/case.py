import secrets
import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.casework.enums import Closing, GrantKind, NoteClass, Risk, SubjectKind
from terrain.casework.kinds import CaseKind, Stage, by_permission, kind_of, kinds
from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.models import Group, Person
from terrain.programmes.models import Organisation, Place, Project

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for one another when read aloud or from paper."""


def new_number() -> str:
    """A number for a file that says neither how many there are nor when it was opened: ``K7F-3QD``."""
    signs = "".join(secrets.choice(LETTERS) for _sign in range(6))
    return f"{signs[:3]}-{signs[3:]}"


class Team(models.Model):
    """Colleagues of a project who see one another's unsealed files."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    privacy = {"project": INTERNAL, "name": INTERNAL, "closed_at": INTERNAL}

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="team_once")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """Somebody belongs to a team, from an instant to an instant."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    privacy = {"team": INTERNAL, "user": INTERNAL, "since": INTERNAL, "ended_at": INTERNAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], condition=Q(ended_at=None), name="teammember_once")
        ]
        indexes = [models.Index(fields=["user", "ended_at"], name="teammember_user")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.user_id}"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> "CaseQuerySet":
        """Files that the viewer needs to know of.

        A role in the file's project that opens its kind, and then: in charge, working on it, named, or under exceptional
        access; or, while it is not sealed, in its team, supervising the project, or a kind open to the project. A file about
        a person who is sealed to the viewer is not there.
        """
        if viewer.everything:
            return self
        granted = CaseGrant.objects.of(viewer).values("case_id")
        team = TeamMember.objects.filter(user_id=viewer.user_id or 0, ended_at=None).values("team_id")
        need = Q(pk__in=granted)
        open_to_team = Q(team__in=team) | _in(viewer.projects("case.supervise"))
        need |= Q(sealed_at=None) & (open_to_team | Q(kind__in=[kind.code for kind in kinds() if kind.open_to_project]))
        hidden = Person.objects.filter(sealed_at__isnull=False).exclude(
            pk__in=Person.objects.open_to(viewer).values("pk")
        )
        return self.filter(_by_role(viewer), need).exclude(person__in=hidden.values("pk"))

    def standing(self) -> "CaseQuerySet":
        """Files that are open."""
        return self.exclude(closing=Closing.CLOSED)

    def listed(self) -> "CaseQuerySet":
        """With everything that a list of files shows, in one query."""
        return self.select_related("project", "owner", "team", "person__key", "group", "enterprise")


def _in(projects: frozenset[int] | None) -> Q:
    """In one of these projects; ``None``: in any."""
    return Q(project_id__isnull=False) if projects is None else Q(project_id__in=projects)


def _by_role(viewer: Viewer) -> Q:
    """Files of a kind and a project that a role of the viewer opens at all."""
    opened = Q(pk__in=[])
    for permission, some in by_permission(kinds()).items():
        opened |= Q(kind__in=[kind.code for kind in some]) & _in(viewer.projects(permission))
    return opened


class Case(models.Model):
    """A file: the accompaniment of a person, a group or an enterprise by one project, of one kind.

    What is told in it is sealed under keys of its own, one for each class of confidence (``CaseKey``). ``version`` grows at every
    change of the file itself. ``closing_reason`` belongs to the file: nobody who does not see the file sees it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=8, unique=True, default=new_number)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=40)
    stage_since = models.DateField(default=clock.today)
    entry_reason = models.CharField(max_length=40, blank=True)
    sealed_situation = models.BinaryField(default=b"")
    risk = models.CharField(max_length=10, choices=Risk, blank=True)
    risk_at = models.DateTimeField(null=True)
    opened_on = models.DateField(default=clock.today)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closing = models.CharField(max_length=10, choices=Closing, blank=True)
    closing_step = models.CharField(max_length=40, blank=True)
    closing_reason = models.CharField(max_length=40, blank=True)
    closing_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sealed_closing_words = models.BinaryField(default=b"")
    closed_on = models.DateField(null=True)
    sealed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "number": INTERNAL,
        "project": INTERNAL,
        "kind": SENSITIVE,
        "person": SENSITIVE,
        "group": SENSITIVE,
        "enterprise": SENSITIVE,
        "place": INTERNAL,
        "owner": INTERNAL,
        "team": INTERNAL,
        "stage": PERSONAL,
        "stage_since": INTERNAL,
        "entry_reason": SENSITIVE,
        "sealed_situation": SENSITIVE,
        "risk": SENSITIVE,
        "risk_at": INTERNAL,
        "opened_on": INTERNAL,
        "opened_by": INTERNAL,
        "closing": INTERNAL,
        "closing_step": INTERNAL,
        "closing_reason": SENSITIVE,
        "closing_asked_by": INTERNAL,
        "sealed_closing_words": SENSITIVE,
        "closed_on": INTERNAL,
        "sealed_at": SENSITIVE,
        "version": INTERNAL,
        "changed_at": INTERNAL,
    }

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["project", "kind", "closing", "-opened_on", "-id"], name="case_project_kind"),
            models.Index(fields=["owner", "closing", "-opened_on", "-id"], name="case_owner"),
            models.Index(fields=["team", "closing"], name="case_team"),
            models.Index(fields=["person", "project"], name="case_person"),
            models.Index(fields=["closing", "closed_on"], name="case_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, group=None, enterprise=None)
                | Q(person=None, group__isnull=False, enterprise=None)
                | Q(person=None, group=None, enterprise__isnull=False),
                name="case_one_subject",
            ),
            models.CheckConstraint(condition=Q(risk__in=["", *Risk.values]), name="case_risk_known"),
            models.CheckConstraint(
                condition=Q(closing=Closing.CLOSED, closed_on__isnull=False, closed_on__gte=F("opened_on"))
                | Q(closing__in=[Closing.NONE, Closing.ASKED], closed_on=None),
                name="case_closed_with_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The file's page."""
        return reverse("casework:case", args=[self.uid])

    @property
    def pathway(self) -> CaseKind:
        """Its kind."""
        return kind_of(self.kind)

    @property
    def at(self) -> Stage:
        """The stage where it stands."""
        return self.pathway.stage(self.stage)

    @property
    def is_open(self) -> bool:
        """Whether the accompaniment goes on."""
        return self.closing != Closing.CLOSED

    @property
    def is_sealed(self) -> bool:
        """Whether only those named know that it exists."""
        return self.sealed_at is not None

    @property
    def subject_kind(self) -> SubjectKind:
        """Whom it is about."""
        if self.person_id is not None:
            return SubjectKind.PERSON
        return SubjectKind.GROUP if self.group_id is not None else SubjectKind.ENTERPRISE

    def late_on(self, day: date) -> bool:
        """Whether it has stayed longer at its stage than the table allows."""
        days = self.at.days if self.is_open else None
        return days is not None and (day - self.stage_since).days > days


class CaseKey(models.Model):
    """The data key of one class of confidences of one file: a merge of rights, or a seizure of one, cannot open all."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="keys")
    note_class = models.CharField(max_length=12, choices=NoteClass)
    key = models.OneToOneField(VaultKey, on_delete=models.PROTECT, related_name="+")

    privacy = {"case": INTERNAL, "note_class": INTERNAL, "key": SENSITIVE}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "note_class"], name="casekey_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.note_class}"


def key_of(case: Case, note_class: str = NoteClass.ORDINARY) -> VaultKey:
    """The file's key for a class of confidences. Raises ``LookupError`` while there is none."""
    fetched = "keys" in getattr(case, "_prefetched_objects_cache", {})
    known = case.keys.all() if fetched else case.keys.select_related("key").filter(note_class=note_class)
    held = next((one for one in known if one.note_class == note_class), None)
    if held is None:
        raise LookupError(f"{case.number} holds nothing {note_class}")
    return held.key


def key_for_writing(case: Case, note_class: str = NoteClass.ORDINARY) -> VaultKey:
    """The same, made when it is not there yet; inside an action only."""
    held, _made = CaseKey.objects.get_or_create(case=case, note_class=note_class, defaults={"key": vault.new_key()})
    return held.key


class CaseGrantQuerySet(models.QuerySet["CaseGrant"]):
    def active(self) -> "CaseGrantQuerySet":
        """Those that hold now."""
        now = clock.now()
        return self.filter(Q(until=None) | Q(until__gt=now), ended_at=None, since__lte=now)

    def of(self, viewer: Viewer) -> "CaseGrantQuerySet":
        """Those that hold now for the viewer."""
        return self.active().filter(user_id=viewer.user_id) if viewer.user_id is not None else self.none()


class CaseGrant(models.Model):
    """Somebody sees a file, from an instant to an instant, and why. Leaving it out cuts the access at once.

    It opens nothing by itself: a role in the project that opens this kind of file is needed too.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=GrantKind)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = CaseGrantQuerySet.as_manager()

    privacy = {
        "case": SENSITIVE,
        "user": INTERNAL,
        "kind": INTERNAL,
        "since": INTERNAL,
        "until": INTERNAL,
        "reason": INTERNAL,
        "given_by": INTERNAL,
        "ended_at": INTERNAL,
    }

    class Meta:
        ordering = ["since"]
        indexes = [
            models.Index(fields=["user", "ended_at", "until"], name="casegrant_user"),
            models.Index(fields=["case", "ended_at"], name="casegrant_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind=GrantKind.OWNER, ended_at=None), name="casegrant_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="casegrant_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[GrantKind.NAMED, GrantKind.EXCEPTIONAL]) | Q(until__isnull=False),
                name="casegrant_named_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id} {self.kind}"


class StageChange(models.Model):
    """A file reached a stage on a day; ``reopened``: after it had been closed. The first row is its opening."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="changes")
    transition = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40)
    day = models.DateField(default=clock.today)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_words = models.BinaryField(default=b"")
    reopened = models.BooleanField(default=False)

    privacy = {
        "case": INTERNAL,
        "transition": INTERNAL,
        "source": PERSONAL,
        "target": PERSONAL,
        "day": INTERNAL,
        "at": INTERNAL,
        "by": INTERNAL,
        "sealed_words": SENSITIVE,
        "reopened": INTERNAL,
    }

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "id"], name="stagechange_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.target}"
