"""The main job, by hand: a promise, an attendance register on a phone, the proof, a donor, and back to 0."""

import json
import re
from datetime import date

import pytest
from playwright.sync_api import expect

from terrain.accounts.models import User
from terrain.facts.actions import rebuild
from terrain.gatherings.models import Attendance
from terrain.people.models import Person
from terrain.programmes.actions import apply
from terrain.programmes.models import Assignment, Project
from terrain.programmes.reference import REFERENCE
from tests import REPOSITORY, SHARED
from tests.factories import HOUSE, file_once
from tests.journeys.conftest import DESKTOP, PASSWORD, PHONE, check_accessible, code_of, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)
REAL = SHARED / "data" / "attendance" / "w4i-registre-2018.xlsx"
SHIPPED = REPOSITORY / "terrain" / "gatherings" / "reference" / "demo-register.xlsx"


@pytest.fixture
def reference(transactional_db):
    """The programme that the product ships."""
    apply(file_once(REFERENCE), by=HOUSE)


def _member(email: str, name: str, role: str) -> User:
    user = User.objects.create_user(email, PASSWORD, full_name=name)
    Assignment.objects.create(user=user, role=role, project=Project.objects.get(code="W4I"), starts=date(2020, 1, 1))
    return user


@pytest.fixture
def coordinator(reference):
    return _member("youssef@example.org", "Youssef", "project_coordinator")


@pytest.fixture
def giulia(reference):
    return _member("giulia@example.org", "Giulia", "donor_viewer")


def come_in(page, user, *, code: bool) -> None:
    """Through the real door: address, password, and the code of the app."""
    if code:
        code_of(user)
    page.goto("/account/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    if code:
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("input[name=code]", code_of(user))
        page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile("/desk/$"), timeout=30_000)


def figure_on(page, code: str) -> str:
    return page.locator(f"#{code} .big-figure").inner_text().strip()


def press(page, selector: str = "main form button.button[type=submit]") -> None:
    page.locator(selector).first.click()
    page.wait_for_load_state()


def bring_in(page, register) -> None:
    """From my day to the imported register, as the screens lead."""
    page.goto("/desk/")
    page.click("main a[href='/imports/new/?kind=attendance']")
    check_accessible(page)
    page.set_input_files("input[type=file]", str(register))
    press(page)
    page.wait_for_url("**/columns/")
    check_accessible(page)
    keep_picture(page, "import-columns")
    press(page)
    if "/questions/" in page.url:
        check_accessible(page)
        press(page)
    page.locator("form.import-go").wait_for()
    check_accessible(page)
    keep_picture(page, "import-checked")
    press(page, "form.import-go button")
    page.locator("a[href$='/undo/']").wait_for()


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        pytest.param(
            REAL, None, marks=pytest.mark.skipif(not REAL.exists(), reason="the real register is not here"), id="real"
        ),
        pytest.param(SHIPPED, 17, id="shipped"),
    ],
)
def test_a_register_becomes_a_number_a_donor_may_read_and_goes_back_to_zero(
    open_browser, coordinator, giulia, register, expected
):
    if expected is None:
        expected = json.loads(REAL.with_suffix(".truth.json").read_text())["counts"]["persons_T3_by_exact_keys"]
    phone = open_browser(PHONE, "fr")
    come_in(phone, coordinator, code=True)
    phone.goto("/results/W4I/")
    assert figure_on(phone, "W4I-T3") == "0"
    bring_in(phone, register)
    imported = phone.url
    phone.goto("/results/W4I/")
    assert figure_on(phone, "W4I-T3") == str(expected)
    check_accessible(phone)
    phone.click("#W4I-T3 a[href*='/targets/W4I-T3/']")
    assert phone.locator(".big-figure").first.inner_text().strip() == str(expected)
    check_accessible(phone)
    keep_picture(phone, "why-this-number", full=True)
    phone.goto("/ar/results/targets/W4I-T3/")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    check_accessible(phone)

    desktop = open_browser(DESKTOP, "fr")
    come_in(desktop, giulia, code=False)
    names = [person.sealed().full_name for person in Person.objects.select_related("key")[:60]]
    for address in ("/desk/", "/results/", "/results/W4I/", "/results/targets/W4I-T3/"):
        desktop.goto(address)
        page = desktop.content()
        assert not [name for name in names if name in page], address
    assert desktop.goto("/results/targets/W4I-T3/people/").status == 403

    phone.goto(imported)
    phone.click("a[href$='/undo/']")
    press(phone, "main form button.button--danger")
    phone.goto("/results/W4I/")
    assert figure_on(phone, "W4I-T3") == "0"
    assert not Person.objects.exists() and not Attendance.objects.exists()
    assert rebuild(check=True).clean


def test_the_board_is_pictured_for_the_readme(open_browser, coordinator, sign_in):
    desktop = open_browser(DESKTOP, "fr")
    sign_in(desktop, coordinator)
    bring_in(desktop, SHIPPED)
    desktop.goto("/results/W4I/")
    desktop.locator("#W4I-T3").evaluate("row => row.closest('.results-branch').scrollIntoView()")
    keep_picture(desktop, "results-board")
    desktop.goto("/projects/W4I/")
    keep_picture(desktop, "public-project")


def test_the_main_job_needs_no_script(open_browser, coordinator, sign_in):
    phone = open_browser(PHONE, "fr", java_script_enabled=False)
    sign_in(phone, coordinator)
    phone.goto("/imports/new/?kind=attendance&project=W4I")
    phone.set_input_files("input[type=file]", str(SHIPPED))
    press(phone)
    press(phone)
    if "/questions/" in phone.url:
        press(phone)
    press(phone, "form.import-go button")
    phone.goto("/results/W4I/")
    assert figure_on(phone, "W4I-T3") != "0"
