"""What is asked of the facts, and the shape of an answer."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from terrain.facts.bands import BANDS, SEXES
from terrain.facts.models import Variant


@dataclass(frozen=True)
class Selection:
    """Facts of one kind whose attributes have one of the named values; a blank value means "not stated".

    Several selections together are "one or the other": a fact that two of them choose is counted once.
    """

    kind: str
    where: tuple[tuple[str, frozenset[str]], ...] = ()

    def chooses(self, kind: str, attributes: Mapping[str, str]) -> bool:
        """Whether a fact of this kind with these attributes is meant."""
        return kind == self.kind and all(attributes.get(name, "") in values for name, values in self.where)


@dataclass(frozen=True, eq=False)
class Tally:
    """How many, in one period.

    ``occurrences``: times it happened, people without identity included; ``with_identity``: of those, the ones with a
    subject; ``distinct``: subjects, each once. ``cells``: the distinct subjects by sex (rows ``SEXES``) and age (column
    0 unknown, then ``BANDS``); int64, shape (3, 11), always sums to ``distinct``.
    """

    occurrences: int
    with_identity: int
    distinct: int
    quantity: int
    cells: NDArray[np.int64]

    def by_sex(self) -> dict[str, int]:
        """Sex → distinct subjects; a blank sex is unknown."""
        return {sex: int(row.sum()) for sex, row in zip(SEXES, self.cells, strict=True)}

    def by_age(self) -> dict[int, int]:
        """Column of ``cells`` (0: unknown age, n: ``BANDS[n - 1]`` and older) → distinct subjects."""
        return {column: int(self.cells[:, column].sum()) for column in range(len(BANDS) + 1)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self._figures() == other._figures()

    def __hash__(self) -> int:
        return hash((self.occurrences, self.with_identity, self.distinct, self.quantity))

    def _figures(self) -> tuple[object, ...]:
        return self.occurrences, self.with_identity, self.distinct, self.quantity, self.cells.tolist()


@lru_cache(maxsize=20_000)
def opened(attributes: str) -> Mapping[str, str]:
    """A variant's canonical attributes as a mapping. Do not change it."""
    return dict(json.loads(attributes))


def chosen_variants(selections: Sequence[Selection]) -> list[int]:
    """Keys of the variants that some selection chooses, in one query."""
    kinds = sorted({selection.kind for selection in selections})
    rows = Variant.objects.filter(kind__in=kinds).values_list("pk", "kind", "attributes")
    return [pk for pk, kind, attributes in rows if chosen(selections, kind, attributes)]


def chosen(selections: Iterable[Selection], kind: str, attributes: str) -> bool:
    """Whether some selection chooses facts of this kind and these canonical attributes."""
    return any(selection.chooses(kind, opened(attributes)) for selection in selections)
