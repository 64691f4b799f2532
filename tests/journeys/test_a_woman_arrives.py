# ruff: noqa: F401, F811
"""From the desk to the outcome: known elsewhere under another spelling, received, accompanied, referred; and nobody else sees it."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from terrain.casework.models import Case, Note, Referral
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Person
from tests.casework.conftest import clinic
from tests.factories import HOUSE
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)
SAVE = "main form[method=post] button.button[type=submit]"
NEEDS = "Un médecin, elle parle pular."


@pytest.fixture
def fatou(cpe):
    """Somebody whom another project knows, in Arabic."""
    said = Identity("فاطوماتا ديالو", sex="F", birth=date(1990, 1, 1), birth_precision="year", phone="+212612000001")
    return people.register(said, project=cpe, by=HOUSE)


@pytest.fixture
def window(open_browser, sign_in):
    """A telephone, or a desk, in somebody's hands."""

    def of(user, viewport=PHONE) -> Page:
        page = open_browser(viewport)
        sign_in(page, user)
        return page

    return of


def receive(page: Page, fatou: Person, amina) -> None:
    page.goto("/reception/")
    check_accessible(page)
    page.locator("#desk-q").press_sequentially("Fatumata Jallo")
    expect(page.locator("#found a[href^='/people/']").first).to_contain_text("ديالو")
    keep_picture(page, "reception-found")
    page.locator("#found .people-list a").first.click()
    page.locator("a[href*='/reception/visit/']").click()
    page.select_option("[name=project]", "W4I")
    page.check("input[name=reason][value=health]")
    page.check("input[name=outcome][value=appointment]")
    page.select_option("[name=host]", str(amina.pk))
    check_accessible(page)
    keep_picture(page, "reception-visit", full=True)
    page.locator(SAVE).last.click()
    page.wait_for_url("**/cases/*-*/")
    check_accessible(page)
    keep_picture(page, "reception-expected", full=True)


def accompany(page: Page, fatou: Person) -> str:
    page.goto(f"/cases/new/?person={fatou.uid}&kind=accompaniment")
    page.check("input[name=entry_reason][value=health]")
    page.fill("[name=situation]", "Elle tousse depuis un mois.")
    page.locator(SAVE).last.click()
    page.wait_for_url("**/cases/*-*/")
    check_accessible(page)
    return page.url


def agree(page: Page, fatou: Person, clinic) -> None:
    page.goto(f"/people/{fatou.uid}/consents/new/")
    check_accessible(page)
    page.check("input[name=purpose][value=referral]")
    page.select_option("[name=organisation]", label=str(clinic.organisation))
    for group in ("identity", "needs"):
        page.check(f"input[name=fields_shared][value={group}]")
    page.check("input[name=evidence][value=signed]")
    keep_picture(page, "consent-asked", full=True)
    page.locator(SAVE).last.click()
    expect(page.locator(".errors, .error-summary")).to_have_count(0)


def refer(page: Page, case: Case, clinic) -> str:
    page.goto(f"/cases/{case.uid}/referrals/new/?service={clinic.uid}")
    for group in ("identity", "needs"):
        page.check(f"input[name=shared][value={group}]")
    page.fill("[name=words]", NEEDS)
    page.check("input[value=soon]")
    page.fill("[name=callback]", "Amina, 06 00 00 00 01")
    page.locator(SAVE).last.click()
    page.locator("form[action$='/send/'] button").click()
    return page.inner_text(".secret bdi")


def answer(page: Page, link: str) -> None:
    page.goto(link)
    page.click("button[value=show]")
    assert NEEDS in page.inner_text("main") and "tousse" not in page.content()
    page.click("button[value=accept]")
    page.click("button[value=show]")
    page.fill("[name=words]", "Vue ce matin.")
    page.click("button[value=serve]")
    expect(page.locator("main form")).to_have_count(0)


def write_without_network(page: Page, case: Case) -> None:
    words = "Elle rappelle jeudi ; sa sœur l'accompagnera."
    page.goto(f"/cases/{case.uid}/notes/new/")
    page.fill("textarea", words)
    page.wait_for_selector("form[data-kept-at]")
    page.context.set_offline(True)
    page.locator(SAVE).last.click(no_wait_after=True)
    page.context.set_offline(False)
    page.goto(f"/cases/{case.uid}/notes/new/")
    page.locator(".notice button").first.click()
    assert page.input_value("textarea") == words and not Note.objects.filter(case=case).exists()
    keep_picture(page, "note-kept")
    page.locator(SAVE).last.click()
    page.wait_for_url("**/cases/*-*/**")
    page.goto(f"/cases/{case.uid}/notes/")
    assert words in page.inner_text("main") and Note.objects.filter(case=case).count() == 1
    page.goto(f"/cases/{case.uid}/notes/new/")
    expect(page.locator("main .notice button")).to_have_count(0)


def test_a_woman_arrives_and_what_she_needs_comes_back_answered(
    fatou, clinic, receptionist, amina, stranger, guardian, window, open_browser
):
    receive(window(receptionist), fatou, amina)
    assert Person.objects.count() == 1 and Case.objects.get().kind == "reception"

    worker = window(amina)
    accompany(worker, fatou)
    case = Case.objects.get(kind="accompaniment")
    agree(worker, fatou, clinic)
    link = refer(worker, case, clinic)
    answer(open_browser(PHONE), link)
    worker.goto("/desk/")
    expect(worker.locator(".desk-notice").first).to_be_visible()
    check_accessible(worker)
    keep_picture(worker, "my-day", full=True)
    write_without_network(worker, case)
    worker.goto(Referral.objects.get().get_absolute_url())
    assert "Vue ce matin." in worker.content()
    worker.goto(case.get_absolute_url())
    check_accessible(worker)
    keep_picture(worker, "case-file", full=True)

    elsewhere = window(stranger)
    for address in (case.get_absolute_url(), Case.objects.get(kind="reception").get_absolute_url()):
        assert elsewhere.goto(address).status == 404
    for address in ("/cases/", fatou.get_absolute_url(), "/cases/referrals/received/", "/cases/calendar/?whose=all"):
        elsewhere.goto(address)
        seen = elsewhere.inner_text("main")
        assert case.number not in seen and "W4I" not in seen and str(clinic) not in seen

    watcher = window(guardian, DESKTOP)
    watcher.goto(f"/people/{fatou.uid}/opened/")
    check_accessible(watcher)
    keep_picture(watcher, "who-opened-her-file", full=True)
    told = watcher.inner_text("main")
    assert amina.full_name in told and receptionist.full_name in told
