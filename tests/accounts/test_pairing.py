"""A host who never wrote an e-mail: a code once, six digits from then on; and everything that somebody else might try."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from terrain.accounts import pairing
from terrain.accounts.actions import close_account
from terrain.accounts.enums import PairingEnd
from terrain.accounts.models import Pairing, SignInCode, User
from terrain.core.policies import Denied
from tests.accounts.conftest import is_signed_in, verbs
from tests.factories import HOUSE, AssignmentFactory, give_second_factor

pytestmark = pytest.mark.django_db
PIN = "480273"


@pytest.fixture
def aya(w4i) -> User:
    """A host without e-mail."""
    return pairing.open_without_email("Oum Aya", (w4i.pk, "W4I"), language="ar", by=HOUSE)


@pytest.fixture
def phone(aya):
    """Her telephone, paired, and signed out."""
    browser = Client()
    assert paired(browser, aya).status_code == 302
    browser.post(reverse("account_logout"))
    return browser


def paired(browser, user, pin=PIN):
    digits = pairing.make_code(user, by=HOUSE).digits
    return browser.post(reverse("account_choose_pin", args=[digits]), {"pin": pin, "again": pin})


def try_pin(browser, pin=PIN):
    return browser.post(reverse("account_pin"), {"pin": pin})


def test_she_types_her_code_chooses_six_digits_and_is_in_the_studio(aya):
    browser, made = Client(), pairing.make_code(aya, by=HOUSE)
    typed = browser.post(reverse("account_code"), {"code": f"{made.groups[0]} {made.groups[1]}"})
    assert typed.headers["Location"] == reverse("account_choose_pin", args=[made.digits])
    assert "Oum Aya" not in browser.get(typed.headers["Location"]).text
    assert "Oum" in browser.get(typed.headers["Location"]).text
    inside = browser.post(typed.headers["Location"], {"pin": PIN, "again": PIN}, follow=True)
    assert inside.status_code == 200
    assert inside.redirect_chain[-1][0] == "/ar/studio/"
    cookie = browser.cookies[pairing.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 180 * 24 * 3600
    assert "accounts.phone_paired" in verbs(by=aya) and "accounts.signed_in" in verbs(by=aya)


def test_digits_of_an_arabic_keyboard_count_too(aya):
    made = pairing.make_code(aya, by=HOUSE)
    arabic = made.digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    browser = Client()
    assert browser.post(reverse("account_code"), {"code": arabic}).status_code == 302
    pinned = browser.post(reverse("account_choose_pin", args=[made.digits]), {"pin": "٤٨٠٢٧٣", "again": PIN})
    assert pinned.status_code == 302


def test_opening_the_link_uses_nothing_up(aya):
    made = pairing.make_code(aya, by=HOUSE)
    address = reverse("account_choose_pin", args=[made.digits])
    for _look in range(3):
        assert Client().get(address).status_code == 200
    assert not Pairing.objects.exists()


def test_a_code_works_once(aya, phone):
    made = pairing.make_code(aya, by=HOUSE)
    address = reverse("account_choose_pin", args=[made.digits])
    assert Client().post(address, {"pin": PIN, "again": PIN}).status_code == 302
    again = Client()
    assert again.post(address, {"pin": "905127", "again": "905127"}).status_code == 410
    assert again.get(address).status_code == 410 and not is_signed_in(again)


def test_two_who_hold_the_same_code_pair_one_telephone(aya):
    code = pairing.find(pairing.make_code(aya, by=HOUSE).digits)
    pairing.pair(code, PIN)
    with pytest.raises(Denied):
        pairing.pair(code, PIN)
    assert Pairing.objects.filter(ended_at=None).count() == 1


def test_a_code_lives_a_day(aya, later):
    made = pairing.make_code(aya, by=HOUSE)
    later(hours=23)
    assert pairing.find(made.digits) is not None
    later(hours=2)
    assert pairing.find(made.digits) is None


def test_a_new_code_makes_the_one_before_worthless(aya):
    first = pairing.make_code(aya, by=HOUSE)
    second = pairing.make_code(aya, by=HOUSE)
    assert pairing.find(first.digits) is None and pairing.find(second.digits) is not None


def test_nothing_in_the_database_shows_a_code_a_pin_or_a_telephone(aya, phone):
    made = pairing.make_code(aya, by=HOUSE)
    rows = str([*SignInCode.objects.values(), *Pairing.objects.values()])
    assert made.digits not in rows and PIN not in rows and phone.cookies[pairing.COOKIE].value not in rows


def test_every_code_that_opens_nothing_is_answered_alike(aya, later):
    used, old = pairing.make_code(aya, by=HOUSE), None
    pairing.pair(pairing.find(used.digits), PIN)
    old = pairing.make_code(aya, by=HOUSE)
    later(hours=25)
    answers = set()
    for digits in (used.digits, old.digits, "00000000"):
        page = Client().post(reverse("account_code"), {"code": digits})
        answers.add((page.status_code, page.text.replace(digits, "")[-900:]))
        assert page.status_code == 422
    assert len(answers) == 1


def test_whoever_guesses_codes_is_stopped(aya):
    guesser = Client()
    answers = [guesser.post(reverse("account_code"), {"code": f"{n:08}"}).status_code for n in range(12)]
    assert answers[:10] == [422] * 10 and answers[10:] == [429, 429]
    good = pairing.make_code(aya, by=HOUSE)
    assert guesser.get(reverse("account_choose_pin", args=[good.digits])).status_code == 429


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "890123", "121212", "123123", "112233", "477477"])
def test_digits_that_anybody_would_try_are_refused_kindly(aya, pin):
    refused = paired(Client(), aya, pin)
    assert refused.status_code == 422 and not Pairing.objects.exists()


@given(st.integers(0, 999_999))
def test_a_pin_is_weak_or_has_three_different_digits(number):
    pin = f"{number:06}"
    assert pairing.is_weak(pin) or len(set(pin)) > 2


def test_two_different_pins_pair_nothing(aya):
    digits = pairing.make_code(aya, by=HOUSE).digits
    page = Client().post(reverse("account_choose_pin", args=[digits]), {"pin": PIN, "again": "480274"})
    assert page.status_code == 422 and not Pairing.objects.exists()


def test_her_telephone_greets_her_and_six_digits_open_the_studio(phone, aya):
    door = phone.get(reverse("account_login"))
    assert "Oum" in door.text and 'name="pin"' in door.text and 'name="password"' not in door.text
    assert try_pin(phone).headers["Location"] == "/ar/studio/"
    assert is_signed_in(phone)


def test_another_telephone_greets_nobody(aya, phone):
    page = Client().get(reverse("account_login")).text
    assert "Oum" not in page and 'name="password"' in page


def test_she_comes_back_to_the_page_she_wanted_and_to_no_other_site(phone):
    inside = phone.post(reverse("account_pin"), {"pin": PIN, "next": "/studio/?x=1"})
    assert inside.headers["Location"] == "/studio/?x=1"
    phone.post(reverse("account_logout"))
    away = phone.post(reverse("account_pin"), {"pin": PIN, "next": "https://evil.example/"})
    assert away.headers["Location"] == "/ar/studio/"


def test_five_wrong_pins_end_the_telephone_and_the_right_one_is_too_late(phone, aya):
    for left in (4, 3, 2, 1):
        wrong = try_pin(phone, "905127")
        assert wrong.status_code == 422 and str(left) in wrong.text
    assert try_pin(phone, "905127").headers["Location"] == reverse("account_code")
    assert Pairing.objects.get().ended_why == PairingEnd.GUESSED
    assert not is_signed_in(phone) and verbs().count("accounts.pin_refused") == 5
    assert pairing.enter(phone.cookies[pairing.COOKIE].value, PIN).pairing is None
    assert paired(phone, aya, "905127").status_code == 302


def test_a_right_pin_forgives_the_wrong_ones_before(phone):
    for _round in range(3):
        for _wrong in range(4):
            try_pin(phone, "905127")
        assert try_pin(phone).status_code == 302
        phone.post(reverse("account_logout"))


def test_a_try_is_counted_before_it_is_looked_at(phone, monkeypatch):
    """Many tries at once are not worth more than five: none is looked at uncounted."""
    seen = []

    def looked_at(given, kept):
        seen.append(Pairing.objects.get().failures)
        return False

    monkeypatch.setattr(pairing, "check_password", looked_at)
    for _try in range(7):
        pairing.enter(phone.cookies[pairing.COOKIE].value, PIN)
    assert seen == [1, 2, 3, 4, 5, 5, 5]


def test_an_unknown_telephone_costs_as_much_as_a_known_one(monkeypatch, phone):
    looked = []
    real = pairing.check_password
    monkeypatch.setattr(pairing, "check_password", lambda *given: looked.append(given) or real(*given))
    assert pairing.enter("stranger", PIN).pairing is None and len(looked) == 1


def test_a_stolen_cookie_without_the_digits_opens_nothing(phone):
    thief = Client()
    thief.cookies[pairing.COOKIE] = phone.cookies[pairing.COOKIE].value
    assert thief.get(reverse("account_login")).status_code == 200
    assert not is_signed_in(thief)
    assert thief.get(reverse("radio:home")).status_code == 302


def test_the_digits_without_the_telephone_open_nothing(phone):
    other = Client()
    assert try_pin(other).headers["Location"] == reverse("account_code")
    assert not is_signed_in(other)


def test_a_second_telephone_ends_the_first_and_its_session(aya, phone):
    try_pin(phone)
    second = Client()
    assert paired(second, aya, "905127").status_code == 302
    assert is_signed_in(second) and not is_signed_in(phone)
    assert try_pin(phone).headers["Location"] == reverse("account_code")
    assert Pairing.objects.get(ended_at__isnull=False).ended_why == PairingEnd.REPLACED


def test_a_lost_telephone_is_closed_at_once_with_its_session_and_the_codes_that_wait(aya, phone, dounia, viewer_of):
    try_pin(phone)
    code = pairing.make_code(aya, by=HOUSE)
    pairing.lost(aya, by=viewer_of(dounia))
    assert not is_signed_in(phone) and pairing.find(code.digits) is None
    assert try_pin(phone).headers["Location"] == reverse("account_code")


def test_whoever_holds_the_telephone_can_make_it_forget_her(phone, aya):
    try_pin(phone)
    answer = phone.post(reverse("account_forget_phone"))
    assert answer.cookies[pairing.COOKIE]["max-age"] == 0
    assert not is_signed_in(phone) and Pairing.objects.get().ended_why == PairingEnd.FORGOTTEN
    assert Client().get(reverse("account_forget_phone")).status_code == 405


def test_a_telephone_that_nobody_used_for_half_a_year_opens_nothing(phone, later):
    later(days=181)
    assert try_pin(phone).headers["Location"] == reverse("account_code")


def test_the_session_of_a_telephone_obeys_the_limits_of_the_house(phone, later):
    try_pin(phone)
    later(minutes=31)
    assert not is_signed_in(phone)


def test_a_closed_account_opens_neither_by_digits_nor_by_code(aya, phone, admin, viewer_of):
    code = pairing.make_code(aya, by=HOUSE)
    try_pin(phone)
    close_account(aya, by=viewer_of(admin))
    assert not is_signed_in(phone) and try_pin(phone).headers["Location"] == reverse("account_code")
    assert pairing.find(code.digits) is None
    with pytest.raises(Denied):
        pairing.make_code(User.objects.get(pk=aya.pk), by=HOUSE)


def test_a_role_that_sees_names_is_not_opened_by_six_digits(aya, phone, w4i):
    code = pairing.make_code(aya, by=HOUSE)
    AssignmentFactory(user=aya, role="caseworker", project=w4i)
    assert try_pin(phone).headers["Location"] == reverse("account_code")
    assert Pairing.objects.get().ended_why == PairingEnd.ROLE
    assert pairing.find(code.digits) is None


def test_such_a_role_ends_a_session_that_six_digits_had_opened(aya, phone, w4i):
    try_pin(phone)
    AssignmentFactory(user=aya, role="radio_producer", project=w4i)
    assert not is_signed_in(phone)


@pytest.mark.parametrize("who", ["dounia", "youssef", "amina", "director", "admin"])
def test_no_code_is_made_for_whoever_needs_a_second_factor(who, request):
    with pytest.raises(Denied):
        pairing.make_code(request.getfixturevalue(who), by=HOUSE)


def test_who_makes_codes_for_a_host(aya, viewer_of, request):
    may = {"dounia": True, "youssef": True, "director": True, "admin": True}
    may |= dict.fromkeys(["amal", "amina", "stranger", "officer", "guardian"], False)
    for who, allowed in may.items():
        by = viewer_of(request.getfixturevalue(who))
        if allowed:
            pairing.make_code(aya, by=by)
        else:
            with pytest.raises(Denied):
                pairing.make_code(aya, by=by)


def test_a_producer_makes_no_code_for_somebody_who_also_works_elsewhere(aya, dounia, viewer_of, cpe):
    AssignmentFactory(user=aya, role="radio_host", project=cpe)
    with pytest.raises(Denied):
        pairing.make_code(aya, by=viewer_of(dounia))


def test_a_producer_opens_accounts_of_hosts_and_no_others(dounia, stranger, w4i, cpe, viewer_of):
    assert pairing.open_without_email("Sara", (w4i.pk, "W4I"), by=viewer_of(dounia)).email is None
    for by, project, role in [
        (dounia, (cpe.pk, "CPE"), "radio_host"),
        (dounia, (w4i.pk, "W4I"), "donor_viewer"),
        (stranger, (w4i.pk, "W4I"), "radio_host"),
        (dounia, (w4i.pk, "W4I"), "caseworker"),
    ]:
        before = User.objects.count()
        with pytest.raises(Denied):
            pairing.open_without_email("Sara", project, role=role, by=viewer_of(by))
        assert User.objects.count() == before


def test_two_accounts_without_an_address_stand_beside_each_other(aya, w4i):
    other = pairing.open_without_email("Oum Adam", (w4i.pk, "W4I"), by=HOUSE)
    assert str(other) == "Oum Adam" and {aya.email, other.email} == {None}


def test_nobody_without_an_address_is_mailed_or_misled(aya, phone, commits_at_once):
    try_pin(phone)
    for page in ("account_email", "account_change_password", "account_set_password"):
        assert phone.get(reverse(page)).headers["Location"].endswith("/account/")
    profile = phone.get(reverse("account_profile")).text
    assert "None" not in profile and reverse("account_email") not in profile
    Client().post(reverse("account_reset_password"), {"email": "None"})
    Client().post(reverse("account_reset_password"), {"email": ""})
    assert mail.outbox == []


def test_staff_pages_bear_an_account_without_address(aya, phone, admin, client_of):
    browser = client_of(admin)
    assert "None" not in browser.get(reverse("accounts:staff")).text
    page = browser.get(reverse("accounts:member", args=[aya.pk])).text
    assert "None" not in page and reverse("accounts:phone_lost", args=[aya.pk]) in page
    assert browser.post(reverse("accounts:phone_lost", args=[aya.pk])).status_code == 302
    shown = browser.post(reverse("accounts:make_code", args=[aya.pk]))
    assert shown.status_code == 200 and "no-store" in shown["Cache-Control"]
    assert 'lang="fr"' in shown.text and 'lang="ar"' in shown.text and "<svg" in shown.text


def test_a_host_is_invited_without_an_e_mail_and_her_code_is_shown(admin, client_of, w4i):
    said = {"full_name": "Oum Aya", "role": "radio_host", "project": "W4I", "language": "ar"}
    shown = client_of(admin).post(reverse("accounts:invite"), said)
    assert shown.status_code == 200 and SignInCode.objects.get().user.full_name == "Oum Aya"
    refused = client_of(admin).post(reverse("accounts:invite"), said | {"role": "caseworker"})
    assert refused.status_code == 422 and User.objects.filter(full_name="Oum Aya").count() == 1


def test_a_passkey_is_offered_in_plain_words_and_asks_for_no_second_step(aya, phone):
    try_pin(phone)
    assert reverse("mfa_add_webauthn") in phone.get(reverse("account_profile")).text
    page = phone.get(reverse("mfa_add_webauthn"))
    assert page.status_code == 200 and "checked" in page.text


def test_a_telephone_says_what_it_keeps(phone):
    from terrain.publicsite.cookies import COOKIES  # noqa: PLC0415

    assert set(phone.cookies) <= {cookie.name for cookie in COOKIES}


def test_a_finger_on_a_lost_telephone_opens_nothing_either(aya, phone):
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=aya, type=kind, data={"name": "mon telephone", "credential": {}})
    pairing.lost(aya, by=HOUSE)
    assert not Authenticator.objects.filter(user=aya).exists()


def test_six_digits_are_enough_for_whoever_also_set_up_a_finger(aya, phone):
    give_second_factor(aya)
    assert try_pin(phone).headers["Location"] == "/ar/studio/"
    assert is_signed_in(phone)


def test_a_telephone_left_open_takes_nobody_elses_finger(aya, phone, monkeypatch):
    try_pin(phone)
    address = reverse("mfa_add_webauthn")
    assert 'name="credential"' in phone.get(address).text
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 700)
    asked = phone.get(address).text
    assert 'name="credential"' not in asked and 'name="pin"' in asked
    assert 'name="pin"' in phone.post(address, {"credential": "{}"}).text
    assert phone.post(reverse("account_pin"), {"pin": PIN, "next": address}).headers["Location"] == address
    assert 'name="credential"' in phone.get(address).text
