"""Files of a kind that is sealed from its first instant: two people see them, and nobody else learns that they exist."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import HALF_A_YEAR, Named
from terrain.casework.kinds import register_kind
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Person
from terrain.results.rules import parse
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(kind):
    """Accompaniment, sealed while the test lasts."""
    register_kind(replace(kind, sealed=True))
    yield replace(kind, sealed=True)
    register_kind(kind)


@pytest.fixture
def opened(kind, w4i, fatou, amina, colleague, viewer_of):
    def with_(*others, **more):
        named = [Named(user, clock.today() + HALF_A_YEAR, "accompanies") for user in others]
        return open_case(Opening(kind, w4i, fatou, entry_reason="income", named=named), by=viewer_of(amina), **more)

    return with_


def sees(viewer) -> bool:
    return Case.objects.visible_to(viewer).exists()


def test_one_alone_does_not_open_it(opened, amina):
    for nobody in ((), (amina,)):
        with pytest.raises(Denied):
            opened(*nobody)
    assert not Case.objects.exists()


def test_both_see_it_and_her_and_a_supervisor_sees_neither(
    opened, fatou, amina, colleague, youssef, director, viewer_of
):
    opened(colleague)
    for user in (amina, colleague):
        assert sees(viewer_of(user)) and Person.objects.visible_to(viewer_of(user)).filter(pk=fatou.pk).exists()
    for user in (youssef, director):
        assert not sees(viewer_of(user)) and not Person.objects.visible_to(viewer_of(user)).filter(pk=fatou.pk).exists()


def test_another_project_that_knows_her_goes_on_knowing_her(opened, fatou, cpe, stranger, colleague, viewer_of):
    people.meet([fatou], cpe, by_hand=True)
    opened(colleague)
    assert not sees(viewer_of(stranger)) and Person.objects.visible_to(viewer_of(stranger)).filter(pk=fatou.pk).exists()


def test_somebody_without_a_role_there_is_not_named(opened, stranger):
    with pytest.raises(Denied):
        opened(stranger)


def test_the_form_asks_who_else_and_says_when_she_may_not(kind, fatou, amina, colleague, stranger, client_of):
    address = reverse("casework:new") + f"?person={fatou.uid}&kind={kind.code}"
    said = {"project": "W4I", "entry_reason": "income", "situation": "", "why_her": "accompanies"}
    desk = client_of(amina)
    assert desk.post(address, said).status_code == 422
    assert desk.post(address, said | {"colleague": stranger.pk}).status_code == 422
    assert desk.post(address, said | {"colleague": colleague.pk}).status_code == 302
    assert Case.objects.get().is_sealed and Case.objects.get().sealings.count() == 1


def test_sent_twice_it_is_one(opened, colleague):
    slip = uuid4()
    assert opened(colleague, slip=slip) == opened(colleague, slip=slip)
    assert Case.objects.count() == 1


def test_a_file_that_is_not_of_a_sealed_kind_names_nobody(w4i, amina, viewer_of, kind):
    awa = people.register(Identity("Awa Essai", birth=date(1999, 1, 1), birth_precision="year"), project=w4i, by=HOUSE)
    register_kind(replace(kind, sealed=False))
    said = Opening(replace(kind, sealed=False), w4i, awa, entry_reason="income")
    assert not open_case(said, by=viewer_of(amina)).is_sealed


def smallest(**where) -> int:
    return parse({"count": "subjects", "of": [{"kind": "case_opened", "where": where}]}).minimum


def test_small_cells_of_sealed_files_are_under_ten(kind):
    assert smallest(case_kind=[kind.code]) == 10 and smallest() == 10, "not narrowed, it may be one of them"
    assert smallest(case_kind=["reception"]) == 5
