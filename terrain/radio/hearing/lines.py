"""The lines of the spool: JSON, one event a line, nothing in them that leads to somebody.

``press``: play was pressed. ``heard``: slots ``[first, last)`` were delivered to a session. ``podcast``: bytes of an episode's file
were delivered. ``at``: Unix seconds at which the line was written, by the server's clock.
"""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

SOURCES = ("web", "native", "progressive")
"""The station's own player, a telephone's own HLS player, the endless stream."""
MARKS = ("", "bot", "staff", "auto")
"""Why it never counts: a program, somebody who is signed in here, sound that nobody asked for; blank: it may count."""
SESSION = re.compile(r"[A-Za-z0-9_-]{16,64}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
DIGEST = re.compile(r"[0-9a-f]{64}|")
SLUG = re.compile(r"[a-z0-9_-]{1,40}")
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LARGEST = 2**62
MOST_RANGES = 64

Span = tuple[int, int]
"""``[first, last)``."""


@dataclass(frozen=True)
class Listened:
    """A line about a session: a press of play, or slots that were delivered (``first`` < ``last``).

    ``device``: a keyed fingerprint of the token that the browser was given on a press of play, or blank. ``pressed``: the session began
    with a press of play.
    """

    at: int
    station: str
    session: str
    device: str = ""
    source: str = "web"
    profile: str = ""
    mark: str = ""
    pressed: bool = False
    first: int = 0
    last: int = 0

    @property
    def kind(self) -> str:
        """``press`` or ``heard``."""
        return "heard" if self.last else "press"


@dataclass(frozen=True)
class Downloaded:
    """A line about an episode's file: ``ranges`` of bytes that were delivered to ``listener``, a fingerprint that lives one day
    (blank where a mark says that it never counts).

    ``size``: of the file; ``minute``: how many bytes hold sixty seconds. ``day``: the day of the fingerprint, ``YYYY-MM-DD``.
    """

    at: int
    station: str
    episode: str
    day: str
    ranges: tuple[Span, ...]
    size: int
    minute: int
    listener: str = ""
    mark: str = ""
    kind: str = "podcast"


Line = Listened | Downloaded


def written(line: Line) -> bytes:
    """A line as the spool keeps it, with its end."""
    content = {name: value for name, value in asdict(line).items() if value not in ("", False)}
    return json.dumps({"kind": line.kind} | content, separators=(",", ":")).encode() + b"\n"


def read(text: bytes) -> Line | None:
    """A whole line; ``None`` when it is none of ours, torn or written by somebody else."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    kind = content.pop("kind", None)
    try:
        line: Line = _downloaded(content) if kind == "podcast" else Listened(**content)
    except (TypeError, ValueError):
        return None
    if isinstance(line, Downloaded):
        return line if _sound_download(line) else None
    return line if kind == line.kind and _sound(line) else None


def _downloaded(content: dict[str, Any]) -> Downloaded:
    ranges = tuple((first, last) for first, last in content.pop("ranges"))
    return Downloaded(**content, ranges=ranges)


def is_number(value: Any) -> bool:
    """Whether it is a whole number that fits a column."""
    return type(value) is int and 0 <= value <= LARGEST


def _texts(*pairs: tuple[re.Pattern[str], Any]) -> bool:
    return all(isinstance(value, str) and pattern.fullmatch(value) for pattern, value in pairs)


def _sound(line: Listened) -> bool:
    named = line.source in SOURCES and line.mark in MARKS and isinstance(line.pressed, bool)
    texts = _texts((SLUG, line.station), (SESSION, line.session), (DIGEST, line.device))
    numbers = all(map(is_number, (line.at, line.first, line.last)))
    return named and texts and numbers and (line.last == 0 or line.first < line.last)


def _sound_download(line: Downloaded) -> bool:
    texts = _texts((SLUG, line.station), (UID, line.episode), (DIGEST, line.listener))
    numbers = all(map(is_number, (line.at, line.size, line.minute)))
    ranges = all(is_number(first) and is_number(last) and first < last for first, last in line.ranges)
    day = isinstance(line.day, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", line.day) is not None
    return texts and numbers and ranges and day and line.mark in MARKS and len(line.ranges) <= MOST_RANGES
