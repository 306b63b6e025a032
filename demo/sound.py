"""The made-up station's sound: plucked notes over a soft chord and a room's murmur, never twice the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 24_000
Sound = NDArray[np.float32]

_SCALE = (0, 2, 4, 7, 9, 12, 14, 16, 19, 21)
"""Semitones of a major pentatonic scale over two octaves."""


def music(seconds: float, rng: np.random.Generator) -> Sound:
    """Mono samples of one shot's length, within -1 and 1; ``rng`` decides key, notes and their times."""
    count = round(seconds * SAMPLE_RATE)
    root = 130.8 * 2 ** (int(rng.integers(12)) / 12)
    total = _murmur(count, rng) + _chord(count, root)
    moment = 0.0
    while moment < seconds - 0.2:
        pitch = root * 2 ** (1 + _SCALE[int(rng.integers(len(_SCALE)))] / 12)
        note = _pluck(pitch, rng)
        start = round(moment * SAMPLE_RATE)
        part = total[start : start + note.size]
        part += note[: part.size]
        moment += float(rng.choice([0.18, 0.36, 0.36, 0.54, 0.72])) * float(rng.uniform(0.97, 1.03))
    edge = min(count // 2, 600)
    total[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    total[count - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return np.asarray(np.clip(total, -1, 1), np.float32)


def _pluck(pitch: float, rng: np.random.Generator) -> Sound:
    time = np.arange(round(0.9 * SAMPLE_RATE), dtype=np.float32) / SAMPLE_RATE
    loud = float(rng.uniform(0.10, 0.22))
    tone = sum(np.sin(2 * np.pi * pitch * k * time) * np.exp(-time * (3 + 2.5 * k)) / k for k in (1, 2, 3))
    return np.asarray(loud * tone, np.float32)


def _chord(count: int, root: float) -> Sound:
    time = np.arange(count, dtype=np.float32) / SAMPLE_RATE
    swell = 0.7 + 0.3 * np.sin(2 * np.pi * 0.11 * time)
    tones = sum(np.sin(2 * np.pi * root * 2 ** (step / 12) * time) for step in (0, 7, 16))
    return np.asarray(0.035 * swell * tones, np.float32)


def _murmur(count: int, rng: np.random.Generator) -> Sound:
    noise = rng.normal(0, 1, count).astype(np.float32)
    soft = np.convolve(noise, np.hanning(24).astype(np.float32) / 12, mode="same")
    beats = np.interp(
        np.arange(count),
        np.linspace(0, count, max(2, count // 3000)),
        rng.uniform(0, 1, max(2, count // 3000)),
    )
    return np.asarray(0.05 * soft * beats, np.float32)
