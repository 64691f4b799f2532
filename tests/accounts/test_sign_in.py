"""The door: e-mail and password, lockout, who is told what, where one goes afterwards."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from terrain.core.models import AuditEvent
from tests.accounts.conftest import PASSWORD, is_signed_in, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def giulia(donor, with_password):
    """A donor sees no name, so a password is enough."""
    return with_password(donor)


def test_an_email_in_any_case_and_a_password_open_the_door(giulia, sign_in):
    client = Client()
    answer = sign_in(client, "GIULIA@Example.org")
    assert answer.status_code == 302 and answer.url == reverse("desk:home")
    assert is_signed_in(client) and verbs(by=giulia) == ["accounts.signed_in"]


@pytest.mark.parametrize(("email", "password"), [("giulia@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(giulia, sign_in, email, password):
    client = Client()
    answer = sign_in(client, email, password)
    assert "ne vont pas ensemble" in answer.content.decode() or "do not go together" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_refusal_is_noted_without_the_address(giulia, sign_in):
    sign_in(Client(), giulia.email, "wrong")
    event = AuditEvent.objects.get(verb="accounts.sign_in_refused")
    assert event.actor_id is None and giulia.email not in str(event.detail) and len(event.detail["address"]) == 16


def test_after_five_wrong_passwords_the_right_one_is_refused_too(giulia, sign_in):
    client = Client()
    for _attempt in range(5):
        sign_in(client, giulia.email, "wrong")
    sign_in(client, giulia.email)
    assert not is_signed_in(client)
    assert verbs().count("accounts.sign_in_refused") == 5 and verbs()[-1] == "accounts.locked_out"


def test_a_locked_address_does_not_lock_out_a_colleague(giulia, amina, with_password, sign_in):
    for _attempt in range(6):
        sign_in(Client(), giulia.email, "wrong")
    client = Client()
    sign_in(client, with_password(amina).email)
    assert is_signed_in(client)


def test_too_many_attempts_from_one_place_get_a_page_that_says_when_to_come_back(giulia, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
    answers = [sign_in(Client(), giulia.email, "wrong") for _attempt in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "300" and reverse("account_login") in answers[-1].content.decode()


def test_a_closed_account_opens_nothing(giulia, sign_in):
    giulia.is_active = False
    giulia.save()
    client = Client()
    sign_in(client, giulia.email)
    assert not is_signed_in(client)


def test_nobody_can_sign_up(giulia):
    for path in ("signup/", "register/"):
        assert Client().get(reverse("account_login").replace("login/", path)).status_code == 404


@pytest.mark.parametrize("address", ["programmes:programme", "accounts:staff", "accounts:journal", "desk:home"])
def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(db, address):
    answer = Client().get(reverse(address))
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={quote(reverse(address), safe='')}"


def test_after_the_door_one_comes_back_to_the_page_asked_for_but_never_to_another_site(giulia, sign_in):
    there = reverse("programmes:programme")
    assert sign_in(Client(), giulia.email, next=there).url == there
    assert sign_in(Client(), giulia.email, next="https://evil.example/").url == reverse("desk:home")


def test_a_person_is_met_in_their_own_language(giulia, sign_in):
    giulia.language = "it"
    giulia.save()
    assert sign_in(Client(), giulia.email).url.startswith("/it/")


def test_signing_out_ends_the_session_and_is_noted(giulia, sign_in):
    client = Client()
    sign_in(client, giulia.email)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client) and verbs(by=giulia)[-1] == "accounts.signed_out"


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(giulia, mailoutbox):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}) for email in (giulia.email, "no@example.org")
    ]
    assert {answer.status_code for answer in answers} == {302} and len({answer.url for answer in answers}) == 1
    assert [mail.to for mail in mailoutbox] == [[giulia.email]]


def test_a_new_password_opens_the_door_and_the_link_works_once(giulia, mailoutbox, sign_in):
    Client().post(reverse("account_reset_password"), {"email": giulia.email})
    link = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    path = "/" + link.split("/", 3)[3]
    client = Client()
    form = client.get(path, follow=True)
    fresh = "cinq autres mots tout simples"
    client.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh})
    other = Client()
    sign_in(other, giulia.email, fresh)
    assert is_signed_in(other) and "accounts.password_changed" in verbs(by=giulia)
    assert "password1" not in Client().get(path, follow=True).content.decode()


def test_a_short_password_is_refused_when_changing_it(giulia, sign_in):
    client = Client()
    sign_in(client, giulia.email)
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "court", "password2": "court"}
    )
    giulia.refresh_from_db()
    assert giulia.check_password(PASSWORD)
