"""An hour of speech, prepared for the radio: how many times faster than it lasts, on one core, and in how much memory.

Spoken text comes from espeak-ng where the machine has it, otherwise from the formants of the tests; it is said in the first figure. Each file is
prepared by the process that prepares every upload, and its own count of processor time is read.
"""

import io
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import av
import numpy as np

from terrain.radio.audio.encoding import ECO, STD, AacEncoder, Mp3Encoder, Samples
from terrain.radio.audio.limits import Limits, Prepared, Wish
from terrain.radio.audio.running import prepared
from terrain.radio.slots import RATE
from tests.radio.audio.quarry import file_of
from tests.radio.audio.tones import speech

LEAST_TIMES, MOST_MEGABYTES = 60.0, 120.0
TEXT = (
    "Bonjour à toutes et à tous, ici la radio des mères en ligne. Ce matin nous parlons de l'école, des papiers, et du courage qu'il faut "
    "pour demander de l'aide. Notre invitée a trois enfants, elle travaille la nuit, et elle a accepté de raconter son histoire. "
)


def spoken() -> tuple[str, Samples]:
    """A minute of speech with the hiss of a telephone's microphone, and who spoke."""
    espeak = shutil.which("espeak-ng")
    if espeak is None:
        who, voice = "formants", speech(60)
    else:
        who = "espeak-ng"
        call = [espeak, "-v", "fr", "-s", "140", "--stdout", TEXT * 3]
        said = subprocess.run(call, capture_output=True, check=True)
        with av.open(io.BytesIO(said.stdout), "r", format="wav") as opened:
            resampler = av.AudioResampler("fltp", "mono", RATE)
            frames = [ready for frame in opened.decode(audio=0) for ready in resampler.resample(frame)]
        voice = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        voice = np.tile(voice, 1 + 60 * RATE // len(voice))[: 60 * RATE]
    hiss = 0.003 * np.random.default_rng(1).standard_normal(len(voice))
    return who, (voice + hiss).astype(np.float32)


class _Watch:
    """The largest memory that any child of this process holds, looked at twenty times a second (megabytes of resident pages)."""

    def __enter__(self) -> "_Watch":
        self.most, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def _look(self) -> None:
        while not self._over.wait(0.05):
            for status in Path("/proc/self/task").glob("*/children"):
                for child in status.read_text().split():
                    told = Path(f"/proc/{child}/status")
                    if told.exists() and "VmHWM:" in (words := told.read_text()):
                        self.most = max(self.most, int(words.split("VmHWM:")[1].split()[0]) / 1024)

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()


def _prepare(data: bytes, changed: bool = False) -> tuple[Prepared, float, float]:
    """What was made, the seconds it took, the megabytes it held."""
    with tempfile.TemporaryDirectory(prefix="terrain-bench-") as private:
        (Path(private) / "original").write_bytes(data)
        begun = time.perf_counter()
        with _Watch() as watch:
            made = prepared(Path(private), Wish(changed=changed), Limits())
        return made, time.perf_counter() - begun, watch.most


def _encoders(minute: Samples) -> list[dict[str, object]]:
    """Each encoder alone."""
    rows = []
    pushes = {
        "AAC 48 kbit/s": AacEncoder(STD).push,
        "AAC 24 kbit/s": AacEncoder(ECO).push,
        "MP3 64 kbit/s": Mp3Encoder(io.BytesIO()).push,
    }
    for name, push in pushes.items():
        begun = time.process_time()
        for second in range(0, len(minute), 8 * RATE):
            push(minute[second : second + 8 * RATE])
        spent = time.process_time() - begun
        rows.append({"figure": f"{name} alone, times real time", "value": len(minute) / RATE / spent, "unit": "×"})
    return rows


def main(small: bool = False) -> list[dict[str, object]]:
    """The figures."""
    who, minute = spoken()
    minutes = 2 if small else 60
    words = f"{minutes} min of speech ({who})"
    rows: list[dict[str, object]] = []
    files = {"a voice message (Opus)": "ogg", "M4A": "m4a"}
    for name, kind in files.items():
        made, seconds, memory = _prepare(file_of(np.tile(minute, minutes), kind))
        length, spent = made.milliseconds / 1000, made.cpu
        rows += [
            {
                "figure": f"{words}, {name}: all three forms, seconds of one core",
                "value": spent["total"],
                "unit": "s",
                "limit": length / LEAST_TIMES,
            },
            {"figure": "  times real time", "value": length / spent["total"], "unit": "×"},
            {"figure": "  of it decoding and measuring", "value": spent["decode"], "unit": "s"},
            {"figure": "  of it finding the gain", "value": spent["level"], "unit": "s"},
            {"figure": "  of it levelling and encoding", "value": spent["encode"], "unit": "s"},
            {"figure": "  by the clock on the wall", "value": seconds, "unit": "s"},
            {"figure": "  memory of the process", "value": memory, "unit": "MB", "limit": MOST_MEGABYTES},
        ]
    if not small:
        made, _seconds, memory = _prepare(file_of(np.tile(minute, 10), "ogg"), changed=True)
        times = made.milliseconds / 1000 / made.cpu["total"]
        rows.append({"figure": "10 min with a changed voice, times real time", "value": times, "unit": "×"})
    return rows + _encoders(minute)
