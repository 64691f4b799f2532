# ruff: noqa: F401, F811
"""A mother given time, and a child who is heard before being placed, as their worker lives it on a telephone, in French and in Arabic."""

from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.casework.models import BookEntry, Case
from terrain.core import clock
from tests.guardianship.conftest import born, counsel, walk, worker
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


def _open(page, person, kind: str, reason: str, counsel) -> str:
    page.goto(reverse("casework:new") + f"?person={person.uid}&kind={kind}")
    check_accessible(page)
    page.check(f"input[name=entry_reason][value={reason}]")
    page.select_option("select[name=colleague]", str(counsel.pk))
    page.select_option("select[name=why_her]", index=1)
    page.click("main form[method=post] button.button")
    page.wait_for_selector("#case-books")
    return Case.objects.get(kind=kind).get_absolute_url()


def _write(page, base: str, book: str, day, **typed) -> None:
    page.goto(f"{base}books/{book}/new/")
    page.fill("input[name=day]", str(day))
    for name, value in typed.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            page.select_option(f"select[name={name}]", value)
        elif field.get_attribute("type") in {"radio", "checkbox"}:
            page.check(f"input[name={name}][value={value}]")
        else:
            field.fill(value)
    page.click("main form[method=post] button.button[type=submit]")
    page.wait_for_url(f"**/books/{book}/")


def _step(page, base: str, code: str):
    return page.goto(base + f"steps/{code}/")


def test_a_mother_is_given_time(born, worker, counsel, stranger, open_browser, sign_in):
    today = clock.today()
    page = open_browser(PHONE)
    sign_in(page, worker)
    base = _open(page, born("Maman Essai", 20 * 365, "F"), "prevention", "thinks_of_entrusting", counsel)
    _write(page, base, "need", today, need="roof", state="said", offered="shelter")
    _write(page, base, "decision", today, wish="entrust", own_words="« Je ne peux pas »", told_help="no", pressed="yes")
    check_accessible(page)
    told = page.content()
    assert "Elle est pressée" in told and "Lui dire d'abord toutes les aides" in told
    assert _step(page, base, "close").status == 403
    page.goto("/ar" + base)
    check_accessible(page)
    assert "ما تقرره" in page.content()
    other = open_browser(DESKTOP)
    sign_in(other, stranger)
    entry = BookEntry.objects.filter(book="decision").get()
    assert [other.goto(one).status for one in (base, f"{base}books/decision/", f"{base}entries/{entry.pk}/")] == [
        404
    ] * 3


def test_a_child_is_heard_before_being_placed(born, worker, counsel, stranger, open_browser, sign_in, walk):
    today = clock.today()
    page = open_browser(PHONE)
    sign_in(page, worker)
    base = _open(page, born("Enfant Essai", 13 * 366), "guardianship", "found_child", counsel)
    _write(page, base, "origin", today, origin="unknown_parents", found_on=str(today))
    _write(page, base, "placement", today, arrangement="social_home", reason="urgency", where="Maison d'essai")
    _write(page, base, "kafala", today - timedelta(9), step="order_made", consent="gave")
    walk(Case.objects.get(), "inquire", "protect", "project")
    assert _step(page, base, "place").status == 403
    decided = {"purpose": "placement", "decision": "kafala", "reasons": "Aucun proche trouvé"}
    _write(page, base, "best_interests", today, heard="too_young", **decided)
    assert _step(page, base, "place").status == 403
    _write(page, base, "best_interests", today, heard="yes", child_view="« Là-bas »", **decided)
    page.goto(base)
    check_accessible(page)
    assert "Exécuter l'ordonnance" in page.content() and "Maison d'essai" in page.content()
    keep_picture(page, "child-file", full=True)
    assert _step(page, base, "place").status == 200
    page.click("main form[method=post] button.button")
    page.wait_for_selector("#case-whereabouts")
    assert Case.objects.get().stage == "placed"
    page.goto("/ar" + base)
    check_accessible(page)
    page.goto("/ar" + f"{base}books/best_interests/")
    check_accessible(page)
    other = open_browser(DESKTOP)
    sign_in(other, stranger)
    assert [other.goto(one).status for one in (base, f"{base}books/kafala/", f"{base}books/secret/")] == [404] * 3
