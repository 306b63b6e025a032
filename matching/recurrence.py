"""For how long two showings of a thing are the same: an ident ends at its edge, a repeated programme goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.decoding import Frame
from matching.features import Floats
from matching.sound_prints import FRAME, HOP, UNTOLD
from storage.records import Span

AROUND = 8.0
"""Seconds either way of which pictures are looked at."""
SIZE = (32, 18)
"""Columns and rows of the pictures that are compared."""
STEP = 0.1
"""Seconds between them."""
ALIKE = 0.75
"""Correlation from which on two of them show the same."""
SAME_SOUND = 0.36
"""Share of differing bits up to which two seconds sound the same."""
LAPSE = 0.5
"""Seconds for which they may differ in between: a flash, or a moment of quiet."""
REACH = 12.0
"""Seconds either way that are looked at; what is the same for longer is no ident."""


def alike_pictures(
    one: Sequence[Frame], other: Sequence[Frame], moments: tuple[float, float], edges: tuple[Span, Span]
) -> Span | None:
    """Seconds before (negative) and after two moments of two recordings for which both show the same.

    None where they differ at the moments themselves, or are the same for as far as can be seen.

    Args:
        one: Frames around the first of the moments, in order; ``other`` around the second.
        edges: First and last second of each recording: nothing can be the same beyond.
    """
    if not one or not other:
        return None
    ours, theirs = _small(one), _small(other)
    seconds = [np.array([f.second for f in frames]) for frames in (one, other)]

    def same(shift: float) -> bool | None:
        found = []
        for n, values in enumerate((ours, theirs)):
            at = moments[n] + shift
            nearest = int(np.argmin(np.abs(seconds[n] - at)))
            if abs(seconds[n][nearest] - at) > 2 * STEP:
                return False if _beyond(at, edges[n]) else None
            found.append(values[nearest])
        return float(found[0] @ found[1]) > ALIKE

    return _extent(same, STEP)


def alike_sounds(
    one: NDArray[np.uint32], other: NDArray[np.uint32], moments: tuple[float, float]
) -> Span | None:
    """The same of two recordings' sound, by their items."""
    first, second = (round((at - FRAME / 2) / HOP) for at in moments)
    span = np.arange(-int(REACH / HOP), int(REACH / HOP) + 1)
    best: NDArray[np.float64] | None = None
    for slip in (-1, 0, 1):
        differing = _differing(one, other, first + span, second + slip + span)
        if best is None or differing[len(span) // 2] < best[len(span) // 2]:
            best = differing
    assert best is not None
    chosen, middle = best, len(span) // 2

    def same(shift: float) -> bool | None:
        place = middle + round(shift / HOP)
        return bool(chosen[place] < SAME_SOUND) if 0 <= place < len(chosen) else None

    return _extent(same, HOP)


def _extent(same: Callable[[float], bool | None], step: float) -> Span | None:
    """How far ``same`` holds from 0 on, both ways; None where that is nowhere, or has no end in sight."""
    if not same(0.0):
        return None
    ends = []
    for way in (-1, 1):
        last = 0.0
        shift = 0.0
        while True:
            shift += step
            answer = same(way * shift)
            if answer is None or shift > REACH:
                return None
            if answer:
                last = shift
            elif shift - last > LAPSE:
                break
        ends.append(way * last)
    return (ends[0], ends[1])


def _beyond(at: float, edge: Span) -> bool:
    return at < edge[0] + 2 * STEP or at > edge[1] - 2 * STEP


def _small(frames: Sequence[Frame]) -> Floats:
    """Each frame (n, points) as a vector of length 1 without its mean: products are correlations."""
    import cv2

    rows = [cv2.resize(f.pixels, SIZE, interpolation=cv2.INTER_AREA).reshape(-1) for f in frames]
    values = np.stack(rows).astype(np.float32)
    values -= values.mean(axis=1, keepdims=True)
    scaled: Floats = values / np.maximum(1.0, np.linalg.norm(values, axis=1, keepdims=True))
    return scaled


def _differing(
    one: NDArray[np.uint32], other: NDArray[np.uint32], at: NDArray[np.int64], there: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Share of bits that differ, the mean of about a second around each; 0.5 where nothing tells."""
    inside = (at >= 0) & (at < len(one)) & (there >= 0) & (there < len(other))
    ours = one[np.clip(at, 0, max(0, len(one) - 1))] if len(one) else np.zeros(len(at), np.uint32)
    theirs = other[np.clip(there, 0, max(0, len(other) - 1))] if len(other) else np.zeros(len(at), np.uint32)
    told = inside & (ours != UNTOLD) & (theirs != UNTOLD)
    kernel = np.ones(round(0.8 / HOP))
    differing = np.where(told, np.bitwise_count(ours ^ theirs) / 32.0, 0.0)
    count = np.convolve(told.astype(float), kernel, mode="same")
    mean: NDArray[np.float64] = np.where(
        count >= 3, np.convolve(differing, kernel, mode="same") / np.maximum(count, 1.0), 0.5
    )
    return mean
