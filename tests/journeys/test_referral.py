# ruff: noqa: F401, F811
"""A referral out of the house and back: a partner without an account, a telephone, a browser that sends no address along."""

import pytest

from terrain.casework.models import Referral
from tests.casework.conftest import agree, clinic, fatou, file, kind
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_partner_without_an_account_answers_by_link(
    file,
    clinic,
    agree,
    amina,
    open_browser,
    sign_in,
    live_server,  # noqa: F811
):
    page = open_browser(PHONE)
    sign_in(page, amina)
    page.goto(f"/cases/{file.uid}/referrals/new/?service={clinic.uid}")
    check_accessible(page)
    agree(clinic.organisation, "identity", "needs")
    page.reload()
    page.check("input[value=identity]")
    page.check("input[value=needs]")
    page.fill("[name=words]", "Une consultation, elle parle pular.")
    page.check("input[value=soon]")
    page.fill("[name=callback]", "Amina, 06 00 00 00 01")
    check_accessible(page)
    page.click("main form[method=post] button")
    page.wait_for_selector("form[action$='/send/']")
    check_accessible(page)
    keep_picture(page, "referral-preview")
    page.click("form[action$='/send/'] button")
    link = page.inner_text(".secret bdi")
    check_accessible(page)

    for language in ("fr", "ar"):
        outside = open_browser(PHONE, language)
        outside.goto(link if language == "fr" else link.replace("/r/", "/ar/r/"))
        assert "Fatou" not in outside.content()
        check_accessible(outside)
        outside.click("button[value=show]")
        outside.wait_for_selector("button[value=accept]")
        assert "Fatou Diallo" in outside.content()
        check_accessible(outside)
    keep_picture(outside, "referral-partner")
    outside.click("button[value=accept]")
    outside.wait_for_selector("button[value=show]")
    outside.click("button[value=show]")
    outside.fill("[name=words]", "Vue ce matin.")
    outside.click("button[value=serve]")
    outside.wait_for_function("!document.querySelector('form')")
    assert "Fatou" not in outside.content()

    desk = open_browser(DESKTOP)
    sign_in(desk, amina)
    desk.goto(Referral.objects.get().get_absolute_url())
    assert "Vue ce matin." in desk.content()
    desk.click("form[action$='/close/'] button")
    desk.wait_for_url("**/cases/*-*/")
    assert Referral.objects.get().state == "closed"
