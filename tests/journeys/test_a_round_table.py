"""A closed door comes to a round table and is opened, on a phone; every page of it is accessible, in French and in Arabic."""

from datetime import timedelta

import pytest

from terrain.core import clock
from terrain.network.models import AgendaItem, Commitment, Experiment, RoundTable
from tests.factories import AssignmentFactory, UserFactory
from tests.journeys.conftest import PHONE, check_accessible, keep_picture
from tests.network.governance.conftest import (  # noqa: F401
    court,
    door,
    promised,
    rabat,
    referred,
    shelter,
    table,
    today,
)
from tests.network.governance.test_experiments import signed, trial  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coordinator(w4i):
    user = UserFactory(full_name="Youssef")
    AssignmentFactory(user=user, role="project_coordinator", project=w4i)
    return user


def test_a_round_table_opens_a_closed_door(open_browser, sign_in, coordinator, court, door):  # noqa: F811
    page = open_browser(PHONE)
    sign_in(page, coordinator)
    page.goto("/services/network/")
    check_accessible(page)
    page.click("form[action$='/to-agenda/'] button")
    page.wait_for_selector("#agenda")
    table = RoundTable.objects.get()  # noqa: F811
    page.select_option("[name=organisation]", court.code)
    page.fill("[name=as_whom]", "Présidence")
    page.click("form[action$='/invite/'] button")
    page.wait_for_selector("#invited")
    check_accessible(page)
    keep_picture(page, "round-table")
    RoundTable.objects.update(starts_at=clock.now())  # its day has come  # noqa: F811
    item = AgendaItem.objects.get()
    page.click(f"a.button[href$='{item.get_absolute_url()}']")
    page.fill("[name=text]", "Dix lits de plus au foyer.")
    page.fill("[name=what]", "Ouvrir dix lits")
    page.select_option("[name=owner]", court.code)
    page.fill("[name=due]", (clock.today() + timedelta(30)).isoformat())
    check_accessible(page)
    page.click("form[action$='/decide/'] button")
    page.wait_for_selector("#decided")
    promised = Commitment.objects.get()  # noqa: F811
    page.click(f"a[href$='{promised.get_absolute_url()}']")
    page.fill("[name=proof]", "Visite du foyer.")
    check_accessible(page)
    page.click("form[action$='/kept/'] button")
    page.wait_for_selector("#proof")
    page.goto(item.get_absolute_url())
    assert page.locator("#changed").count() == 1
    check_accessible(page)
    assert table.state == "planned" and Commitment.objects.get().state == "kept"


def test_every_page_of_it_is_accessible_in_arabic(
    open_browser, sign_in, coordinator, table, promised, trial, door  # noqa: F811
):  # fmt: skip
    page = open_browser(PHONE, "ar")
    sign_in(page, coordinator)
    experiment = Experiment.objects.get()
    lists = [f"/services/{name}/" for name in ("network", "round-tables", "commitments", "agreements", "experiments")]
    forms = ["/services/round-tables/new/", "/services/agreements/new/", "/services/experiments/new/W4I/"]
    records = [one.get_absolute_url() for one in (table, promised, experiment, experiment.agreement)]
    more = [f"{table.get_absolute_url()}{name}/" for name in ("held", "minutes", "cancel")]
    for address in [*lists, *forms, *records, *more]:
        assert page.goto(f"/ar{address}").status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        check_accessible(page)
