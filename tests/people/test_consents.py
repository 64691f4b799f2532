"""Nothing leaves without agreement, and a changed mind stops everything."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.models import AuditEvent, SealedFile
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.consents import actions
from terrain.people.consents.actions import Agreement
from terrain.people.consents.lists import lists
from terrain.people.consents.pages import expiring
from terrain.people.consents.rules import check_share, covers, standing
from terrain.people.forgetting import forget_within
from terrain.people.identity import Identity
from terrain.people.models import Consent, Disclosure, Person
from terrain.people.models.consents import Basis, Capacity, Words
from terrain.programmes.models import Organisation
from tests.factories import HOUSE

TODAY = date(2026, 11, 25)


@pytest.fixture
def fatou(w4i):
    return people.register(
        Identity("Fatou Diallo", birth=date(1990, 1, 1), birth_precision="year"), project=w4i, by=HOUSE
    )


@pytest.fixture
def clinic(db):
    return Organisation.objects.create(code="clinic", name="Clinique Essai", kind="association")


def agree(person, project, to, by=HOUSE, **said):
    said = {
        "purpose": "referral",
        "fields": ("identity", "contact"),
        "until": clock.today() + timedelta(days=90),
    } | said
    return actions.record(person, project, Agreement(recipient=to, **said), by=by)


def consent(**said) -> Consent:
    defaults = {
        "fields": ["identity", "contact"], "capacity": Capacity.SELF, "basis": Basis.CONSENT,
        "given_on": TODAY - timedelta(days=5), "until": TODAY + timedelta(days=5),
    }  # fmt: skip
    return Consent(**defaults | said)


@given(
    fields=st.sets(st.sampled_from(["identity", "contact", "health"]), min_size=1),
    agreed=st.sets(st.sampled_from(["identity", "contact", "health"]), min_size=1),
    shift=st.integers(-10, 10),
    withdrawn=st.booleans(),
)
def test_a_consent_covers_only_its_groups_in_its_days_until_withdrawn(fields, agreed, shift, withdrawn):
    held = consent(fields=sorted(agreed), withdrawn_at=clock.now() if withdrawn else None)
    answer = covers([held], ("self",), fields, TODAY + timedelta(days=shift))
    assert answer.allowed == (fields <= agreed and -5 <= shift <= 5 and not withdrawn)


@given(guardian=st.booleans(), assent=st.booleans())
def test_for_a_child_of_fourteen_guardian_and_child_must_both_agree(guardian, assent):
    held = [consent(capacity=Capacity.GUARDIAN)] * guardian + [consent(capacity=Capacity.ASSENT)] * assent
    needs = lists().needs(14)
    assert covers(held, needs, ["identity"], TODAY).allowed == (guardian and assent)
    assert lists().needs(8) == ("guardian",) and lists().needs(30) == lists().needs(None) == ("self",)


def test_nothing_is_shared_without_agreement_and_the_refusal_says_what_lacks(fatou, w4i, clinic):
    agree(fatou, w4i, clinic)
    check_share(fatou, purpose="referral", recipient=clinic, fields={"identity"})
    with pytest.raises(Denied, match="Santé"):
        check_share(fatou, purpose="referral", recipient=clinic, fields={"identity", "health"})
    for purpose, recipient in (("transfer", clinic), ("referral", w4i)):
        assert not standing(fatou, purpose, recipient, ["identity"]).allowed


def test_what_was_sent_is_written_down_with_what_allowed_it(fatou, w4i, clinic):
    held = agree(fatou, w4i, clinic)
    actions.disclose(fatou, purpose="referral", recipient=clinic, fields=["identity"], what="referral 12", by=HOUSE)
    assert Disclosure.objects.get().consents.get() == held
    with pytest.raises(Denied):
        actions.disclose(fatou, purpose="referral", recipient=clinic, fields=["health"], what="x", by=HOUSE)
    assert Disclosure.objects.count() == 1


def test_a_changed_mind_stops_everything_and_tells_who_waits_for_it(fatou, w4i, clinic):
    held, heard = agree(fatou, w4i, clinic), []
    actions.register_withdrawal("test", lambda one, by: heard.append(one.pk))
    try:
        actions.withdraw(held, by=HOUSE)
        with pytest.raises(Denied):
            check_share(fatou, purpose="referral", recipient=clinic, fields=["identity"])
        with pytest.raises(Denied):
            actions.withdraw(held, by=HOUSE)
    finally:
        actions._LISTENERS.pop("test")
    assert heard == [held.pk]


def test_a_legal_duty_needs_no_agreement_but_a_written_reason(fatou, w4i, clinic):
    with pytest.raises(Denied):
        agree(fatou, w4i, clinic, basis=Basis.LEGAL_DUTY)
    agree(fatou, w4i, clinic, basis=Basis.LEGAL_DUTY, words=Words(reason="Signalement au procureur, danger grave"))
    check_share(fatou, purpose="referral", recipient=clinic, fields=["identity"])


def test_names_in_a_consent_are_sealed_and_the_journal_holds_none(fatou, w4i, clinic):
    held = agree(fatou, w4i, clinic, words=Words(signer="Mariam Tutrice"))
    assert "Mariam" not in str(bytes(held.sealed_words)) and Consent.objects.get().words().signer == "Mariam Tutrice"
    assert "Mariam" not in str(AuditEvent.objects.filter(verb="people.consent_recorded").get().detail)


FORM = {
    "purpose": "referral", "organisation": "clinic", "fields_shared": ["identity"], "capacity": "self", "language": "fr",
    "evidence": "screen", "basis": "consent", "project": "W4I",
}  # fmt: skip


def posted(**said):
    return FORM | {"slip": str(uuid4()), "until": str(clock.today() + timedelta(days=30))} | said


def test_she_is_asked_on_one_page_and_a_double_tap_is_one_consent(fatou, clinic, amina, client_of):
    client, said = client_of(amina), posted()
    page = client.get(reverse("people:ask_consent", args=[fatou.uid]))
    assert "Vous pouvez dire oui ou non" in page.content.decode() and 'dir="rtl"' in page.content.decode()
    for _time in range(2):
        assert client.post(reverse("people:ask_consent", args=[fatou.uid]), said).status_code == 302
    assert Consent.objects.get().fields == ["identity"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisation": ""},
        {"fields_shared": []},
        {"evidence": "oral"},
        {"until": "2001-01-01"},
        {"basis": "legal_duty"},
    ],
)
def test_what_cannot_stand_is_asked_again_and_nothing_typed_is_lost(fatou, clinic, amina, client_of, wrong):
    answer = client_of(amina).post(reverse("people:ask_consent", args=[fatou.uid]), posted(outsider="", **wrong))
    assert answer.status_code == 422 and not Consent.objects.exists()


def test_only_a_picture_or_a_pdf_is_kept_as_proof(fatou, clinic, amina, client_of):
    client, where = client_of(amina), reverse("people:ask_consent", args=[fatou.uid])
    wrong = SimpleUploadedFile("photo.jpg", b"MZ\x90 not a picture")
    assert client.post(where, posted(file=wrong)).status_code == 422
    right = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0 a picture")
    assert client.post(where, posted(file=right)).status_code == 302
    assert Consent.objects.get().file is not None


def test_a_stranger_finds_no_consent(fatou, w4i, clinic, stranger, client_of):
    held = agree(fatou, w4i, clinic, file=(BytesIO(b"%PDF-1.4"), "a.pdf"))
    client = client_of(stranger)
    for name in ("consent", "withdraw_consent", "recall_letters"):
        assert client.get(reverse(f"people:{name}", args=[held.uid])).status_code == 404
    assert client.get(reverse("people:ask_consent", args=[fatou.uid])).status_code == 404


def test_withdrawing_shows_what_was_sent_and_prints_letters(fatou, w4i, clinic, amina, client_of):
    held = agree(fatou, w4i, clinic)
    actions.disclose(fatou, purpose="referral", recipient=clinic, fields=["identity"], what="referral 1", by=HOUSE)
    client = client_of(amina)
    assert "Clinique Essai" in client.get(reverse("people:withdraw_consent", args=[held.uid])).content.decode()
    assert client.get(reverse("people:recall_letters", args=[held.uid])).status_code == 403
    client.post(reverse("people:withdraw_consent", args=[held.uid]))
    letter = client.get(reverse("people:recall_letters", args=[held.uid])).content.decode()
    assert "Fatou Diallo" in letter and "Clinique Essai" in letter


def test_what_a_record_found_to_be_her_agreed_to_stays_hers(fatou, w4i, clinic, amina, client_of):
    again = people.register(Identity("Fatou Dialo"), project=w4i, by=HOUSE)
    held = agree(again, w4i, clinic)
    Person.objects.filter(pk=again.pk).update(merged_into=fatou)
    again.refresh_from_db()
    for person in (fatou, again):
        assert check_share(person, purpose="referral", recipient=clinic, fields={"identity"}) == (held,)
    client = client_of(amina)
    assert client.get(reverse("people:consent", args=[held.uid])).status_code == 200
    assert client.post(reverse("people:withdraw_consent", args=[held.uid])).status_code == 302
    with pytest.raises(Denied):
        check_share(again, purpose="referral", recipient=clinic, fields={"identity"})


def test_the_signed_paper_is_seen_again_by_whoever_sees_who_she_is(fatou, clinic, amina, donor, client_of):
    client, picture = client_of(amina), b"\xff\xd8\xff\xe0 a picture"
    client.post(reverse("people:ask_consent", args=[fatou.uid]), posted(file=SimpleUploadedFile("photo.jpg", picture)))
    address = reverse("people:consent_file", args=[Consent.objects.get().uid])
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == picture and answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "no-store" and client_of(donor).get(address).status_code == 404
    assert AuditEvent.objects.filter(verb="people.consent_read", object_id=str(fatou.pk)).count() == 1
    Consent.objects.update(file=None)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_the_way_back_stays_in_the_house(fatou, clinic, amina, client_of, back):
    answer = client_of(amina).post(reverse("people:ask_consent", args=[fatou.uid]), posted(back=back))
    assert answer.url == fatou.get_absolute_url()


def test_a_referral_within_the_house_is_asked_for_with_its_recipient(fatou, cpe, amina, client_of):
    page = client_of(amina).get(reverse("people:ask_consent", args=[fatou.uid]), {"to_project": cpe.code})
    assert page.context["form"]["to_project"].value() == cpe.code


def test_letters_are_written_in_the_language_of_whoever_receives_them(fatou, w4i, clinic, amina, client_of):
    held = agree(fatou, w4i, clinic)
    actions.disclose(fatou, purpose="referral", recipient=clinic, fields=["identity"], what="referral 1", by=HOUSE)
    actions.withdraw(held, by=HOUSE)
    letter = (
        client_of(amina).get(reverse("people:recall_letters", args=[held.uid]), {"language": "ar"}).content.decode()
    )
    assert 'lang="ar" dir="rtl"' in letter and "هويتها" in letter


def test_consents_that_end_soon_are_found_by_whoever_sees_who_they_are_about(
    fatou, w4i, clinic, amina, stranger, viewer_of
):
    soon = agree(fatou, w4i, clinic, until=clock.today() + timedelta(days=5))
    agree(fatou, w4i, clinic, until=clock.today() + timedelta(days=60))
    actions.withdraw(agree(fatou, w4i, clinic, until=clock.today() + timedelta(days=6)), by=HOUSE)
    assert expiring(viewer_of(amina), 14) == [soon] and expiring(viewer_of(stranger), 14) == []


@given(
    given_to=st.sampled_from(["clinic", "w4i"]),
    asked_of=st.sampled_from(["clinic", "w4i"]),
    purpose=st.sampled_from(["referral", "transfer"]),
)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_another_recipient_or_another_purpose_is_never_covered(fatou, w4i, clinic, given_to, asked_of, purpose):
    who = {"clinic": clinic, "w4i": w4i}
    with transaction.atomic():
        agree(fatou, w4i, who[given_to])
        allowed = standing(fatou, purpose, who[asked_of], ["identity"]).allowed
        transaction.set_rollback(True)
    assert allowed == (given_to == asked_of and purpose == "referral")


def test_whoever_is_forgotten_leaves_no_consent_and_no_paper(fatou, w4i, clinic):
    held = agree(fatou, w4i, clinic, file=(BytesIO(b"%PDF-1.4"), "a.pdf"), words=Words(witness="Mariam"))
    actions.disclose(fatou, purpose="referral", recipient=clinic, fields=["identity"], what="referral 1", by=HOUSE)
    forget_within(fatou)
    assert not Consent.objects.exists() and not Disclosure.objects.exists()
    assert SealedFile.objects.get(pk=held.file_id).key.destroyed_at is not None
