from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from terrain.core import clock
from terrain.core.privacy import INTERNAL
from terrain.network.enums import Answer
from terrain.network.models.directory import Service
from terrain.programmes.models import Organisation

FIELDS = ("first", "second", "answer", "standing", "by", "at")


class Pair(models.Model):
    """What was said of two entries that look alike; ``first`` is the older one. ``standing``: when they are one, the one that stays.

    An answer that is taken back is deleted: the pair may be proposed again.
    """

    answer = models.CharField(max_length=3, choices=Answer.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.answer}"  # type: ignore[attr-defined]

    @property
    def absorbed_id(self) -> int:
        """The one that does not stand, of two that are one."""
        first, second, standing = self.first_id, self.second_id, self.standing_id  # type: ignore[attr-defined]
        return int(second if standing == first else first)


def _rules(name: str) -> list[Any]:
    """In order, once; and one of both stands when they are one."""
    one = Q(answer=Answer.ONE) & (Q(standing=F("first")) | Q(standing=F("second")))
    return [
        models.UniqueConstraint(fields=["first", "second"], name=f"{name}_once"),
        models.CheckConstraint(condition=Q(first__lt=F("second")), name=f"{name}_in_order"),
        models.CheckConstraint(condition=one | Q(answer=Answer.TWO, standing=None), name=f"{name}_standing"),
    ]


class OrganisationPair(Pair):
    """Two organisations that look alike."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    standing = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")

    privacy = dict.fromkeys(FIELDS, INTERNAL)

    class Meta(Pair.Meta):
        constraints = _rules("organisationpair")


class ServicePair(Pair):
    """Two services that look alike."""

    first = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    standing = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="+")

    privacy = dict.fromkeys(FIELDS, INTERNAL)

    class Meta(Pair.Meta):
        constraints = _rules("servicepair")
