"""Addresses that open a page to whoever has them: worked out from a key outside the database, so that they can be shown again
and printed again, while the records keep only a fingerprint. A new round makes a new address, and the old one opens nothing.
"""

import base64
import secrets
from uuid import UUID

from terrain.core import vault

PAGE = "learning.page"
"""Her own page."""
REGISTRATION = "learning.registration"
"""The public form of a cohort."""
CHECK_IN = "learning.check_in"
"""The address that a room shows."""
REQUEST = "learning.request"
"""The page of a registration that is not answered yet."""
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another."""
LONGEST = 64


def secret_of(purpose: str, uid: UUID, turn: int) -> str:
    """The secret of a record's address, 32 letters (192 bits), the same as long as its round is."""
    return base64.urlsafe_b64encode(vault.digest(purpose, f"{uid} {turn}")[:24]).decode()


def fingerprint(purpose: str, secret: str) -> bytes:
    """What a record keeps of a secret, and by which it is found."""
    return vault.digest(f"{purpose}.address", secret[:LONGEST])


def fingerprint_of(purpose: str, uid: UUID, turn: int) -> bytes:
    """The fingerprint of the secret of a record's address."""
    return fingerprint(purpose, secret_of(purpose, uid, turn))


def new_code() -> str:
    """Six letters that somebody types standing in a doorway."""
    return "".join(secrets.choice(LETTERS) for _letter in range(6))
