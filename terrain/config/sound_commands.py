"""What ``terrain radio prepare`` does: a sound prepared as the radio does it, without a station."""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from terrain.radio.audio.limits import Prepared, Wish
from terrain.radio.audio.refusals import Unusable
from terrain.radio.audio.running import Broken, prepared
from terrain.radio.slots import SECONDS
from terrain.radio.sounds.preparing import limits, refusal_words

OK, NO, MISUSED = 0, 1, 2
FORMS = ("std", "eco", "mp3")


def say(words: str) -> None:
    """Tell the person at the keyboard; never mixed with a command's own output."""
    print(words, file=sys.stderr)


def prepare(call: argparse.Namespace) -> int:
    """Prepare one file as the radio does, and tell what came of it."""
    if not call.file.is_file():
        say(f"There is no file {call.file}.")
        return MISUSED
    with tempfile.TemporaryDirectory(prefix="terrain-radio-") as private:
        folder = Path(private)
        try:
            (folder / "original").symlink_to(call.file.resolve())
            made = prepared(folder, Wish(changed=call.changed_voice), limits())
        except Unusable as refused:
            if call.json:
                print(json.dumps({"file": str(call.file), "refused": refused.code}))
            say(f"{call.file}: {refusal_words(refused.code)}")
            return NO
        except Broken as error:
            say(f"{call.file}: {error}")
            return NO
        kept = _keep(folder, call.file, call.out) if call.out else []
    _tell(call, made, kept)
    return OK


def _keep(folder: Path, file: Path, out: Path) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    kept = []
    for form in FORMS:
        place = out / f"{file.stem}.{form}"
        shutil.copyfile(folder / form, place)
        kept.append(str(place))
    return kept


def _tell(call: argparse.Namespace, made: Prepared, kept: list[str]) -> None:
    seconds = made.milliseconds / 1000
    speed = round(seconds / made.cpu["total"], 1)
    if call.json:
        left_out = {"waveform", "offsets"}
        told = {key: said for key, said in made.as_json().items() if key not in left_out}
        print(json.dumps({"file": str(call.file), **told, "times_real_time": speed, "kept": kept}, indent=2))
        return
    say(f"{call.file}: {made.codec} in {made.container}, {made.rate} Hz, {made.channels} channel(s)")
    if made.pictures:
        say("It is a video: only its sound was taken.")
    if made.faults:
        say(f"{made.faults} parts of it could not be read and were left out.")
    start, end = (one / 1000 for one in made.trimmed)
    say(f"{seconds:.1f} s are heard ({start:.1f} s of silence taken from its start, {end:.1f} s from its end)")
    say(f"{made.slots} slots of {SECONDS} s; loudness {made.loudness_in:.1f} LUFS, now {made.loudness_out:.1f} LUFS")
    say(", ".join(f"{form} {made.sizes[form] / 1000:,.0f} kB" for form in FORMS))
    say(f"{speed:g} times real time on one core")
    for place in kept:
        say(place)
