"""Signs that a clip was cut from this very broadcast: its own graphics, its own cuts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.alignment import Sequence
from matching.clip import Clip
from matching.judging import Found
from matching.segment import OVERLAY, Held

_MIN_CELLS = 20
"""Cells of the overlay that the clip must show before anything is said of it."""
_SAME = 0.6
_CUT = 0.45
_STEADY = 0.85


def shows_graphics(clip: Clip, found: Found, held: Held) -> bool:
    """Whether the recording's standing overlay is seen in the clip, at the place where it must be."""
    import cv2

    overlay = held.overlay.astype(np.float32)
    if not overlay.any():
        return False
    rows, columns = OVERLAY
    spots = _overlay_grid(held.aspect)
    there = found.fit.similarity.to_clip(spots)
    visible = (
        (there[:, 0] > 0.01)
        & (there[:, 0] < 0.99)
        & (there[:, 1] > 0.01 / clip.aspect)
        & (there[:, 1] < 0.99 / clip.aspect)
    ).reshape(rows, columns)
    frames = [f for f in clip.large if found.clip[0] <= f.second <= found.clip[1]]
    if len(frames) < 3:
        return False
    mean = np.zeros((2, rows, columns), np.float64)
    for frame in frames:
        width = frame.pixels.shape[1]
        # One cell of the overlay's grid in the clip's pixels, so that both are equally smooth.
        cell = max(1, round(width / columns / abs(found.fit.similarity.turn)))
        smooth = cv2.blur(frame.pixels, (cell, cell)).astype(np.float32)
        at = (there * width - 0.5).astype(np.float32)
        picture = cv2.remap(smooth, at[:, 0], at[:, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mean += _gradients(picture.reshape(rows, columns).astype(np.float32, copy=False))
    return _agrees(mean, overlay, visible)


def _overlay_grid(aspect: float) -> NDArray[np.float64]:
    rows, columns = OVERLAY
    x = (np.arange(columns) + 0.5) / columns
    y = (np.arange(rows) + 0.5) / rows / aspect
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def _gradients(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    across, down = np.zeros_like(picture, np.float64), np.zeros_like(picture, np.float64)
    across[:, 1:-1] = (picture[:, 2:] - picture[:, :-2]) / 2
    down[1:-1] = (picture[2:] - picture[:-2]) / 2
    return np.clip(np.stack([across, down]), -20, 20)


def _agrees(mean: NDArray[np.float64], overlay: NDArray[np.float32], visible: NDArray[np.bool_]) -> bool:
    """Correlated in place, and less so anywhere near: a texture would agree as well next to it."""

    def correlation(down: int, right: int) -> float:
        moved = np.roll(overlay, (down, right), axis=(1, 2))
        cells = (np.abs(moved).sum(axis=0) > 0) & visible
        if cells.sum() < _MIN_CELLS:
            return -1.0
        one, other = moved[:, cells], mean[:, cells]
        return float((one * other).sum() / max(1e-6, np.sqrt((one**2).sum() * (other**2).sum())))

    here = max(correlation(d, r) for d in (-1, 0, 1) for r in (-1, 0, 1))
    around = max(
        correlation(d, r) for d, r in ((-6, 0), (6, 0), (0, -6), (0, 6), (-5, 5), (5, -5), (4, 4), (-4, -4))
    )
    return here > _SAME and here - around > 0.25


def shared_cuts(found: Found) -> int:
    """Hard cuts of the recording inside the match that the clip makes at the same instants."""
    if found.seen is None or found.ours is None:
        return 0
    return sum(_cut_at(found.ours, second, found) for second in _cuts(found.seen, found))


def _cuts(recording: Sequence, found: Found) -> list[float]:
    """Clip seconds at which the recording cuts from one steady picture to another."""
    values = recording.values
    if len(values) < 6:
        return []
    steps = np.array([_alike(values[i], values[i + 1]) for i in range(len(values) - 1)])
    cuts = []
    for i in range(2, len(steps) - 2):
        around = np.delete(steps[i - 2 : i + 3], 2)
        if steps[i] < _CUT and around.min() > _STEADY:
            moment = (recording.seconds[i] + recording.seconds[i + 1]) / 2
            second = (moment - found.hypothesis.offset) / found.hypothesis.rate
            if found.clip[0] + 0.3 < second < found.clip[1] - 0.3:
                cuts.append(float(second))
    return cuts


def _cut_at(clip: Sequence, second: float, found: Found) -> bool:
    """The clip changes here too, and shows on either side what the recording shows there."""
    assert found.seen is not None
    before = int(np.searchsorted(clip.seconds, second - 0.02)) - 1
    after = int(np.searchsorted(clip.seconds, second + 0.02))
    if before < 0 or after >= len(clip.seconds) or clip.seconds[after] - clip.seconds[before] > 0.5:
        return False
    sides = []
    for index in (before, after):
        moment = np.array([found.at(float(clip.seconds[index]))])
        sides.append(_alike(clip.values[index], found.seen.at(moment)[0]))
    return _alike(clip.values[before], clip.values[after]) < _CUT and min(sides) > 0.6


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / max(1e-6, float(np.sqrt((a**2).sum() * (b**2).sum())) + len(a) * 1.0))
