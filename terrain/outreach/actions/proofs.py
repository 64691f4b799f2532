"""Files that prove something: a photograph of a stand, a sheet, an export. Sealed; a refused one is forgotten."""

from dataclasses import dataclass
from typing import BinaryIO

from terrain.core import files
from terrain.core.access import Viewer
from terrain.core.models import SealedFile

LARGEST_PROOF = 20 << 20


@dataclass(frozen=True)
class Proof:
    """A file as it came."""

    stream: BinaryIO
    name: str
    media_type: str = ""


def kept(proof: Proof | None, by: Viewer) -> SealedFile | None:
    """The proof, sealed. Raises ``files.TooLarge`` past 20 MB."""
    if proof is None:
        return None
    return files.keep(proof.stream, name=proof.name, media_type=proof.media_type, by=by, limit=LARGEST_PROOF)
