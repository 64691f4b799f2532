"""Has a sound prepared by a process of its own (``work``), and waits for it no longer than is allowed."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from terrain.radio.audio.limits import Limits, Prepared, Wish
from terrain.radio.audio.refusals import CODES, DAMAGED, OVERRUN, Unusable

HOME = Path(__file__).resolve().parents[3]
KILLED = {-9, -24, 137}
"""Ends of a process that took more than it may: by our clock, by the limit of processor time."""
LONGEST_LINE = 1 << 20

Tell = Callable[[str, int, int], None]


class Broken(Exception):
    """Preparing failed for a reason that lies with us and not with the file."""


def _surroundings(folder: Path) -> dict[str, str]:
    """As little as it needs; nothing of the house's secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(HOME),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "TMPDIR": str(folder),
    }


def _quiet(stage: str, seconds: int, of: int) -> None:
    """Nobody wants to know."""


def prepared(folder: Path, wish: Wish, limits: Limits, tell: Tell = _quiet) -> Prepared:
    """Prepare ``folder/original`` into ``folder/std``, ``eco`` and ``mp3``. ``tell(stage, seconds, of)`` hears how far it is.

    Raises ``Unusable`` when the file cannot be used, ``Broken`` when we cannot.
    """
    order = {"folder": str(folder), "wish": asdict(wish), "limits": asdict(limits)}
    process = subprocess.Popen(
        [sys.executable, "-m", "terrain.radio.audio.work"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_surroundings(folder),
    )
    patience = threading.Timer(limits.wall, process.kill)
    patience.start()
    try:
        last = _follow(process, order, tell)
        code = process.wait(timeout=10)
    finally:
        patience.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        (folder / "spool").unlink(missing_ok=True)
    return _answer(last, code)


def _follow(process: "subprocess.Popen[bytes]", order: dict[str, Any], tell: Tell) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise Broken("no pipes")
    try:
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        return {}
    last: dict[str, Any] = {}
    while line := process.stdout.readline(LONGEST_LINE):
        try:
            last = json.loads(line)
        except ValueError as error:
            raise Broken("an answer that cannot be read") from error
        if "stage" in last:
            tell(last["stage"], last["seconds"], last["of"])
    return last


def _answer(last: dict[str, Any], code: int) -> Prepared:
    if "prepared" in last:
        return Prepared.from_json(last["prepared"])
    if last.get("refused") in CODES:
        raise Unusable(last["refused"])
    if "broken" in last:
        raise Broken(last["broken"])
    if code in KILLED:
        raise Unusable(OVERRUN)
    if code < 0:  # the reader itself fell over this file
        raise Unusable(DAMAGED)
    raise Broken(f"the process ended with {code}")
