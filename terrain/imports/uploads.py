"""A file that is too large is stopped while it arrives, before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from terrain.imports.refusals import Unreadable

AROUND = 1 << 20
"""Bytes that a form may weigh beside its file."""


def refusal(size: int) -> Unreadable:
    """The words for a file of ``size`` bytes that is too large."""
    return Unreadable("too_large", size=-(-size >> 20), limit=settings.IMPORT_MAX_BYTES >> 20)


def announced(request: HttpRequest) -> int:
    """How many bytes the request says it has."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


class StopsAtLimit(FileUploadHandler):
    """Passes a file on until it is larger than ``IMPORT_MAX_BYTES``; then reads the rest without keeping it.

    ``passed``: the limit was reached and there is no file in the request.
    """

    passed = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count; give the bytes to the next handler."""
        if start + len(raw_data) > settings.IMPORT_MAX_BYTES:
            self.passed = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """The next handler makes the file."""
        return None
