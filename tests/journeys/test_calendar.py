"""The calendar of the programme: a list of days on a phone in Arabic, a month on a wide screen in French."""

from datetime import timedelta

import pytest

from terrain.core import clock
from terrain.gatherings.actions import Particulars, open_session
from terrain.programmes.models import Project
from tests.factories import HOUSE, AssignmentFactory, UserFactory, small_programme
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def youssef(transactional_db):
    """Whoever answers for W4I, in a month that holds a crowded day."""
    small_programme()
    w4i = Project.objects.get(code="W4I")
    for number in range(7):
        open_session(w4i, Particulars("training", clock.today(), "Rabat", f"Formation {number}"), by=HOUSE)
    open_session(w4i, Particulars("training", clock.today() + timedelta(1), "Rabat", "Demain"), by=HOUSE)
    user = UserFactory(full_name="Youssef")
    AssignmentFactory(user=user, role="project_coordinator", project=w4i)
    return user


@pytest.mark.parametrize(("viewport", "language"), [(PHONE, "ar"), (DESKTOP, "fr")], ids=["phone-ar", "desk-fr"])
def test_every_page_is_whole_and_accessible(open_browser, sign_in, youssef, viewport, language):
    page = open_browser(viewport, language)
    sign_in(page, youssef)
    prefix = "" if language == "fr" else f"/{language}"
    today = clock.today()
    month = ["/calendar/"]
    others = [
        "/calendar/?whose=mine",
        f"/calendar/day/?on={today}",
        "/calendar/telephone/",
        "/calendar/telephone/W4I/",
        "/calendar/public/",
    ]
    for address in month + (others if viewport == PHONE else []):
        assert page.goto(prefix + address).status == 200, address
        for part in page.locator("main details").all():
            part.evaluate("part => { part.open = true }")
        check_accessible(page)
    page.goto(f"{prefix}/calendar/?month={today:%Y-%m}")
    shown = page.locator(".calendar-day--today .calendar-line")
    assert shown.count() == 4
    columns = page.evaluate("getComputedStyle(document.querySelector('.calendar-grid')).gridTemplateColumns").split()
    assert len(columns) == (1 if viewport == PHONE else 7)
    page.locator(".calendar-day--today .calendar-more a").click()
    assert page.locator(".calendar-line").count() == 7
    page.goto(f"{prefix}/calendar/telephone/")
    page.locator("main button[value=open]").click()
    assert page.locator(".notice--ok code").inner_text().endswith(".ics")
    check_accessible(page)
