"""What is said in an episode, out of WebVTT: paragraphs that anybody can read without hearing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

TIMES = re.compile(r"(?:(\d+):)?(\d{2}):(\d{2})[.,]\d{3}\s+-->\s+(?:\d+:)?\d{2}:\d{2}[.,]\d{3}")
SPEAKER = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
TAG = re.compile(r"<[^>]*>")
PAUSE = 60
"""Seconds after which a paragraph ends, even when the same person goes on."""


@dataclass
class Paragraph:
    """Words of one speaker in a row. ``at``: seconds from the beginning; ``speaker`` is empty when the transcript does not say."""

    at: int
    speaker: str
    text: str


def _cues(vtt: str) -> Iterator[tuple[int, str]]:
    for block in re.split(r"\n\s*\n", vtt.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")):
        lines = block.strip().split("\n")
        for number, line in enumerate(lines):
            if times := TIMES.match(line.strip()):
                hours, minutes, seconds = (int(part or 0) for part in times.groups())
                yield hours * 3600 + minutes * 60 + seconds, " ".join(lines[number + 1 :])
                break


def paragraphs(vtt: str) -> list[Paragraph]:
    """The transcript as it is read: marks taken away, neighbouring cues of one speaker joined."""
    found: list[Paragraph] = []
    for at, said in _cues(vtt):
        named = SPEAKER.search(said)
        speaker = unescape(named.group(1)).strip() if named else ""
        text = " ".join(unescape(TAG.sub("", said)).split())
        if not text:
            continue
        last = found[-1] if found else None
        if last is not None and last.speaker == speaker and at - last.at < PAUSE:
            last.text += f" {text}"
        else:
            found.append(Paragraph(at, speaker, text))
    return found
