import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.models import SealedFile
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.models.person import Person
from terrain.programmes.models import Project

PROFILE = "people.Profile.sealed"
SEEN = "people.Profile.seen"
PAPER = "people.Paper.sealed"
RELATION = "people.Relation.sealed_name"


class Channel(models.TextChoices):
    """How somebody may be reached."""

    CALL = "call", _("call")
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")
    VISIT = "visit", _("visit")


class NameKind(models.TextChoices):
    """What a name is to her."""

    CIVIL = "civil", _("civil name")
    USUAL = "usual", _("name in daily use")
    NICKNAME = "nickname", _("nickname")
    COURT = "court", _("as a court spells it")
    ALIAS = "alias", _("name to protect her")


@dataclass(frozen=True)
class ContactRule:
    """One way to reach her. ``number``: telephone or address; ``whose``: whose it is; ``who``: who may answer; days 0 (Monday) to 6, blank for
    all; hours in the programme's time zone."""

    channel: str
    number: str = ""
    whose: str = ""
    who: str = ""
    days: tuple[int, ...] = ()
    since: str = ""
    until: str = ""

    def hours(self) -> tuple[time | None, time | None]:
        """From when until when; ``None`` for any hour."""
        return (
            time.fromisoformat(self.since) if self.since else None,
            time.fromisoformat(self.until) if self.until else None,
        )


@dataclass(frozen=True)
class Told:
    """What a profile holds, sealed. ``never``: channels by which she must never be reached; ``code_word``: to be said first;
    ``name_kinds``: pairs (name, ``NameKind``)."""

    languages: tuple[str, ...] = ()
    speak: str = ""
    literacy: str = ""
    email: str = ""
    mother: str = ""
    place: str = ""
    code_word: str = ""
    no_voicemail: bool = False
    never: tuple[str, ...] = ()
    rules: tuple[ContactRule, ...] = ()
    name_kinds: tuple[tuple[str, str], ...] = ()

    def as_bytes(self) -> bytes:
        """As sealed."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def of_bytes(cls, data: bytes) -> "Told":
        """As unsealed."""
        said: dict[str, Any] = json.loads(data)
        rules = tuple(ContactRule(**rule | {"days": tuple(rule["days"])}) for rule in said.pop("rules", ()))
        lists: dict[str, Any] = {name: tuple(said.pop(name, ())) for name in ("languages", "never")}
        kinds = tuple((name, kind) for name, kind in said.pop("name_kinds", ()))
        return cls(**said, **lists, rules=rules, name_kinds=kinds)


class Profile(models.Model):
    """What is known of somebody beyond who she is, under her own key. ``version`` grows at every change."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "person": INTERNAL,
        "sealed": SENSITIVE,
        "version": INTERNAL,
        "changed_at": INTERNAL,
        "changed_by": INTERNAL,
    }

    def __str__(self) -> str:
        return f"{self.person_id} {self.version}"

    def told(self) -> Told:
        """Open it. Raises ``vault.Erased`` when her key was destroyed."""
        return Told.of_bytes(vault.unseal(self.person.key, bytes(self.sealed), PROFILE))


def profile_of(person: Person) -> tuple[Told, int]:
    """What her profile holds, and its version; empty and 0 while there is none."""
    held = Profile.objects.filter(person=person).first()
    if held is None:
        return Told(), 0
    held.person = person
    return held.told(), held.version


def seen_of(person: Person, told: Told) -> str:
    """What a page showed, sealed under her key, to come back with what was typed on it."""
    return b64encode(vault.seal(person.key, told.as_bytes(), SEEN)).decode()


def told_from(person: Person, seen: str) -> Told | None:
    """What the page showed; ``None`` when that cannot be read."""
    try:
        return Told.of_bytes(vault.unseal(person.key, b64decode(seen, validate=True), SEEN))
    except (ValueError, TypeError, vault.Tampered, vault.Erased):
        return None


def told_of(person: Person) -> Told:
    """What is known of her and of those found to be her, for reading: her own words first, and every caution of each."""
    told, _version = profile_of(person)
    for held in Profile.objects.filter(person__in=person.selves).exclude(person=person).select_related("person__key"):
        told = _together(told, held.told())
    return told


def _together(one: Told, other: Told) -> Told:
    lists: dict[str, Any] = {
        each: tuple(dict.fromkeys((*getattr(one, each), *getattr(other, each))))
        for each in ("languages", "never", "rules", "name_kinds")
    }
    words: dict[str, Any] = {
        each: getattr(one, each) or getattr(other, each)
        for each in ("speak", "literacy", "email", "mother", "place", "code_word", "no_voicemail")
    }
    return Told(**lists, **words)


class PaperQuerySet(models.QuerySet["Paper"]):
    def expiring(self, viewer: Viewer, days: int) -> "PaperQuerySet":
        """Papers of people whom the viewer identifies that end within ``days``, or ended in the last month."""
        seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
        today = clock.today()
        near = self.filter(
            ends__lte=today + clock.ONE_DAY * days, ends__gte=today - clock.ONE_DAY * 31, removed_at=None
        )
        hers = near.filter(Q(person__in=seen) | Q(person__merged_into__in=seen))
        return hers.select_related("person__key", "person__merged_into__key").order_by("ends", "pk")


class Paper(models.Model):
    """A document or a residence title of hers: kind, dates, and, sealed, its number and where it was given.

    ``receipt``: a receipt that stands for a title being renewed; ``motive``: of a residence title, a code of the list.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=40)
    motive = models.CharField(max_length=40, blank=True)
    receipt = models.BooleanField(default=False)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    sealed = models.BinaryField(default=b"")
    file = models.OneToOneField(SealedFile, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = PaperQuerySet.as_manager()

    privacy = {
        "person": INTERNAL,
        "kind": PERSONAL,
        "motive": PERSONAL,
        "receipt": PERSONAL,
        "starts": PERSONAL,
        "ends": PERSONAL,
        "sealed": SENSITIVE,
        "file": SENSITIVE,
        "written_at": INTERNAL,
        "written_by": INTERNAL,
        "removed_at": INTERNAL,
    }

    class Meta:
        ordering = ["-ends", "-pk"]
        indexes = [
            models.Index(fields=["ends"], condition=Q(removed_at=None), name="paper_ends"),
            models.Index(fields=["person", "-ends"], name="paper_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")), name="paper_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    def words(self) -> dict[str, str]:
        """Its number and where it was given."""
        held = bytes(self.sealed)
        return dict(json.loads(vault.unseal(self.person.key, held, PAPER))) if held else {"number": "", "place": ""}

    def days_left(self, today: date) -> int | None:
        """Days until it ends; negative once it is over."""
        return None if self.ends is None else (self.ends - today).days


class Relation(models.Model):
    """Somebody is something to somebody: the other one is in the registry, or named in sealed words. Legal and factual ties stand apart.

    ``paper``: one of hers that shows it, most often a tie by law."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="relations_to")
    sealed_name = models.BinaryField(default=b"")
    kind = models.CharField(max_length=40)
    legal = models.BooleanField(default=False)
    paper = models.ForeignKey(Paper, null=True, on_delete=models.SET_NULL, related_name="+")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    privacy = {
        "person": PERSONAL,
        "other": PERSONAL,
        "sealed_name": SENSITIVE,
        "kind": PERSONAL,
        "legal": PERSONAL,
        "paper": PERSONAL,
        "starts": PERSONAL,
        "ends": PERSONAL,
        "written_at": INTERNAL,
        "written_by": INTERNAL,
        "removed_at": INTERNAL,
    }

    class Meta:
        ordering = ["kind", "pk"]
        indexes = [
            models.Index(fields=["person", "removed_at"], name="relation_person"),
            models.Index(fields=["other", "removed_at"], name="relation_other"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="relation_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")), name="relation_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    def name(self) -> str:
        """Who the other one is, when she is not in the registry."""
        held = bytes(self.sealed_name)
        return vault.unseal(self.person.key, held, RELATION).decode() if held else ""


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, viewer: Viewer) -> "GroupQuerySet":
        """Groups of the projects in which the viewer may see the registry."""
        projects = viewer.projects("people.view")
        return self if projects is None else self.filter(project_id__in=projects)


class Group(models.Model):
    """People of a project who do something together: the promoters of an enterprise, a mothers' circle.

    The name stands in clear, as a group is called by it; it may name somebody, so it is told within the project only.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True)

    objects = GroupQuerySet.as_manager()

    privacy = {"project": INTERNAL, "name": PERSONAL, "made_at": INTERNAL, "ended_on": INTERNAL}

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["project", "name"], name="group_project")]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="group_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("people:group", args=[self.pk])


class GroupMember(models.Model):
    """Somebody belongs to a group, in a role, from a day to a day."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=60, blank=True)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)

    privacy = {"group": INTERNAL, "person": PERSONAL, "role": PERSONAL, "since": INTERNAL, "until": INTERNAL}

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], condition=Q(until=None), name="groupmember_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="groupmember_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"
