"""A training of two days on a phone: prepared, registered for, answered, checked into; and its pages in Arabic."""

import pytest
from django.utils import timezone

from terrain.core import clock
from terrain.learning.actions import cohorts
from terrain.learning.demo import furnish
from terrain.learning.models import Cohort, Enrolment
from terrain.programmes.actions import apply
from terrain.programmes.models import Project
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, AssignmentFactory, UserFactory, file_once
from tests.journeys.conftest import PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coordinator(transactional_db):
    """Whoever coordinates CPE, where the demonstration's magistrates are half-way."""
    apply(file_once(REFERENCE), by=HOUSE)
    furnish(by=HOUSE)
    user = UserFactory(full_name="Samira")
    AssignmentFactory(user=user, role="project_coordinator", project=Project.objects.get(code="CPE"))
    return user


def at_home(path: str) -> str:
    """An address without the house's own, as this browser opens it."""
    return "/" + path.split("/", 3)[3]


def test_a_training_from_the_first_form_to_the_door(open_browser, sign_in, coordinator, monkeypatch):
    page = open_browser(PHONE)
    sign_in(page, coordinator)
    today = clock.today()
    page.goto("/trainings/new/")
    check_accessible(page)
    page.select_option("[name=course]", "justice-enfants")
    for name, typed in (("name", "Magistrats, Salé"), ("place", "Salé"), ("places", "20")):
        page.fill(f"[name={name}]", typed)
    for name in ("first_day", "last_day"):
        page.fill(f"[name={name}]", today.isoformat())
    page.click("main form[method=post] > .cluster > button[type=submit]")
    page.wait_for_selector("text=Magistrats, Salé")
    cohort = Cohort.objects.get(name="Magistrats, Salé")
    page.goto(f"/trainings/{cohort.uid}/registration/")
    page.click("button[value=open]")
    page.wait_for_selector("#address")
    address = at_home(page.input_value("#address"))
    guest = open_browser(PHONE)
    guest.goto(address)
    check_accessible(guest)
    for name, typed in (("name", "Démo Latifa Magistrate"), ("phone", "0600018001")):
        guest.fill(f"[name={name}]", typed)
    guest.select_option("[name=category]", "magistrate")
    guest.click("main button[type=submit]")
    guest.wait_for_selector(".long-address")
    asked = cohort.requests.get()
    page.goto(f"/trainings/{cohort.uid}/asked/{asked.uid}/")
    page.click("button[value=accept]")
    page.wait_for_url(f"**{cohort.get_absolute_url()}")
    guest.reload()
    guest.wait_for_selector(".door-code")
    keep_picture(guest, "training-page")
    meeting = cohort.meetings.get()
    moment = timezone.localtime(meeting.starts)
    monkeypatch.setattr(clock, "now", lambda: moment)
    secret = cohorts.show_room(meeting, by=HOUSE)
    guest.goto(f"/training/in/{secret}/")
    check_accessible(guest)
    guest.click("main button[type=submit]")
    guest.wait_for_selector(".notice--ok")
    assert Enrolment.objects.get(cohort=cohort).threshold_met == "yes"


def test_its_pages_are_whole_in_arabic(open_browser, sign_in, coordinator):
    page = open_browser(PHONE, "ar")
    sign_in(page, coordinator)
    cohort = Cohort.objects.get(project__code="CPE")
    somebody = cohort.enrolments.first()
    meeting = cohort.meetings.last()
    for address in (
        "/trainings/",
        f"/trainings/{cohort.uid}/",
        f"/trainings/{cohort.uid}/people/{somebody.uid}/",
        f"/trainings/{cohort.uid}/days/{meeting.uid}/door/",
        f"/training/{somebody.page_secret}/",
    ):
        assert page.goto(f"/ar{address}").status == 200, address
        check_accessible(page)
