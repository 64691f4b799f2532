"""A changed voice for files that were recorded elsewhere (on the telephone it is changed before anything leaves it).

**This does not hide who speaks.** Whoever knows how it is done can turn it back: the inverse filter brings a voice that was lowered this
way to within 0.7 dB of the original (two different women are 4.8 dB apart), and even several random changes at once were undone in part
(radio.md, 4 f). It keeps a neighbour from recognising a voice in passing, and never more may be promised. What hides a speaker is a lent
voice: somebody else reads her words.
"""

import numpy as np

from terrain.radio.audio.chains import Chain
from terrain.radio.audio.encoding import Samples
from terrain.radio.slots import RATE

LOWER, HIGHER = (0.76, 0.84), (1.18, 1.26)
"""Between what pitch and formants are multiplied: one of the two, anew for every sound, and kept nowhere."""
WANDER, EVERY = 0.035, RATE // 2
"""How far the factor wanders, and in how many samples from one value to the next."""
TELEPHONE = 3_400
"""Hertz above which nothing is left: up there voices are most their own."""


class ChangedVoice:
    """Pitch and formants moved together by a factor that wanders slowly; the length stays. Push samples, get samples, flush."""

    def __init__(self, seed: int | None = None) -> None:
        self._dice = np.random.default_rng(seed)
        low, high = LOWER if self._dice.random() < 0.5 else HIGHER
        self.factor = float(self._dice.uniform(low, high))
        cut, edge = f"f={TELEPHONE / self.factor:.0f}:p=2", f"f={TELEPHONE}:p=2"
        self._narrow = Chain([("lowpass", cut), ("lowpass", cut)])
        self._again = Chain([("atempo", f"{1 / self.factor:.6f}"), ("lowpass", edge), ("highpass", "f=120:p=2")])
        self._held: Samples = np.zeros(0, np.float32)
        self._place = 0.0
        self._speeds, self._last = np.zeros(0), self.factor
        self._taken = self._given = 0

    def push(self, samples: Samples) -> Samples:
        """The changed sound that became ready."""
        self._taken += len(samples)
        out = self._again.push(self._bent(self._narrow.push(samples)))
        self._given += len(out)
        return out

    def flush(self) -> Samples:
        """The rest; altogether as many samples as were pushed."""
        out = np.concatenate((self._again.push(self._bent(self._narrow.flush())), self._again.flush()))
        owed = self._taken - self._given
        return np.pad(out[:owed], (0, max(0, owed - len(out)))).astype(np.float32)

    def _speeds_for(self, count: int) -> np.ndarray:
        """The factor for each of the next ``count`` samples or more: straight lines between random values."""
        pieces = [self._speeds]
        length = len(self._speeds)
        while length < count:
            after = self.factor * (1 + WANDER * self._dice.uniform(-1, 1))
            pieces.append(np.linspace(self._last, after, EVERY, endpoint=False))
            self._last, length = after, length + EVERY
        self._speeds = np.concatenate(pieces)
        return self._speeds

    def _bent(self, samples: Samples) -> Samples:
        """The samples read at a speed that wanders: lower and longer, or higher and shorter."""
        held = np.concatenate((self._held, samples))
        reach = len(held) - 1  # a value between two samples needs both
        if self._place >= reach:
            self._held = held
            return np.zeros(0, np.float32)
        most = int(reach / (self.factor * (1 - WANDER))) + 2
        places = self._place + np.concatenate(([0.0], np.cumsum(self._speeds_for(most))))
        usable = int(np.searchsorted(places, reach, side="left"))
        out = np.interp(places[:usable], np.arange(len(held)), held).astype(np.float32)
        whole = min(int(places[usable]), reach)
        self._speeds = self._speeds[usable:]
        self._held, self._place = held[whole:], float(places[usable] - whole)
        return out
