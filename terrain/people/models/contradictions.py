import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, SENSITIVE
from terrain.people.enums import Clash
from terrain.people.models.person import Person
from terrain.programmes.models import Project

ROWS = "people.ContradictingKeys.sealed_rows"
BEFORE = "people.Completed.sealed_before"


class Completed(models.Model):
    """What was known of a person before a table completed it, so that taking the table back gives it back.

    ``sealed_before``: the whole of it, under her own key. ``version``: hers before; the completion made the next one.
    ``reference``: where the table comes from, as for ``ContradictingKeys``.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    sealed_before = models.BinaryField()

    privacy = {"person": INTERNAL, "reference": INTERNAL, "version": INTERNAL, "sealed_before": SENSITIVE}

    class Meta:
        indexes = [models.Index(fields=["reference"], name="completed_reference")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.reference}"


class ContradictingKeysQuerySet(models.QuerySet["ContradictingKeys"]):
    def visible_to(self, viewer: Viewer) -> "ContradictingKeysQuerySet":
        """Contradictions of the projects in which the viewer may see the registry, about nobody who is sealed to her."""
        projects = viewer.projects("people.view")
        seen = self if projects is None else self.filter(project_id__in=projects)
        through = ContradictingKeys.persons.through.objects.filter(person__in=Person.objects.sealed_to(viewer))
        return seen.exclude(pk__in=through.values("contradictingkeys_id"))

    def open(self) -> "ContradictingKeysQuerySet":
        """Those that nobody has settled yet."""
        return self.filter(settled_at=None)


class ContradictingKeys(models.Model):
    """Keys that contradict each other, kept until a human has looked.

    ``persons``: whom of the registry they concern. ``sealed_rows``: what was written, a list of identities, readable
    until it is settled. ``reference``: where it comes from, a code of whoever brought it, by which it
    can be taken back. ``fingerprint`` makes
    the same contradiction wait once in a project.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    clash = models.CharField(max_length=20, choices=Clash)
    persons = models.ManyToManyField(Person, related_name="+")
    key = models.OneToOneField(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed_rows = models.BinaryField()
    reference = models.CharField(max_length=80, blank=True)
    fingerprint = models.BinaryField(max_length=32)
    found_at = models.DateTimeField(auto_now_add=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ContradictingKeysQuerySet.as_manager()

    privacy = {
        "uid": INTERNAL,
        "project": INTERNAL,
        "clash": INTERNAL,
        "key": SENSITIVE,
        "sealed_rows": SENSITIVE,
        "reference": INTERNAL,
        "fingerprint": SENSITIVE,
        "found_at": INTERNAL,
        "found_by": INTERNAL,
        "settled_at": INTERNAL,
        "settled_by": INTERNAL,
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["project", "settled_at", "-id"], name="contradiction_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "fingerprint"], condition=Q(settled_at=None), name="contradiction_open_once"
            ),
            models.CheckConstraint(condition=Q(clash__in=Clash.values), name="contradiction_clash_known"),
        ]

    def __str__(self) -> str:
        return f"{self.clash} {self.pk}"

    def rows(self) -> list[dict[str, Any]]:
        """What was written, as ``Identity`` fields; raises ``vault.Erased`` once settled."""
        return list(json.loads(vault.unseal(self.key, bytes(self.sealed_rows), ROWS)))
