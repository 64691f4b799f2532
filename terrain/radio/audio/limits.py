"""What a file may ask of us, and what is asked of a file."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Limits:
    """``most_bytes``: of the file; ``most_seconds``: of its sound. ``cpu``, ``wall``: seconds; ``memory``, ``written``: bytes of the process."""

    most_bytes: int = 700 << 20
    most_seconds: int = 6 * 3600
    cpu: int = 1_200
    wall: int = 2_400
    memory: int = 900 << 20
    written: int = 1_500 << 20


@dataclass(frozen=True)
class Wish:
    """How a sound is wanted. ``cut_from``, ``cut_to``: milliseconds of the original (``cut_to`` 0: its end). ``changed``: the voice is.

    ``title``, ``show``: written into the podcast's file.
    """

    cut_from: int = 0
    cut_to: int = 0
    changed: bool = False
    title: str = ""
    show: str = ""


@dataclass(frozen=True)
class Prepared:
    """What was made. ``loudness_in``, ``loudness_out``: LUFS. ``milliseconds``: of what is heard; ``slots``: what it fills.

    ``trimmed``: milliseconds of silence taken from start and end. ``faults``: packets that could not be read. ``offsets``: by broadcast form,
    where each fragment begins and the last ends. ``sizes``: bytes by form. ``cpu``: seconds of a processor by part of the work.
    """

    container: str
    codec: str
    rate: int
    channels: int
    pictures: bool
    faults: int
    milliseconds: int
    slots: int
    loudness_in: float
    loudness_out: float
    trimmed: tuple[int, int]
    waveform: bytes
    offsets: dict[str, list[int]]
    sizes: dict[str, int]
    cpu: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """The same for JSON; ``waveform`` in hexadecimal."""
        return asdict(self) | {"waveform": self.waveform.hex()}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Prepared":
        """What ``as_json`` told."""
        first, last = said["trimmed"]
        return cls(**said | {"waveform": bytes.fromhex(said["waveform"]), "trimmed": (first, last)})
