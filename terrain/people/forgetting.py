"""Somebody is forgotten: her key and everything sealed under it are destroyed; what she counted for stays true.

Her row stays without anything that leads to her: a pseudonym, a sex, and a birth date moved as far as the ages already
counted allow, most often to a year.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db import models

from terrain.core import clock
from terrain.core.erasing import Erased, erase
from terrain.facts.models import Fact
from terrain.people.enums import Precision
from terrain.people.models import ContradictingKeys, Group, Person

NEAR = 31
"""Days around the true birthday among which another one is looked for, when no first of a month fits."""

Forgets = Callable[[Sequence[int]], object]
_FORGETTING: dict[str, Forgets] = {}


def register_forgetting(name: str, forgets: Forgets) -> None:
    """Call ``forgets(persons)`` inside the transaction in which a person (all the records that were found to be her) is forgotten: for
    what a room above knows of her beside her files. The same name replaces the first."""
    _FORGETTING[name] = forgets


def _of_people(model: type[models.Model]) -> bool:
    return model._meta.app_label == Person._meta.app_label


def forget_within(person: Person) -> Erased:
    """Forget her, and those who were found to be her, inside an action that has checked it.

    Whoever needs her file must have let it go before; attendances stay, of somebody whom nobody knows any more.
    """
    selves = list(Person.objects.filter(pk__in=person.selves).select_related("key"))
    for forgets in _FORGETTING.values():
        forgets([one.pk for one in selves])
    days = set(Fact.objects.filter(subject=person.counted_as).values_list("day", flat=True))
    kept = list(ContradictingKeys.objects.filter(persons__in=selves).distinct())
    groups = list(Group.objects.filter(members__person__in=selves).distinct())
    told = erase(kept, _of_people, keeping=selves)
    _unname(groups)
    for one in selves:
        one.refresh_from_db()
        one.sealed_identity, one.nationality = b"", ""
        one.birth_date, one.birth_precision = blurred(one.birth_date, one.birth_precision, days)
        one.erased_at = one.changed_at = clock.now()
        one.version += 1
        one.save()
    return told


def _unname(groups: Iterable[Group]) -> None:
    """A group to which nobody is known to have belonged loses its name, which may be somebody's, and is over."""
    for group in groups:
        if not group.members.exists():
            group.name, group.ended_on = f"#{group.pk}", group.ended_on or clock.today()
            group.save(update_fields=["name", "ended_on"])


def blurred(birth: date | None, precision: str, days: Iterable[date]) -> tuple[date | None, str]:
    """A birth date that gives the same completed years on each of ``days`` and says as little as possible."""
    if birth is None:
        return None, ""
    counted = list(days)
    for candidate, said in _coarser(birth, precision):
        if all(_age(candidate, day) == _age(birth, day) for day in counted):
            return candidate, said
    return birth, precision


def _coarser(birth: date, precision: str) -> Iterator[tuple[date, str]]:
    for year in (birth.year, birth.year + 1):
        yield date(year, 1, 1), Precision.YEAR
    month = birth.replace(day=1)
    after = (month + timedelta(days=31)).replace(day=1)
    for first in (month, after):
        yield first, Precision.MONTH
    for away in range(NEAR, 0, -1):
        yield birth - timedelta(days=away), Precision.DAY
        yield birth + timedelta(days=away), Precision.DAY


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - (0 if (day.month, day.day) >= (birth.month, birth.day) else 1)
