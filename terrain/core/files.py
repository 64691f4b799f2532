"""Files of people and proofs: encrypted before they touch the disk, in pieces, so that size costs no memory."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.core.models import SealedFile

PIECE = 1 << 20
NAME = "core.SealedFile.name"


class TooLarge(Exception):
    """The file is larger than allowed; ``limit`` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit} bytes")
        self.limit = limit


def _path(file: SealedFile) -> Path:
    name = str(file.uid)
    return Path(settings.TERRAIN_HOME) / "media" / name[:2] / name


def _piece_cipher(file: SealedFile) -> AESGCM:
    return AESGCM(vault.unseal(file.key, bytes(file.sealed_name), NAME)[:32])


def keep(stream: BinaryIO, *, name: str, media_type: str = "", by: Viewer, limit: int = 200 << 20) -> SealedFile:
    """Encrypt ``stream`` piece by piece into the media folder and return its record.

    Raises ``TooLarge`` past ``limit`` bytes; nothing stays on disk then.
    """
    key = vault.new_key()
    content_key = os.urandom(32)
    file = SealedFile(key=key, size=0, media_type=media_type[:100], kept_by=by.user_id)
    file.sealed_name = vault.seal(key, content_key + name.encode()[:1000], NAME)
    path = _path(file)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".part")
    cipher, digest = AESGCM(content_key), hashlib.sha256()
    try:
        with fresh.open("wb") as out:
            for number, piece in enumerate(iter(lambda: stream.read(PIECE), b"")):
                file.size += len(piece)
                if file.size > limit:
                    raise TooLarge(limit)
                digest.update(piece)
                out.write(cipher.encrypt(number.to_bytes(12, "big"), piece, None))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    file.sha256 = digest.hexdigest()
    file.save()
    return file


def pieces(file: SealedFile) -> Iterator[bytes]:
    """The plain content, one megabyte at a time. Raises ``vault.Tampered`` (changed or cut) or ``vault.Erased``."""
    cipher, size = _piece_cipher(file), 0
    with _path(file).open("rb") as sealed:
        for number, piece in enumerate(iter(lambda: sealed.read(PIECE + 16), b"")):
            try:
                plain = cipher.decrypt(number.to_bytes(12, "big"), piece, None)
            except InvalidTag as error:
                raise vault.Tampered(str(file.uid)) from error
            size += len(plain)
            yield plain
    if size != file.size:
        raise vault.Tampered(str(file.uid))


def read(file: SealedFile) -> bytes:
    """The whole plain content."""
    out = io.BytesIO()
    for piece in pieces(file):
        out.write(piece)
    return out.getvalue()


def name_of(file: SealedFile) -> str:
    """The name under which the file came."""
    return vault.unseal(file.key, bytes(file.sealed_name), NAME)[32:].decode(errors="replace")


def forget(file: SealedFile) -> None:
    """Destroy the file's key and remove its content; the record stays as a trace."""
    vault.destroy(file.key)
    forget_content(file)


def forget_content(file: SealedFile) -> None:
    """Remove the content alone: once its key is destroyed, and that is committed."""
    _path(file).unlink(missing_ok=True)


def forget_later(file: SealedFile) -> None:
    """The same once the transaction that destroys its key is committed; a content that resists does not undo it."""
    transaction.on_commit(lambda: forget_content(file), robust=True)
