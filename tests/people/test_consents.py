"""Nothing leaves without agreement, and a changed mind stops everything."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.consents import actions
from terrain.people.consents.actions import Agreement
from terrain.people.consents.lists import lists
from terrain.people.consents.rules import check_share, covers, standing
from terrain.people.identity import Identity
from terrain.people.models import Consent, Disclosure
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
