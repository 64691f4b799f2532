"""A session ends after thirty idle minutes and after twelve hours, and what was being typed is still there afterwards."""

import pytest
from django.test import Client
from django.urls import reverse

from terrain.accounts.enums import SessionEnd
from terrain.accounts.models import User
from tests.accounts.conftest import code_of, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(youssef, client_of) -> Client:
    return client_of(youssef)


def words_after(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_half_an_hour_without_a_request_ends_the_session_and_says_so(browser, later):
    page = reverse("programmes:programme")
    assert browser.get(page).status_code == 200
    later(minutes=31)
    answer = browser.get(page)
    assert answer.url == f"{reverse('account_login')}?next={page.replace('/', '%2F')}"
    assert str(SessionEnd.IDLE.label) in browser.get(answer.url).content.decode()


def test_every_request_begins_the_half_hour_anew_until_twelve_hours_have_passed(browser, later):
    page = reverse("programmes:programme")
    for _turn in range(29):
        later(minutes=25)
        if browser.get(page).status_code != 200:
            break
    else:
        raise AssertionError("a session lived longer than twelve hours")
    assert _turn * 25 == 12 * 60 // 25 * 25
    assert str(SessionEnd.LONGEST.label) in words_after(browser, reverse("account_login"))


def test_a_second_tab_cannot_go_on_with_an_ended_session(browser, later):
    later(minutes=31)
    browser.get(reverse("programmes:programme"))
    assert not is_signed_in(browser)


def test_htmx_is_led_to_the_door_and_back_to_the_page_around_it(browser, later):
    later(minutes=31)
    headers = {"hx-request": "true", "hx-current-url": f"http://testserver{reverse('programmes:programme')}"}
    answer = browser.get(reverse("programmes:project", args=["W4I"]), headers=headers)
    assert answer["HX-Redirect"].endswith(reverse("programmes:programme").replace("/", "%2F"))


def test_what_was_typed_is_kept_and_sent_after_signing_in_again(admin, protected, later, sign_in, mailoutbox):
    client = Client()
    sign_in(client, protected(admin).email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(admin)})
    typed = {"email": "new@example.org", "full_name": "Noura d'Été", "role": "country_director", "language": "fr"}
    later(minutes=31)
    answer = client.post(reverse("accounts:invite"), typed)
    assert answer.url.startswith(reverse("account_login")) and not mailoutbox
    client.force_login(admin)
    page = client.get(reverse("account_typed"))
    assert page.status_code == 200
    assert page.context["kept"].path == reverse("accounts:invite")
    assert dict(page.context["kept"].fields) == {name: [value] for name, value in typed.items()}
    assert "Noura d&#x27;Été" in page.content.decode()


def test_what_was_typed_is_shown_to_nobody_else(admin, director, client_of, later):
    client = client_of(admin)
    later(minutes=31)
    client.post(reverse("accounts:invite"), {"email": "secret@example.org"})
    client.force_login(director)
    answer = client.get(reverse("account_typed"), follow=True)
    assert "secret@example.org" not in answer.content.decode()


def test_what_was_typed_is_not_readable_in_the_session_and_is_gone_without_the_cookie(admin, client_of, later):
    client = client_of(admin)
    later(minutes=31)
    client.post(reverse("accounts:invite"), {"email": "secret@example.org"})
    assert "secret@example.org" not in str(dict(client.session))
    del client.cookies["terrain_kept"]
    client.force_login(admin)
    assert client.get(reverse("account_typed")).status_code == 302


def test_a_password_is_never_kept(admin, client_of, later):
    client = client_of(admin)
    later(minutes=31)
    client.post(reverse("account_change_password"), {"oldpassword": "x", "password1": "y", "password2": "y"})
    assert "accounts.kept" not in client.session


def test_calling_sessions_back_ends_those_begun_before(youssef, browser, later):
    assert is_signed_in(browser)
    later(minutes=1)
    from terrain.core import clock  # noqa: PLC0415

    User.objects.filter(pk=youssef.pk).update(sessions_from=clock.now())
    assert browser.get(reverse("programmes:programme")).status_code == 302
    later(minutes=1)
    browser.force_login(User.objects.get(pk=youssef.pk))
    assert browser.get(reverse("programmes:programme")).status_code == 200


def test_reading_pages_quickly_one_after_the_other_writes_nothing_to_the_session(browser, later, monkeypatch):
    page = reverse("programmes:programme")
    browser.get(page)
    seen = browser.session["accounts.seen"]
    later(seconds=30)
    browser.get(page)
    assert browser.session["accounts.seen"] == seen
    later(seconds=60)
    browser.get(page)
    assert browser.session["accounts.seen"] > seen


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(donor, with_password, sign_in):
    client = Client()
    sign_in(client, with_password(donor).email)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
