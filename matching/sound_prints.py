"""Sound as numbers of 32 bits, eight a second: which of neighbouring bands gains on the other.

After J. Haitsma and T. Kalker, "A highly robust audio fingerprinting system", ISMIR 2002: the signs of
differences of band energies over frequency and time. They survive coding, equalising and loudness; with
longer hops than theirs they take 0.35 MB an hour with the table they are found by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 8000
"""Samples a second, mono."""
HOP = 0.124
"""Seconds between items of a recording."""
FRAME = 0.384
"""Seconds that are heard for one item."""
LOW, HIGH, BANDS = 250.0, 3200.0, 33
UNTOLD = np.uint32(0)
"""The item where nothing is heard, or nothing changes."""
TOGETHER = 256
"""Items that are made at once."""
UNSURE = 6
"""Bits of an item that are tried both ways."""
_FFT = 4096
_SILENT = -62.0
"""Decibels of full scale below which a frame is silence."""
_STEADY = 0.12
"""Mean change of the bands against each other, in nepers, below which a sound stands still."""


@dataclass(frozen=True)
class Heard:
    """Items at even steps: item ``k`` is heard around second ``first + k * step``."""

    items: NDArray[np.uint32]
    unsure: NDArray[np.uint8]
    """(n, UNSURE): the bits of each item that were nearest to turning out otherwise."""
    first: float
    step: float
    audible: NDArray[np.bool_]
    """Whether there is any sound, steady or not."""

    def seconds(self) -> NDArray[np.float64]:
        moments: NDArray[np.float64] = self.first + self.step * np.arange(len(self.items), dtype=np.float64)
        return moments


def energies(samples: Samples, starts: NDArray[np.int64], frame: int, stretch: float) -> NDArray[np.float32]:
    """Logarithms of the band energies (n, BANDS) of the frames that begin at ``starts``.

    Args:
        stretch: How many times higher the sound is than it was: the bands move along.
    """
    window = np.hanning(frame).astype(np.float32)
    edges = np.geomspace(LOW, HIGH, BANDS + 1) * stretch * _FFT / RATE
    bins = np.unique(np.clip(np.round(edges), 1, _FFT // 2).astype(np.int64))
    if len(bins) < BANDS + 1:
        bins = np.arange(bins[0], bins[0] + BANDS + 1)
    result = np.empty((len(starts), BANDS), np.float32)
    for begin in range(0, len(starts), 512):
        chunk = starts[begin : begin + 512]
        frames = samples[chunk[:, None] + np.arange(frame)[None, :]] * window
        power = np.abs(np.fft.rfft(frames, _FFT, axis=1)) ** 2
        sums = np.add.reduceat(power[:, : bins[-1]], bins[:-1], axis=1)
        result[begin : begin + 512] = np.log(sums + 1e-7)
    return result


def items_of(
    bands: NDArray[np.float32], back: int, loud: NDArray[np.float32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.bool_]]:
    """Items of rows of bands, each against the row ``back`` rows before; the first ``back`` have none.

    Args:
        loud: Loudness of each row in decibels of full scale.
    """
    across = bands[:, :-1] - bands[:, 1:]
    change = np.zeros_like(across)
    change[back:] = across[back:] - across[:-back]
    bits = np.packbits(change > 0, axis=1, bitorder="little")
    items = np.ascontiguousarray(bits).view("<u4").reshape(-1).astype(np.uint32)
    audible = loud > _SILENT
    told = audible & (np.abs(change).mean(axis=1) > _STEADY)
    told[:back] = False
    told[back:] &= audible[:-back]
    items = np.where(told, np.where(items == UNTOLD, 1, items), UNTOLD).astype(np.uint32)
    unsure = np.argpartition(np.abs(change), UNSURE, axis=1)[:, :UNSURE].astype(np.uint8)
    return items, unsure, audible


def loudness(samples: Samples, starts: NDArray[np.int64], frame: int) -> NDArray[np.float32]:
    """Root mean square of each frame in decibels of full scale."""
    sums = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
    mean = (sums[starts + frame] - sums[starts]) / frame
    level: NDArray[np.float32] = (10 * np.log10(mean + 1e-12)).astype(np.float32)
    return level


def heard(samples: Samples, rate: float = 1.0, *, pitched: bool = False, fine: int = 4) -> Heard:
    """Items of a whole clip.

    Args:
        rate: Recording seconds per clip second for which the steps are made.
        pitched: The pitch went up or down with the speed.
        fine: Items for each :data:`HOP` of the recording.
    """
    stretch = rate if pitched else 1.0
    frame = max(64, round(FRAME * RATE / stretch))
    step = HOP / abs(rate) / fine
    room = len(samples) - frame
    count = int(room / (step * RATE)) + 1 if room >= 0 else 0
    starts = np.round(np.arange(count) * step * RATE).astype(np.int64)
    if not count:
        empty = np.zeros(0, np.uint32)
        return Heard(empty, np.zeros((0, UNSURE), np.uint8), 0.0, step, np.zeros(0, np.bool_))
    bands = energies(samples, starts, frame, stretch)
    items, unsure, audible = items_of(bands, fine, loudness(samples, starts, frame))
    return Heard(items, unsure, frame / RATE / 2, step, audible)


def audible(samples: Samples) -> bool:
    """Whether anything in a clip's sound tells it from another."""
    return bool((heard(samples, fine=1).items != UNTOLD).any())


def listen_through(chunks: Iterable[Samples]) -> Iterator[NDArray[np.uint32]]:
    """Items of a recording whose samples come in chunks; item ``k`` is heard around ``FRAME / 2 + k * HOP``."""
    frame, hop = round(FRAME * RATE), round(HOP * RATE)
    rest = np.zeros(0, np.float32)
    before: NDArray[np.float32] | None = None
    last_loud = np.zeros(0, np.float32)
    waiting: list[Samples] = []
    held = 0
    for chunk in chunks:
        waiting.append(chunk)
        held += len(chunk)
        if held < TOGETHER * hop:
            continue
        rest = np.concatenate([rest, *waiting])
        waiting.clear()
        held = 0
        count = (len(rest) - frame) // hop + 1
        bands, loud = _rows(rest, count, frame, hop)
        rest = rest[count * hop :]
        yield _following(bands, loud, before, last_loud)
        before, last_loud = bands[-1:], loud[-1:]
    rest = np.concatenate([rest, *waiting])
    count = (len(rest) - frame) // hop + 1
    if count > 0:
        bands, loud = _rows(rest, count, frame, hop)
        yield _following(bands, loud, before, last_loud)


def _rows(
    samples: Samples, count: int, frame: int, hop: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    starts = np.arange(count, dtype=np.int64) * hop
    return energies(samples, starts, frame, 1.0), loudness(samples, starts, frame)


def _following(
    bands: NDArray[np.float32],
    loud: NDArray[np.float32],
    before: NDArray[np.float32] | None,
    last_loud: NDArray[np.float32],
) -> NDArray[np.uint32]:
    if before is None:
        return items_of(bands, 1, loud)[0]
    return items_of(np.concatenate([before, bands]), 1, np.concatenate([last_loud, loud]))[0][1:]
