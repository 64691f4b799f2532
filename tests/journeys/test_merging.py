"""Two pages of one woman: proposed, looked at side by side, merged after a look at what changes, parted again."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from terrain.gatherings.actions import Particulars, add_newcomer, open_session
from terrain.people.duplicates import finding
from terrain.people.identity import Identity
from terrain.people.models import DuplicatePair, Person
from terrain.results.actions import take_snapshot
from terrain.results.periods import WHOLE
from tests.factories import HOUSE
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)
BORN = {"birth": date(1991, 1, 1), "birth_precision": "year", "sex": "F"}


def came(project, day, name, **said):
    where = open_session(
        project, Particulars("information_session", date(2026, 3, day), "Rabat", f"Information {day}"), by=HOUSE
    )
    return add_newcomer(where, Identity(name, **BORN, **said), by=HOUSE).person


@pytest.mark.parametrize(("viewport", "prefix"), [(PHONE, ""), (PHONE, "/ar"), (DESKTOP, "")])
def test_two_pages_become_one_and_two_again(w4i, youssef, open_browser, sign_in, viewport, prefix):
    kept = came(w4i, 12, "Khadija El Khattabi")
    came(w4i, 13, "خديجة الخطابي", phone="+212612345671")
    take_snapshot(w4i, period=WHOLE, occasion="Rapport de mars", by=HOUSE)
    finding.find_all()
    pair = DuplicatePair.objects.get()
    page: Page = open_browser(viewport)
    sign_in(page, youssef)
    name = f"merging{'-ar' if prefix else ''}-{viewport['width']}"
    page.goto(f"{prefix}/people/duplicates/")
    check_accessible(page)
    keep_picture(page, f"{name}-queue", full=True)
    page.locator(f"a[href$='/duplicates/{pair.pk}/']").click()
    check_accessible(page)
    keep_picture(page, f"{name}-pair", full=True)
    page.locator("form[action$='/merge/'] button[type=submit]").click()
    expect(page.locator("#changes")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Rapport de mars")
    check_accessible(page)
    keep_picture(page, f"{name}-changes", full=True)
    assert Person.objects.standing().count() == 2
    page.locator("button[name=sure]").click()
    expect(page.locator("form[action$='/undo/']")).to_be_visible()
    assert page.url.endswith(kept.get_absolute_url()) and Person.objects.standing().count() == 1
    check_accessible(page)
    keep_picture(page, f"{name}-one-page", full=True)
    page.locator("form[action$='/undo/'] button").click()
    expect(page.locator("form[action$='/undo/']")).to_have_count(0)
    assert Person.objects.standing().count() == 2
