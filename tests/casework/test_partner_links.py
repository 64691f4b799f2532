"""The page of a partner without an account: what the secret opens, and all that it does not."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from terrain.casework.actions import answers
from terrain.casework.actions import referrals as actions
from terrain.casework.actions.answers import Answer
from terrain.casework.actions.links import link_of
from terrain.casework.models import AnswerLink, Referral, ReferralStep, key_of
from terrain.core import clock, vault
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people.consents.actions import withdraw as withdraw_consent
from terrain.people.models.consents import Disclosure


@pytest.fixture
def browser(db):
    """Somebody without an account."""
    cache.clear()
    return Client(raise_request_exception=True)


def written_rows():
    return (
        AuditEvent.objects.count(),
        ReferralStep.objects.count(),
        list(Referral.objects.order_by("pk").values_list("state", "version", "seen_at")),
        AnswerLink.objects.count(),
    )


def page(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_address_writes_nothing_and_names_nobody(method, sent, browser):
    before = written_rows()
    response = getattr(browser, method)(f"/r/{sent[1]}/")
    assert response.status_code == 200
    assert written_rows() == before
    for word in ("Fatou", "Diallo", "consultation", "1990", sent[0].code):
        assert word not in page(response)


def test_the_button_shows_exactly_what_she_agreed_to(sent, browser, file, fatou):
    response = browser.post(f"/r/{sent[1]}/", {"move": "show"})
    text = page(response)
    assert response.status_code == 200
    for word in ("Fatou Diallo", "1990", "Une consultation.", "Amina, 06 00 00 00 01"):
        assert word in text
    planted = [
        "612000001", "Cherche", file.number, "accompaniment", "Accompagnement", "W4I", "Travail pour tous",
        str(file.uid), str(fatou.uid), str(sent[0].uid), fatou.mark, "amina@",
    ]  # fmt: skip
    assert [word for word in planted if word in text] == []
    assert Referral.objects.get().state == "seen"
    assert AuditEvent.objects.filter(verb="casework.referral_shown", actor_label="partner link").count() == 1


def test_shown_again_it_is_seen_once_and_read_twice(sent, browser):
    for _time in range(2):
        browser.post(f"/r/{sent[1]}/", {"move": "show"})
    assert ReferralStep.objects.filter(move="see").count() == 1
    assert AuditEvent.objects.filter(verb="casework.referral_shown").count() == 2


@pytest.mark.parametrize("language", ["", "/ar", "/en", "/it"])
def test_the_page_leaves_no_trace(language, sent, browser):
    for response in (
        browser.get(f"{language}/r/{sent[1]}/"),
        browser.post(f"{language}/r/{sent[1]}/", {"move": "show"}),
    ):
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        title = re.search(r"<title>(.*?)</title>", page(response))[1]
        assert "Fatou" not in title and "santé" not in title
        assert "data-quick-exit" in page(response)
        assert 'href="/desk' not in page(response) and 'href="/account' not in page(response)


def test_one_tap_accepts_and_the_second_is_the_same(sent, browser):
    said = {"move": "accept", "slip": str(uuid4())}
    for _tap in range(2):
        response = browser.post(f"/r/{sent[1]}/", said)
        assert (response.status_code, response["Location"]) == (302, f"/r/{sent[1]}/")
    assert [step.move for step in ReferralStep.objects.all()] == ["send", "accept"]
    assert ReferralStep.objects.last().via == "link"


def test_two_buttons_of_one_page_are_two_answers(sent, browser):
    slip = str(uuid4())
    browser.post(f"/r/{sent[1]}/", {"move": "accept", "slip": slip})
    browser.post(f"/r/{sent[1]}/", {"move": "serve", "slip": slip, "words": "Vue."})
    assert Referral.objects.get().state == "told"


def test_an_appointment_a_refusal_an_outcome(sent, browser):
    day = clock.today() + timedelta(days=3)
    browser.post(f"/r/{sent[1]}/", {"move": "schedule", "day": day.isoformat(), "hour": "10:30"})
    assert Referral.objects.get().state == "appointment"
    shown = page(browser.post(f"/r/{sent[1]}/", {"move": "show"}))
    assert "10:30" in shown
    browser.post(f"/r/{sent[1]}/", {"move": "fail", "reason": "did_not_come"})
    assert Referral.objects.get().reason == "did_not_come"
    assert "Show" not in page(browser.get(f"/en/r/{sent[1]}/"))


@pytest.mark.parametrize(
    "said",
    [
        {"move": "decline"},
        {"move": "decline", "reason": "no such"},
        {"move": "schedule"},
        {"move": "close"},
        {"move": "schedule", "day": "2001-01-01", "hour": "10:00"},
    ],
)
def test_an_answer_that_lacks_something_is_asked_again(said, sent, browser):
    response = browser.post(f"/r/{sent[1]}/", said)
    assert response.status_code == 422
    assert Referral.objects.get().state == "seen"


def test_a_link_that_ended_says_whom_to_call_and_nothing_else(sent, browser):
    AnswerLink.objects.update(until=clock.now() - timedelta(minutes=1))
    for response in (browser.get(f"/r/{sent[1]}/"), browser.post(f"/r/{sent[1]}/", {"move": "accept"})):
        assert response.status_code == 410
        assert "Amina, 06 00 00 00 01" in page(response)
        assert "Fatou" not in page(response)
    assert Referral.objects.get().state == "sent"


def test_a_link_holds_eight_days(sent):
    link = AnswerLink.objects.get()
    assert link.until - link.made_at > timedelta(days=7, hours=23)
    assert link.opens_at(link.made_at + timedelta(days=7, hours=23))
    assert not link.opens_at(link.made_at + timedelta(days=8, minutes=1))


def test_a_withdrawn_referral_or_consent_opens_nothing(sent, browser, amina, viewer_of):
    withdraw_consent(Disclosure.objects.get().consents.get(), by=viewer_of(amina))
    assert browser.post(f"/r/{sent[1]}/", {"move": "show"}).status_code == 410


def test_a_replaced_link_opens_nothing(sent, browser, amina, viewer_of):
    new = actions.renew(sent[0], by=viewer_of(amina))[1]
    assert browser.post(f"/r/{sent[1]}/", {"move": "show"}).status_code == 410
    assert browser.post(f"/r/{new}/", {"move": "show"}).status_code == 200


def test_one_link_answers_one_referral_only(sent, written, clinic, amina, viewer_of):
    other = actions.send(written(clinic, words="Autre besoin."), by=viewer_of(amina))[0]
    link = link_of(sent[1])
    with pytest.raises(Denied):
        answers.answer(other, Answer("accept"), link=link, by=answers.PARTNER)
    assert Referral.objects.get(pk=other.pk).state == "sent"


@pytest.mark.parametrize("guess", ["x", "A" * 43, "A" * 5000, "%00", "..", "Ünïcode"])
def test_a_guessed_address_is_not_there(guess, sent, browser):
    assert browser.get(f"/r/{guess}/").status_code == 404


def test_a_secret_that_is_nearly_right_is_wrong(sent, browser):
    secret = sent[1]
    other = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    assert browser.get(f"/r/{other}/").status_code == 404
    assert browser.get(f"/r/{secret.swapcase()}/").status_code == 404


def test_whoever_tries_many_addresses_has_to_wait(sent, browser):
    statuses = [browser.get(f"/r/{number}/").status_code for number in range(61)]
    assert statuses[0] == 404 and statuses[-1] == 429
    assert browser.get(f"/r/{sent[1]}/").status_code == 429


def test_a_draft_has_no_link_and_the_link_is_in_no_page_afterwards(sent, client_of, amina):
    text = page(client_of(amina).get(sent[0].get_absolute_url()))
    assert sent[1] not in text and "/r/" not in text


def test_erased_with_the_file_the_link_is_not_there(sent, browser):
    vault.destroy(key_of(sent[0].case))
    assert browser.get(f"/r/{sent[1]}/").status_code == 404
    assert browser.post(f"/r/{sent[1]}/", {"move": "show"}).status_code == 404


def test_the_secret_alone_answers_and_no_cookie_is_set(sent):
    cache.clear()
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    for response in (strict.get(f"/r/{sent[1]}/"), strict.post(f"/r/{sent[1]}/", {"move": "show"})):
        assert (response.status_code, dict(response.cookies)) == (200, {})
    strict.post(f"/r/{sent[1]}/", {"move": "accept"})
    assert Referral.objects.get().state == "accepted"
    assert not strict.cookies
