"""Local features of a frame: upright blobs spread over the picture, and the same seen in a mirror.

Extrema of differences of Gaussians with histograms of gradient directions (D. Lowe, "Distinctive image
features from scale-invariant keypoints", IJCV 2004), their root after Arandjelovic and Zisserman (CVPR
2012). Two things differ from SIFT: the picture is not doubled first, and key points are not turned to a
direction of their own. Footage is hardly ever turned by more than a few degrees, and what stays upright
is told apart better; ``docs/tracing.md`` has the comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.loops import compiled, extrema, orientations

Floats = NDArray[np.float32]

DESCRIPTOR = 128
SCALES = 3
"""Layers between a scale and its double."""
SIGMA = 1.6
_BORN_SMOOTH = 0.5
"""Smoothness that a picture is taken to have already, in pixels."""
_OCTAVES = 4
_CONTRAST = 1.7
"""Grey levels by which a blob must stand out."""
_EDGE = 10.0
_CELL = 3.5
"""Width of a descriptor's cell in scales."""
_BORDER = 3
_MOST = 6000


@dataclass(frozen=True)
class Features:
    """``n`` key points of one picture.

    ``place`` is (n, 3): x, y and diameter in picture widths. ``descriptor`` is (n, 128), each row of
    unit length.
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


RECORDING = Spread(4, 3, 6)
"""Cells keep a ticker and a station's bug from taking all key points of a frame."""
CLIP = Spread(6, 6, 8)
"""A clip's content may fill a small part of its picture, so more and smaller cells."""


def describe(grey: NDArray[np.uint8], spread: Spread) -> Features:
    """Features of a (height, width) grey picture; none where it is flat."""
    height, width = grey.shape
    octaves = _pyramid(grey)
    room = np.empty((_MOST, 4), np.float32)
    parts = []
    for number, levels in enumerate(octaves):
        dog = levels[1:] - levels[:-1]
        count = min(_MOST, compiled(extrema)(dog, _CONTRAST, _EDGE, _BORDER, room))
        octave = np.full((count, 1), number, np.float32)
        parts.append(np.concatenate([room[:count], octave], axis=1))
    points = np.concatenate(parts)
    step = np.exp2(points[:, 4])
    # Every second pixel is kept from octave to octave, the first one always.
    place = np.stack(
        [
            (points[:, 0] * step + 0.5) / width,
            (points[:, 1] * step + 0.5) / width,
            2 * SIGMA * np.exp2(points[:, 2] / SCALES) * step / width,
        ],
        axis=1,
    ).astype(np.float32)
    chosen = _strongest(place, points[:, 3], height / width, spread)
    points, place = points[chosen], place[chosen]
    descriptor = np.zeros((len(points), DESCRIPTOR), np.float32)
    for number, levels in enumerate(octaves):
        here = np.flatnonzero(points[:, 4] == number)
        found = np.empty((len(here), DESCRIPTOR), np.float32)
        spots = np.ascontiguousarray(points[here, :3])
        compiled(orientations)(levels, spots, SIGMA, SCALES, _CELL, found)
        descriptor[here] = found
    return Features(place, descriptor)


def _pyramid(grey: NDArray[np.uint8]) -> list[Floats]:
    """For each octave its layers (SCALES + 3, height, width), each smoother than the one before."""
    base = np.empty(grey.shape, np.float32)
    _smoothed(grey.astype(np.float32), math.sqrt(SIGMA**2 - _BORN_SMOOTH**2), base)
    octaves: list[Floats] = []
    while len(octaves) < _OCTAVES and min(base.shape) > 2 * _BORDER + 2:
        levels = np.empty((SCALES + 3, *base.shape), np.float32)
        levels[0] = base
        for layer in range(1, SCALES + 3):
            before, after = (SIGMA * 2 ** (n / SCALES) for n in (layer - 1, layer))
            _smoothed(levels[layer - 1], math.sqrt(after**2 - before**2), levels[layer])
        octaves.append(levels)
        base = np.ascontiguousarray(levels[SCALES, ::2, ::2])
    return octaves


def _smoothed(picture: Floats, sigma: float, into: Floats) -> None:
    import cv2

    size = 2 * math.ceil(3 * sigma) + 1  # OpenCV's own choice is a third longer, and no better here
    cv2.GaussianBlur(picture, (size, size), sigma, dst=into)


def _strongest(place: Floats, strength: Floats, aspect: float, spread: Spread) -> NDArray[np.intp]:
    """Args: ``aspect`` is the picture's height over its width."""
    column = np.minimum((place[:, 0] * spread.columns).astype(int), spread.columns - 1)
    row = np.minimum((place[:, 1] / aspect * spread.rows).astype(int), spread.rows - 1)
    cell = row * spread.columns + column
    order = np.lexsort((place[:, 2], place[:, 0], place[:, 1], -strength, cell))
    ordered = cell[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    chosen: NDArray[np.intp] = order[rank < spread.each]
    return chosen


def _mirror_order() -> NDArray[np.intp]:
    # 4 rows x 4 columns x 8 directions: a mirror swaps the columns' ends and turns every direction
    # from a to half a turn less a.
    bins = np.arange(DESCRIPTOR).reshape(4, 4, 8)
    return bins[:, ::-1, (4 - np.arange(8)) % 8].reshape(-1)


_MIRROR_ORDER = _mirror_order()


def mirrored(features: Features) -> Features:
    """What :func:`describe` finds in the picture seen in a mirror, without looking at it again."""
    place = features.place.copy()
    place[:, 0] = 1.0 - place[:, 0]
    return Features(place, features.descriptor[:, _MIRROR_ORDER])
