"""Referring somebody: what she agreed to, and nothing more, until the loop is closed."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework import referring
from terrain.casework.actions import answers, sweeping
from terrain.casework.actions import referrals as actions
from terrain.casework.actions.answers import Answer
from terrain.casework.actions.cases import agree_to_closing, move
from terrain.casework.actions.links import link_of
from terrain.casework.actions.plans import GOAL
from terrain.casework.actions.referrals import Asking
from terrain.casework.codes import LETTERS, new_code, read_code, spaced
from terrain.casework.forms.referrals import ReferForm
from terrain.casework.kinds import kind_of
from terrain.casework.lifecycles import LIFECYCLES, REFERRAL
from terrain.casework.models import (
    AnswerLink,
    Case,
    Goal,
    Notice,
    Plan,
    Referral,
    ReferralStep,
    key_for_writing,
    key_of,
)
from terrain.casework.orientation import lists
from terrain.core import clock, vault
from terrain.core.access import ANONYMOUS
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts.actions import rebuild
from terrain.facts.models import Fact
from terrain.people.consents.actions import withdraw as withdraw_consent
from terrain.people.models import Person
from terrain.people.models.consents import Disclosure
from terrain.programmes.models import Organisation
from tests.factories import HOUSE, AssignmentFactory, UserFactory

ASKED = {"shared": ("identity", "needs"), "words": "Une consultation.", "callback": "Amina, 06 00 00 00 01"}


def again(referral):
    return Referral.objects.get(pk=referral.pk)


# --- the tables ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", LIFECYCLES, ids=lambda table: table.code)
def test_every_state_is_reached_and_every_move_leads_between_known_states(table):
    codes = [state.code for state in table.states]
    assert len(set(codes)) == len(codes)
    reached = {table.first.code}
    for _round in codes:
        reached |= {move.target for move in table.moves if set(move.sources) & reached}
    assert reached == set(codes)
    assert all({*move.sources, move.target} <= set(codes) and move.by for move in table.moves)


@pytest.mark.parametrize("table", LIFECYCLES, ids=lambda table: table.code)
def test_whoever_is_waited_for_can_do_something(table):
    for state in table.states:
        if state.waits_for is not None:
            assert table.moves_from(state.code, state.waits_for), state.code


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state.code for state in REFERRAL.states])
def test_no_state_without_a_path(state, sent, amina, viewer_of):
    referral = sent[0]
    for step in REFERRAL.moves:
        Referral.objects.filter(pk=referral.pk).update(state=state)
        before = ReferralStep.objects.count()
        if state in step.sources:
            actions.step(again(referral), step.code, viewer_of(amina))
            last = ReferralStep.objects.latest("pk")
            assert (last.source, last.target, again(referral).state) == (state, step.target, step.target)
        else:
            with pytest.raises(Denied):
                actions.step(again(referral), step.code, viewer_of(amina))
            assert (ReferralStep.objects.count(), again(referral).state) == (before, state)


def test_the_lists_name_every_reason_that_a_move_asks(db):
    for step in REFERRAL.moves:
        if step.asks == "reason":
            assert lists().choices(step.reasons, clock.today())


# --- consent ------------------------------------------------------------------------------------------------------


def test_nothing_is_sent_without_her_agreement(written, clinic, amina, viewer_of):
    referral = written(clinic)
    with pytest.raises(Denied, match="Croissant-Rouge"):
        actions.send(referral, by=viewer_of(amina))
    assert again(referral).state == "draft"
    assert not AnswerLink.objects.exists() and not Disclosure.objects.exists()


@pytest.mark.parametrize("groups", [("identity",), ("needs",), ("contact", "health")])
def test_every_group_that_is_shared_has_to_be_agreed(groups, written, clinic, agree, amina, viewer_of):
    agree(clinic.organisation, *groups)
    with pytest.raises(Denied):
        actions.send(written(clinic), by=viewer_of(amina))


def test_agreement_towards_another_or_for_another_purpose_does_not_do(written, clinic, agree, cpe, amina, viewer_of):
    agree(cpe)
    agree(Organisation.objects.get(code="ASSOC"))
    agree(clinic.organisation, purpose="common_work")
    with pytest.raises(Denied):
        actions.send(written(clinic), by=viewer_of(amina))


def test_agreement_that_ended_does_not_do(written, clinic, agree, amina, viewer_of):
    agree(clinic.organisation, until=clock.today() - timedelta(days=0))
    referral = written(clinic)
    consent = agree(clinic.organisation)
    withdraw_consent(consent, by=viewer_of(amina))
    type(consent).objects.exclude(pk=consent.pk).update(
        until=clock.today() - timedelta(days=1), given_on=date(2020, 1, 1)
    )
    with pytest.raises(Denied):
        actions.send(referral, by=viewer_of(amina))


def test_what_is_shared_is_written_down_as_disclosed(sent, clinic, amina):
    disclosed = Disclosure.objects.get()
    assert disclosed.to_organisation == clinic.organisation
    assert disclosed.fields == ["identity", "needs"]
    assert disclosed.what == f"casework.Referral {sent[0].uid}"
    assert disclosed.by_id == amina.pk


def test_what_was_shared_does_not_follow_later_changes(sent, fatou):
    sealed = fatou.sealed()
    fatou.seal(type(sealed)(**sealed.__dict__ | {"full_name": "Fatou Autrement"}))
    fatou.save()
    payload = actions.payload_of(again(sent[0]))
    assert dict(payload["identity"])["name"] == "Fatou Diallo"
    assert set(payload) == {"identity", "needs"}


def test_her_plan_is_shared_only_where_she_agreed_and_only_the_one_in_force(
    file, written, clinic, agree, amina, viewer_of
):
    for number, (state, words) in enumerate([("superseded", "Ancien but"), ("in_force", "Un logement")], start=1):
        plan = Plan.objects.create(case=file, number=number, state=state)
        Goal.objects.create(plan=plan, sealed_words=vault.seal(key_for_writing(file), words.encode(), GOAL))
    agree(clinic.organisation, "identity", "needs")
    assert "plan" not in ReferForm(case=file, service=clinic).agreed
    agree(clinic.organisation, "plan")
    referral = actions.send(written(clinic, shared=("identity", "plan")), by=viewer_of(amina))[0]
    assert actions.payload_of(again(referral))["plan"] == [["goal", "Un logement"]]


def test_withdrawn_consent_stops_what_runs_and_kills_every_link(sent, amina, viewer_of):
    referral, secret = sent
    consent = Disclosure.objects.get().consents.get()
    withdraw_consent(consent, by=viewer_of(amina))
    now = again(referral)
    assert (now.state, now.reason, now.outcome) == ("withdrawn", "consent_withdrawn", "withdrawn")
    assert not AnswerLink.objects.filter(revoked_at=None).exists()
    assert Notice.objects.filter(user=amina, code="referral_stopped").exists()
    with pytest.raises(Denied):
        answers.show(link_of(secret))


def test_withdrawn_consent_closes_the_link_also_when_the_outcome_is_known(sent, amina, viewer_of):
    referral, secret = sent
    answers.answer(referral, Answer("serve", words="Vue."), link=link_of(secret), by=answers.PARTNER)
    withdraw_consent(Disclosure.objects.get().consents.get(), by=viewer_of(amina))
    assert again(referral).state == "told"
    with pytest.raises(Denied):
        answers.show(link_of(secret))


def test_a_new_link_asks_again_whether_she_agrees(sent, amina, viewer_of):
    consent = Disclosure.objects.get().consents.get()
    type(consent).objects.filter(pk=consent.pk).update(given_on=date(2020, 1, 1), until=date(2020, 2, 1))
    with pytest.raises(Denied):
        actions.renew(sent[0], by=viewer_of(amina))
    with pytest.raises(Denied):
        actions.print_slip(sent[0], by=viewer_of(amina))


# --- the way through ----------------------------------------------------------------------------------------------


def test_the_whole_loop_leaves_a_trace_at_every_step(sent, amina, viewer_of):
    referral, secret = sent
    link = link_of(secret)
    answers.show(link)
    answers.answer(referral, Answer("accept"), link=link, by=answers.PARTNER)
    at = clock.now() + timedelta(days=2)
    answers.answer(referral, Answer("schedule", at=at), link=link, by=answers.PARTNER)
    answers.answer(referral, Answer("serve", words="Elle a été vue."), link=link, by=answers.PARTNER)
    actions.close(again(referral), by=viewer_of(amina))
    now = again(referral)
    assert [step.target for step in now.steps.all()] == [
        "sent", "seen", "accepted", "appointment", "served", "told", "closed",
    ]  # fmt: skip
    assert (now.state, now.outcome, actions.outcome_words_of(now)) == ("closed", "served", "Elle a été vue.")
    verbs = list(
        AuditEvent.objects.filter(verb__startswith="casework.referral").order_by("seq").values_list("verb", flat=True)
    )
    assert verbs == [
        "casework.referral_drafted", "casework.referral_sent", "casework.referral_shown", "casework.referral_answered",
        "casework.referral_answered", "casework.referral_answered", "casework.referral_closed",
    ]  # fmt: skip
    assert not [
        event for event in AuditEvent.objects.all() if "Fatou" in str(event.detail) or "vue" in str(event.detail)
    ]


def test_an_appointment_from_a_service_that_had_not_said_yes_is_a_yes(sent):
    referral, secret = sent
    at = clock.now() + timedelta(days=1)
    answers.answer(referral, Answer("schedule", at=at), link=link_of(secret), by=answers.PARTNER)
    assert [step.move for step in again(referral).steps.all()] == ["send", "accept", "schedule"]
    assert again(referral).answered_at is not None


def test_the_same_answer_twice_is_one(sent, amina):
    referral, secret = sent
    link = link_of(secret)
    for _tap in range(3):
        answers.answer(referral, Answer("accept"), link=link, by=answers.PARTNER)
    answers.answer(referral, Answer("serve"), link=link, by=answers.PARTNER)
    answers.answer(referral, Answer("serve"), link=link, by=answers.PARTNER)
    assert [step.move for step in again(referral).steps.all()] == ["send", "accept", "serve", "tell"]
    assert Notice.objects.filter(user=amina, code="referral_answered").count() == 2


def test_sent_twice_with_one_slip_is_one_referral(file, clinic, agree, amina, viewer_of):
    agree(clinic.organisation)
    by, slip, sending = viewer_of(amina), uuid4(), uuid4()
    one = actions.draft(file, Asking(clinic, "usual", **ASKED), slip=slip, by=by)
    two = actions.draft(file, Asking(clinic, "usual", **ASKED), slip=slip, by=by)
    assert one == two
    first = actions.send(one, slip=sending, by=by)[1]
    second = actions.send(one, slip=sending, by=by)[1]
    assert Disclosure.objects.count() == 1
    assert [step.move for step in again(one).steps.all()] == ["send"]
    assert answers.show(link_of(first)) == answers.show(link_of(second)) == one


@pytest.mark.parametrize(
    "said",
    [
        Answer("decline"),
        Answer("decline", reason="did_not_come"),
        Answer("schedule"),
        Answer("withdraw"),
        Answer("close"),
        Answer("nonsense"),
    ],
)
def test_an_answer_that_says_too_little_or_is_not_the_receivers_changes_nothing(said, sent):
    referral, secret = sent
    with pytest.raises(Denied):
        answers.answer(referral, said, link=link_of(secret), by=answers.PARTNER)
    assert again(referral).state == "sent"


def test_an_outcome_is_not_taken_back(sent):
    referral, secret = sent
    link = link_of(secret)
    answers.answer(referral, Answer("serve"), link=link, by=answers.PARTNER)
    for said in (Answer("fail", reason="refused"), Answer("decline", reason="full"), Answer("accept")):
        with pytest.raises(Denied):
            answers.answer(referral, said, link=link, by=answers.PARTNER)
    assert again(referral).outcome == "served"


def test_a_referral_written_by_a_colleague_meanwhile_is_not_overwritten(written, clinic, amina, viewer_of):
    referral, by = written(clinic), viewer_of(amina)
    actions.rewrite(referral, Asking(clinic, "now", ("identity",), "", "A"), version=1, by=by)
    with pytest.raises(actions.WrittenMeanwhile):
        actions.rewrite(referral, Asking(clinic, "usual", ("identity",), "", "B"), version=1, by=by)
    assert again(referral).urgency == "now"


def test_what_was_sent_cannot_be_changed(sent, clinic, amina, viewer_of):
    with pytest.raises(Denied):
        actions.rewrite(sent[0], Asking(clinic, "now", ("identity",), "", "A"), version=2, by=viewer_of(amina))


# --- inside the house -----------------------------------------------------------------------------------------------


def test_the_receiving_project_sees_only_what_was_shared_and_knows_her_only_once_it_accepts(
    inside, fatou, file, cpe, stranger, viewer_of
):
    by = viewer_of(stranger)
    assert list(referring.referrals_to_answer(by)) == [inside]
    answers.note_seen(inside, by=by)
    assert not Person.objects.visible_to(by).filter(pk=fatou.pk).exists()
    assert not Case.objects.visible_to(by).filter(pk=file.pk).exists()
    opened = answers.accept_inside(inside, kind_of("accompaniment"), by=by)
    assert (opened.project, opened.person, opened.owner) == (cpe, fatou, stranger)
    assert Person.objects.visible_to(by).filter(pk=fatou.pk).exists()
    assert not Case.objects.visible_to(by).filter(pk=file.pk).exists()
    assert answers.accept_inside(inside, kind_of("accompaniment"), by=by) == opened
    assert Case.objects.filter(project=cpe).count() == 1


def test_the_other_projects_file_and_its_closing_reason_are_not_told_to_the_sender(
    inside, stranger, amina, viewer_of, client_of
):
    by = viewer_of(stranger)
    opened = answers.accept_inside(inside, kind_of("accompaniment"), by=by)
    move(opened, opened.pathway.transition("close"), closing_reason="died", version=1, by=by)
    agree_to_closing(opened, by=HOUSE)
    answers.answer(inside, Answer("fail", reason="not_reached"), by=by)
    page = client_of(amina).get(inside.get_absolute_url()).content.decode()
    assert "Décès" not in page and opened.number not in page and "Samir" not in page
    assert not Case.objects.visible_to(viewer_of(amina)).filter(pk=opened.pk).exists()


def test_acceptance_inside_goes_with_a_file(inside, stranger, viewer_of):
    with pytest.raises(Denied, match="ichier|dossier|file|Accept"):
        answers.answer(inside, Answer("accept"), by=viewer_of(stranger))
    with pytest.raises(Denied):
        answers.answer(inside, Answer("serve"), by=viewer_of(stranger))


def test_nobody_else_answers(inside, sent, donor, facilitator, admin, guardian, youssef, viewer_of):
    for user in (donor, facilitator, admin, guardian, youssef):
        with pytest.raises(Denied):
            answers.answer(inside, Answer("decline", reason="full"), by=viewer_of(user))
    with pytest.raises(Denied):
        answers.answer(sent[0], Answer("accept"), by=ANONYMOUS)


def test_a_sealed_person_is_received_only_by_who_supervises(inside, fatou, cpe, stranger, viewer_of):
    worker = AssignmentFactory(user=UserFactory(), role="caseworker", project=cpe).user
    assert referring.referrals_to_answer(viewer_of(worker)).count() == 1
    Person.objects.filter(pk=fatou.pk).update(sealed_at=clock.now())
    assert referring.referrals_to_answer(viewer_of(worker)).count() == 0
    assert referring.referrals_to_answer(viewer_of(stranger)).count() == 1


@pytest.mark.parametrize(
    "name", ["amina", "donor", "facilitator", "guardian", "officer", "partner", "stranger", "youssef"]
)
def test_lists_and_single_referrals_agree(name, request, inside, sent, viewer_of):
    viewer = viewer_of(request.getfixturevalue(name))
    listed = set(Referral.objects.sent_by(viewer))
    for referral in (inside, sent[0]):
        may = bool(referring.verdict(referring.policies.check_see_sent, viewer, referral))
        assert may == (referral in listed)
        received = bool(referring.verdict(referring.policies.check_receive, viewer, referral))
        assert received == (referral in set(Referral.objects.received_by(viewer)))


# --- time -----------------------------------------------------------------------------------------------------------


def test_what_is_not_answered_in_time_expires_once(sent, amina):
    referral, _secret = sent
    late = again(referral).answer_by + timedelta(days=1)
    assert sweeping.sweep(late).expired == 1
    assert sweeping.sweep(late).expired == 0
    assert again(referral).state == "expired"
    assert Notice.objects.filter(user=amina, code="referral_expired").count() == 1


def test_a_late_yes_is_welcome(sent):
    referral, secret = sent
    sweeping.sweep(again(referral).answer_by + timedelta(days=1))
    answers.answer(referral, Answer("accept"), link=link_of(secret), by=answers.PARTNER)
    assert (again(referral).state, again(referral).outcome) == ("accepted", "")


def test_the_service_is_reminded_by_mail_with_the_link_alone(sent, mailoutbox, django_capture_on_commit_callbacks):
    referral, _secret = sent
    day = clock.today() + timedelta(days=lists().urgency("usual").remind_days)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweeping.sweep(day).reminded == 1
        assert sweeping.sweep(day).reminded == 0
    assert [mail.to for mail in mailoutbox] == [["centre@example.org"]]
    body = mailoutbox[0].subject + mailoutbox[0].body
    assert "/r/" in body
    for secret_word in ("Fatou", "Diallo", "santé", "Amina", referral.code, referral.case.number):
        assert secret_word not in body


def test_nobody_is_reminded_of_what_she_agrees_to_no_more(sent, mailoutbox, django_capture_on_commit_callbacks):
    Disclosure.objects.get().consents.update(given_on=date(2020, 1, 1), until=date(2020, 2, 1))
    with django_capture_on_commit_callbacks(execute=True):
        sweeping.sweep(clock.today() + timedelta(days=5))
    assert mailoutbox == []


def test_an_outcome_that_does_not_come_is_asked_for(sent, amina):
    referral, secret = sent
    answers.answer(referral, Answer("accept"), link=link_of(secret), by=answers.PARTNER)
    due = again(referral).answer_by
    assert due == clock.today() + timedelta(days=lists().urgency("usual").outcome_days)
    assert sweeping.sweep(due).reminded == 0
    assert sweeping.sweep(due + timedelta(days=1)).reminded == 1
    assert sweeping.sweep(due + timedelta(days=4)).reminded == 0
    assert sweeping.sweep(due + timedelta(days=8)).reminded == 1
    assert Notice.objects.filter(user=amina, code="referral_overdue").count() == 2


def test_sending_again_kills_the_links_before(sent, amina, viewer_of):
    referral, old = sent
    sweeping.sweep(again(referral).answer_by + timedelta(days=1))
    new = actions.renew(referral, by=viewer_of(amina))[1]
    assert again(referral).state == "sent"
    with pytest.raises(Denied):
        answers.show(link_of(old))
    assert answers.show(link_of(new)).state == "seen"


# --- what it counts for ---------------------------------------------------------------------------------------------


def outcomes():
    found = Fact.objects.filter(variant__kind="referral").select_related("variant")
    return sorted(json.loads(fact.variant.attributes)["outcome"] for fact in found)


def test_facts_follow_the_referral_and_a_rebuild_finds_no_difference(sent, written, clinic):
    referral, secret = sent
    written(clinic)
    assert outcomes() == ["sent"]
    answers.answer(referral, Answer("serve"), link=link_of(secret), by=answers.PARTNER)
    assert outcomes() == ["sent", "served"]
    assert rebuild(check=True).clean


def test_the_rate_counts_loops_that_came_back(sent, inside, amina, stranger, viewer_of):
    referral, secret = sent
    by = viewer_of(amina)
    answers.answer(referral, Answer("serve"), link=link_of(secret), by=answers.PARTNER)
    today = clock.today()
    told = {rate.service.name: rate for rate in referring.rates(by, today, today)}
    assert (told["Centre de santé"].known, told["Centre de santé"].closed) == (1, 0)
    actions.close(again(referral), by=by)
    told = {rate.service.name: rate for rate in referring.rates(by, today, today)}
    clinic, shop = told["Centre de santé"], told["Atelier couture"]
    assert (clinic.sent, clinic.answered, clinic.closed, clinic.percent, clinic.median_days) == (1, 1, 1, 100, 0.0)
    assert (shop.sent, shop.answered, shop.percent, shop.median_days) == (1, 0, 0, None)
    assert referring.together(list(told.values())).percent == 50
    assert referring.rates(viewer_of(stranger), today, today) == []


def test_erasing_the_file_erases_what_was_shared(sent):
    vault.destroy(key_of(sent[0].case))
    with pytest.raises(vault.Erased):
        actions.payload_of(again(sent[0]))


def test_no_word_of_hers_is_in_the_database(sent):
    referral, secret = sent
    answers.answer(referral, Answer("serve", words="Elle a été vue."), link=link_of(secret), by=answers.PARTNER)
    row = Referral.objects.filter(pk=referral.pk).values().get()
    kept = repr([bytes(value) if isinstance(value, memoryview) else value for value in row.values()])
    for word in ("Fatou", "consultation", "Amina", "vue", secret):
        assert word not in kept
    assert secret.encode() not in bytes(AnswerLink.objects.get().digest)


# --- codes and services ---------------------------------------------------------------------------------------------


@given(st.data())
def test_a_code_with_one_wrong_sign_or_two_exchanged_is_refused(data):
    code = new_code()
    assert read_code(spaced(code).lower()) == code
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([sign for sign in LETTERS if sign != code[place]]))
    assert read_code(code[:place] + other + code[place + 1 :]) == ""
    place = data.draw(st.integers(0, len(code) - 2))
    if code[place] != code[place + 1]:
        assert read_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) == ""


@pytest.mark.parametrize("typed", ["", "K7F", "O0I1-LLLL", "a" * 50, "كلمة"])
def test_what_is_not_a_code_is_blank(typed):
    assert read_code(typed) == ""


def test_lists_cost_the_same_however_long(sent, written, clinic, amina, viewer_of):
    by = viewer_of(amina)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            referring.sent_lines(list(referring.waiting(by)), by)
        return len(asked)

    one = cost()
    for _more in range(4):
        actions.send(written(clinic), by=by)
    assert cost() == one
