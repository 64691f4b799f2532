"""What changes of a household: who moves in, since when, who heads it, who moved out."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.households.policies import check_house, check_housemate
from terrain.people.models import Household, HouseholdMember, Person
from terrain.people.models.households import HOUSEMATE


def house(
    person: Person,
    *,
    other: Person | None = None,
    name: str = "",
    head: bool = False,
    since: date | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> HouseholdMember:
    """Say that ``other`` (or somebody named) lives with ``person``: in her household, else in the other one's, else in a new one.

    Returns the row of the other one; saying it twice of somebody of the registry changes nothing.
    """
    slip = slips.own(slip, by, person)
    check_house(by, person, other)
    if other is None and not name.strip():
        raise Denied(_("Say who."))
    with action("people.housed", by=by, obj=person) as act:
        if (before := slips.taken(slip, HouseholdMember)) is not None:
            act.silent = True
            return before
        people = [person, *([other] if other is not None else [])]
        list(Person.objects.select_for_update().filter(pk__in=[one.pk for one in people]).order_by("pk"))
        home = next((home for one in people if (home := _home(one)) is not None), None) or Household.objects.create()
        _in(home, person, by)
        if other is not None:
            row = _in(home, other, by, since)
        else:
            sealed = vault.seal(person.key, name.strip().encode(), HOUSEMATE)
            row = HouseholdMember.objects.create(
                household=home, told_of=person, sealed_name=sealed, since=since, written_by_id=by.user_id
            )
        if head:
            _put_at_head(row)
        slips.made(slip, row)
        act.detail = {"household": home.pk}
    return row


def _standing(home: Household) -> list[HouseholdMember]:
    return list(home.members.filter(until=None, removed_at=None))


def _home(person: Person) -> Household | None:
    """Where she lives now; the household written last when there are several."""
    rows = HouseholdMember.objects.filter(person__in=person.selves, until=None, removed_at=None)
    last = rows.select_related("household").order_by("-pk").first()
    return last.household if last is not None else None


def _in(home: Household, person: Person, by: Viewer, since: date | None = None) -> HouseholdMember:
    """Her row in the household, made when there is none."""
    selves = person.selves
    before = next((row for row in _standing(home) if row.person_id in selves), None)
    return before or HouseholdMember.objects.create(
        household=home, person=person, since=since, written_by_id=by.user_id
    )


def _put_at_head(row: HouseholdMember) -> None:
    HouseholdMember.objects.filter(household=row.household_id, head=True).exclude(pk=row.pk).update(head=False)
    row.head = True
    row.save(update_fields=["head"])


def correct_housemate(
    person: Person, member: HouseholdMember, *, since: date | None, until: date | None, head: bool, by: Viewer
) -> HouseholdMember:
    """Say of a row of ``person``'s household from when to when, and whether it is the head. Raises ``Denied`` for what cannot be."""
    with action("people.housemate_corrected", by=by, obj=person) as act:
        now = (
            HouseholdMember.objects.select_for_update(of=("self",))
            .select_related("person", "told_of")
            .get(pk=member.pk)
        )
        check_housemate(by, person, now)
        if since is not None and until is not None and until < since:
            raise Denied(_("It would end before it begins."))
        if until is None and now.until is not None and _there(now):
            raise Denied(_("She is in this household already."))
        now.since, now.until, now.head = since, until, False
        now.save(update_fields=["since", "until", "head"])
        if head and until is None:
            _put_at_head(now)
        act.detail = {"household": now.household_id}
    return now


def _there(row: HouseholdMember) -> bool:
    """Whether another row says that she lives there now."""
    if row.person is None:
        return False
    same = HouseholdMember.objects.filter(household=row.household_id, until=None, removed_at=None)
    return same.filter(person__in=row.person.selves).exclude(pk=row.pk).exists()


def unhouse(person: Person, member: HouseholdMember, *, by: Viewer) -> None:
    """It was written by mistake."""
    with action("people.unhoused", by=by, obj=person) as act:
        now = (
            HouseholdMember.objects.select_for_update(of=("self",))
            .select_related("person", "told_of")
            .get(pk=member.pk)
        )
        check_housemate(by, person, now)
        now.removed_at = clock.now()
        now.save(update_fields=["removed_at"])
        act.detail = {"household": now.household_id}
