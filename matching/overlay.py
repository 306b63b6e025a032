"""What stays in a recording's picture all along: a station's bug, a frame around the picture, a fixed band.

After T. Dekel et al., "On the effectiveness of visible watermarks", CVPR 2017: the gradients of an
overlay agree from scene to scene, those of the pictures under it cancel out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.segment import OVERLAY

Grey = NDArray[np.float32]

_MAX_SHARE = 0.2
"""Where more of the picture than this stays, it is one fixed shot and no overlay can be told from it."""
_MIN_SCENES = 6
_STRONG = 4.0
_AGREEING = 0.6
_CHANCE = 0.01
"""Share of cells that may seem to stay by chance."""
_SAME_SCENE = 0.35


def gradients(picture: NDArray[np.uint8]) -> Grey:
    """Horizontal and vertical gradients (2, 90, 160) of a grey picture, in grey levels a cell."""
    import cv2

    rows, columns = OVERLAY
    small = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
    across, down = np.zeros_like(small), np.zeros_like(small)
    across[:, 1:-1] = (small[:, 2:] - small[:, :-2]) / 2
    down[1:-1] = (small[2:] - small[:-2]) / 2
    return np.stack([across, down])


class OverlayFinder:
    """Collects gradients frame by frame; scenes that differ count, long ones do not count more."""

    def __init__(self) -> None:
        self._sum = np.zeros((2, *OVERLAY), np.float64)
        self._size = np.zeros(OVERLAY, np.float64)
        self._last: Grey | None = None
        self._scenes = 0

    def add(self, picture: NDArray[np.uint8]) -> None:
        now = gradients(picture)
        if self._last is not None and _alike(now, self._last) > _SAME_SCENE:
            return
        self._last = now
        self._scenes += 1
        clipped = np.clip(now, -20, 20)
        self._sum += clipped
        self._size += np.hypot(clipped[0], clipped[1])

    def result(self) -> NDArray[np.int8]:
        """Gradients (2, 90, 160) of the overlay, 0 where there is none; all 0 where none can be told."""
        nothing = np.zeros((2, *OVERLAY), np.int8)
        if self._scenes < _MIN_SCENES:
            return nothing
        mean = self._sum / self._scenes
        strength = np.hypot(mean[0], mean[1])
        agreement = strength / np.maximum(self._size / self._scenes, 1e-6)
        # The mean of n unit vectors of any direction is longer than a with probability exp(-n a^2).
        asked = max(_AGREEING, (-np.log(_CHANCE) / self._scenes) ** 0.5)
        stays = (strength > _STRONG) & (agreement > asked)
        stays &= _neighbours(stays) >= 4
        if not 0 < stays.mean() <= _MAX_SHARE:
            return nothing
        return np.where(stays, np.clip(np.rint(mean), -127, 127), 0).astype(np.int8)


def _neighbours(cells: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many of the 3 x 3 cells around each one, itself included, are set."""
    padded = np.pad(cells.astype(np.int64), 1)
    rows, columns = cells.shape
    total = np.zeros(cells.shape, np.int64)
    for down in range(3):
        for right in range(3):
            total += padded[down : down + rows, right : right + columns]
    return total


def _alike(one: Grey, other: Grey) -> float:
    product = float((one * other).sum())
    return product / max(1e-6, float(np.sqrt((one**2).sum() * (other**2).sum())))
