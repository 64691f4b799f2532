import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.models import VaultKey
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE
from terrain.learning.enums import RequestState
from terrain.learning.models.cohorts import Cohort
from terrain.learning.models.enrolments import Enrolment
from terrain.learning.secrets import REQUEST, fingerprint_of, secret_of

SEALED = "learning.Request.sealed"


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, viewer: Viewer) -> "RequestQuerySet":
        """Registrations for cohorts that the viewer may see."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(cohort__project_id__in=projects)

    def waiting(self) -> "RequestQuerySet":
        """Those that nobody has answered."""
        return self.filter(state=RequestState.WAITING)


class Request(models.Model):
    """Somebody registered from the link and waits for an answer.

    What she wrote (name, telephone, e-mail, category, organisation) is sealed with a key of its own, which is destroyed when she is
    answered or takes it back: her name then stands in the registry, or nowhere.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="requests")
    key = models.OneToOneField(VaultKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    page_digest = models.BinaryField(max_length=32, unique=True)
    slip = models.UUIDField(null=True, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RequestQuerySet.as_manager()

    privacy: dict[str, Any] = dict.fromkeys(
        (
            "uid",
            "cohort",
            "key",
            "language",
            "state",
            "page_digest",
            "slip",
            "received_at",
            "answered_at",
            "answered_by",
        ),
        INTERNAL,
    ) | {"sealed": SENSITIVE, "enrolment": PERSONAL}

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["cohort", "state", "id"], name="learningrequest_cohort_state")]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.uid}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the first time with the fingerprint of its page's address."""
        if not self.page_digest:
            self.page_digest = fingerprint_of(REQUEST, self.uid, 1)
        super().save(*args, **kwargs)

    @property
    def page_secret(self) -> str:
        """The secret of the page that tells what became of it."""
        return secret_of(REQUEST, self.uid, 1)

    def write(self, words: dict[str, str]) -> None:
        """Seal what she wrote, without saving."""
        self.sealed = vault.seal(self.key, json.dumps(words, ensure_ascii=False).encode(), SEALED)

    def read(self) -> dict[str, str]:
        """What she wrote. Raises ``vault.Erased`` once it was answered."""
        return dict(json.loads(vault.unseal(self.key, bytes(self.sealed), SEALED)))
