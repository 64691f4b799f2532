"""Who writes who lives with somebody: whoever writes what is known of her."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.people.models import HouseholdMember, Person
from terrain.people.profiles.policies import check_read, check_write_profile


def check_house(viewer: Viewer, person: Person, other: Person | None = None) -> None:
    """Whether the viewer says that ``other`` (or somebody outside the registry) lives with ``person``."""
    check_write_profile(viewer, person)
    if other is None:
        return
    check_read(viewer, other)
    if other.pk in person.selves:
        raise Denied(_("She lives with herself anyway."))


def check_housemate(viewer: Viewer, person: Person, member: HouseholdMember) -> None:
    """Whether the viewer changes a row of a household of hers."""
    check_write_profile(viewer, person)
    if member.removed_at is not None:
        raise Denied(_("This was taken out already."))
    homes = HouseholdMember.objects.filter(person__in=person.selves, removed_at=None)
    if not homes.filter(household=member.household_id).exists():
        raise Denied(_("This is not a household of hers."))
    about = member.person if member.person is not None else member.told_of
    if about is not None and about.pk not in person.selves:
        check_read(viewer, about.stands_as)
