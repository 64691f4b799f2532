from django.conf import settings
from django.db import models
from django.db.models import F, Q

from terrain.core import vault
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.people.models.person import Person

HOUSEMATE = "people.HouseholdMember.sealed_name"


class Household(models.Model):
    """People who live under one roof. It says nothing of kinship: who is whose mother is a ``Relation``."""

    made_at = models.DateTimeField(auto_now_add=True)

    privacy = {"made_at": INTERNAL}

    def __str__(self) -> str:
        return f"{self.pk}"


class HouseholdMember(models.Model):
    """Somebody lives in a household, from a day to a day, as far as it is known: of the registry, or named in sealed words.

    ``told_of``: whose key seals the name of somebody outside the registry; it goes when she is forgotten. ``head``: of the household,
    where there is one.
    """

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="homes")
    told_of = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    sealed_name = models.BinaryField(default=b"")
    head = models.BooleanField(default=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    privacy = {
        "household": PERSONAL,
        "person": PERSONAL,
        "told_of": PERSONAL,
        "sealed_name": SENSITIVE,
        "head": PERSONAL,
        "since": PERSONAL,
        "until": PERSONAL,
        "written_at": INTERNAL,
        "written_by": INTERNAL,
        "removed_at": INTERNAL,
    }

    class Meta:
        ordering = ["-head", "pk"]
        indexes = [
            models.Index(fields=["person", "removed_at"], name="housemate_person"),
            models.Index(fields=["household", "removed_at"], name="housemate_household"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, told_of=None) | Q(person=None, told_of__isnull=False),
                name="housemate_one",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="housemate_in_order"
            ),
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(until=None, removed_at=None), name="housemate_once"
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(head=True, until=None, removed_at=None), name="household_one_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.person_id or ''}"

    def name(self) -> str:
        """Who it is, when she is not in the registry; blank otherwise."""
        if self.told_of is None:
            return ""
        return vault.unseal(self.told_of.key, bytes(self.sealed_name), HOUSEMATE).decode()
