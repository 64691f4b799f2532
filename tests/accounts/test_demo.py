"""Demo doors open in a demonstration only, to invented people only."""

import pytest
from django.test import Client
from django.urls import reverse

from terrain.accounts import demo
from terrain.accounts.enums import SessionEnd
from terrain.accounts.middleware import is_exempt
from terrain.programmes.demo import furnish
from terrain.programmes.models import Assignment
from tests.accounts.conftest import is_signed_in
from tests.factories import HOUSE, UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "coordinator.w4i@demo.example"


@pytest.fixture
def demonstration(programme, settings):
    settings.DEMO = True
    furnish(by=HOUSE)
    return settings


def enter(email: str = EMAIL) -> Client:
    client = Client()
    client.post(reverse("account_demo"), {"email": email})
    return client


def test_one_click_opens_the_house_without_a_second_step(demonstration):
    assert enter().get(reverse("programmes:programme")).status_code == 200


def test_the_door_shows_the_doors_that_exist(demonstration):
    page = Client().get(reverse("account_login")).content.decode()
    assert EMAIL in page and "administrator@demo.example" in page


def test_furnishing_twice_makes_nobody_twice(demonstration):
    held = Assignment.objects.count()
    furnish(by=HOUSE)
    assert Assignment.objects.count() == held


def test_a_demo_person_of_a_project_that_is_not_loaded_holds_nothing(demonstration, viewer_of):
    from terrain.accounts.models import User  # noqa: PLC0415

    assert not viewer_of(User.objects.get(email="caseworker.mel@demo.example")).grants


def test_the_click_opens_no_real_account(demonstration, amina):
    assert not is_signed_in(enter(amina.email))
    assert Client().post(reverse("account_demo"), {"email": amina.email}).status_code == 404


def test_a_real_person_in_a_demonstration_still_needs_a_second_step(demonstration, amina):
    client = Client()
    client.force_login(amina)
    assert client.get(reverse("programmes:programme")).url == reverse("mfa_index")


def test_outside_a_demonstration_there_is_no_door(demonstration):
    demonstration.DEMO = False
    assert Client().post(reverse("account_demo"), {"email": EMAIL}).status_code == 404
    assert EMAIL not in Client().get(reverse("account_login")).content.decode()


def test_outside_a_demonstration_a_demo_password_opens_nothing_and_a_session_ends(demonstration, sign_in):
    inside = enter()
    demonstration.DEMO = False
    client = Client()
    sign_in(client, EMAIL, demo.PASSWORD)
    assert not is_signed_in(client)
    answer = inside.get(reverse("programmes:programme"), follow=True)
    assert str(SessionEnd.DEMO.label) in answer.content.decode() and not is_signed_in(inside)


def test_outside_a_demonstration_nobody_is_furnished(programme, settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        furnish(by=HOUSE)


@pytest.mark.parametrize(("demo_mode", "demo_person", "exempt"), [(1, 1, True), (0, 1, False), (1, 0, False)])
def test_only_an_invented_person_in_a_demonstration_is_exempt(settings, demo_mode, demo_person, exempt):
    settings.DEMO = bool(demo_mode)
    assert is_exempt(UserFactory(is_demo=bool(demo_person))) is exempt
