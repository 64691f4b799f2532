import json
import uuid
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.network.enums import Basis, Calling, Freshness, Interval
from terrain.network.models.directory import freshness, to_review_by
from terrain.programmes.models import Organisation, Place

CONTACT = "network.Professional.sealed"


@dataclass(frozen=True)
class Contact:
    """Who a professional is and where her office is reached. ``post``: what she does there, in words."""

    name: str
    post: str = ""
    phone: str = ""
    email: str = ""


class ProfessionalQuerySet(models.QuerySet["Professional"]):
    def visible_to(self, viewer: Viewer) -> "ProfessionalQuerySet":
        """Those in the directory, for whoever reads it."""
        return self.filter(removed_on=None) if viewer.may("directory.view") else self.none()

    def to_review(self, day: date) -> "ProfessionalQuerySet":
        """Those that are due for a review on ``day``, or overdue; the longest overdue first."""
        return self.filter(to_review_by(day)).order_by("review_on", "pk")

    def awaiting(self, viewer: Viewer) -> "ProfessionalQuerySet":
        """Those of whom the viewer is the keeper; and, when she keeps the directory, those whose keeper is nobody or has left."""
        waiting = Q(keeper=viewer.user_id or 0)
        if viewer.may("directory.keep"):
            waiting |= Q(keeper=None) | Q(keeper__is_active=False)
        return self.visible_to(viewer).filter(waiting)


class Professional(models.Model):
    """Somebody whose office the network works with: a magistrate, a nurse, a journalist. Never a person of the registry.

    Her name, post, office telephone and e-mail are sealed with a key of their own. ``basis``, ``basis_on``: why they may be kept,
    since when. ``keeper`` answers for the entry as for a service. ``removed_on``: she was taken out; the key is destroyed then, and
    only the category and the days stay.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    category = models.CharField(max_length=24, choices=Calling.choices)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.OneToOneField(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(default=b"")
    languages = models.JSONField(default=list)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    basis_on = models.DateField()
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    review_months = models.PositiveSmallIntegerField(choices=Interval.choices, default=Interval.YEAR)
    reviewed_on = models.DateField()
    review_on = models.DateField()
    removed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProfessionalQuerySet.as_manager()

    privacy = {"sealed": PERSONAL} | dict.fromkeys(
        (
            "uid", "category", "organisation", "place", "key", "languages", "basis", "basis_on", "keeper", "review_months",
            "reviewed_on", "review_on", "removed_on", "version",
        ),
        INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering = ["category", "pk"]
        indexes = [
            models.Index(fields=["removed_on", "category"], name="professional_category"),
            models.Index(fields=["review_on"], name="professional_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(organisation=None, place=None, keeper=None, sealed=b""),
                name="professional_gone_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_category_display())

    def get_absolute_url(self) -> str:
        """Her entry."""
        return reverse("network:professional", args=[self.uid])

    @cached_property
    def contact(self) -> Contact:
        """Who she is; blank when she was taken out."""
        if not self.sealed:
            return Contact("")
        return Contact(**json.loads(vault.unseal(self.key, bytes(self.sealed), CONTACT)))

    def write(self, contact: Contact) -> None:
        """Seal who she is; the caller saves."""
        told = json.dumps(asdict(contact), ensure_ascii=False).encode()
        self.sealed = vault.seal(self.key, told, CONTACT)
        self.__dict__.pop("contact", None)

    def freshness_on(self, day: date) -> Freshness:
        """Whether the entry was looked at lately."""
        return freshness(self.review_on, self.review_months, day)
