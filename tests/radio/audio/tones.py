"""Sounds of the tests: tones, and something that behaves like speech. All one channel at 32 kHz, ``float32``."""

import numpy as np

from terrain.radio.slots import RATE


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), np.float32)


def tone(hertz: float, seconds: float, level: float = 0.3) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def pitch(samples: np.ndarray) -> float:
    """The strongest frequency in hertz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE / len(samples)


def level(samples: np.ndarray) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


FORMANTS = [(700, 1220, 2600), (300, 2200, 3000), (400, 800, 2500), (530, 1840, 2480), (250, 600, 2400)]


def speech(seconds: float, seed: int = 1, voice: float = 200.0) -> np.ndarray:
    """Syllables of a voice of ``voice`` hertz: a buzz through formants, hisses, and a pause after every few."""
    dice = np.random.default_rng(seed)
    out, length = [], 0
    while length < seconds * RATE:
        size = int(dice.uniform(0.12, 0.28) * RATE)
        t = np.arange(size) / RATE
        f0 = voice * (1 + dice.uniform(-0.1, 0.1)) * (1 - 0.1 * t / t[-1])
        phase = np.cumsum(2 * np.pi * f0 / RATE)
        formants = FORMANTS[dice.integers(len(FORMANTS))]
        piece = np.zeros(size)
        for harmonic in range(1, int(4000 / voice)):
            weight = sum(1 / (1 + ((harmonic * voice - f) / 120) ** 2) for f in formants)
            piece += weight * np.sin(harmonic * phase)
        piece *= np.hanning(size) * dice.uniform(0.5, 1.0)
        hiss = dice.standard_normal(size // 3) * np.hanning(size // 3) * 0.3
        gap = np.zeros(int(RATE * (0.35 if dice.random() < 0.2 else 0.03)))
        for part in (piece, hiss, gap):
            out.append(part)
            length += len(part)
    whole = np.concatenate(out)[: round(seconds * RATE)]
    return (0.25 * whole / np.max(np.abs(whole))).astype(np.float32)
