"""From frames that look alike to places: a vote over rate and offset, as peers' users write it around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.claims import Claim, Sense

RATES = (1.0, 0.75, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 1.5)
BIN = 0.5
MOST = 4
FEWEST = 3


@dataclass(frozen=True)
class Frames:
    """Hashes of one file's frames: ``seconds`` (n,), ``bits`` (n, bytes) packed."""

    seconds: NDArray[np.float64]
    bits: NDArray[np.uint8]


def alike(clip: Frames, recording: Frames, distance: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of frames at most ``distance`` bits apart."""
    if not len(clip.bits) or not len(recording.bits):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    one = clip.bits.view(np.uint64).reshape(len(clip.bits), -1)
    other = recording.bits.view(np.uint64).reshape(len(recording.bits), -1)
    apart = np.bitwise_count(one[:, None] ^ other[None]).sum(axis=2)
    rows, columns = np.nonzero(apart <= distance)
    return rows, columns


def vote(
    clips: Sequence[tuple[Frames, bool]],
    recordings: dict[str, Frames],
    distance: int,
    rates: Sequence[float] = RATES,
) -> list[Claim]:
    """Up to four places that share no clip frames; ``clips`` are a clip's frames, and mirrored ones.

    The score is the share of the clip's frames that agree.
    """
    pairs = [
        (mirrored, name, clip.seconds, clip.seconds[rows], recording.seconds[columns])
        for clip, mirrored in clips
        for name, recording in recordings.items()
        for rows, columns in [alike(clip, recording, distance)]
        if len(rows)
    ]
    claims: list[Claim] = []
    taken: set[float] = set()
    while len(claims) < MOST:
        best = max(
            (
                claim
                for mirrored, name, seconds, clip, recording in pairs
                for rate in rates
                if (claim := _peak(mirrored, name, seconds, clip, recording, rate, taken)) is not None
            ),
            key=lambda claim: claim.score,
            default=None,
        )
        if best is None:
            break
        claims.append(best)
        for _, _, seconds, _, _ in pairs:
            taken |= set(seconds[(seconds >= best.clip[0]) & (seconds <= best.clip[1])].tolist())
    return claims


def _peak(
    mirrored: bool,
    name: str,
    seconds: NDArray[np.float64],
    clip: NDArray[np.float64],
    recording: NDArray[np.float64],
    rate: float,
    taken: set[float],
) -> Claim | None:
    """The offset on which most clip frames agree, each counted once."""
    free = ~np.isin(clip, list(taken)) if taken else np.ones(len(clip), bool)
    if not free.any():
        return None
    offsets = recording[free] - rate * clip[free]
    bins = np.floor(offsets / BIN).astype(int)
    # Neighbouring bins vote together, so that no place falls between two.
    cells = np.unique(np.stack([np.r_[bins, bins - 1], np.r_[clip[free], clip[free]]]), axis=1)
    values, counts = np.unique(cells[0], return_counts=True)
    top = int(counts.argmax())
    if counts[top] < min(FEWEST, len(seconds)):
        return None
    inside = (bins == values[top]) | (bins == values[top] + 1)
    voters = clip[free][inside]
    begin, end = float(voters.min()), float(voters.max())
    offset = float(np.median(offsets[inside]))
    return Claim(
        recording=name,
        score=float(counts[top]) / len(seconds),
        sense=Sense.PICTURE,
        clip=(begin, max(end, begin + BIN)),
        begin=offset + rate * begin,
        rate=rate,
        mirrored=mirrored,
    )
