"""Papers that prove something: kept encrypted, read again as they came."""

from dataclasses import dataclass
from typing import BinaryIO

from terrain.core import files
from terrain.core.access import Viewer
from terrain.core.models import SealedFile

LARGEST = 20 << 20


@dataclass(frozen=True)
class Given:
    """A file as it was sent."""

    stream: BinaryIO
    name: str
    media_type: str = ""


def kept(given: Given | None, by: Viewer) -> SealedFile | None:
    """The sealed file, inside an action's transaction. Raises ``files.TooLarge``."""
    if given is None:
        return None
    return files.keep(given.stream, name=given.name, media_type=given.media_type, by=by, limit=LARGEST)
