"""A certificate as an Open Badge 3.0: a credential that any verifier reads without asking us, signed as a JWT.

Nobody's name stands in it. Whom it is for is said in one of two ways: as a salted hash of the e-mail address that she types when
she fetches it (kept nowhere here), or, without one, only as ``urn:uuid:`` of the badge, since the standard asks for an identifier and
not for a person. Whoever wants to know whose it is, opens the check page that the evidence names and types the name.

Issuer: ``did:web`` of this house, whose document holds the public keys. Withdrawal: one bit of a Bitstring Status List, at a place
drawn by lot, so that neighbours in the list say nothing of neighbours in a course.
"""

import base64
import gzip
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from terrain.learning import badge_keys

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
CONTEXTS = (
    CREDENTIALS,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
PLACES = 131_072
"""How many bits a status list has: the least that the standard allows, so that one bit hides among many."""
LIST_HOLDS = timedelta(days=2)
"""How long a copy of the status list is good; an older one could hide a withdrawal."""
SALT = 16


@dataclass(frozen=True)
class Issuer:
    """Who issues: ``host`` as it stands in addresses (with its port), the organisation's name."""

    host: str
    name: str

    @property
    def did(self) -> str:
        """``did:web:…``, resolved at ``/certificates/issuer/did.json``."""
        return f"did:web:{quote(self.host, safe='')}:certificates:issuer"

    @property
    def site(self) -> str:
        """Its public site."""
        return f"https://{self.host}/"

    @property
    def list_address(self) -> str:
        """Where it says which badges are withdrawn."""
        return f"{self.site}certificates/withdrawn"


@dataclass(frozen=True)
class Badge:
    """What a badge says. ``place``: its bit in the status list; ``check``: the certificate's check page; ``score``: percent, only if
    she wants it told."""

    uid: str
    course_uid: str
    title: str
    about: str
    criteria: str
    language: str
    issued_at: datetime
    place: int
    check: str
    check_words: str
    minutes: int
    score: int | None = None
    email: str = ""


def instant(moment: datetime) -> str:
    """As the standard writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def credential(badge: Badge, issuer: Issuer) -> dict[str, Any]:
    """The badge as a JSON credential, not yet signed."""
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{badge.uid}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.site},
        "validFrom": instant(badge.issued_at),
        "credentialSubject": _subject(badge),
        "evidence": [{"id": badge.check, "type": ["Evidence"], "name": badge.check_words}],
        "credentialStatus": {
            "id": f"{issuer.list_address}#{badge.place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.place),
            "statusListCredential": issuer.list_address,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _subject(badge: Badge) -> dict[str, Any]:
    achievement: dict[str, Any] = {
        "id": f"urn:uuid:{badge.course_uid}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": badge.title,
        "description": badge.about,
        "inLanguage": badge.language,
        "criteria": {"narrative": badge.criteria},
    }
    subject: dict[str, Any] = {"type": ["AchievementSubject"], "achievement": achievement}
    if badge.email:
        subject["identifier"] = [hashed(badge.email)]
    else:
        subject["id"] = f"urn:uuid:{badge.uid}"
    if badge.score is not None:
        result = f"urn:uuid:{badge.course_uid}#score"
        achievement["resultDescription"] = [
            {
                "id": result,
                "type": ["ResultDescription"],
                "name": "Score",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            }
        ]
        subject["result"] = [{"type": ["Result"], "resultDescription": result, "value": str(badge.score)}]
    return subject


def hashed(email: str, salt: str = "") -> dict[str, Any]:
    """An e-mail address that can be recognised and not be read: SHA-256 over the address and a salt, as the standard says."""
    salt = salt or secrets.token_hex(SALT)
    digest = sha256((email.strip().lower() + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def issued(badge: Badge, issuer: Issuer) -> str:
    """The badge as she takes it with her: a compact JWT."""
    said = credential(badge, issuer)
    claims: dict[str, Any] = {"iss": issuer.did, "jti": said["id"], "nbf": int(badge.issued_at.timestamp())}
    if "id" in said["credentialSubject"]:
        claims["sub"] = said["credentialSubject"]["id"]
    return badge_keys.signed(said | claims, issuer.did)


def status_list(withdrawn: Iterable[int], issuer: Issuer, now: datetime) -> str:
    """Which badges are withdrawn, as a signed credential; good for two days."""
    until = now + LIST_HOLDS
    subject = {
        "id": f"{issuer.list_address}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encoded(withdrawn),
    }
    said = {
        "@context": [CREDENTIALS],
        "id": issuer.list_address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": instant(now),
        "validUntil": instant(until),
        "credentialSubject": subject,
    }
    claims = {
        "iss": issuer.did,
        "jti": said["id"],
        "sub": subject["id"],
        "nbf": int(now.timestamp()),
        "exp": int(until.timestamp()),
    }
    return badge_keys.signed(said | claims, issuer.did)


def encoded(places: Iterable[int]) -> str:
    """The bits at ``places`` set, as the standard packs them."""
    bits = bytearray(PLACES // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    return f"u{packed}"


def did_document(issuer: Issuer) -> Mapping[str, Any]:
    """The public keys of the house, where ``did:web`` looks for them."""
    methods = [
        {"id": f"{issuer.did}#{name}", "type": "JsonWebKey2020", "controller": issuer.did, "publicKeyJwk": jwk}
        for name, jwk in badge_keys.public_keys()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def key_set() -> Mapping[str, Any]:
    """The same keys as a JWKS, for verifiers that know no DID."""
    return {"keys": [jwk | {"kid": name, "alg": "RS256", "use": "sig"} for name, jwk in badge_keys.public_keys()]}
