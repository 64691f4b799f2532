"""The facts of files that are no more: what they counted for, exactly as it stood.

Kinds and attributes are those of the nouns that told them. While the registry knows whose they are, sex, age and the person she
was found to be follow it, as those of any other record do.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from terrain.casework.models import Remnant
from terrain.facts.registry import FactDraft, Source
from terrain.people.models import Person

AT_ONCE = 2000


def facts_of_remnant(remnant: Remnant) -> list[FactDraft]:
    """The one fact that it is; ``remnants`` fetched whose it is."""
    person = remnant.whose.stands_as if remnant.whose is not None else None
    return [
        FactDraft(
            kind=remnant.kind,
            project_id=remnant.project_id,
            day=remnant.day,
            subject=person.subject if person is not None else remnant.subject,
            place_id=remnant.place_id,
            occurrences=remnant.occurrences,
            quantity=remnant.quantity,
            sex=person.sex if person is not None else remnant.sex,
            age=person.age_on(remnant.day) if person is not None else remnant.age,
            attributes=remnant.attributes,
        )
    ]


def remnants(pks: Iterable[int] | None) -> Iterator[Any]:
    """Remnants with whose they are, in two queries for some thousands of them."""
    found = Remnant.objects.order_by("pk")
    rows = found if pks is None else found.filter(pk__in=list(pks))
    some: list[Remnant] = []
    for remnant in rows.iterator(chunk_size=AT_ONCE):
        some.append(remnant)
        if len(some) == AT_ONCE:
            yield from _with_persons(some)
            some = []
    yield from _with_persons(some)


def _with_persons(found: list[Remnant]) -> list[Remnant]:
    subjects = {remnant.subject for remnant in found if remnant.subject is not None}
    known = Person.objects.filter(subject__in=subjects).select_related("merged_into")
    by_subject = {person.subject: person for person in known}
    for remnant in found:
        remnant.whose = by_subject.get(remnant.subject or 0)
    return found


REMNANTS = Source(model="casework.Remnant", facts_of=facts_of_remnant, records=remnants)


def held_by_remnants(persons: Iterable[int]) -> list[tuple[int, int]]:
    """Who of ``persons`` still counts through a file that is no more, and in which project."""
    subjects = dict(Person.objects.filter(pk__in=list(persons)).values_list("subject", "pk"))
    found = Remnant.objects.filter(subject__in=subjects).values_list("subject", "project_id").distinct()
    return [(subjects[subject], project) for subject, project in found if subject is not None]


def remnants_of(persons: Iterable[int]) -> list[int]:
    """Remnants that count for some of ``persons``."""
    subjects = Person.objects.filter(pk__in=list(persons)).values("subject")
    return list(Remnant.objects.filter(subject__in=subjects).values_list("pk", flat=True))
