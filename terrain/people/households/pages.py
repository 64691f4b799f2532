"""Who lives with somebody, as her page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from terrain.core import audit
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import verdict
from terrain.people import directory
from terrain.people.models import HouseholdMember, Person
from terrain.people.profiles.policies import check_read, check_write_profile


@dataclass(frozen=True)
class Housemate:
    """Somebody of a household; ``url`` blank for whoever is outside the registry; ``self``: the person herself."""

    row: HouseholdMember
    name: str
    url: str
    herself: bool

    @property
    def here(self) -> bool:
        """Whether she lives there now, as far as it is known."""
        return self.row.until is None


@dataclass(frozen=True)
class Home:
    """A household; ``here``: the person lives in it now."""

    here: bool
    mates: list[Housemate]


def rows_of(person: Person) -> list[HouseholdMember]:
    """Every row of the households in which she lives or lived, the one in which she lives first."""
    mine = HouseholdMember.objects.filter(person__in=person.selves, removed_at=None)
    homes = set(mine.values_list("household_id", flat=True))
    rows = HouseholdMember.objects.filter(household__in=homes, removed_at=None)
    return list(rows.select_related("person__merged_into", "told_of__key", "told_of__merged_into"))


def homes_of(viewer: Viewer, person: Person) -> list[Home]:
    """Her households as the viewer may see them; somebody whom the viewer does not see is not there."""
    rows, selves = rows_of(person), set(person.selves)
    told = _housemates(viewer, rows, selves)
    homes: dict[int, list[Housemate]] = {}
    for one in sorted(told, key=lambda one: (one.row.until is not None, not one.row.head, one.row.pk)):
        homes.setdefault(one.row.household_id, []).append(one)
    found = [Home(any(one.herself and one.here for one in mates), mates) for mates in homes.values()]
    return sorted(found, key=lambda home: not home.here)


def _about(row: HouseholdMember) -> Person:
    """Whose rules a row follows: hers, or those of whoever it was told of."""
    person = row.person if row.person is not None else row.told_of
    assert person is not None
    return person.stands_as


def _housemates(viewer: Viewer, rows: Iterable[HouseholdMember], selves: set[int]) -> Iterable[Housemate]:
    pks = {_about(row).pk for row in rows}
    seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
    people = list(seen.filter(pk__in=pks).select_related("key"))
    named = {entry.person.pk: entry for entry in directory.entries(people, viewer)}
    for row in rows:
        entry = named.get(_about(row).pk)
        if entry is None:
            continue
        if row.person_id is None:
            yield Housemate(row, row.name(), "", False)
        else:
            herself = row.person_id in selves
            yield Housemate(row, entry.name, "" if herself else entry.person.get_absolute_url(), herself)


def household_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Who lives with her, and did."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if not verdict(check_read, viewer, person):
        return None
    homes = homes_of(viewer, person)
    others = sum(not mate.herself for home in homes for mate in home.mates)
    if others:
        audit.note_read(request, "people.names_read", detail={"people": others})
    return {"homes": homes, "may_write": verdict(check_write_profile, viewer, person)}
