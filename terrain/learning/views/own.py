"""Whose page a secret opens."""

from django.http import Http404

from terrain.learning.models import Enrolment
from terrain.learning.secrets import LONGEST, PAGE, fingerprint

RELATED = (
    "cohort__course",
    "cohort__project",
    "cohort__place",
    "cohort__proof__questionnaire",
    "person__key",
    "asked",
    "certificate",
    "group",
)


def hers(secret: str) -> Enrolment:
    """The enrolment whose page the secret opens; 404 for none, and for somebody who was forgotten."""
    if len(secret) > LONGEST:
        raise Http404
    found = Enrolment.objects.filter(page_digest=fingerprint(PAGE, secret), person__erased_at=None)
    enrolment = found.select_related(*RELATED).first()
    if enrolment is None:
        raise Http404
    return enrolment
