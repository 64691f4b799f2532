"""Who is met by whom: the same subjects in several projects, the new ones and those who come back."""

from collections.abc import Iterable

from pyroaring import BitMap

from terrain.facts.shelf import companies

NOBODY = BitMap()


def overlap(project_ids: Iterable[int], subject: str = "person") -> dict[tuple[int, int], int]:
    """(project, project) → subjects that both met, both ways round; a project with itself: all that it met."""
    met = {pk: company.everyone.get(subject, NOBODY) for pk, company in companies.take(project_ids).items()}
    found: dict[tuple[int, int], int] = {}
    for one in met:
        for other in met:
            if (other, one) in found:
                found[one, other] = found[other, one]
            else:
                found[one, other] = met[one].intersection_cardinality(met[other])
    return found


def arrivals(project_ids: Iterable[int], subject: str = "person") -> dict[int, dict[int, tuple[int, int]]]:
    """Project → month → (subjects that it met for the first time, subjects that came back)."""
    return {pk: _new_and_returning(held.months.get(subject, [])) for pk, held in companies.take(project_ids).items()}


def _new_and_returning(months: list[tuple[int, BitMap]]) -> dict[int, tuple[int, int]]:
    seen = BitMap()
    found = {}
    for month, members in months:
        before = len(seen)
        seen |= members
        new = len(seen) - before
        found[month] = (new, len(members) - new)
    return found
