"""What somebody tries who wants to know more, or to decide more, than is hers."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import reverse

from terrain.casework.actions import (
    answers,
    cases,
    emergencies,
    exports,
    notes,
    papers,
    referrals,
    retention,
    seals,
    sweeping,
    transfers,
)
from terrain.casework.actions.exports import Wanted
from terrain.casework.actions.referrals import Asking
from terrain.casework.actions.seals import Named
from terrain.casework.actions.transfers import Handover
from terrain.casework.enums import ExportKind
from terrain.casework.models import AnswerLink, Case, EmergencyAccess, Export, Notice
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.network.actions import directory
from terrain.people import actions as people
from terrain.people.consents.actions import withdraw as withdraw_consent
from terrain.people.identity import Identity
from terrain.people.models.consents import Disclosure
from terrain.programmes.models import Assignment
from tests.conftest import _member
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
WHY = "Elle est aux urgences, Amina ne répond pas."


@pytest.fixture
def nezha(w4i):
    return _member("Nezha", "caseworker", w4i)


@pytest.fixture
def sealed(file, amina, nezha, viewer_of):
    """Fatou's file, sealed; Amina and Nezha see it."""
    named = Named(nezha, clock.today() + timedelta(days=90), "accompanies")
    return seals.seal(file, "danger", named=[named], by=viewer_of(amina))


def closing_of(file):
    return next(one for one in file.pathway.transitions if one.approval and file.stage in one.sources)


# --- exceptional access opens a file, it gives no say over it --------------------------------------------------------


def test_whoever_entered_exceptionally_does_not_put_herself_in_charge(sealed, youssef, viewer_of):
    by = viewer_of(youssef)
    emergencies.enter(sealed.number, "life", WHY, by=by)
    with pytest.raises(Denied):
        cases.hand_over(sealed, youssef, by=by)
    assert Case.objects.get().owner_id != youssef.pk


def test_whoever_entered_exceptionally_decides_about_no_closing(sealed, amina, colleague, viewer_of):
    reason = sealed.pathway.lists.choices("closing_reasons", clock.today())[0][0]
    asked = cases.move(
        sealed, closing_of(sealed), words="Fini", closing_reason=reason, version=sealed.version, by=viewer_of(amina)
    )
    emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    with pytest.raises(Denied):
        cases.agree_to_closing(asked, by=viewer_of(colleague))


def test_whoever_entered_exceptionally_gives_the_file_away_to_nobody(sealed, agree, youssef, cpe, viewer_of):
    by = viewer_of(youssef)
    agree(cpe, "identity", purpose="transfer")
    emergencies.enter(sealed.number, "life", WHY, by=by)
    with pytest.raises(Denied):
        transfers.ask(sealed, Handover(("identity",), "", project=cpe), by=by)


def test_whoever_entered_exceptionally_takes_nothing_out(sealed, youssef, viewer_of):
    by = viewer_of(youssef)
    emergencies.enter(sealed.number, "life", WHY, by=by)
    with pytest.raises(Denied):
        exports.ask(Wanted(ExportKind.CASE, "Réunion du 3 mars", case=sealed), by=by)


# --- a supervisor learns nothing of a sealed file --------------------------------------------------------------------


def test_of_an_exceptional_access_to_a_sealed_file_those_named_are_told_and_no_supervisor(
    sealed, amina, nezha, youssef, guardian, colleague, viewer_of, client_of
):
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    told = set(Notice.objects.filter(code="emergency_begun").values_list("user_id", flat=True))
    assert told == {amina.pk, nezha.pk, guardian.pk}
    assert not EmergencyAccess.objects.reviewable_by(viewer_of(youssef)).exists()
    page = reverse("casework:emergency_review", args=[access.uid])
    assert client_of(youssef).get(page).status_code == 404
    assert sealed.number not in client_of(youssef).get(reverse("casework:oversight")).content.decode()
    assert client_of(guardian).get(page).status_code == 200


def test_a_supervisor_does_not_read_for_what_a_sealed_file_was_taken_out(sealed, amina, youssef, viewer_of, client_of):
    exports.ask(Wanted(ExportKind.CASE, "Audience du procès de Fatou", case=sealed), by=viewer_of(amina))
    page = client_of(youssef).get(reverse("casework:oversight")).content.decode()
    assert "Audience" not in page


def test_a_notice_says_nothing_more_of_a_file_that_was_sealed_since(
    file, amina, colleague, nezha, viewer_of, client_of
):
    cases.hand_over(file, colleague, by=viewer_of(amina))
    cases.hand_over(Case.objects.get(), amina, by=viewer_of(colleague))
    assert file.number in client_of(colleague).get(reverse("desk:home")).content.decode()
    named = Named(nezha, clock.today() + timedelta(days=90), "accompanies")
    seals.seal(Case.objects.get(), "danger", named=[named], by=viewer_of(amina))
    assert file.number not in client_of(colleague).get(reverse("desk:home")).content.decode()
    assert file.number in client_of(nezha).get(reverse("desk:home")).content.decode()


def test_what_was_taken_out_is_not_had_any_more_once_the_file_is_sealed(
    file, amina, youssef, nezha, viewer_of, client_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        export, _password = exports.ask(Wanted(ExportKind.CASE, "Réunion du 3 mars", case=file), by=viewer_of(youssef))
    named = Named(nezha, clock.today() + timedelta(days=90), "accompanies")
    address = reverse("casework:export_file", args=[export.uid])
    assert client_of(youssef).get(address).status_code == 200
    seals.seal(file, "danger", named=[named], by=viewer_of(amina))
    assert client_of(youssef).get(address).status_code == 403


# --- what was withdrawn is not read any more -------------------------------------------------------------------------


def test_a_referral_withdrawn_before_it_was_opened_is_never_read(inside, amina, stranger, viewer_of, client_of):
    withdraw_consent(Disclosure.objects.get().consents.get(), by=viewer_of(amina))
    page = client_of(stranger).get(reverse("casework:received", args=[inside.uid])).content.decode()
    for word in ("Fatou", "consultation", "1990"):
        assert word not in page


def test_a_referral_withdrawn_after_it_was_opened_is_read_no_more(inside, amina, stranger, viewer_of, client_of):
    answers.note_seen(inside, by=viewer_of(stranger))
    withdraw_consent(Disclosure.objects.get().consents.get(), by=viewer_of(amina))
    page = client_of(stranger).get(reverse("casework:received", args=[inside.uid])).content.decode()
    assert "Fatou" not in page


# --- a one-time mark used for one thing opens nothing else -----------------------------------------------------------


def test_a_mark_used_for_one_referral_makes_no_link_of_another(sent, written, clinic, amina, viewer_of):
    by = viewer_of(amina)
    used = uuid4()
    referrals.draft(sent[0].case, Asking(clinic, "usual", ("identity",), "", "A"), slip=used, by=by)
    count = AnswerLink.objects.count()
    with pytest.raises(Denied):
        referrals.send(sent[0], slip=used, by=by)
    assert AnswerLink.objects.count() == count


def test_a_new_link_is_not_had_by_a_used_mark_when_she_agrees_no_more(sent, clinic, amina, viewer_of):
    by, used = viewer_of(amina), uuid4()
    referrals.draft(sent[0].case, Asking(clinic, "usual", ("identity",), "", "A"), slip=used, by=by)
    Disclosure.objects.get().consents.update(until=clock.today() - timedelta(days=1))
    with pytest.raises(Denied):
        referrals.renew(sent[0], slip=used, by=by)


def test_a_colleague_s_mark_gives_no_link_to_the_file_of_somebody_else(
    file, kind, w4i, fatou, clinic, agree, amina, colleague, viewer_of
):
    used = uuid4()
    agree(clinic.organisation, "identity", purpose="transfer")
    said = Handover(("identity",), "", service=clinic)
    transfers.ask(file, said, slip=used, by=viewer_of(amina))
    other = cases.open_case(cases.Opening(kind, w4i, fatou, entry_reason="income"), by=viewer_of(colleague))
    count = AnswerLink.objects.count()
    asked, _secret = transfers.ask(other, said, slip=used, by=viewer_of(colleague))
    assert asked.case == other and AnswerLink.objects.exclude(transfer=asked).count() == count


def test_a_colleague_s_mark_shows_nobody_s_export(file, amina, youssef, viewer_of):
    used, wanted = uuid4(), Wanted(ExportKind.CASE, "Réunion du 3 mars", case=file)
    hers, _password = exports.ask(wanted, slip=used, by=viewer_of(amina))
    his, password = exports.ask(wanted, slip=used, by=viewer_of(youssef))
    assert his != hers and his.by == youssef and password


def test_a_mark_used_for_sealing_one_file_does_not_leave_another_open(
    file, kind, w4i, amina, colleague, nezha, viewer_of
):
    by, used = viewer_of(amina), uuid4()
    aicha = people.register(Identity("Aïcha Bennani", phone="+212612000002"), project=w4i, by=HOUSE)
    other = cases.open_case(cases.Opening(kind, w4i, aicha, entry_reason="income"), by=by)
    named = [Named(nezha, clock.today() + timedelta(days=90), "accompanies")]
    for one in (file, other):
        seals.seal(one, "danger", named=named, slip=used, by=by)
    assert not Case.objects.filter(sealed_at=None).exists()


# --- what is read is written down ------------------------------------------------------------------------------------


def test_reading_why_a_file_is_to_be_closed_is_in_the_journal(file, amina, youssef, viewer_of, client_of):
    reason = file.pathway.lists.choices("closing_reasons", clock.today())[0][0]
    cases.move(file, closing_of(file), words="Secret", closing_reason=reason, version=file.version, by=viewer_of(amina))
    page = client_of(youssef).get(reverse("casework:decide", args=[file.uid]))
    assert "Secret" in page.content.decode()
    assert AuditEvent.objects.filter(verb="casework.case_read", actor_id=youssef.pk).exists()


def test_reading_why_somebody_entered_who_is_named_and_why_a_file_is_kept_is_in_the_journal(
    sealed, amina, colleague, counsel, guardian, viewer_of, client_of
):
    access = emergencies.enter(sealed.number, "life", WHY, by=viewer_of(colleague))
    asked = emergencies.ask_privileged(access, by=viewer_of(colleague))
    assert client_of(counsel).get(reverse("casework:agree", args=[asked.uid])).status_code == 200
    assert AuditEvent.objects.filter(verb="casework.emergency_read", actor_id=counsel.pk).exists()
    assert client_of(guardian).get(reverse("casework:seal", args=[sealed.uid])).status_code == 200
    assert AuditEvent.objects.filter(verb="casework.holdings_read", actor_id=guardian.pk).exists()
    reason = sealed.pathway.lists.choices("closing_reasons", clock.today())[0][0]
    cases.move(sealed, closing_of(sealed), words="Fini", closing_reason=reason, version=sealed.version, by=HOUSE)
    cases.agree_to_closing(sealed, by=HOUSE)
    assert client_of(guardian).get(reverse("casework:hold", args=[sealed.uid])).status_code == 200
    assert AuditEvent.objects.filter(verb="casework.hold_read", actor_id=guardian.pk).exists()


def test_an_archive_is_written_with_the_rights_that_are_left(
    file, youssef, w4i, viewer_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        wanted = Wanted(ExportKind.REGISTRY, "Réunion du 3 mars", w4i, fields=("name",))
        export, _password = exports.ask(wanted, by=viewer_of(youssef))
        Assignment.objects.filter(user=youssef).delete()
    export.refresh_from_db()
    assert export.file is None


def test_a_refusal_on_a_partner_s_page_leaves_no_trace_either(sent, client):
    cache.clear()
    client.post(f"/r/{sent[1]}/", {"move": "decline", "reason": "full"})
    answer = client.post(f"/r/{sent[1]}/", {"move": "accept"})
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store, private")
    assert answer["Referrer-Policy"] == "no-referrer" and answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "Fatou" not in client.post(f"/r/{sent[1]}/", {"move": "show"}).content.decode()


def test_a_sealed_file_that_another_project_takes_over_stays_sealed(
    sealed, agree, amina, cpe, stranger, guardian, viewer_of
):
    agree(cpe, "identity", purpose="transfer")
    asked, _secret = transfers.ask(sealed, Handover(("identity",), "", project=cpe), by=viewer_of(amina))
    taken = transfers.accept(asked, sealed.pathway, by=viewer_of(stranger))
    coordinator = _member("Driss", "project_coordinator", cpe)
    assert Case.objects.visible_to(viewer_of(stranger)).filter(pk=taken.pk).exists()
    assert not Case.objects.visible_to(viewer_of(coordinator)).filter(pk=taken.pk).exists()
    assert Case.objects.get(pk=taken.pk).is_sealed and taken.sealings.get().reason == "danger"
    assert seals.watch(clock.today()) and Notice.objects.filter(code="seal_thin", user=guardian, case=taken).exists()


def test_a_sealed_person_who_was_referred_can_be_taken_on(inside, file, amina, nezha, stranger, viewer_of):
    named = Named(nezha, clock.today() + timedelta(days=90), "accompanies")
    seals.seal(file, "danger", named=[named], with_person=True, by=viewer_of(amina))
    opened = answers.accept_inside(inside, file.pathway, by=viewer_of(stranger))
    assert Case.objects.visible_to(viewer_of(stranger)).get() == opened
    assert file not in Case.objects.visible_to(viewer_of(stranger))
    assert Case.objects.visible_to(viewer_of(amina)).filter(pk=file.pk).exists()


# --- nobody names herself, and a partner's address is nobody's to divert ---------------------------------------------


def test_a_supervisor_named_on_a_sealed_file_for_a_time_does_not_make_herself_stay(sealed, amina, youssef, viewer_of):
    named = Named(youssef, clock.today() + timedelta(days=5), "supervises")
    seals.name(sealed, named, by=viewer_of(amina))
    with pytest.raises(Denied):
        cases.hand_over(sealed, youssef, by=viewer_of(youssef))


def test_no_link_goes_by_itself_to_an_address_that_was_changed_since_it_was_sent(
    sent, clinic, stranger, viewer_of, mailoutbox, django_capture_on_commit_callbacks
):
    """The directory is everybody's who supervises: the coordinator of another project puts her own address there."""
    said = directory.values_of(clinic) | {"email": "samir@example.org"}
    directory.change_service(clinic, directory.Offer(**said), version=clinic.version, by=viewer_of(stranger))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweeping.sweep(sent[0].answer_by).reminded == 1
    assert not mailoutbox


# --- who is forgotten stands nowhere ---------------------------------------------------------------------------------

PLANTED = ("Zaynouba", "Qartassimi", "677665544")


def everything(folder) -> dict[str, str]:
    """Every row of the database as text, and every file of the house."""
    held = {}
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            text = " ".join(
                bytes(one).decode("utf-8", "replace") if isinstance(one, bytes | memoryview) else str(one)
                for one in row.values()
            )
            held[f"{model._meta.label} {row.get('id', row.get('uid', ''))}"] = text
    for path in folder.rglob("*"):
        if path.is_file():
            held[str(path)] = path.name + path.read_bytes().decode("utf-8", "replace")
    return held


def test_who_was_forgotten_stands_in_no_row_no_file_and_opens_nowhere(
    kind, w4i, cpe, clinic, amina, guardian, viewer_of, client_of, tmp_path, django_capture_on_commit_callbacks
):
    by = viewer_of(amina)
    with django_capture_on_commit_callbacks(execute=True):
        who = Identity("Zaynouba Qartassimi", sex="F", phone="+212677665544")
        person = people.register(who, project=w4i, by=by)
        file = cases.open_case(cases.Opening(kind, w4i, person, entry_reason="income", situation="Zaynouba"), by=by)
        notes.write_note(file, "Zaynouba Qartassimi", note_class="ordinary", contact="office", day=clock.today(), by=by)
        exports.ask(Wanted(ExportKind.CASE, "Audience de Zaynouba Qartassimi", case=file), by=by)
        papers.keep_document(
            file, io.BytesIO(b"%PDF Zaynouba"), "Zaynouba.pdf", note_class="ordinary", kind="other",
            media_type="application/pdf", day=clock.today(), by=by,
        )  # fmt: skip
        client_of(amina).get(reverse("people:people"), {"q": "Zaynouba"})
        close = file.pathway.lists.choices("closing_reasons", clock.today())[0][0]
        cases.move(file, closing_of(file), words="Zaynouba", closing_reason=close, version=file.version, by=HOUSE)
        cases.agree_to_closing(file, by=HOUSE)
    assert Export.objects.get().file is not None
    with django_capture_on_commit_callbacks(execute=True):
        asked = retention.ask_forgetting(person, "she_asks", by=viewer_of(guardian))
        retention.forget(asked, by=viewer_of(_member("Sofia", "protection_officer")))
    found = {name: word for name, text in everything(tmp_path).items() for word in PLANTED if word in text}
    assert not found
    taken = Export.objects.get()
    assert taken.key.destroyed_at and taken.file.key.destroyed_at and exports.purpose_of(taken) == ""
    assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert client_of(amina).get(reverse("casework:export", args=[taken.uid])).status_code == 410
    board = client_of(guardian).get(reverse("casework:oversight"))
    assert board.status_code == 200 and "Zaynouba" not in board.content.decode()
