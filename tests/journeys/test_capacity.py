"""An association is assessed on a phone, item by item; a second round shows what changed."""

from datetime import timedelta

import pytest

from terrain.core import clock
from terrain.network.models import Assessment, Profile
from terrain.programmes.models import Organisation
from tests.house.capacities import done, planned, round_of
from tests.journeys.conftest import PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assessed(w4i):
    """A service that was assessed once and did most of what it had planned."""
    association = Organisation.objects.get(code="ASSOC")
    Profile.objects.of(association)
    first = round_of(w4i, association, ago=120, value=2)
    done(planned(first, "Afficher les heures"), ago=30)
    planned(first, "Nommer une remplaçante", until=-3)
    return first


def test_a_second_round_is_scored_on_a_phone_and_shows_what_changed(open_browser, sign_in, youssef, assessed):
    page = open_browser(PHONE)
    sign_in(page, youssef)
    page.goto(f"{assessed.strengthening.get_absolute_url()}next/")
    page.fill("[name=people]", "4")
    page.click("main form[method=post] button")
    page.wait_for_url("**/rounds/*/")
    page.click("main section a.button")
    for number in range(len(assessed.grid.items)):
        page.wait_for_url("**/items/*/")
        page.check(f"[name=level][value='{3 + number % 2}']")
        page.fill("[name=words]", "Vu sur place")
        if number == 1:
            check_accessible(page)
            keep_picture(page, "capacity-item")
        page.click("main form button >> nth=0")
    page.wait_for_url("**/rounds/*/")
    check_accessible(page)
    page.click("form[action$='/conclude/'] button")
    page.wait_for_url(f"**{assessed.strengthening.get_absolute_url()}")
    second = Assessment.objects.get(number=2)
    assert second.is_concluded and second.day == clock.today() and second.scores.count() == len(second.grid.items)
    assert page.locator(".capacity-before").count() == page.locator(".capacity-now").count() == 4
    check_accessible(page)
    page.locator(".capacity-chart").scroll_into_view_if_needed()
    keep_picture(page, "capacity-change")


def test_the_other_pages_are_whole_and_accessible_in_arabic(open_browser, sign_in, youssef, w4i, assessed):
    page = open_browser(PHONE, "ar")
    sign_in(page, youssef)
    action = assessed.plan.get(what="Nommer une remplaçante")
    here = "/services/capacity/"
    for address in (
        here, f"{here}new/", f"{here}grids/service/", assessed.strengthening.get_absolute_url(),
        f"{assessed.get_absolute_url()}plan/new/", action.get_absolute_url(), f"{action.get_absolute_url()}done/",
    ):  # fmt: skip
        assert page.goto(f"/ar{address}").status == 200, address
        check_accessible(page)
    assert action.due == clock.today() - timedelta(3)
