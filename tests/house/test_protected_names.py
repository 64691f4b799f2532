"""A woman has a name to protect her: whoever works on no file of hers meets that one, on whatever page, fragment or sheet.

Every address of the house is asked by every role of her project that sees names and does not accompany her.
"""

from dataclasses import replace

import pytest
from django.urls import reverse

from terrain.people.models.profiles import NameKind, profile_of
from terrain.people.profiles.actions import tell
from tests.factories import HOUSE
from tests.house.test_planted_names import patterns, said
from tests.house.world import World

pytestmark = pytest.mark.django_db
GIVEN = {
    "casework:referral", "casework:print_slip", "casework:transfer", "casework:accept_transfer", "casework:decline_transfer",
    "casework:received", "casework:accept_referral", "casework:answer_referral", "casework:open_referral",
}  # fmt: skip
"""What was sent to a service or another project, to be read by whoever reads that: under her civil name, as she agreed."""
CIVIL, ALIAS = ["Fatou", "Diallo", "FATOU", "DIALLO"], "Nour Amal"


@pytest.fixture
def world(w4i):
    made = World(w4i)
    told, version = profile_of(made.person)
    new = replace(told, name_kinds=((ALIAS, NameKind.ALIAS.value),))
    tell(made.person, told, new, version=version, by=HOUSE)
    return made


@pytest.mark.parametrize("who", ["receptionist", "colleague", "youssef"])
def test_nobody_who_does_not_accompany_her_meets_her_civil_name(who, request, world, client_of, fragments):
    client, found = client_of(request.getfixturevalue(who)), []
    asked = {"show": "1", "person": str(world.person.uid), "q": "nour"}
    for name in sorted({name for name, _takes in patterns()} - GIVEN):
        address = reverse(name, args=world.arguments(name))
        page = said(client, address, data=asked)
        fragment = said(client, address, data=asked, headers={"hx-request": "true"}) if fragments.to_be_had() else ""
        found += [f"{name} {address}: {word}" for word in CIVIL if word in page + fragment]
    assert not found, "\n".join(found[:30])


def test_the_name_that_protects_her_is_what_they_meet(world, colleague, client_of):
    client = client_of(colleague)
    for address in (reverse("people:people"), world.session.get_absolute_url()):
        assert ALIAS in said(client, address), address
