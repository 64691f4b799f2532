"""What everybody asks for in the same slot, made once: playlists and slots as answers, and their bytes as HTTP sends them."""

from collections.abc import Mapping

from terrain.radio.air.answers import Whole, text, whole
from terrain.radio.air.fragments import Segment

PLAYLIST, SOUND = b"application/vnd.apple.mpegurl", b"audio/mp4"
A_SECOND = b"public, max-age=1, s-maxage=1"
A_SLOT = b"public, max-age=600, immutable"
STOOD_IN = b"public, max-age=4"
"""For a slot whose file is missing: it may be back at once."""

Bytes = tuple[bytes, bytes]
"""An answer as it is sent: headers with the blank line after them, body."""


def of_playlist(content: bytes, *, zipped: bool, cache: bytes = A_SECOND) -> Whole:
    """A playlist's answer; what depends on the clock may be kept for a second."""
    return text(content, kind=PLAYLIST, cache=cache, zipped=zipped)


def of_segment(found: Segment) -> Whole:
    """A slot's answer; it may be kept for ten minutes: a sound that is withdrawn must not be heard longer."""
    return whole(found.content, kind=SOUND, cache=A_SLOT if found.whole else STOOD_IN)


def all_of(
    playlists: Mapping[str, bytes], segments: Mapping[tuple[str, int], Segment]
) -> dict[bytes, tuple[Bytes, Bytes]]:
    """Address below the station → its bytes, as they are and for whoever takes them compressed."""
    found = {}
    for profile, content in playlists.items():
        plain, zipped = (_sent(of_playlist(content, zipped=zipped)) for zipped in (False, True))
        found[f"{profile}.m3u8".encode()] = plain, zipped
    for (profile, slot), segment in segments.items():
        answer = _sent(of_segment(segment))
        found[f"seg/{profile}/{slot}.m4s".encode()] = answer, answer
    return found


def _sent(answer: Whole) -> Bytes:
    headers, body = answer
    return b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n", body
