"""Archives that leave the house: AES-256, under a password that is shown once and kept nowhere."""

import io
import secrets
from collections.abc import Iterable

import pyzipper

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for one another when read aloud or from paper."""
GROUPS, LENGTH = 5, 4


def new_password() -> str:
    """About 99 bits, in groups that can be read over the telephone: ``k7fm-3qdx-…``."""
    groups = ("".join(secrets.choice(SIGNS) for _sign in range(LENGTH)) for _group in range(GROUPS))
    return "-".join(groups)


def pack(entries: Iterable[tuple[str, bytes]], password: str) -> bytes:
    """An archive of these files (name, content), encrypted with AES-256; what 7-Zip, WinZip, Keka and Archive Utility open."""
    if not password:
        raise ValueError("an archive without a password is not protected")
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.setpassword(password.encode())
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def unpack(data: bytes, password: str) -> dict[str, bytes]:
    """Name → content. Raises ``RuntimeError`` when the password is wrong."""
    with pyzipper.AESZipFile(io.BytesIO(data)) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name) for name in archive.namelist()}
