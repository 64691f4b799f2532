"""The spool: ``TERRAIN_HOME/radio/heard/<day>-<process>.jsonl``, only ever added to, each process into a file of its own.

One ``write`` a line on a descriptor opened with O_APPEND, so that lines of threads do not mix. A process that is killed may leave half a
line at the end of its file; it is not read, and no other process writes behind it.
"""

import os
import secrets
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings

from terrain.core import clock
from terrain.radio.hearing.lines import Line, read, written

LARGEST_FILE = 256 << 20
"""Bytes: a process writes no more than that in a day, whoever asks."""
AT_ONCE = 8 << 20
"""Bytes read in one piece."""

_open_files: dict[Path, int] = {}
_lock = Lock()
_own = ""
_own_pid = 0


def folder() -> Path:
    """Where the spool lies."""
    return Path(settings.TERRAIN_HOME) / "radio" / "heard"


def _process() -> str:
    """A name of this process that no other has, nor one that comes after it under the same number."""
    global _own, _own_pid  # noqa: PLW0603 (a process knows itself)
    if _own_pid != os.getpid():
        _own, _own_pid = f"{os.getpid()}-{secrets.token_hex(4)}", os.getpid()
        _open_files.clear()
    return _own


def path_today() -> Path:
    """The file into which this process writes now."""
    return folder() / f"{clock.today().isoformat()}-{_process()}.jsonl"


def append(line: Line) -> bool:
    """Write a line; ``False`` when today's file is full and nothing was written."""
    path, content = path_today(), written(line)
    with _lock:
        descriptor = _descriptor(path)
        if os.fstat(descriptor).st_size + len(content) > LARGEST_FILE:
            return False
        os.write(descriptor, content)
    return True


def _descriptor(path: Path) -> int:
    if path not in _open_files:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for old in _open_files.values():
            os.close(old)
        _open_files.clear()
        _open_files[path] = fresh
    return _open_files[path]


def files() -> list[Path]:
    """Every file of the spool, oldest day first."""
    return sorted(folder().glob("*.jsonl"))


def day_of(path: Path) -> date | None:
    """The day of a file; ``None`` when its name says none."""
    try:
        return date.fromisoformat(path.name[:10])
    except ValueError:
        return None


def lines_from(path: Path, offset: int) -> tuple[list[Line], int, int]:
    """Whole lines behind ``offset``, where the next one begins, and how many could not be read. At most ``AT_ONCE`` bytes."""
    with path.open("rb") as file:
        file.seek(offset)
        content = file.read(AT_ONCE)
    whole = content[: content.rfind(b"\n") + 1]
    if not whole and len(content) == AT_ONCE:
        return [], offset + len(content), 1
    texts = [text for text in whole.split(b"\n") if text]
    found = [read(text) for text in texts]
    lines = [line for line in found if line is not None]
    return lines, offset + len(whole), len(texts) - len(lines)
