from django.conf import settings
from django.db import models
from django.db.models import F, Q

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, SENSITIVE
from terrain.people.models.person import Person


class PersonGrantQuerySet(models.QuerySet["PersonGrant"]):
    def active(self) -> "PersonGrantQuerySet":
        """Those that hold now."""
        now = clock.now()
        return self.filter(ended_at=None, since__lte=now, until__gt=now)

    def of(self, viewer: Viewer) -> "PersonGrantQuerySet":
        """Those that hold now for the viewer."""
        return self.active().filter(user_id=viewer.user_id) if viewer.user_id is not None else self.none()


class PersonGrant(models.Model):
    """Somebody may see a sealed person, from an instant to an instant, for a reason; ``ended_at`` cuts it short.

    It opens nothing by itself: whoever holds it also needs a role in a project that knows the person.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    reason = models.CharField(max_length=60)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = PersonGrantQuerySet.as_manager()

    privacy = {
        "person": SENSITIVE,
        "user": INTERNAL,
        "since": INTERNAL,
        "until": INTERNAL,
        "reason": INTERNAL,
        "given_by": INTERNAL,
        "ended_at": INTERNAL,
    }

    class Meta:
        ordering = ["until"]
        indexes = [
            models.Index(fields=["user", "ended_at", "until"], name="persongrant_user"),
            models.Index(fields=["person", "ended_at", "until"], name="persongrant_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="persongrant_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.user_id}"
