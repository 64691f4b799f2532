"""What rooms above tell about people who are merged, so that people never looks upward.

register_records("gatherings.Attendance", lambda persons: Attendance.objects.filter(person__in=persons).values_list("pk", flat=True))
register_witness("reports", lambda projects: {(project, "W4I-T3, report of 2018"): 316})
"""

from collections.abc import Callable, Iterable, Sequence

Records = Callable[[Sequence[int]], Iterable[int]]
"""Persons → keys of the records of one model that speak of them and make facts."""
Testimony = dict[tuple[int, str], int | None]
"""Reported figures as they are now, by project and words that name them."""
Witness = Callable[[Iterable[int]], Testimony]
"""Projects → what was reported of them."""

_RECORDS: dict[str, Records] = {}
_WITNESSES: dict[str, Witness] = {}


def register_records(model_label: str, records: Records) -> None:
    """Say which records of a model speak of some people; they are counted again when these are merged or parted."""
    _RECORDS[model_label] = records


def records_of(persons: Sequence[int]) -> dict[str, list[int]]:
    """Every record that speaks of one of ``persons``, by model."""
    return {label: list(records(persons)) for label, records in _RECORDS.items()}


def register_witness(name: str, witness: Witness) -> None:
    """Say what was reported of some projects and what the records say now."""
    _WITNESSES[name] = witness


def testimony(projects: Iterable[int]) -> Testimony:
    """All reported figures of ``projects`` as they are now."""
    told: Testimony = {}
    for witness in _WITNESSES.values():
        told |= witness(projects)
    return told
