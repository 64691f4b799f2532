# ruff: noqa: F401, F811
"""A young mother, as those who accompany her live it on a telephone: reached safely first, her child's thirty days, a lawyer."""

from datetime import timedelta

import pytest

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import Named
from terrain.core import clock
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.people import actions as people
from terrain.people.identity import Identity
from tests.casework.conftest import counsel
from tests.factories import HOUSE
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(w4i, amina, counsel, viewer_of):
    mother = people.register(Identity("Mère Essai", sex="F"), project=w4i, by=HOUSE)
    named = [Named(counsel, clock.today() + timedelta(days=90), "accompanies")]
    said = Opening(LEGAL_AID, w4i, mother, entry_reason="birth_registration", named=named)
    return open_case(said, by=viewer_of(amina))


def test_a_mother_is_reached_safely_and_her_child_is_declared_in_time(
    file, amina, counsel, stranger, youssef, open_browser, sign_in
):
    page = open_browser(PHONE)
    sign_in(page, amina)
    base, today = file.get_absolute_url(), clock.today()
    page.goto(base)
    check_accessible(page)
    assert page.locator("a[href$='/steps/listen/']").count() == 0, (
        "nothing begins before it is agreed how she is reached"
    )

    page.goto(f"{base}books/child/new/")
    page.fill("input[name=day]", str(today - timedelta(12)))
    page.fill("input[name=name]", "Nour")
    page.check("input[name=certificate][value=yes]")
    page.click("main form[method=post] button.button[type=submit]")
    page.wait_for_url("**/books/child/")
    check_accessible(page)
    page.goto("/ar/desk/")
    check_accessible(page)
    page.goto("/ar" + base)
    check_accessible(page)
    keep_picture(page, "mother-file", full=True)

    page.goto(f"{base}books/child/")
    page.click("main article a.button--secondary")
    page.fill("input[name=declared_on]", str(today))
    page.check("input[name=by_whom][value=mother]")
    page.click("main form[method=post] button.button[type=submit]")
    page.wait_for_url("**/books/child/")
    page.goto(f"{base}dates/")
    assert "fait dans le délai" in page.content()
    check_accessible(page)

    for outsider in (stranger, youssef):
        other = open_browser(DESKTOP)
        sign_in(other, outsider)
        for address in (base, f"{base}books/child/", f"{base}dates/"):
            assert other.goto(address).status == 404
        assert "Nour" not in other.content()
