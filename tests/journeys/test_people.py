"""Somebody arrives: looked for, registered, shown, corrected, on a phone."""

import pytest
from playwright.sync_api import Page, expect

from terrain.people.actions import register_many
from terrain.people.recognition import recognise
from tests.factories import HOUSE
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture
from tests.people.writing import identity

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [
    identity("Diallo Aminata", sex="F", birth="1990-03-12", nationality="Guinée", phone="0612345678", card="Z826179C"),
    identity("Sow Ousmane", sex="M", birth=1985, phone="0698765432", phone_restored=True),
    identity("الإدريسي فاطمة", sex="F", birth="1994-05-01", nationality="Maroc"),
]
ODD = [identity("Diallo Aminata", card="A190799C", birth="1990-03-12", phone="0655443322")]


def bring(rows, project) -> None:
    register_many(recognise(rows), rows, project=project, by=HOUSE, reference="registre-2018.xlsx")


@pytest.mark.parametrize(("viewport", "prefix"), [(PHONE, ""), (PHONE, "/ar"), (DESKTOP, "")])
def test_somebody_arrives_and_is_looked_for_before_being_registered(
    w4i, amina, open_browser, sign_in, viewport, prefix
):
    bring(ROWS, w4i)
    bring(ODD, w4i)
    page: Page = open_browser(viewport)
    sign_in(page, amina)
    name = f"people{'-ar' if prefix else ''}-{viewport['width']}"
    page.goto(f"{prefix}/people/")
    expect(page.locator(".people-list li")).to_have_count(3)
    check_accessible(page)
    keep_picture(page, f"{name}-list", full=True)
    page.goto(f"{prefix}/people/new/")
    check_accessible(page)
    page.locator("#id_full_name").fill("Aminata Dialo")
    page.locator("input[name=sex][value=F]").check()
    page.locator("form[method=post] button.button[type=submit]").last.click()
    expect(page.locator("#alike")).to_be_visible()
    check_accessible(page)
    keep_picture(page, f"{name}-alike", full=True)
    page.locator(".people-list a").first.click()
    expect(page.locator("body")).not_to_contain_text("Diallo")
    page.locator("a[href$='show=1']").click()
    expect(page.locator("h1")).to_have_text("Diallo Aminata")
    check_accessible(page)
    keep_picture(page, f"{name}-person", full=True)
    page.locator("a[href$='/correct/']").click()
    check_accessible(page)
    keep_picture(page, f"{name}-correct", full=True)
    page.goto(f"{prefix}/people/to-decide/")
    page.locator("article a[href^='?show']").click()
    expect(page.locator("article table")).to_contain_text("A190799C")
    check_accessible(page)
    keep_picture(page, f"{name}-to-decide", full=True)
