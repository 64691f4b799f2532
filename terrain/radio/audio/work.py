"""The process that reads a stranger's file: its own, with limits, without a network, without one more file than it was given.

``python -m terrain.radio.audio.work`` reads its order from the input stream (a line of JSON), tells on the output stream how far it is (lines
of JSON), and ends at once when the input stream ends: nobody waits for it then.
"""

import errno
import json
import os
import resource
import sys
import threading
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from terrain.radio.audio.bounds import bound
from terrain.radio.audio.limits import Limits, Prepared, Wish
from terrain.radio.audio.listening import listen
from terrain.radio.audio.making import Made, gain_for, waveform
from terrain.radio.audio.opening import opened
from terrain.radio.audio.refusals import OVERRUN, Unusable
from terrain.radio.slots import RATE

FORMS = ("std", "eco", "mp3")
LATE = ("av.subtitles.stream", "av.video.stream", "av.video.frame", "numpy.random", "secrets")
"""Modules that are loaded only when they are needed, by PyAV for other tracks and by NumPy."""


def tell(**said: Any) -> None:
    """A line to whoever waits."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def shut() -> None:
    """From here on this process can open nothing: no file, no socket, whatever a hostile file asks for."""
    for late in LATE:
        import_module(late)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


class _Clock:
    """Seconds of processor by part of the work, and progress at most twice a second."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._begun, self._told = time.process_time(), 0.0

    def lap(self, name: str) -> None:
        now = time.process_time()
        self.spent[name], self._begun = round(now - self._begun, 3), now

    def told(self, stage: str, seconds: float, of: float = 0) -> None:
        if time.monotonic() - self._told > 0.5:
            self._told = time.monotonic()
            tell(stage=stage, seconds=round(seconds), of=round(of))


def prepare(files: dict[str, BinaryIO], wish: Wish, limits: Limits) -> Prepared:
    """Make all forms of the sound in ``files["original"]``. Raises ``Unusable``."""
    clock = _Clock()
    with opened(files["original"], most_bytes=limits.most_bytes) as (container, stream, found):
        length = (container.duration or 0) / 1e6
        heard = listen(
            container,
            stream,
            files["spool"],
            wish=wish,
            limits=limits,
            tell=lambda seconds: clock.told("listening", seconds, length),
        )
    clock.lap("decode")
    gain = gain_for(files["spool"], heard)
    clock.lap("level")
    made, total = Made({name: files[name] for name in FORMS}, wish), heard.end - heard.start
    made.make(files["spool"], heard, gain, lambda seconds: clock.told("making", seconds, total / RATE))
    clock.lap("encode")
    return Prepared(
        container=found.container,
        codec=found.codec,
        rate=found.rate,
        channels=found.channels,
        pictures=found.pictures,
        faults=heard.faults,
        milliseconds=1000 * total // RATE,
        slots=made.slots,
        loudness_in=round(heard.loudness, 2),
        loudness_out=round(made.loudness, 2),
        trimmed=(1000 * heard.start // RATE, 1000 * (heard.total - heard.end) // RATE),
        waveform=waveform(heard, gain),
        offsets={name: one.offsets for name, one in made.broadcasts.items()},
        sizes={name: files[name].seek(0, os.SEEK_END) for name in FORMS},
        cpu=clock.spent | {"total": round(time.process_time(), 3)},
    )


def _open(folder: Path, stack: ExitStack) -> dict[str, BinaryIO]:
    files: dict[str, BinaryIO] = {"original": stack.enter_context((folder / "original").open("rb"))}
    for name in (*FORMS, "spool"):
        files[name] = stack.enter_context((folder / name).open("w+b"))
    return files


def _work(order: dict[str, Any]) -> None:
    limits, wish = Limits(**order["limits"]), Wish(**order["wish"])
    bound(memory=limits.memory, cpu=limits.cpu, written=limits.written)
    with ExitStack() as stack:
        files = _open(Path(order["folder"]), stack)
        shut()
        tell(prepared=prepare(files, wish, limits).as_json())


def _until_alone() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> int:
    """Do one order."""
    os.umask(0o077)
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_until_alone, daemon=True).start()
    try:
        _work(order)
    except Unusable as refused:
        tell(refused=refused.code)
    except MemoryError:
        tell(refused=OVERRUN)
    except OSError as error:
        if error.errno in {errno.EFBIG, errno.ENOMEM}:
            tell(refused=OVERRUN)
        else:
            tell(broken=f"{type(error).__name__}: {error.strerror}"[:300])
            return 1
    except Exception as error:
        tell(broken=f"{type(error).__name__}: {error}"[:300])
        return 1
    return 0


if __name__ == "__main__":
    os._exit(main())
