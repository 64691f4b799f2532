"""What a cell holds, and the arithmetic on it; knows no table."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from terrain.facts.bands import code_of

Subjects = NDArray[np.int64]
Codes = NDArray[np.uint8]
Row = tuple[int | None, str, int | None, int, int]
"""Of a fact: subject, sex, age, occurrences, quantity."""

CODE_BITS = 8


@dataclass(frozen=True, eq=False)
class Contents:
    """The subjects of some facts in ascending order, each once with its lowest code, and what the facts add up to."""

    subjects: Subjects
    codes: Codes
    occurrences: int = 0
    anonymous: int = 0
    quantity: int = 0

    def same_as(self, other: "Contents") -> bool:
        """Whether both say the same."""
        return (
            (self.occurrences, self.anonymous, self.quantity) == (other.occurrences, other.anonymous, other.quantity)
            and np.array_equal(self.subjects, other.subjects)
            and np.array_equal(self.codes, other.codes)
        )


def once(subjects: Subjects, codes: Codes) -> tuple[Subjects, Codes]:
    """Each subject once, ascending, with the lowest of its codes."""
    keys = np.sort((subjects << CODE_BITS) | codes)
    found = keys >> CODE_BITS
    first = np.ones(len(found), dtype=bool)
    first[1:] = found[1:] != found[:-1]
    return found[first], (keys[first] & 0xFF).astype(np.uint8)


def gathered(rows: Iterable[Row]) -> Contents:
    """The contents that these facts make."""
    subjects: list[int] = []
    codes: list[int] = []
    occurrences = anonymous = quantity = 0
    for subject, sex, age, times, amount in rows:
        occurrences += times
        quantity += amount
        if subject is None:
            anonymous += times
        else:
            subjects.append(subject)
            codes.append(code_of(sex, age))
    met, coded = once(np.array(subjects, dtype=np.int64), np.array(codes, dtype=np.uint8))
    return Contents(met, coded, occurrences, anonymous, quantity)


def joined(one: Contents, other: Contents) -> Contents:
    """The contents of the facts of both, which have no fact in common."""
    subjects, codes = once(
        np.concatenate((one.subjects, other.subjects)),
        np.concatenate((one.codes, other.codes)),
    )
    return Contents(
        subjects,
        codes,
        one.occurrences + other.occurrences,
        one.anonymous + other.anonymous,
        one.quantity + other.quantity,
    )


def packed(subjects: Subjects) -> bytes:
    """Subjects as a serialized roaring bitmap."""
    return BitMap(subjects.astype(np.uint32)).serialize()


def bitmap(members: bytes | memoryview) -> BitMap:
    """A serialized roaring bitmap, opened."""
    return BitMap.deserialize(bytes(members))


def listed(members: BitMap) -> Subjects:
    """The subjects of a bitmap, ascending."""
    return np.frombuffer(members.to_array(), dtype=np.uint32).astype(np.int64)


def unpacked(members: bytes | memoryview) -> Subjects:
    """The subjects of a serialized roaring bitmap, ascending."""
    return listed(bitmap(members))


def coded(codes: bytes | memoryview) -> Codes:
    """The codes beside a bitmap."""
    return np.frombuffer(codes, dtype=np.uint8)
