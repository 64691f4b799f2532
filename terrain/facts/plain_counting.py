"""The truth that faster counting is held to: the facts are read one by one. Slow on purpose; shares nothing."""

import json
from collections.abc import Iterable, Sequence

import numpy as np

from terrain.facts.bands import BANDS, SEXES
from terrain.facts.models import Fact
from terrain.facts.selections import Selection, Tally

SEX_ORDER = ("F", "M", "")


def brute_force(
    project_ids: Iterable[int], selections: Sequence[Selection], first: int | None = None, last: int | None = None
) -> Tally:
    """What ``Book.tally`` must answer.

    A subject stands where her first counted month puts her: of that month's events, one with a known sex goes before
    one without, then the youngest age, an unknown age last. With one sex, and ages that only grow, this is the age at
    her first counted event.
    """
    found = Fact.objects.filter(project__in=list(project_ids))
    if first is not None:
        found = found.filter(month__gte=first)
    if last is not None:
        found = found.filter(month__lte=last)
    occurrences = with_identity = quantity = 0
    standing: dict[int, tuple[int, int, int]] = {}
    columns = ("variant__kind", "variant__attributes", "subject", "month", "occurrences", "quantity", "sex", "age")
    for kind, attributes, subject, month, times, amount, sex, age in found.values_list(*columns).iterator():
        if not _counts(selections, kind, json.loads(attributes)):
            continue
        occurrences += times
        quantity += amount
        if subject is not None:
            with_identity += times
            place = (month, SEX_ORDER.index(sex), len(BANDS) if age is None else _band(age))
            standing[subject] = min(standing.get(subject, place), place)
    cells = np.zeros((len(SEXES), len(BANDS) + 1), dtype=np.int64)
    for _month, sex_rank, band in standing.values():
        column = 0 if band == len(BANDS) else band + 1
        cells[SEXES.index(SEX_ORDER[sex_rank]), column] += 1
    return Tally(occurrences, with_identity, len(standing), quantity, cells)


def _band(age: int) -> int:
    return max(number for number, lower in enumerate(BANDS) if lower <= age)


def _counts(selections: Sequence[Selection], kind: str, attributes: dict[str, str]) -> bool:
    return any(
        selection.kind == kind and all(attributes.get(name, "") in allowed for name, allowed in selection.where)
        for selection in selections
    )
