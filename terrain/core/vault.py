"""The vault: what could harm somebody is sealed with a key of its own, and that key with one outside the database.

AES-256-GCM throughout. Each person (or file) has a random data key; data keys are wrapped by a master key that lives
in ``TERRAIN_HOME/keys/`` and never in the database. A ciphertext is bound to its key and its field through the
associated data, so that moving it to another row or field is found. Destroying the data key erases for good.
"""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from terrain.core import clock
from terrain.core.models import VaultKey

NONCE = 12
KEY = 32


class Erased(Exception):
    """The key was destroyed: what it sealed is gone for good."""


class Tampered(Exception):
    """The ciphertext does not belong here, was changed, or the master key is not the one that wrapped its key."""


def ring_path() -> Path:
    """The file of master keys, outside the database, readable by its owner only."""
    return Path(settings.TERRAIN_HOME) / "keys" / "master.json"


def _write_ring(path: Path, ring: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(ring, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _secret() -> str:
    return base64.b64encode(secrets.token_bytes(KEY)).decode()


def prepare() -> None:
    """Make the ring of master keys if there is none yet; an existing ring is never touched."""
    path = ring_path()
    if path.exists():
        return
    _write_ring(path, {"current": "m1", "keys": {"m1": _secret()}, "digest": _secret()})
    _ring.cache_clear()


@lru_cache(maxsize=4)
def _ring(path: str, stamp: int) -> tuple[str, dict[str, bytes], bytes]:
    ring = json.loads(Path(path).read_text())
    keys = {name: base64.b64decode(text) for name, text in ring["keys"].items()}
    return ring["current"], keys, base64.b64decode(ring["digest"])


def _masters() -> tuple[str, dict[str, bytes], bytes]:
    path = f"{settings.TERRAIN_HOME}/keys/master.json"
    try:
        stamp = os.stat(path).st_mtime_ns  # noqa: PTH116 (called once for every key and fingerprint)
    except FileNotFoundError:
        prepare()
        stamp = ring_path().stat().st_mtime_ns
    return _ring(path, stamp)


def _wrap(data_key: bytes) -> tuple[str, bytes]:
    current, keys, _digest = _masters()
    nonce = os.urandom(NONCE)
    return current, nonce + AESGCM(keys[current]).encrypt(nonce, data_key, b"terrain.vault.key")


def _unwrap(key: VaultKey) -> bytes:
    if key.destroyed_at is not None or not key.wrapped:
        raise Erased(f"key {key.pk}")
    _current, keys, _digest = _masters()
    wrapped = bytes(key.wrapped)
    try:
        return AESGCM(keys[key.master]).decrypt(wrapped[:NONCE], wrapped[NONCE:], b"terrain.vault.key")
    except (InvalidTag, KeyError) as error:
        raise Tampered(f"key {key.pk}") from error


def new_keys(count: int) -> list[VaultKey]:
    """``count`` fresh data keys, saved, in one query per batch."""
    keys = []
    for _number in range(count):
        master, wrapped = _wrap(secrets.token_bytes(KEY))
        keys.append(VaultKey(master=master, wrapped=wrapped))
    return VaultKey.objects.bulk_create(keys, batch_size=500)


def new_key() -> VaultKey:
    """One fresh data key, saved."""
    return new_keys(1)[0]


def _bound(key: VaultKey, context: str) -> bytes:
    return f"{context}:{key.pk}".encode()


def seal(key: VaultKey, data: bytes, context: str) -> bytes:
    """Encrypt ``data`` so that it opens only with ``key`` and under the same ``context`` (``app.Model.field``)."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_unwrap(key)).encrypt(nonce, data, _bound(key, context))


def unseal(key: VaultKey, blob: bytes, context: str) -> bytes:
    """What ``seal`` was given. Raises ``Erased`` when the key is gone, ``Tampered`` when the blob does not fit."""
    sealed = bytes(blob)
    try:
        return AESGCM(_unwrap(key)).decrypt(sealed[:NONCE], sealed[NONCE:], _bound(key, context))
    except InvalidTag as error:
        raise Tampered(context) from error


def destroy(key: VaultKey) -> None:
    """Forget the data key: everything it sealed is erased, also from every backup of the database made later."""
    key.wrapped, key.destroyed_at = b"", clock.now()
    key.save(update_fields=["wrapped", "destroyed_at"])


def digest(purpose: str, text: str) -> bytes:
    """A keyed fingerprint (HMAC-SHA256, 32 bytes) for comparing two values without storing either.

    Without the key outside the database it says nothing and cannot be guessed by trying all telephone numbers.
    """
    _current, _keys, secret = _masters()
    return hmac.digest(secret, f"{purpose}\x00{text}".encode(), sha256)


def digests(purpose: str, texts: Iterable[str]) -> list[bytes]:
    """``digest`` of many texts at once."""
    _current, _keys, secret = _masters()
    return [hmac.digest(secret, f"{purpose}\x00{text}".encode(), sha256) for text in texts]


def rotate_master(batch: int = 1000) -> int:
    """Make a new master key and wrap every data key with it anew; returns how many were wrapped.

    Safe to run again after a stop: it goes on where it was. The master before stays in the ring until the next
    rotation, for data keys that another process was just writing; older ones go once no data key needs them.
    """
    path = ring_path()
    _masters()
    ring = json.loads(path.read_text())
    if "before" not in ring:
        ring["before"] = ring["current"]
        ring["current"] = f"m{int(ring['current'][1:]) + 1}"
        ring["keys"][ring["current"]] = _secret()
        _write_ring(path, ring)
    wrapped = 0
    while count := _wrap_anew(ring["current"], batch):
        wrapped += count
    needed = {ring["current"], ring.pop("before"), *_masters_in_use()}
    ring["keys"] = {name: key for name, key in ring["keys"].items() if name in needed}
    _write_ring(path, ring)
    return wrapped


def _wrap_anew(current: str, batch: int) -> int:
    with transaction.atomic():
        old = VaultKey.objects.select_for_update().filter(destroyed_at=None).exclude(master=current)
        keys = list(old.order_by("pk")[:batch])
        for key in keys:
            key.master, key.wrapped = _wrap(_unwrap(key))
        VaultKey.objects.bulk_update(keys, ["master", "wrapped"])
    return len(keys)


def _masters_in_use() -> set[str]:
    return set(VaultKey.objects.filter(destroyed_at=None).values_list("master", flat=True).distinct())
