"""An exported WhatsApp conversation: who wrote becomes "listener 1, 2, …" before anything of it is kept.

Telephones write it differently: ``[26/11/2026, 06:33:31] Name: text`` (iPhone), ``26/11/2026, 06:33 - Name: text`` (Android), with
``à`` in French, ``،`` and Arabic figures in Arabic, AM and PM (ص م), two or four figures for the year. Lines without a sender are
WhatsApp's own and are left out. The export is a text, or a zip with that text and the sounds.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

LARGEST = 100 << 20
"""Bytes of an export."""
LARGEST_TEXT = 10 << 20
LARGEST_SOUND = 16 << 20
LARGEST_SOUNDS = 300 << 20
MOST = 500
"""Messages that are looked at in one go: the newest."""
MOST_SENDERS = 1_024
"""People in a conversation, as WhatsApp lets them be: names of the newest are looked for in each message."""
MOST_FILES = 20_000
LONGEST_MESSAGE = 2_000
"""Characters of a message that are kept."""
INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
STAMP = re.compile(
    r"^\[?(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?:,|،| à|)\s+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?"
    r"\s*(a\.?m\.?|p\.?m\.?|ص|م)?\]?\s*(?:-\s+)?",
    re.IGNORECASE,
)
SENDER = re.compile(r"^([^:\n]{1,80}):(?:\s|$)")
ATTACHED = re.compile(
    r"<[^<>:]{1,40}:\s*([^<>]+\.\w{2,4})>|^(\S[^<>\n]*\.\w{2,4})\s+\((?:file attached|fichier joint|الملف مرفق|ملف مرفق|file allegato)\)",
    re.MULTILINE,
)
OMITTED = re.compile(r"^<[^<>]{3,40}>$|^(?:audio|image|video|sticker|document)\S* (?:omitted|omis\w*)$", re.IGNORECASE)
NUMBER = re.compile(r"@?(?:\+|\b00)?\d(?:[\s.\-]?\d){7,14}\b")
SOUNDS = (".opus", ".ogg", ".m4a", ".aac", ".amr", ".mp3", ".wav", ".3gp")


class NotAChat(Exception):
    """The file is no exported conversation; it is damaged, or larger than allowed."""


@dataclass
class Said:
    """A message. ``label``: the sender without her name. ``sound``: name of the attached sound inside the zip, or empty."""

    sent_at: datetime
    label: str
    text: str
    sound: str = ""


@dataclass
class _Raw:
    parts: tuple[int, int, int]
    time: tuple[int, int, int]
    sender: str
    text: str


def _hour(hour: int, half: str) -> int:
    half = half.lower().replace(".", "")
    if half in {"pm", "م"} and hour < 12:
        return hour + 12
    return 0 if half in {"am", "ص"} and hour == 12 else hour


def _lines(text: str) -> Iterator[_Raw]:
    held: _Raw | None = None
    for line in INVISIBLE.sub("", text).replace("\u202f", " ").replace("\xa0", " ").splitlines():
        plain = line.translate(FIGURES)
        stamp = STAMP.match(plain)
        if stamp is None:
            if held is not None and len(held.text) < 2 * LONGEST_MESSAGE:
                held.text += f"\n{line}"
            continue
        if held is not None:
            yield held
        held = None
        rest = line[stamp.end() :]
        sender = SENDER.match(rest)
        if sender is not None:
            one, two, three, hour, minute, second = (int(part or 0) for part in stamp.groups()[:6])
            time = (_hour(hour, stamp.group(7) or ""), minute, second)
            held = _Raw((one, two, three), time, sender.group(1).strip(), rest[sender.end() :])
    if held is not None:
        yield held


def _ordered(raws: list[_Raw]) -> str:
    """In which order this telephone writes days: ``ymd``, ``mdy`` when no other can be, else ``dmy``."""
    if any(raw.parts[0] > 31 for raw in raws):
        return "ymd"
    return "mdy" if any(raw.parts[1] > 12 for raw in raws) and all(raw.parts[0] <= 12 for raw in raws) else "dmy"


def _moment(raw: _Raw, order: str) -> datetime | None:
    named = dict(zip(order, raw.parts, strict=True))
    year = named["y"] + 2000 if named["y"] < 100 else named["y"]
    try:
        naive = datetime(year, named["m"], named["d"], *raw.time)  # noqa: DTZ001 (made aware below)
    except ValueError:
        return None
    return timezone.make_aware(naive, timezone.get_default_timezone())


def _without_names(text: str, labels: dict[str, str], names: list[str]) -> str:
    """No number stands in it, and no sender's name. ``names``: the longest first."""
    small = text.casefold()
    for name in names:
        if name.casefold() in small:
            text = re.sub(rf"@?(?<!\w){re.escape(name)}(?!\w)", labels[name], text, flags=re.IGNORECASE)
    return NUMBER.sub("[…]", text.translate(FIGURES) if NUMBER.search(text.translate(FIGURES)) else text)


def read_text(text: str) -> list[Said]:
    """The messages, oldest first, at most the newest ``MOST``. Raises ``NotAChat`` when there is none."""
    raws = list(_lines(text))
    order, labels = _ordered(raws), dict[str, str]()
    for raw in raws:
        labels.setdefault(raw.sender, _("listener %(number)s") % {"number": len(labels) + 1})
    newest = list(labels)[-MOST_SENDERS:]
    names = sorted((name for name in newest if len(name) > 2 and not NUMBER.fullmatch(name)), key=len, reverse=True)
    found: list[Said] = []
    for raw in reversed(raws):
        if len(found) == MOST:
            break
        moment = _moment(raw, order)
        attached = ATTACHED.search(raw.text[: 2 * LONGEST_MESSAGE])
        sound = (attached.group(1) or attached.group(2)).strip() if attached else ""
        said = ATTACHED.sub("", raw.text[: 2 * LONGEST_MESSAGE]).strip()
        if OMITTED.match(said):
            said = ""
        sound = sound if sound.lower().endswith(SOUNDS) else ""
        if moment is not None and (said or sound):
            found.append(Said(moment, labels[raw.sender], _without_names(said, labels, names)[:LONGEST_MESSAGE], sound))
    if not found:
        raise NotAChat
    return found[::-1]


@dataclass
class Export:
    """A conversation and its sounds. ``room``: so many bytes of sound may still be unpacked."""

    said: list[Said]
    archive: zipfile.ZipFile | None
    room: int = LARGEST_SOUNDS

    def sound(self, name: str) -> BinaryIO | None:
        """The sound of this name; None when it is not there, damaged, or too large."""
        if self.archive is None or not name:
            return None
        found = next((one for one in self.archive.infolist() if one.filename.rpartition("/")[2] == name), None)
        most = min(LARGEST_SOUND, self.room)
        if found is None or found.file_size > most or found.flag_bits & 1:
            return None
        try:
            with self.archive.open(found) as opened:
                data = opened.read(most + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
            return None
        self.room -= len(data)
        return io.BytesIO(data) if len(data) <= most else None


def read(stream: BinaryIO) -> Export:
    """The export that a telephone gave. Raises ``NotAChat``."""
    stream.seek(0, 2)
    if stream.tell() > LARGEST:
        raise NotAChat
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        stream.seek(0)
        return Export(read_text(_decoded(stream.read(LARGEST_TEXT))), None)
    try:
        archive = zipfile.ZipFile(stream)
        if len(archive.infolist()) > MOST_FILES:
            raise NotAChat
        texts = [one for one in archive.infolist() if one.filename.lower().endswith(".txt") and not one.flag_bits & 1]
        texts = [one for one in texts if one.file_size <= LARGEST_TEXT]
        if not texts:
            raise NotAChat
        with archive.open(max(texts, key=lambda one: one.file_size)) as inside:
            return Export(read_text(_decoded(inside.read(LARGEST_TEXT))), archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise NotAChat from error


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", errors="replace")
