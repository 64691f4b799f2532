"""Entering a file that is not one's own: proof, reason, three hours, everybody told, and somebody else's judgement."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from terrain.accounts.models import User
from terrain.casework.actions import emergencies, notes, seals
from terrain.casework.actions.seals import Named
from terrain.casework.enums import NoteClass
from terrain.casework.models import Case, EmergencyAccess, Notice, PrivilegedAsk
from terrain.casework.policies.emergencies import check_confidence
from terrain.core import audit, clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied, verdict
from terrain.people.models import Person
from terrain.programmes.models import Assignment
from tests.conftest import _member
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
WHY = "Elle est aux urgences, Amina ne répond pas."


def code_of(user) -> str:
    """What the user's application shows now."""
    cache.clear()
    secret = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).wrap().instance.data["secret"]
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(totp.decrypt(secret), counter))


def ask(browser, user, number, /, **changed):
    said = {"number": number, "reason": "life", "words": WHY, "code": code_of(user)} | changed
    return browser.post(reverse("casework:emergency"), said)


def sees(viewer, file) -> bool:
    return Case.objects.visible_to(viewer).filter(pk=file.pk).exists()


@pytest.fixture
def later(monkeypatch):
    """Let hours pass."""
    real = clock.now

    def pass_(**by):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**by))

    return pass_


@pytest.fixture
def sealed(file, amina, viewer_of, w4i):
    """Fatou's file and herself, sealed; Amina and somebody else see them."""
    other = _member("Nezha", "caseworker", w4i)
    named = Named(other, clock.today() + timedelta(days=90), "accompanies")
    return seals.seal(file, "danger", named=[named], by=viewer_of(amina))


def test_a_file_opens_for_three_hours_and_closes_by_itself(sealed, colleague, client_of, viewer_of, later):
    browser = client_of(colleague)
    assert browser.get(sealed.get_absolute_url()).status_code == 404
    answer = ask(browser, colleague, sealed.number.lower().replace("-", " "))
    assert answer.status_code == 302 and answer.headers["Location"] == sealed.get_absolute_url()
    page = browser.get(sealed.get_absolute_url())
    assert page.status_code == 200 and "Fatou Diallo" in page.content.decode()
    assert reverse("casework:emergency_done", args=[EmergencyAccess.objects.get().uid]) in page.content.decode()
    later(hours=2, minutes=59)
    assert sees(viewer_of(colleague), sealed)
    later(hours=3, minutes=1)
    assert not sees(viewer_of(colleague), sealed)
    assert not Person.objects.visible_to(viewer_of(colleague)).filter(pk=sealed.person_id).exists()


def test_the_code_is_asked_at_that_very_moment(sealed, colleague, client_of):
    browser = client_of(colleague)
    for code in ("", "000000"):
        answer = ask(browser, colleague, sealed.number, code=code)
        assert answer.status_code == 422 and WHY in answer.content.decode().replace("&#x27;", "'")
    assert not EmergencyAccess.objects.exists()


def test_a_code_opens_one_file_only(sealed, colleague, client_of):
    browser = client_of(colleague)
    code = code_of(colleague)
    said = {"number": sealed.number, "reason": "life", "words": WHY, "code": code}
    assert browser.post(reverse("casework:emergency"), said).status_code == 302
    assert browser.post(reverse("casework:emergency"), said).status_code == 422


def test_a_wrong_number_and_a_file_of_another_project_answer_the_same(sealed, stranger, client_of):
    browser = client_of(stranger)
    answers = [ask(browser, stranger, number) for number in ("ZZZ-ZZZ", sealed.number)]
    reasons = [[str(error) for error in answer.context["form"].non_field_errors()] for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert reasons[0] == reasons[1] and reasons[0]
    assert not EmergencyAccess.objects.exists()


def test_nothing_is_looked_up_before_the_proof_is_given(sealed, stranger, client_of):
    browser = client_of(stranger)
    texts = [
        str(ask(browser, stranger, number, code="000000").context["form"].errors)
        for number in ("ZZZ-ZZZ", sealed.number)
    ]
    assert texts[0] == texts[1]


def test_too_many_wrong_numbers_end_the_looking_up(sealed, colleague, client_of):
    browser = client_of(colleague)
    for _time in range(5):
        tries = cache.get(f"casework.emergency:{colleague.pk}", 0)
        code = code_of(colleague)
        cache.set(f"casework.emergency:{colleague.pk}", tries, 900)
        said = {"number": "ZZZ-ZZZ", "reason": "life", "words": WHY, "code": code}
        browser.post(reverse("casework:emergency"), said)
    said = {"number": sealed.number, "reason": "life", "words": WHY, "code": code}
    assert browser.post(reverse("casework:emergency"), said).status_code == 422
    assert not EmergencyAccess.objects.exists()
    assert AuditEvent.objects.filter(verb="casework.emergency_refused", actor_id=colleague.pk).count() == 5


@pytest.mark.parametrize("changed", [{"words": "urgent"}, {"reason": "curious"}, {"number": "12"}])
def test_what_is_missing_is_asked_for(sealed, colleague, client_of, changed):
    assert ask(client_of(colleague), colleague, sealed.number, **changed).status_code == 422
    assert not EmergencyAccess.objects.exists()


def test_whoever_sees_no_file_at_all_cannot_ask(sealed, facilitator, donor, client_of):
    for user in (facilitator, donor):
        assert client_of(user).get(reverse("casework:emergency")).status_code == 403


def test_everybody_concerned_is_told_at_once_with_the_number_only(
    sealed, amina, guardian, colleague, viewer_of, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    told = set(Notice.objects.filter(code="emergency_begun").values_list("user_id", flat=True))
    nezha = User.objects.get(full_name="Nezha")
    assert told == {amina.pk, nezha.pk, guardian.pk}
    assert {mail.to[0] for mail in mailoutbox} == {amina.email, nezha.email, guardian.email}
    assert all("Fatou" not in mail.body and sealed.number in mail.body for mail in mailoutbox)


def test_everything_read_during_it_says_so_in_the_journal(sealed, amina, colleague, client_of, viewer_of):
    client_of(amina).get(sealed.get_absolute_url())
    emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    browser = client_of(colleague)
    browser.get(sealed.get_absolute_url())
    browser.get(sealed.person.get_absolute_url(), {"show": "1"})
    mine = AuditEvent.objects.filter(actor_id=colleague.pk, object_id__gt="")
    marked = dict(mine.exclude(verb__startswith="accounts").values_list("verb", "detail__exceptional"))
    assert marked["casework.case_read"] and marked["people.identity_read"]
    hers = AuditEvent.objects.get(actor_id=amina.pk, verb="casework.case_read")
    assert "exceptional" not in hers.detail and audit.verify().whole


def test_i_am_done_closes_it_at_once(sealed, colleague, client_of, viewer_of):
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    client_of(colleague).post(reverse("casework:emergency_done", args=[access.uid]))
    assert not sees(viewer_of(colleague), sealed)


def test_a_form_sent_after_the_end_says_so_and_gives_the_words_back(sealed, colleague, client_of, viewer_of):
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    browser = client_of(colleague)
    began, over = clock.now() - timedelta(hours=4), clock.now() - timedelta(hours=1)
    EmergencyAccess.objects.update(began_at=began, until=over)
    type(access.grant).objects.filter(pk=access.grant_id).update(since=began, until=over)
    said = {"situation": "Hospitalisée au CHU, voir le docteur Alami", "version": "1"}
    answer = browser.post(reverse("casework:describe", args=[sealed.uid]), said)
    page = answer.content.decode()
    assert answer.status_code == 404 and "data-reason" in page and said["situation"] in page
    assert "Fatou" not in page


def test_it_is_judged_by_somebody_else_within_seven_days(sealed, colleague, guardian, director, client_of, viewer_of):
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    page = reverse("casework:emergency_review", args=[access.uid])
    assert client_of(colleague).get(page).status_code == 404
    shown = client_of(guardian).get(page)
    assert shown.status_code == 200 and WHY.split(",")[0] in shown.content.decode()
    assert client_of(director).post(page, {"judgement": "justified", "words": "Vu avec elle."}).status_code == 302
    access.refresh_from_db()
    assert access.judgement == "justified" and access.reviewed_by == director
    assert b"Vu" not in bytes(access.sealed_judgement)
    with pytest.raises(Denied):
        emergencies.review(access, "not_justified", "Non", by=viewer_of(guardian))


def test_what_was_not_judged_in_time_is_counted_and_told_once(sealed, colleague, guardian, client_of, viewer_of, later):
    emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    assert not emergencies.remind(clock.today())
    later(days=7, minutes=1)
    assert emergencies.remind(clock.today()) and not emergencies.remind(clock.today())
    assert Notice.objects.filter(code="emergency_overdue", user=guardian).count() == 1
    later(days=0)
    EmergencyAccess.objects.update(review_by=clock.now() - timedelta(hours=1))
    assert client_of(guardian).get(reverse("casework:oversight")).context["overdue"] == 1


def test_privileged_notes_need_a_second_person(sealed, counsel, colleague, w4i, viewer_of, client_of, later):
    """Not even the right to privileged notes opens them to whoever entered exceptionally."""
    second = _member("Maître Alaoui", "legal_counsel", w4i)
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(counsel))
    assert not verdict(check_confidence, viewer_of(counsel), sealed, NoteClass.PRIVILEGED)
    asked = emergencies.ask_privileged(access, by=viewer_of(counsel))
    with pytest.raises(Denied):
        emergencies.agree(asked, yes=True, by=viewer_of(counsel))
    with pytest.raises(Denied):
        emergencies.agree(asked, yes=True, by=viewer_of(colleague))
    page = reverse("casework:agree", args=[asked.uid])
    assert client_of(colleague).get(page).status_code == 404 and client_of(counsel).get(page).status_code == 404
    assert client_of(second).post(page, {"answer": "agree"}).status_code == 302
    assert verdict(check_confidence, viewer_of(counsel), sealed, NoteClass.PRIVILEGED)
    later(hours=3, minutes=5)
    assert not sees(viewer_of(counsel), sealed)


def test_an_agreement_that_comes_after_a_day_opens_nothing(sealed, counsel, w4i, viewer_of, later):
    second = _member("Maître Alaoui", "legal_counsel", w4i)
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(counsel))
    asked = emergencies.ask_privileged(access, by=viewer_of(counsel))
    later(hours=24, minutes=1)
    with pytest.raises(Denied):
        emergencies.agree(PrivilegedAsk.objects.get(pk=asked.pk), yes=True, by=viewer_of(second))


def test_a_role_that_ends_meanwhile_ends_the_access(sealed, colleague, viewer_of):
    emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    Assignment.objects.filter(user=colleague).delete()
    assert not sees(viewer_of(colleague), sealed)


def test_the_reason_is_sealed(sealed, colleague, viewer_of):
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    assert b"urgences" not in bytes(access.sealed_words) and emergencies.words_of(access) == WHY


def test_a_passkey_shown_a_moment_ago_counts_and_one_of_an_hour_ago_does_not(sealed, colleague, client_of):
    browser = client_of(colleague)
    Authenticator.objects.filter(user=colleague).update(type=Authenticator.Type.WEBAUTHN)
    said = {"number": sealed.number, "reason": "life", "words": WHY}
    for age, answer in ((3600, 422), (None, 422), (30, 302)):
        session = browser.session
        shown = [{"method": "mfa", "type": "webauthn", "id": 1, "at": time.time() - age}] if age is not None else []
        session["account_authentication_methods"] = shown
        session["account_authentication_methods_user"] = str(colleague.pk)
        session.save()
        assert browser.post(reverse("casework:emergency"), said).status_code == answer


def test_a_privileged_note_is_not_on_the_page_before_a_second_person_agreed(sealed, counsel, w4i, viewer_of, client_of):
    second = _member("Maître Alaoui", "legal_counsel", w4i)
    secret = "Elle a dit à son avocat où elle dort"
    notes.write_note(sealed, secret, note_class="privileged", contact="desk", day=clock.today(), by=HOUSE)
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(counsel))
    browser = client_of(counsel)
    pages = [sealed.get_absolute_url(), reverse("casework:notes", args=[sealed.uid])]
    assert not any(secret in browser.get(page).content.decode() for page in pages)
    emergencies.agree(emergencies.ask_privileged(access, by=viewer_of(counsel)), yes=True, by=viewer_of(second))
    assert any(secret in browser.get(page).content.decode() for page in pages)


def test_whoever_sees_the_file_anyway_is_led_to_it_and_nobody_is_alarmed(sealed, amina, client_of):
    answer = ask(client_of(amina), amina, sealed.number)
    assert answer.headers["Location"] == sealed.get_absolute_url()
    assert not EmergencyAccess.objects.exists() and not Notice.objects.filter(code="emergency_begun").exists()


def test_entering_again_while_it_is_open_begins_anew(sealed, colleague, viewer_of):
    first = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    second = emergencies.enter(sealed.number, "hearing", WHY, by=viewer_of(colleague))
    first.refresh_from_db()
    assert first.ended_at is not None and second.is_active
