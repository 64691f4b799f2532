"""What rooms above tell about people who are merged, so that people never looks upward.

register_records("gatherings.Attendance", lambda persons: Attendance.objects.filter(person__in=persons).values_list("pk", flat=True))
register_mender("learning", lambda persons: refresh(cohorts_of(persons)))
register_witness("reports", lambda projects: {(project, "W4I-T3, report of 2018"): 316})
"""

from collections.abc import Callable, Iterable, Sequence

Records = Callable[[Sequence[int]], Iterable[int]]
"""Persons → keys of the records of one model that speak of them and make facts."""
Testimony = dict[tuple[int, str], int | None]
"""Reported figures as they are now, by project and words that name them."""
Witness = Callable[[Iterable[int]], Testimony]
"""Projects → what was reported of them."""

Mend = Callable[[Sequence[int]], None]
"""Persons who were found to be one, or several again: figures that records keep of them are worked out anew."""

_RECORDS: dict[str, Records] = {}
_MENDERS: dict[str, Mend] = {}
_WITNESSES: dict[str, Witness] = {}


def register_records(model_label: str, records: Records) -> None:
    """Say which records of a model speak of some people; they are counted again when these are merged or parted."""
    _RECORDS[model_label] = records


def records_of(persons: Sequence[int]) -> dict[str, list[int]]:
    """Every record that speaks of one of ``persons``, by model."""
    return {label: list(records(persons)) for label, records in _RECORDS.items()}


def register_mender(name: str, mend: Mend) -> None:
    """Say what has to be worked out anew when people are merged or parted, before their records are counted again."""
    _MENDERS[name] = mend


def mend(persons: Sequence[int]) -> None:
    """Work out anew whatever is kept of ``persons``."""
    for _name, mender in sorted(_MENDERS.items()):
        mender(persons)


def register_witness(name: str, witness: Witness) -> None:
    """Say what was reported of some projects and what the records say now."""
    _WITNESSES[name] = witness


def testimony(projects: Iterable[int]) -> Testimony:
    """All reported figures of ``projects`` as they are now."""
    told: Testimony = {}
    for witness in _WITNESSES.values():
        told |= witness(projects)
    return told
