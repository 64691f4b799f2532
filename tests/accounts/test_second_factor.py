"""The second step: compulsory for whoever may see a name, set up in two pages, each code good once."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from terrain.accounts.roles import ROLES
from terrain.core.models import AuditEvent
from tests.accounts.conftest import PASSWORD, code_of, is_signed_in, shown_code, verbs
from tests.factories import AssignmentFactory, UserFactory, give_second_factor

pytestmark = pytest.mark.django_db
NEEDED = [code for code, role in ROLES.items() if role.needs_second_factor]
SPARED = [code for code in ROLES if code not in NEEDED]


def holder(role: str, project, with_password):
    scoped = project if "project" in ROLES[role].scopes else None
    user = with_password(UserFactory())
    AssignmentFactory(user=user, role=role, project=scoped)
    return user


@pytest.mark.parametrize("role", NEEDED)
def test_a_role_that_sees_names_or_gives_power_works_only_with_a_second_step(role, w4i, with_password, sign_in):
    client = Client()
    sign_in(client, holder(role, w4i, with_password).email)
    for address in ("desk:home", "programmes:programme", "accounts:staff"):
        answer = client.get(reverse(address))
        assert answer.status_code == 302 and answer.url == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize("role", SPARED)
def test_a_role_that_sees_no_name_is_not_asked(role, w4i, with_password, sign_in):
    client = Client()
    sign_in(client, holder(role, w4i, with_password).email)
    page = "radio:home" if role == "radio_host" else "programmes:programme"
    assert client.get(reverse(page)).status_code == 200


def test_only_the_donor_and_the_host_of_a_radio_are_spared():
    assert sorted(SPARED) == ["donor_viewer", "radio_host"]


def test_recovery_codes_alone_are_no_second_step(amina, with_password, sign_in):
    Authenticator.objects.create(user=amina, type=Authenticator.Type.RECOVERY_CODES, data={})
    client = Client()
    client.force_login(with_password(amina))
    assert client.get(reverse("desk:home")).url == reverse("mfa_index")


def test_htmx_is_led_to_the_set_up_too(amina):
    client = Client()
    client.force_login(amina)
    answer = client.get(reverse("programmes:programme"), headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == reverse("mfa_index")


def test_setting_up_an_app_opens_the_house_and_gives_recovery_codes(amina, with_password, sign_in, commits_at_once):
    client = Client()
    sign_in(client, with_password(amina).email)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert not Authenticator.objects.filter(user=amina).exists() and answer.status_code == 200
    answer = client.post(reverse("mfa_activate_totp"), {"code": shown_code(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("programmes:programme")).status_code == 200
    assert "accounts.second_factor_added" in verbs(by=amina)


def test_the_secret_of_an_app_is_not_in_clear_in_the_database(amina):
    held = give_second_factor(amina)
    key, sealed = held.data["secret"].split(":")
    assert key.isdigit() and len(bytes.fromhex(sealed)) > 32


def test_setting_up_ends_sessions_that_were_begun_elsewhere_with_the_password_alone(
    amina, with_password, sign_in, later, commits_at_once
):
    with_password(amina)
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, amina.email)
    assert is_signed_in(elsewhere)
    later(seconds=5)
    secret = here.get(reverse("mfa_activate_totp")).context["form"].secret
    here.post(reverse("mfa_activate_totp"), {"code": shown_code(secret)})
    assert is_signed_in(here) and not is_signed_in(elsewhere)


def test_the_password_alone_opens_nothing_once_a_second_step_stands(amina, protected, sign_in):
    client = Client()
    answer = sign_in(client, protected(amina).email)
    assert answer.url == reverse("mfa_authenticate") and not is_signed_in(client)


def test_the_code_that_the_app_shows_opens_the_door(amina, protected, sign_in):
    client = Client()
    sign_in(client, protected(amina).email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(amina)})
    assert is_signed_in(client)
    event = AuditEvent.objects.filter(verb="accounts.signed_in", actor_id=amina.pk).get()
    assert event.detail == {"with_": ["password", "totp"]}


def test_a_code_is_good_once(amina, protected, sign_in):
    protected(amina)
    code = code_of(amina)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, amina.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(first) and not is_signed_in(second)


def test_a_wrong_code_is_refused_and_noted(amina, protected, sign_in):
    client = Client()
    sign_in(client, protected(amina).email)
    client.post(reverse("mfa_authenticate"), {"code": "123"})
    assert not is_signed_in(client)


def test_guessing_codes_ends_in_a_lockout(amina, protected, sign_in):
    client = Client()
    sign_in(client, protected(amina).email)
    for number in range(12):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(amina)})
    assert not is_signed_in(client)


def recovery_codes_of(client: Client) -> list[str]:
    client.post(reverse("mfa_generate_recovery_codes"))
    return client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]


def test_a_recovery_code_opens_the_door_once(amina, protected, sign_in):
    client = Client()
    sign_in(client, protected(amina).email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(amina)})
    code = recovery_codes_of(client)[0]
    first, second = Client(), Client()
    for other in (first, second):
        sign_in(other, amina.email)
        other.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(first) and not is_signed_in(second)


def test_taking_the_second_step_away_leads_back_to_setting_one_up(amina, protected, sign_in):
    client = Client()
    sign_in(client, protected(amina).email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(amina)})
    assert client.get(reverse("programmes:programme")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=amina, type=Authenticator.Type.TOTP).exists()
    assert client.get(reverse("programmes:programme")).url == reverse("mfa_index")


@pytest.mark.parametrize("address", ["mfa_index", "mfa_add_webauthn", "mfa_list_webauthn"])
def test_the_pages_of_passkeys_are_there(amina, with_password, sign_in, address):
    client = Client()
    sign_in(client, with_password(amina).email)
    page = client.get(reverse(address), follow=True)
    assert page.status_code == 200


def test_the_door_offers_a_passkey_only_to_a_browser_that_has_one(db):
    page = Client().get(reverse("account_login")).content.decode()
    assert "data-needs-passkey hidden" in page and 'id="passkey_login"' in page


def test_a_new_password_does_not_go_round_the_second_step(amina, protected, mailoutbox, sign_in):
    Client().post(reverse("account_reset_password"), {"email": protected(amina).email})
    link = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    client = Client()
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    assert not is_signed_in(client)
    assert sign_in(client, amina.email, PASSWORD + "!").url == reverse("mfa_authenticate")
