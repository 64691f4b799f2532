import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core.privacy import INTERNAL, PUBLIC
from terrain.facts.models import Subject
from terrain.network.enums import Nature
from terrain.programmes.models import Organisation, Place

ORGANISATION = "organisation"
"""The sort of subject that an organisation is in facts."""


class ProfileQuerySet(models.QuerySet["Profile"]):
    def standing(self) -> "ProfileQuerySet":
        """Each organisation once: those found to be another one are left out."""
        return self.filter(same_as=None)

    def of(self, organisation: Organisation) -> "Profile":
        """What the network knows of an organisation; begun, with a pseudonym of its own, when it knew nothing."""
        found = self.filter(organisation=organisation).select_related("same_as").first()
        if found is not None:
            return found
        subject = Subject.objects.create(kind=ORGANISATION)
        profile, made = self.get_or_create(organisation=organisation, defaults={"subject": subject})
        if not made:
            subject.delete()
        return profile


class Profile(models.Model):
    """What the network knows of an organisation, or of one service of an institution (the civil registry of a town).

    ``subject``: its pseudonym in facts, by which it is counted once. ``same_as``: the one that it was found to be; its facts speak
    of that one then. ``youth``: whether it works above all with young people. ``also_called``: names besides those of the programme:
    an acronym, its name in another script, what it was called before.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="profile")
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(max_length=20, choices=Nature.choices, blank=True)
    youth = models.BooleanField(default=False)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    also_called = models.JSONField(default=list)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    version = models.PositiveIntegerField(default=1)

    objects = ProfileQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(("uid", "subject", "same_as", "version"), INTERNAL) | dict.fromkeys(
        ("organisation", "nature", "youth", "place", "also_called"), PUBLIC
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(same_as=None) | ~Q(same_as=F("pk")), name="profile_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("network:organisation", args=[self.uid])

    @property
    def stands_as(self) -> "Profile":
        """The profile that it counts as."""
        return self.same_as if self.same_as is not None else self
