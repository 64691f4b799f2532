"""Codes that people read aloud, write on paper and type again: letters that are not mistaken, and a check sign.

Thirty-one signs: a prime number, so that one wrong sign, or two neighbours exchanged, never make another true code.
"""

import secrets

from terrain.imports.values import DIGITS

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 7


def _check(body: str) -> str:
    total = sum(place * LETTERS.index(sign) for place, sign in enumerate(body, start=1))
    return LETTERS[total % len(LETTERS)]


def new_code() -> str:
    """A new code, check sign included: ``K7F3QD2X``."""
    body = "".join(secrets.choice(LETTERS) for _sign in range(LENGTH))
    return body + _check(body)


def spaced(code: str) -> str:
    """As it is printed: ``K7F3 QD2X``."""
    return f"{code[:4]} {code[4:]}"


def read_code(typed: str) -> str:
    """The code that somebody typed, however spaced; blank when it cannot be one."""
    signs = "".join(sign for sign in typed.translate(DIGITS).upper() if sign.isalnum())
    if len(signs) != LENGTH + 1 or any(sign not in LETTERS for sign in signs):
        return ""
    return signs if _check(signs[:-1]) == signs[-1] else ""
