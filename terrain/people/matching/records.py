"""What the matcher knows of somebody, and what it finds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody as one record tells her. Blank is unknown; a missing thing never speaks against anybody.

    ``names``: full names in any script, each a way she was written. ``sex``: ``F``, ``M`` or blank. ``birth_precision``: ``day``,
    ``month``, ``year`` or blank; a 1 January is taken for a year alone. ``phones``: comparable forms. ``cards``:
    numbers of identity documents. ``address``: further parts of where she lives (street, code…).
    """

    names: tuple[str, ...]
    sex: str = ""
    birth: date | None = None
    birth_precision: str = ""
    phones: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    place: str = ""
    mothers: tuple[str, ...] = ()
    address: tuple[str, ...] = ()


class Tier(StrEnum):
    """How sure: the first two are what the matcher itself would call one person; the third is worth a look."""

    NEAR_CERTAIN = "near_certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records (by place, ``first`` < ``second``) that may be one person. ``score``: 0 to 1. ``reasons``: codes, for and
    against, the strongest first; they never carry a value."""

    first: int
    second: int
    score: float
    tier: Tier
    reasons: tuple[str, ...]
