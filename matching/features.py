"""Local features of a frame: SIFT key points spread over the picture, and the same seen in a mirror.

D. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004; the root of the
L1-normalised descriptor after Arandjelovic and Zisserman, CVPR 2012.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DESCRIPTOR = 128


@dataclass(frozen=True)
class Features:
    """``n`` key points of one picture.

    ``place`` is (n, 4): x, y and diameter in picture widths, angle in degrees [0, 360).
    ``descriptor`` is (n, 128), each row of unit length.
    """

    place: Floats
    descriptor: Floats

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True)
class Spread:
    """How many key points to keep: the strongest ``each`` of ``columns`` x ``rows`` cells."""

    columns: int
    rows: int
    each: int


RECORDING = Spread(4, 3, 8)
"""Cells keep a ticker and a station's bug from taking all key points of a frame."""
CLIP = Spread(6, 6, 8)
"""A clip's content may fill a small part of its picture, so more and smaller cells."""


@cache
def _detector() -> Any:
    import cv2

    make: Any = cv2.__dict__["SIFT_create"]  # the wheel has it, its type stubs do not
    return make(nOctaveLayers=3, contrastThreshold=0.02, edgeThreshold=10, sigma=1.6)


def describe(grey: NDArray[np.uint8], spread: Spread) -> Features:
    """Features of a (height, width) grey picture; none where it is flat."""
    height, width = grey.shape
    points = _detector().detect(grey, None)
    chosen = _strongest(points, width, height, spread)
    if not chosen:
        return Features(np.zeros((0, 4), np.float32), np.zeros((0, DESCRIPTOR), np.float32))
    chosen, raw = _detector().compute(grey, chosen)
    place = np.array(
        [((p.pt[0] + 0.5) / width, (p.pt[1] + 0.5) / width, p.size / width, p.angle) for p in chosen],
        np.float32,
    )
    total = raw.sum(axis=1, keepdims=True)
    return Features(place, np.sqrt(raw / np.maximum(total, 1e-9)).astype(np.float32))


def _strongest(points: Any, width: int, height: int, spread: Spread) -> list[Any]:
    cells: dict[tuple[int, int], list[Any]] = {}
    for point in sorted(points, key=lambda p: (-p.response, p.pt, p.size, p.angle)):
        column = int(point.pt[0] / width * spread.columns)
        row = int(point.pt[1] / height * spread.rows)
        cell = cells.setdefault((column, row), [])
        if len(cell) < spread.each:
            cell.append(point)
    return [point for key in sorted(cells) for point in cells[key]]


def _mirror_order() -> NDArray[np.intp]:
    # A descriptor is 4 rows x 4 columns x 8 directions in the key point's own frame, whose first axis
    # is its orientation. A mirror turns the other axis round: rows swap ends, directions change sign.
    bins = np.arange(DESCRIPTOR).reshape(4, 4, 8)
    return bins[::-1, :, (-np.arange(8)) % 8].reshape(-1)


_MIRROR_ORDER = _mirror_order()


def mirrored(features: Features) -> Features:
    """What :func:`describe` finds in the picture seen in a mirror, without looking at it again."""
    place = features.place.copy()
    place[:, 0] = 1.0 - place[:, 0]
    place[:, 3] = (180.0 - place[:, 3]) % 360.0
    return Features(place, features.descriptor[:, _MIRROR_ORDER])
