"""Fingerprints. Of a device: keyed, made again with the period's salt when the spool is read. Of a podcast's listener: for one day.

The salt of a day lies in a file outside the database and is destroyed once the day is closed; then nothing can tell any more from which
address and program a download came.
"""

import hmac
import os
import secrets
from datetime import date
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from terrain.core import vault
from terrain.radio.hearing.spool import folder

SIZE = 32


def device_of(token: str) -> str:
    """The fingerprint of a device's token in the spool; blank without one."""
    return vault.digest("radio.device", token).hex() if token else ""


def device_in(salt: bytes, fingerprint: str) -> str:
    """The same device under the salt of a period: two periods have nothing in common."""
    return hmac.digest(salt, fingerprint.encode(), sha256).hex() if fingerprint else ""


def new_salt() -> bytes:
    """A salt."""
    return secrets.token_bytes(SIZE)


def path_of(day: date) -> Path:
    """Where the salt of a day lies."""
    return folder() / f"{day.isoformat()}.salt"


def salt_of(day: date) -> bytes:
    """The salt of a day, made by whichever process asks first."""
    path = path_of(day)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(new_salt())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return path.read_bytes()


def destroy(day: date) -> None:
    """Make an end of the salt of a day: overwritten, then taken away."""
    path = path_of(day)
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def standing() -> list[date]:
    """Days whose salt is still there."""
    return sorted(date.fromisoformat(path.stem) for path in folder().glob("????-??-??.salt"))


def listener_of(address: str, agent: str, episode: str, day: date) -> str:
    """The fingerprint of a podcast's listener: address (of IPv6 its first 64 bits), program and episode, under the salt of the day."""
    text = f"{_network(address)}\x00{agent}\x00{episode}".encode()
    return hmac.digest(salt_of(day), text, sha256).hex()


def _network(address: str) -> str:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped) if found.ipv4_mapped else str(int(found) >> 64)
    return str(found)
