"""Sex and age band of a subject in one byte, so that of two codes the lower one wins.

A code is ``sex * 32 + band``: known before unknown and young before old, therefore "the lowest code of her first
counted month" is the band of her first counted event, since ages only grow.
"""

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

BANDS = (0, 6, 12, 15, 18, 25, 30, 35, 50, 60)
"""Lower ages of the bands, in completed years; the last one is open."""
SEXES = ("", "F", "M")
"""Rows of a table of cells."""

WIDTH = 32
CODES = 128
"""Codes are below this."""
OLDEST = 130
"""A recorded age outside 0–130 is a mistake somewhere: it counts as unknown."""

_SEX_RANKS = {"F": 0, "M": 1, "": 2}
_UNKNOWN_AGE = len(BANDS)


def possible_age(age: int | None) -> int | None:
    """The same age, or ``None`` when nobody can have it."""
    return age if age is not None and 0 <= age <= OLDEST else None


def code_of(sex: str, age: int | None) -> int:
    """The code of a subject of this sex and age."""
    band = _UNKNOWN_AGE if age is None else bisect_right(BANDS, age) - 1
    return _SEX_RANKS[sex] * WIDTH + band


_TABLE = np.array(
    [[_SEX_RANKS[sex] * WIDTH + band for band in (_UNKNOWN_AGE, *range(len(BANDS)))] for sex in SEXES], dtype=np.intp
)
"""Which code stands at each row and column of a table."""


def table_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Subjects by code (128 numbers) as a table: rows ``SEXES``, column 0 unknown age, then the bands."""
    return counts[_TABLE]
