"""What this room tells the engines below it, once, when the house is ready."""

from collections.abc import Iterable, Sequence

from terrain.casework.facts import APPOINTMENT, APPOINTMENTS, CASES, CHANGES, CLOSED, OPENED, STAGE
from terrain.casework.models import Case
from terrain.facts.registry import register_kind, register_source
from terrain.people.holders import register_holder


def held(persons: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Who of ``persons`` has a file, and in which project: pairs (person, project)."""
    return Case.objects.filter(person__in=persons).values_list("person_id", "project_id").distinct()


def announce() -> None:
    """Kinds of fact and their sources, and who must not be taken out of the registry."""
    for kind in (OPENED, STAGE, CLOSED, APPOINTMENT):
        register_kind(kind)
    for source in (CASES, CHANGES, APPOINTMENTS):
        register_source(source)
    register_holder("casework.Case", held)
