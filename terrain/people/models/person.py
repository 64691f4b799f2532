import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.enums import KeyKind, Precision, Sex
from terrain.people.identity import Identity
from terrain.programmes.models import Project

IDENTITY = "people.Person.sealed_identity"


@dataclass(frozen=True)
class Sealed:
    """What the vault holds of a person: the name, telephone and card in use, and others she was met under.

    ``names``, ``phones`` (number, restored), ``cards`` and ``births`` (full dates) are other ones that were written
    for her: she is recognised by them too. ``mother``: her mother's name; ``place``: where she lives, as written; both
    only help to tell people apart. ``alias``: a name that protects her, shown in place of the civil one (``people/naming.py``).
    """

    full_name: str
    phone: str = ""
    phone_restored: bool = False
    card: str = ""
    names: tuple[str, ...] = ()
    phones: tuple[tuple[str, bool], ...] = ()
    cards: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    mother: str = ""
    place: str = ""
    alias: str = ""

    def as_bytes(self) -> bytes:
        """As sealed."""
        return json.dumps(self.__dict__, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def of_bytes(cls, data: bytes) -> "Sealed":
        """As unsealed."""
        said = json.loads(data)
        lists = {code: tuple(said[code]) for code in ("names", "cards", "births")}
        return cls(**said | lists | {"phones": tuple((phone, restored) for phone, restored in said["phones"])})

    @property
    def all_names(self) -> list[str]:
        """Every way her name was written, the one in use first."""
        return [self.full_name, *self.names]

    @property
    def shown_name(self) -> str:
        """By what she is called before others: the name that protects her, else the one in use."""
        return self.alias or self.full_name


class PersonQuerySet(models.QuerySet["Person"]):
    def known_to(self, projects: Iterable[int] | None) -> "PersonQuerySet":
        """Persons whom one of these projects has met; ``None``: all."""
        if projects is None:
            return self
        met = Meeting.objects.filter(person_id=OuterRef("pk"), project_id__in=list(projects))
        return self.filter(Exists(met))

    def standing(self) -> "PersonQuerySet":
        """Those that stand for themselves: not found to be somebody else, and not forgotten."""
        return self.filter(merged_into=None, erased_at=None)

    def open_to(self, viewer: Viewer) -> "PersonQuerySet":
        """Persons that are not sealed, or whose seal the viewer holds a grant for."""
        if viewer.everything:
            return self
        granted = apps.get_model("people", "PersonGrant").objects.of(viewer)
        return self.filter(Q(sealed_at=None) | Q(pk__in=granted.values("person_id")))

    def sealed_to(self, viewer: Viewer) -> "PersonQuerySet":
        """The sealed persons of whom the viewer must not know: few, for leaving their records out of lists."""
        if viewer.everything:
            return self.none()
        granted = apps.get_model("people", "PersonGrant").objects.of(viewer)
        return self.filter(sealed_at__isnull=False).exclude(pk__in=granted.values("person_id"))

    def visible_to(self, viewer: Viewer) -> "PersonQuerySet":
        """Persons known to a project in which the viewer may see the registry, and not sealed to the viewer."""
        return self.known_to(viewer.projects("people.view")).open_to(viewer).standing()

    def identified_by(self, viewer: Viewer) -> "PersonQuerySet":
        """Persons whose names the viewer may see."""
        return self.known_to(viewer.projects("people.identify")).open_to(viewer).standing()


class Person(models.Model):
    """Somebody accompanied, known once whatever project met her.

    What names her is sealed under a key of her own. ``subject`` is her pseudonym in the facts. ``version`` grows at
    every change of what is known of her, and ``changed_at`` says when what names her was sealed last. ``merged_into``: who she was found to be (ADR 0013): her records stay hers, and
    count for that person.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.OneToOneField(VaultKey, on_delete=models.PROTECT, related_name="+")
    subject = models.BigIntegerField(unique=True)
    sealed_identity = models.BinaryField()
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    nationality = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now, db_index=True)
    sealed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PersonQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "key": SENSITIVE,
        "subject": INTERNAL,
        "sealed_identity": SENSITIVE,
        "sex": PERSONAL,
        "birth_date": PERSONAL,
        "birth_precision": INTERNAL,
        "nationality": PERSONAL,
        "version": INTERNAL,
        "changed_at": INTERNAL,
        "sealed_at": SENSITIVE,
        "erased_at": INTERNAL,
        "merged_into": INTERNAL,
        "registered_at": INTERNAL,
        "registered_by": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(sealed_at__isnull=False), name="person_sealed"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(birth_date=None, birth_precision="")
                | Q(birth_date__isnull=False, birth_precision__in=Precision.values),
                name="person_birth_precise",
            ),
        ]

    def __str__(self) -> str:
        return self.mark

    @property
    def is_sealed(self) -> bool:
        """Whether only those with a grant know that she is here."""
        return self.sealed_at is not None

    @property
    def selves(self) -> list[int]:
        """Keys under which the registry holds her: her own, and of those found to be her; the same whichever of them is asked."""
        if self.merged_into is not None:
            return self.merged_into.selves
        return [self.pk, *self.absorbed.values_list("pk", flat=True)]

    @property
    def stands_as(self) -> "Person":
        """Who she was found to be, else herself."""
        return self.merged_into if self.merged_into is not None else self

    @property
    def counted_as(self) -> int:
        """The pseudonym she counts under: that of the person she was found to be, else her own."""
        return self.merged_into.subject if self.merged_into is not None else self.subject

    def get_absolute_url(self) -> str:
        """Her page."""
        return reverse("people:person", args=[self.uid])

    @property
    def mark(self) -> str:
        """A short sign that says nothing of her, for screens where names are hidden."""
        return self.uid.hex[:6].upper()

    def sealed(self) -> Sealed:
        """Open the vault. Raises ``vault.Erased`` when her key was destroyed."""
        return Sealed.of_bytes(vault.unseal(self.key, bytes(self.sealed_identity), IDENTITY))

    def seal(self, sealed: Sealed) -> None:
        """Close ``sealed`` into the vault under her key, without saving the row."""
        self.sealed_identity = vault.seal(self.key, sealed.as_bytes(), IDENTITY)
        self.changed_at = clock.now()

    def identity(self, sealed: Sealed | None = None) -> Identity:
        """Who she is; opens the vault unless ``sealed`` is given."""
        known = sealed or self.sealed()
        return Identity(
            full_name=known.full_name,
            sex=self.sex,
            birth=self.birth_date,
            birth_precision=self.birth_precision,
            nationality=self.nationality,
            phone=known.phone,
            phone_restored=known.phone_restored,
            card=known.card,
        )

    def age_on(self, day: date) -> int | None:
        """Completed years on ``day``; ``None`` when the birth date is unknown.

        A month or a year alone counts as its first day.
        """
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (0 if had_birthday else 1)


class IdentityKey(models.Model):
    """A keyed fingerprint of something that a person is recognised by; it cannot be read back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identity_keys")
    kind = models.CharField(max_length=12, choices=KeyKind)
    digest = models.BinaryField(max_length=32)

    privacy = {"person": INTERNAL, "kind": INTERNAL, "digest": SENSITIVE}

    class Meta:
        indexes = [models.Index(fields=["kind", "digest"], name="identitykey_lookup")]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "digest"], name="identitykey_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Meeting(models.Model):
    """A project knows a person. ``by_hand``: somebody said so, not only an imported table."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="meetings")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    by_hand = models.BooleanField(default=False)

    privacy = {"person": INTERNAL, "project": INTERNAL, "since": INTERNAL, "by_hand": INTERNAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "project"], name="meeting_once")]
        indexes = [models.Index(fields=["project", "person"], name="meeting_project_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.project_id}"
