"""The keys that sign badges: RSA of 2048 bits, in ``TERRAIN_HOME/keys/badges.json``, never in the database.

Open Badges 3.0 asks every verifier for RS256 and no more (§8.2.3, §9.1.2), so that is what a badge is signed with. A key that
was replaced keeps its public half: badges of before stay verifiable.
"""

import base64
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings

BITS = 2048


def path() -> Path:
    """Where the keys lie, readable by their owner only."""
    return Path(settings.TERRAIN_HOME) / "keys" / "badges.json"


def rotate() -> str:
    """Sign with a fresh key from now on; returns its name. Earlier ones stay published."""
    ring = json.loads(path().read_text()) if path().exists() else {"keys": {}}
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    name = _thumbprint(_public(key))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    _write({"current": name, "keys": {name: pem} | ring["keys"]})
    return name


def public_keys() -> list[tuple[str, dict[str, str]]]:
    """Name → public key (JWK), the present one first."""
    current, keys = _ring()
    ordered = sorted(keys, key=lambda name: name != current)
    return [(name, _public(keys[name])) for name in ordered]


def signed(payload: Mapping[str, Any], issuer: str) -> str:
    """``payload`` as a compact JWT; its head names the key at ``issuer`` (a DID) and carries its public half."""
    current, keys = _ring()
    key = keys[current]
    head = {"alg": "RS256", "typ": "JWT", "kid": f"{issuer}#{current}", "jwk": _public(key)}
    said = f"{_encoded(_json(head))}.{_encoded(_json(payload))}"
    return f"{said}.{_encoded(key.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _write(ring: Mapping[str, object]) -> None:
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path().with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(ring, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path())


def _ring() -> tuple[str, dict[str, rsa.RSAPrivateKey]]:
    if not path().exists():
        rotate()
    return _opened(str(path()), path().stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _opened(where: str, stamp: int) -> tuple[str, dict[str, rsa.RSAPrivateKey]]:
    ring = json.loads(Path(where).read_text())
    keys: dict[str, rsa.RSAPrivateKey] = {}
    for name, pem in ring["keys"].items():
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)
        keys[name] = key
    return ring["current"], keys


def _public(key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "e": _whole(numbers.e), "n": _whole(numbers.n)}


def _thumbprint(jwk: Mapping[str, str]) -> str:
    """The name of a key after RFC 7638."""
    plain = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
    return _encoded(sha256(plain.encode()).digest())


def _whole(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
