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
from datetime import UTC, datetime, timedelta
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
    """Forget the data key: everything it sealed is erased.

    Once that is committed the key is named in a file outside the database too, so that a backup that still holds it loses
    it again when it is restored (``honour_erasures``).
    """
    key.wrapped, key.destroyed_at = b"", clock.now()
    key.save(update_fields=["wrapped", "destroyed_at"])
    transaction.on_commit(lambda: _note_destroyed([key]), robust=True)


def destroyed_path() -> Path:
    """The file outside the database that names destroyed keys: number, when it was made, when it was destroyed."""
    return Path(settings.TERRAIN_HOME) / "keys" / "destroyed.log"


def _name(pk: int, created_at: datetime) -> str:
    """Which key: its number alone could be given again by a database that was restored."""
    return f"{pk} {created_at.astimezone(UTC).isoformat(timespec='microseconds')}"


def _note_destroyed(keys: Iterable[VaultKey]) -> None:
    path = destroyed_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [f"{_name(key.pk, key.created_at)} {key.destroyed_at.isoformat()}\n" for key in keys if key.destroyed_at]
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(lines))


def _named_as_destroyed() -> dict[int, set[str]]:
    """Number of a key → the instants at which keys of that number were made and are destroyed."""
    found: dict[int, set[str]] = {}
    if destroyed_path().exists():
        for line in destroyed_path().read_text(encoding="utf-8", errors="replace").splitlines():
            words = line.split()
            if len(words) == 3 and words[0].isdigit():
                found.setdefault(int(words[0]), set()).add(words[1])
    return found


def honour_erasures(batch: int = 500) -> int:
    """Destroy again every key that was destroyed before and that a restored database brought back; returns how many.

    The other way round too: keys that the database knows as destroyed and that the file lacks are written into it.
    """
    named = _named_as_destroyed()
    again = 0
    ids = sorted(named)
    for start in range(0, len(ids), batch):
        with transaction.atomic():
            back = VaultKey.objects.select_for_update().filter(pk__in=ids[start : start + batch], destroyed_at=None)
            for key in back:
                if _name(key.pk, key.created_at).split()[1] in named[key.pk]:
                    key.wrapped, key.destroyed_at = b"", clock.now()
                    key.save(update_fields=["wrapped", "destroyed_at"])
                    again += 1
    gone = VaultKey.objects.exclude(destroyed_at=None).iterator(chunk_size=2000)
    missing = [key for key in gone if _name(key.pk, key.created_at).split()[1] not in named.get(key.pk, ())]
    if missing:
        _note_destroyed(missing)
    return again


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


def rotate_when_due(every: timedelta) -> int | None:
    """Rotate when the ring is older than ``every``; ``None`` when it is not."""
    _masters()
    age = clock.now().timestamp() - ring_path().stat().st_mtime
    return rotate_master() if age > every.total_seconds() else None


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
