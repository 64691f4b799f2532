"""What the pages of groups tell: who is in one only by the rules for people."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from terrain.core.access import Viewer
from terrain.people import directory
from terrain.people.models import Group, GroupMember, Person

ONE = Coalesce("members__person__merged_into_id", "members__person_id")


def listed(viewer: Viewer) -> QuerySet[Group]:
    """Groups of the viewer's projects with how many belong to each now, those that ended last; sealed people are not counted."""
    hidden = Person.objects.sealed_to(viewer).values("pk")
    here = Q(members__isnull=False, members__until=None) & ~Q(members__person__in=hidden)
    found = Group.objects.visible_to(viewer).annotate(number=Count(ONE, filter=here, distinct=True))
    return found.select_related("project").order_by(F("ended_on").desc(nulls_first=True), "name", "pk")


@dataclass(frozen=True)
class Told:
    """Somebody of a group; ``name`` is blank when the viewer does not see names."""

    member: GroupMember
    person: Person
    name: str


def members_of(group: Group, viewer: Viewer) -> tuple[list[Told], list[Told]]:
    """Who belongs to it now, and who did, as far as they are there for the viewer; three queries."""
    rows = list(group.members.select_related("person__merged_into__key", "person__key").order_by("since", "pk"))
    standing = {row.person.stands_as.pk for row in rows}
    seen = Person.objects.visible_to(viewer).filter(pk__in=standing).select_related("key")
    known = {entry.person.pk: entry for entry in directory.entries(list(seen), viewer)}
    told = [Told(row, known[pk].person, known[pk].name) for row in rows if (pk := row.person.stands_as.pk) in known]
    now: dict[int, Told] = {}
    for one in told:
        if one.member.until is None:
            now.setdefault(one.person.pk, one)
    return list(now.values()), [one for one in told if one.member.until is not None]
