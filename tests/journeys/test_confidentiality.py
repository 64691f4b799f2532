# ruff: noqa: F401, F811
"""A sealed file from the seal to the judgement, as a caseworker, a colleague in an emergency and protection live it on a telephone."""

import pytest
from django.urls import reverse

from terrain.casework.models import Case, EmergencyAccess
from tests.casework.conftest import counsel, fatou, file, kind
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, code_of, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_is_sealed_entered_in_an_emergency_and_judged(
    file, amina, colleague, counsel, guardian, open_browser, sign_in
):
    page = open_browser(PHONE)
    sign_in(page, amina)
    page.goto(f"/cases/{file.uid}/seal/")
    check_accessible(page)
    page.check("input[name=why][value=danger]")
    page.select_option("select[name=user]", str(counsel.pk))
    page.click("main form[method=post] button.button")
    page.wait_for_selector(f"text={counsel.full_name}")
    check_accessible(page)
    keep_picture(page, "sealed-file")

    other = open_browser(PHONE)
    sign_in(other, colleague)
    assert other.goto(f"/cases/{file.uid}/").status == 404
    other.goto("/cases/emergency/")
    check_accessible(other)
    other.fill("input[name=number]", file.number.lower())
    other.check("input[name=reason][value=life]")
    other.fill("textarea[name=words]", "Elle est aux urgences et personne ne répond au téléphone.")
    other.fill("input[name=code]", code_of(colleague))
    keep_picture(other, "exceptional-access")
    other.click("main form[method=post] button.button--danger")
    other.wait_for_selector(".emergency-band")
    assert "Fatou Diallo" in other.content()
    check_accessible(other)
    keep_picture(other, "exceptional-band")

    watcher = open_browser(PHONE)
    sign_in(watcher, guardian)
    watcher.goto("/cases/oversight/")
    check_accessible(watcher)
    keep_picture(watcher, "confidentiality", full=True)
    watcher.click(f"text={file.number}")
    watcher.check("input[name=judgement][value=justified]")
    watcher.fill("textarea[name=words]", "Vu avec elle le lendemain.")
    check_accessible(watcher)
    assert "Fatou" not in watcher.content()
    watcher.click("main form[method=post] button")
    watcher.wait_for_url("**/cases/oversight/")
    assert EmergencyAccess.objects.get().judgement == "justified"

    other.click(".emergency-band button")
    other.wait_for_url("**/desk/")
    assert other.goto(f"/cases/{file.uid}/").status == 404
    desk = open_browser(DESKTOP)
    sign_in(desk, guardian)
    desk.goto(f"/cases/oversight/readings/?number={file.number}")
    check_accessible(desk)
    keep_picture(desk, "who-read-what")
    for address in ("/cases/oversight/access/", "/cases/ends/", "/cases/certificates/"):
        desk.goto(address)
        check_accessible(desk)
    assert Case.objects.get(pk=file.pk).is_sealed


def test_on_a_shared_telephone_nothing_unsealed_of_a_colleague_remains(open_browser, sign_in, amina):
    """What a colleague typed stays for her alone: sealed, and no longer than its days."""
    page = open_browser(PHONE)
    sign_in(page, amina)
    page.goto(reverse("desk:home"))
    planted = """() => {
      const old = Date.now() - 15 * 86400000
      localStorage.setItem('keep:colleague:note', JSON.stringify({at: Date.now(), token: 't', sealed: {clear: [['text', 'Fatou']]}}))
      localStorage.setItem('keep:colleague:old', JSON.stringify({at: old, token: 't', sealed: {iv: 'x', data: 'y'}}))
      localStorage.setItem('keep:colleague:new', JSON.stringify({at: Date.now(), token: 't', sealed: {iv: 'x', data: 'y'}}))
    }"""
    page.evaluate(planted)
    page.reload()
    left = page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('keep:colleague'))")
    assert left == ["keep:colleague:new"]
