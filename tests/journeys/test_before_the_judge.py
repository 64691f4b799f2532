# ruff: noqa: F401, F811
"""A girl in a centre, as her worker lives it on a telephone: her file opened, a hearing to come without a lawyer, a report in Arabic."""

from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.casework.models import BookEntry, Case
from terrain.core import clock
from terrain.core.models import AuditEvent
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture
from tests.protection.conftest import counsel, girl, healer, worker

pytestmark = pytest.mark.django_db(transaction=True)


def _open(page, girl, counsel) -> str:
    page.goto(reverse("casework:new") + f"?person={girl.uid}&kind=protection")
    check_accessible(page)
    page.check("input[name=entry_reason][value=provisional_order]")
    page.fill("textarea[name=situation]", "Arrivée hier soir, fatiguée.")
    page.select_option("select[name=colleague]", str(counsel.pk))
    page.select_option("select[name=why_her]", index=1)
    page.click("main form[method=post] button.button")
    page.wait_for_selector("#case-books")
    return Case.objects.get(kind="protection").get_absolute_url()


def _write(page, base: str, book: str, day, **typed) -> None:
    page.goto(f"{base}books/{book}/new/")
    page.fill("input[name=day]", str(day))
    for name, value in typed.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("field => field.closest('details') !== null && !field.closest('details').open"):
            page.click("main form[method=post] summary")
        if field.evaluate("field => field.tagName") == "SELECT":
            page.select_option(f"select[name={name}]", value)
        elif field.get_attribute("type") in {"radio", "checkbox"}:
            page.check(f"input[name={name}][value={value}]")
        else:
            field.fill(value)
    page.click("main form[method=post] button.button[type=submit]")
    page.wait_for_url(f"**/books/{book}/")


def test_a_girl_is_accompanied_before_the_judge(girl, worker, counsel, stranger, open_browser, sign_in, tmp_path):
    today = clock.today()
    page = open_browser(PHONE, accept_downloads=True)
    sign_in(page, worker)
    base = _open(page, girl, counsel)
    _write(page, base, "court_file", today, court="minors_judge", town="Ville d'essai", number="12/34")
    _write(page, base, "measure", today, measure="provisional_centre", review_on=str(today + timedelta(20)))
    _write(page, base, "hearing", today + timedelta(9), purpose="review", lawyer="nobody")
    check_accessible(page)
    keep_picture(page, "hearing-without-lawyer")
    _write(page, base, "own_words", today, words="Je veux finir ma couture.", for_judge="yes")
    page.goto("/desk/")
    assert "Sans avocat" in page.content()
    check_accessible(page)
    page.goto(base)
    check_accessible(page)
    keep_picture(page, "girl-file", full=True)

    page.goto(f"{base}books/hearing/")
    page.click("main article a.button")
    page.check("input[name=lawyer][value=appointed]")
    page.click("main form[method=post] button.button[type=submit]")
    page.wait_for_url("**/books/hearing/")
    page.goto("/desk/")
    assert "Sans avocat" not in page.content()

    page.goto("/ar" + base)
    check_accessible(page)
    page.goto("/ar" + reverse("protection:report", args=[Case.objects.get().uid]))
    check_accessible(page)
    page.check("input[name=language][value=ar]")
    page.fill("textarea[name=proposal]", "العودة إلى خالتها مع المواكبة.")
    page.click("button[value=look]")
    page.wait_for_selector("#left-out")
    check_accessible(page)
    keep_picture(page, "judge-report", full=True)
    with page.expect_download() as taken:
        page.click("button[value=pdf]")
    taken.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert AuditEvent.objects.filter(verb="protection.report_made").count() == 1

    other = open_browser(DESKTOP)
    sign_in(other, stranger)
    entry = BookEntry.objects.filter(book="hearing").get()
    for address in (
        base,
        f"{base}books/hearing/",
        f"{base}entries/{entry.pk}/",
        f"/protection/{Case.objects.get().uid}/report/",
    ):
        assert other.goto(address).status == 404
    other.goto("/protection/conditions/CPE/")
    check_accessible(other)
    assert "masqu" in other.content() or "hidden" in other.content()
