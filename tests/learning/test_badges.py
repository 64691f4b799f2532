"""A badge is verified by a library that is not ours (openbadgeslib): a valid one passes, a changed or withdrawn one fails."""

import base64
import json

import pytest
from django.test import Client
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from terrain.learning import badge_keys, badges, papers
from terrain.learning.actions import certificates
from terrain.learning.models import Certificate
from tests.factories import HOUSE
from tests.learning.factories import cohort_of, course_of
from tests.learning.proofs import attended, days_ago

NAME = "Yasmine Inventée-Fictive"


@pytest.fixture
def certificate(cpe, settings):
    settings.TERRAIN_URL = "https://terrain.example.org"
    there = attended(cohort_of(course_of(cpe), first=days_ago(3)), NAME)
    held = certificates.issue(there, by=HOUSE)
    Certificate.objects.filter(pk=held.pk).update(score=87)
    return Certificate.objects.select_related("enrolment__cohort__course", "enrolment__person__key").get()


def fetch(address: str) -> bytes:
    """What a verifier gets from our public addresses, without an account."""
    site = "https://terrain.example.org"
    assert address.startswith(site), address
    response = Client().get(address.removeprefix(site), secure=True)
    assert response.status_code == 200, address
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.content


def verifier() -> OB3Verifier:
    return OB3Verifier.for_issuer_did(papers.issuer().did, download=fetch)


def verified(token: str):
    return verifier().verify(token, check_status=True, download=fetch)


def test_a_badge_is_verified_with_the_keys_and_the_list_that_we_publish(certificate):
    found = verified(papers.badge_of(certificate))
    assert found.achievement.name == "Justice adaptée aux enfants"
    assert "12" in found.achievement.criteria_narrative
    assert found.recipient_id == f"urn:uuid:{certificate.uid}"
    assert found.results == []
    assert found.evidence[0].id == papers.check_address(certificate)


def test_her_address_is_recognised_and_cannot_be_read(certificate):
    token = papers.badge_of(certificate, email="Yasmine@Example.org")
    found = verified(token)
    assert found.recipient_id is None
    [identity] = found.identifiers
    same = badges.hashed("yasmine@example.org ", identity.salt)
    assert identity.identity_hash == same["identityHash"]
    assert "example.org" not in json.dumps(found.raw["credentialSubject"]).lower()
    assert papers.badge_of(certificate, email="Yasmine@Example.org") != token


def test_the_score_is_told_only_when_she_wants_it(certificate):
    [result] = verified(papers.badge_of(certificate, with_score=True)).results
    assert result.value == "87"
    silent = verified(papers.badge_of(certificate))
    assert not silent.results and "result" not in json.dumps(silent.raw["credentialSubject"])


def test_no_name_stands_in_it(certificate):
    token = papers.badge_of(certificate, email="yasmine@example.org")
    for part in token.split(".")[:2]:
        said = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
        for word in ("Yasmine", "yasmine", "Inventée", "Fictive"):
            assert word not in said
    for page in ("/certificates/withdrawn", "/certificates/issuer/did.json", "/certificates/issuer/jwks.json"):
        assert b"Yasmine" not in Client().get(page, secure=True).content


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_badge_in_which_anything_was_changed_fails(certificate, part):
    parts = papers.badge_of(certificate).split(".")
    middle = len(parts[part]) // 2
    other = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    with pytest.raises(OB3VerificationError):
        verified(".".join(parts))


def test_a_badge_signed_by_somebody_else_fails(certificate, settings, tmp_path):
    with_ours = verifier()
    settings.TERRAIN_HOME = tmp_path / "elsewhere"
    foreign = papers.issuer()
    assert foreign.did == "did:web:terrain.example.org:certificates:issuer"
    badge = badges.Badge(
        str(certificate.uid), "urn", "Faux", "Faux", "Faux", "fr", certificate.issued_at, 1, "https://x.org/", "x", 720
    )
    with pytest.raises(OB3VerificationError):
        with_ours.verify(badges.issued(badge, foreign))


def test_a_withdrawn_badge_fails_and_holds_again_when_it_is_taken_up(certificate):
    token = papers.badge_of(certificate)
    gone = certificates.withdraw(certificate, "mistake", version=1, by=HOUSE)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verified(token)
    certificates.reinstate(gone, version=2, by=HOUSE)
    assert verified(token).id == f"urn:uuid:{certificate.uid}"


def test_a_badge_of_before_holds_when_the_key_is_replaced(certificate):
    token = papers.badge_of(certificate)
    badge_keys.rotate()
    assert verified(token)
    assert verified(papers.badge_of(certificate))
    assert len(json.loads(fetch("https://terrain.example.org/certificates/issuer/did.json"))["verificationMethod"]) == 2


def test_the_keys_are_for_their_owner_alone_and_their_public_half_for_everybody(certificate):
    papers.badge_of(certificate)
    assert badge_keys.path().stat().st_mode & 0o077 == 0
    for jwk in json.loads(Client().get("/certificates/issuer/jwks.json").content)["keys"]:
        assert set(jwk) == {"kty", "e", "n", "kid", "alg", "use"}


def test_the_list_of_withdrawn_badges_is_signed_once_as_long_as_it_says_the_same(certificate, monkeypatch):
    signed, times = badge_keys.signed, []
    monkeypatch.setattr(badge_keys, "signed", lambda *told: times.append(1) or signed(*told))
    first = [Client().get("/certificates/withdrawn").content for _time in range(3)]
    assert len(set(first)) == len(times) == 1
    certificates.withdraw(certificate, "mistake", version=1, by=HOUSE)
    assert Client().get("/certificates/withdrawn").content != first[0]
    badge_keys.rotate()
    Client().get("/certificates/withdrawn")
    assert len(times) == 3
