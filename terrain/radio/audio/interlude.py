"""The music that the radio ships: it plays where nothing is planned and nobody has put anything. Made here, so that it is nobody's.

``python -m terrain.radio.audio.interlude`` writes ``terrain/radio/reference/interlude.std`` and ``.eco`` again: plucked strings, slow, four chords
that go round, a few notes above them, in a room. The same notes come out every time.
"""

import shutil
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terrain.radio.audio.limits import Limits, Prepared, Wish
from terrain.radio.audio.running import prepared
from terrain.radio.slots import RATE

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
SECONDS, BEAT = 71.9, 1.115
SEED = 20261126
CHORDS = ((38, 57, 62, 66), (35, 54, 59, 66), (43, 55, 59, 62), (45, 57, 61, 64))
"""D, B minor, G, A; a bass note and three above, as MIDI numbers."""
PICKED = (0, 1, 2, 3, 2, 1)
"""In which order the notes of a chord are picked, two to a beat."""
TUNE = (
    (6, 78), (7.5, 76), (9, 74), (12, 71), (13.5, 74), (15, 76), (18, 74), (21, 71), (22.5, 69), (24, 71), (30, 78), (31.5, 81), (33, 78),
    (36, 76), (37.5, 74), (39, 71), (42, 74), (45, 76), (48, 73), (54, 74),
)  # fmt: skip
"""Beats and MIDI numbers of the notes above."""

Sound = NDArray[np.float64]


def hertz(note: int) -> float:
    """The frequency of a MIDI number."""
    return float(440 * 2 ** ((note - 69) / 12))


def plucked(note: int, seconds: float, strength: float, dice: np.random.Generator) -> Sound:
    """A string that is plucked softly and dies away (Karplus and Strong, 1983), a whole turn of it at a time."""
    period = RATE / hertz(note)
    size = int(period)
    turn = dice.uniform(-1, 1, size)
    for _soften in range(max(6, size // 4)):
        turn = (turn + np.roll(turn, 1)) / 2
    turn = turn - turn.mean()
    turn *= strength / (np.max(np.abs(turn)) + 1e-9)
    turns = int(seconds * RATE / size) + 1
    out = np.empty(turns * size)
    loss = 0.5 ** (period / RATE / (0.55 if note > 60 else 0.9))  # half after so many seconds
    for place in range(0, turns * size, size):
        out[place : place + size] = turn
        turn = loss * (0.86 * turn + 0.14 * np.roll(turn, 1))
    wanted = np.arange(int(seconds * RATE)) * size / period  # tuned: a turn has no whole number of samples
    string = np.interp(wanted, np.arange(len(out)), out)
    return string * np.minimum(1, np.arange(len(string)) / (0.004 * RATE)) * np.linspace(1, 0, len(string)) ** 0.5


def in_a_room(dry: Sound, dice: np.random.Generator) -> Sound:
    """The same with the sound that a small room gives back."""
    length = int(1.8 * RATE)
    tail = dice.standard_normal(length) * np.exp(-np.arange(length) / (0.42 * RATE))
    tail = np.convolve(tail, np.ones(12) / 12, "same")
    tail[: RATE // 50] = 0
    tail /= np.sqrt(np.sum(tail**2))
    size = len(dry) + length
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[: len(dry)]
    return dry + 0.35 * wet


def music() -> NDArray[np.float32]:
    """The whole piece, one channel at 32 kHz, between −1 and 1."""
    dice, out = np.random.default_rng(SEED), np.zeros(int(SECONDS * RATE))

    def play(beat: float, note: int, strength: float, seconds: float) -> None:
        place = int((beat * BEAT + dice.uniform(0, 0.012)) * RATE)
        string = plucked(note, seconds, strength * dice.uniform(0.85, 1), dice)[: max(0, len(out) - place)]
        out[place : place + len(string)] += string

    last = 60
    for bar in range(0, last, 3):
        chord = CHORDS[bar // 3 % len(CHORDS)]
        for step, which in enumerate(PICKED):
            play(bar + step / 2, chord[which], 0.34 if which == 0 else 0.2, 4.5 if which == 0 else 3.0)
    for beat, note in TUNE:
        play(beat, note, 0.3, 3.5)
    for step, note in enumerate((38, 50, 57, 62, 66, 74)):
        play(last + step / 3, note, 0.28, 6.5)
    whole = in_a_room(out, dice)
    fade = np.minimum(1, (len(whole) - np.arange(len(whole))) / (2.5 * RATE))
    return (0.7 * whole * fade / np.max(np.abs(whole))).astype(np.float32)


def write(out: Path) -> Prepared:
    """Prepare the piece as any other sound, and write its two broadcast forms into ``out``."""
    with tempfile.TemporaryDirectory() as private:
        folder = Path(private)
        with wave.open(str(folder / "original"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((music() * 32767).astype("<i2").tobytes())
        made = prepared(folder, Wish(), Limits())
        out.mkdir(parents=True, exist_ok=True)
        for form in ("std", "eco"):
            shutil.copyfile(folder / form, out / f"interlude.{form}")
    return made


if __name__ == "__main__":
    write(REFERENCE)
