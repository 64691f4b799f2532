"""Whether the name on a paper is the one that it was issued to, without ever saying which that is (ADR 0023)."""

import hmac

from terrain.core import vault
from terrain.core.vault import Erased
from terrain.gatherings.attendees import initials
from terrain.learning.models import Certificate
from terrain.learning.models.certificates import CHECK
from terrain.learning.secrets import fingerprint
from terrain.people.identity import plain_name

PURPOSE = "learning.certificate.name"
LONGEST = 200


def by_code(code: str) -> Certificate | None:
    """The certificate that a code opens."""
    found = Certificate.objects.filter(code_digest=fingerprint(CHECK, code))
    return found.select_related("enrolment__cohort__course", "enrolment__person__key").first()


def is_name(certificate: Certificate, typed: str) -> bool:
    """Whether ``typed`` is the name on the paper: accents, capitals and the order of words are no difference.

    Keyed fingerprints are compared, in constant time, so that no answer takes longer for being nearer.
    """
    try:
        name = certificate.name()
    except Erased:
        name = ""
    same = hmac.compare_digest(_mark(name), _mark(typed[:LONGEST]))
    return same and bool(plain_name(name))


def initials_of(certificate: Certificate) -> str:
    """The first letters of its holder, blank once she was forgotten."""
    try:
        return initials(certificate.name())
    except Erased:
        return ""


def _mark(name: str) -> bytes:
    return vault.digest(PURPOSE, plain_name(name))
