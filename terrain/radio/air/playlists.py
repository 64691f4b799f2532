"""What listeners' programs read: playlists of HLS (RFC 8216) and ``now.json``, made of a window of slots."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from terrain.radio.air.horizon import Span, programme
from terrain.radio.air.onair import KNOWN, Told
from terrain.radio.audio.boxes import CODEC
from terrain.radio.enums import RowKind
from terrain.radio.slots import SECONDS, begins

RATES = {"std": (60_000, 51_000), "eco": (34_000, 27_000)}
"""Bits a second of each form with its boxes: at most, and on average."""


def master(query: str = "") -> bytes:
    """The two forms of a station; ``query`` is handed on to their playlists."""
    tail = f"?{query}" if query else ""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for profile, (most, average) in RATES.items():
        lines.append(f'#EXT-X-STREAM-INF:BANDWIDTH={most},AVERAGE-BANDWIDTH={average},CODECS="{CODEC}"')
        lines.append(f"{profile}.m3u8{tail}")
    return "\n".join((*lines, "")).encode()


def media(profile: str, low: int, high: int, now: int) -> bytes:
    """The slots ``low`` … ``high``, both included, as one form of a station lists them in slot ``now``.

    Players begin three segments before the end unless told otherwise, which here would be most of a minute in the future; they are
    told to begin with what is due.
    """
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{SECONDS}",
        f"#EXT-X-MEDIA-SEQUENCE:{low}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-START:TIME-OFFSET=-{(high + 1 - max(low, now)) * SECONDS}",
        '#EXT-X-MAP:URI="init.mp4"',
        f"#EXT-X-PROGRAM-DATE-TIME:{stamp(low)}",
    ]
    for slot in range(low, high + 1):
        lines.append(f"#EXTINF:{SECONDS},")
        lines.append(f"seg/{profile}/{slot}.m4s")
    return "\n".join((*lines, "")).encode()


def stamp(slot: int) -> str:
    """The instant at which a slot begins, to the millisecond, as HLS wants it."""
    return f"{begins(slot):%Y-%m-%dT%H:%M:%S}.000Z"


def now_playing(told: Told, now: int) -> bytes:
    """What plays and what comes next, as JSON: ``{"station", "slot", "at", "now": {…}, "next": {…} | null}``; times in UTC.

    A broadcast: ``{"kind", "live", "show", "title", "episode", "episode_title", "from", "to"}``: ``show`` is the show's name in addresses,
    ``title`` language → text, ``to`` missing when nothing that is known ends it.
    """
    high = now + KNOWN
    spans = programme(told.log, _known_since(told, now), high)
    present = next(span for span in spans if span.slot_from <= now < span.slot_to)
    coming = next((span for span in spans if span.slot_from >= present.slot_to and span.show is not None), None)
    said: dict[str, Any] = {
        "station": told.name,
        "slot": now,
        "at": _instant(begins(now)),
        "now": _broadcast(told, present, high),
        "next": _broadcast(told, coming, high) if coming else None,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _known_since(told: Told, now: int) -> int:
    """Where the row that plays now began, although that lies before the window."""
    row = told.log.row(now)
    return row.slot_from if row is not None else now


def _broadcast(told: Told, span: Span, high: int) -> Mapping[str, Any]:
    show = told.shows.get(span.show) if span.show is not None else None
    uid, title = told.episodes.get(span.episode, ("", "")) if span.episode is not None else ("", "")
    said: dict[str, Any] = {"kind": span.kind, "live": span.kind == RowKind.LIVE}
    if show is not None:
        said |= {"show": show.slug, "title": show.title}
    if uid:
        said |= {"episode": uid, "episode_title": title}
    said["from"] = _instant(begins(span.slot_from))
    if span.slot_to < high:
        said["to"] = _instant(begins(span.slot_to))
    return said


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
