"""Sealed files: who knows that they exist, at least two of them at every moment, and never by her own word alone."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.casework import holding
from terrain.casework.actions import cases, seals
from terrain.casework.actions.seals import Named
from terrain.casework.models import Case, CaseGrant, Notice, Sealing
from terrain.core import audit, clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.models import Person, PersonGrant
from terrain.programmes.models import Assignment
from tests.conftest import _member
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


def named(user, days=90):
    return Named(user, clock.today() + timedelta(days=days), "accompanies")


def seal(file, colleague, by, **more):
    return seals.seal(file, "danger", named=[named(colleague)], by=by, **more)


def sees(viewer, file) -> bool:
    return Case.objects.visible_to(viewer).filter(pk=file.pk).exists()


def test_a_sealed_file_is_for_those_named_and_nobody_else(file, amina, youssef, colleague, director, viewer_of):
    assert sees(viewer_of(youssef), file) and sees(viewer_of(director), file)
    seal(file, colleague, viewer_of(amina))
    assert sees(viewer_of(amina), file) and sees(viewer_of(colleague), file)
    assert not sees(viewer_of(youssef), file) and not sees(viewer_of(director), file)


def test_one_person_alone_seals_nothing(file, amina, viewer_of):
    with pytest.raises(Denied):
        seals.seal(file, "danger", named=[], by=viewer_of(amina))
    file.refresh_from_db()
    assert not file.is_sealed and not Sealing.objects.exists()


def test_a_colleague_whose_role_opens_no_file_cannot_be_named(file, amina, facilitator, viewer_of):
    with pytest.raises(Denied):
        seal(file, facilitator, viewer_of(amina))


@pytest.mark.parametrize("days", [-1, 400])
def test_an_access_ends_within_twelve_months(file, amina, colleague, viewer_of, days):
    with pytest.raises(Denied):
        seals.seal(file, "danger", named=[named(colleague, days)], by=viewer_of(amina))


def test_the_last_but_one_cannot_be_taken_away_and_a_third_may_go(file, amina, colleague, counsel, viewer_of):
    by = viewer_of(amina)
    seal(file, colleague, by)
    first = CaseGrant.objects.get(case=file, user=colleague)
    with pytest.raises(Denied):
        seals.end(first, by=by)
    seals.name(file, named(counsel), by=by)
    seals.end(first, by=by)
    assert not sees(viewer_of(colleague), file) and sees(viewer_of(counsel), file)


def test_handing_over_to_the_only_other_one_is_refused(file, amina, colleague, counsel, viewer_of):
    by = viewer_of(amina)
    seal(file, colleague, by)
    with pytest.raises(Denied):
        cases.hand_over(file, colleague, by=by)
    file.refresh_from_db()
    assert file.owner == amina
    cases.hand_over(file, counsel, by=by)
    assert not sees(viewer_of(amina), file) and sees(viewer_of(counsel), file)


def test_whoever_is_in_charge_never_unseals_and_protection_does(file, amina, colleague, guardian, youssef, viewer_of):
    seal(file, colleague, viewer_of(amina))
    with pytest.raises(Denied):
        seals.unseal(file, "Plus de danger", by=viewer_of(amina))
    seals.unseal(file, "Plus de danger", by=viewer_of(guardian))
    assert sees(viewer_of(youssef), file) and not sees(viewer_of(colleague), file)
    assert not Person.objects.get(pk=file.person_id).is_sealed


def test_nobody_names_herself(file, amina, colleague, director, viewer_of):
    seal(file, colleague, viewer_of(amina))
    with pytest.raises(Denied):
        seals.name(file, named(director), by=viewer_of(director))
    assert not sees(viewer_of(director), file)


def test_an_access_that_ends_by_itself_is_told_to_protection_once(
    file, amina, colleague, guardian, viewer_of, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    seal(file, colleague, viewer_of(amina))
    later = clock.now() + timedelta(days=100)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert holding.too_few(Case.objects.get(pk=file.pk))
    with django_capture_on_commit_callbacks(execute=True):
        assert seals.watch(later.date())
    assert not seals.watch(later.date())
    notice = Notice.objects.get(user=guardian, code="seal_thin")
    assert notice.case_id == file.pk and file.number in mailoutbox[-1].body


def test_a_role_that_ended_no_longer_counts_as_a_holder(file, amina, colleague, viewer_of):
    seal(file, colleague, viewer_of(amina))
    Assignment.objects.filter(user=colleague).delete()
    assert holding.too_few(Case.objects.get(pk=file.pk))


def test_whom_no_other_project_knows_is_sealed_with_her_file(file, amina, youssef, colleague, viewer_of):
    seal(file, colleague, viewer_of(amina))
    assert Person.objects.visible_to(viewer_of(amina)).filter(pk=file.person_id).exists()
    assert Person.objects.visible_to(viewer_of(colleague)).filter(pk=file.person_id).exists()
    assert not Person.objects.visible_to(viewer_of(youssef)).filter(pk=file.person_id).exists()


def test_whom_another_project_knows_is_not_sealed_unless_asked(file, amina, colleague, cpe, viewer_of):
    people.meet([file.person], cpe)
    seal(file, colleague, viewer_of(amina))
    assert not Person.objects.get(pk=file.person_id).is_sealed


def test_grants_on_the_person_follow_those_on_her_file(file, amina, colleague, counsel, viewer_of):
    by = viewer_of(amina)
    seal(file, colleague, by)
    seals.name(file, named(counsel), by=by)
    seals.end(CaseGrant.objects.get(case=file, user=colleague, ended_at=None), by=by)
    standing = set(PersonGrant.objects.active().values_list("user__full_name", flat=True))
    assert standing == {amina.full_name, counsel.full_name}


def test_the_form_sent_twice_seals_once(file, amina, colleague, client_of):
    browser, slip = client_of(amina), str(uuid4())
    said = {
        "slip": slip,
        "why": "danger",
        "user": colleague.pk,
        "reason": "accompanies",
        "until": (clock.today() + timedelta(days=30)).isoformat(),
    }
    for _time in range(2):
        browser.post(reverse("casework:seal", args=[file.uid]), said)
    assert Sealing.objects.filter(case=file).count() == 1
    assert AuditEvent.objects.filter(verb="casework.case_sealed").count() == 1 and audit.verify().whole


def test_the_page_says_who_may_see_it_and_no_word_reaches_a_supervisor(
    file, amina, youssef, colleague, client_of, viewer_of
):
    seals.seal(file, "danger", "Un oncle la cherche", named=[named(colleague)], by=viewer_of(amina))
    page = client_of(amina).get(file.get_absolute_url()).content.decode()
    assert colleague.full_name in page and amina.full_name in page
    assert client_of(youssef).get(file.get_absolute_url()).status_code == 404
    assert client_of(youssef).get(reverse("casework:seal", args=[file.uid])).status_code == 404
    assert b"oncle" not in bytes(Sealing.objects.get().sealed_words)


def test_protection_names_somebody_on_a_file_that_it_cannot_open(
    file, amina, colleague, counsel, guardian, client_of, viewer_of
):
    seal(file, colleague, viewer_of(amina))
    browser = client_of(guardian)
    page = browser.get(reverse("casework:seal", args=[file.uid]))
    assert page.status_code == 200 and file.number in page.content.decode()
    assert "Fatou" not in page.content.decode()
    until = (clock.today() + timedelta(days=30)).isoformat()
    said = {"user": counsel.pk, "until": until, "reason": "expert"}
    answer = browser.post(reverse("casework:name_holder", args=[file.uid]), said)
    assert answer.status_code == 302 and sees(viewer_of(counsel), file)
    assert browser.get(file.get_absolute_url()).status_code == 404


def test_a_day_too_far_is_said_and_what_was_chosen_stays(file, amina, colleague, client_of, viewer_of):
    seal(file, colleague, viewer_of(amina))
    until = (clock.today() + timedelta(days=500)).isoformat()
    said = {"user": colleague.pk, "until": until, "reason": "expert"}
    answer = client_of(amina).post(reverse("casework:name_holder", args=[file.uid]), said)
    assert answer.status_code == 422 and until in answer.content.decode()


def test_a_new_colleague_in_charge_sees_the_sealed_person_at_once(file, amina, colleague, counsel, viewer_of):
    seal(file, colleague, viewer_of(amina))
    cases.hand_over(file, counsel, by=viewer_of(amina))
    assert Person.objects.visible_to(viewer_of(counsel)).filter(pk=file.person_id).exists()
    assert not Person.objects.visible_to(viewer_of(amina)).filter(pk=file.person_id).exists()


def test_another_sealed_file_of_hers_keeps_the_person_sealed(
    file, kind, cpe, amina, colleague, guardian, stranger, viewer_of
):
    people.meet([file.person], cpe)
    other = cases.open_case(cases.Opening(kind, cpe, file.person, entry_reason="income", owner=stranger), by=HOUSE)
    second = _member("Karima", "caseworker", cpe)
    seal(file, colleague, viewer_of(amina), with_person=True)
    seal(other, second, viewer_of(guardian))
    seals.unseal(file, "Plus de danger", by=viewer_of(guardian))
    assert Person.objects.get(pk=file.person_id).is_sealed
    assert sees(viewer_of(stranger), other) and sees(viewer_of(amina), file)
    seals.unseal(Case.objects.get(pk=other.pk), "Plus de danger", by=viewer_of(guardian))
    assert not Person.objects.get(pk=file.person_id).is_sealed


def test_no_page_of_a_sealed_file_hands_out_its_reason_in_clear(file, amina, colleague, guardian, client_of, viewer_of):
    seals.seal(file, "danger", "Un oncle la cherche", named=[named(colleague)], by=viewer_of(amina))
    seen = client_of(guardian).get(reverse("casework:oversight")).content.decode()
    assert not re.search("oncle|Fatou|Diallo", seen)


def test_closing_a_sealed_file_is_decided_by_another_who_is_named(file, amina, youssef, colleague, viewer_of):
    """Whoever supervises the project is told nothing; the colleague named stands in."""
    by = viewer_of(amina)
    seal(file, colleague, by)
    now = Case.objects.get(pk=file.pk)
    reason = now.pathway.lists.choices("closing_reasons", clock.today())[0][0]
    cases.move(now, now.pathway.transition("close"), closing_reason=reason, version=now.version, by=by)
    assert set(Notice.objects.filter(code="closing_asked").values_list("user_id", flat=True)) == {colleague.pk}
    now = Case.objects.get(pk=file.pk)
    for who in (amina, youssef):
        with pytest.raises(Denied):
            cases.agree_to_closing(now, by=viewer_of(who))
    assert not cases.agree_to_closing(now, by=viewer_of(colleague)).is_open
