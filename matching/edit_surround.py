"""What fills the clip's picture around the broadcast's: plain bars, the same picture blurred, or something else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.edit_frames import Colours, Pair, Plane
from storage.records import Box
from storage.records.links import Bars

_LEAST = 0.02
"""Share of the picture that must lie around the box."""
_PAIRS = 4
"""Pairs that are looked at."""
_RIM = 0.015
_LEVELS = 14.0
"""Levels from the bars' own colour within which a pixel belongs to it."""
_PLAIN = 0.85
"""Share of the pixels around that have the bars' colour; the rest may be text."""
_SOFT = 0.35
"""Blurred bars hold less than this share of the detail of the picture between them."""
_ALIKE = 0.6
_BLUR = 0.04


def surround(pairs: Sequence[Pair], clip_box: Box) -> Bars | None:
    """None where the broadcast fills the clip's picture, or nothing was compared."""
    if not pairs:
        return None
    pairs = pairs[:: -(-len(pairs) // _PAIRS)]
    outside = _outside(pairs[0].seen.shape, clip_box)
    if outside.mean() < _LEAST:
        return None
    if np.median([_plain(pair.ours[outside]) for pair in pairs]) > _PLAIN:
        return Bars.PLAIN
    soft = float(np.median([_softness(pair, outside, clip_box) for pair in pairs]))
    if soft < _SOFT and _alike(pairs, outside, clip_box) > _ALIKE:
        return Bars.BLURRED
    return Bars.OTHER


def _outside(shape: tuple[int, ...], box: Box) -> NDArray[np.bool_]:
    high, wide = shape
    left, top, right, bottom = box
    outside = np.ones((high, wide), np.bool_)
    rows = slice(max(0, int((top - _RIM) * high)), min(high, int(np.ceil((bottom + _RIM) * high))))
    columns = slice(max(0, int((left - _RIM) * wide)), min(wide, int(np.ceil((right + _RIM) * wide))))
    outside[rows, columns] = False
    return outside


def _plain(pixels: NDArray[np.uint8]) -> float:
    """Share of the pixels (n, 3) that are of one colour."""
    values = pixels.astype(np.float32)
    return float((np.abs(values - np.median(values, axis=0)).max(axis=1) < _LEVELS).mean())


def _inner(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    high, wide = shape[:2]
    left, top, right, bottom = box
    rows = slice(int(top * high), max(int(top * high) + 4, round(bottom * high)))
    return rows, slice(int(left * wide), max(int(left * wide) + 4, round(right * wide)))


def _softness(pair: Pair, outside: NDArray[np.bool_], box: Box) -> float:
    """Detail around the box against detail of the recording in it, on which nothing was laid."""
    inside = _detail(pair.theirs)[_inner(box, outside.shape)]
    return float(_detail(pair.ours)[outside].mean() / max(0.5, float(inside.mean())))


def _detail(picture: Colours) -> Plane:
    import cv2

    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 1.0)
    detail: Plane = np.abs(cv2.Laplacian(grey, cv2.CV_32F))
    return detail


def _alike(pairs: Sequence[Pair], outside: NDArray[np.bool_], box: Box) -> float:
    """Correlation of what is around with the picture itself, enlarged to cover the clip's and blurred."""
    return max(
        float(np.median([_correlation(pair, outside, box, stretched) for pair in pairs]))
        for stretched in (False, True)
    )


def _correlation(pair: Pair, outside: NDArray[np.bool_], box: Box, stretched: bool) -> float:
    import cv2

    high, wide = outside.shape
    grey = cv2.cvtColor(pair.ours, cv2.COLOR_BGR2GRAY).astype(np.float32)
    inner = cv2.cvtColor(pair.theirs, cv2.COLOR_BGR2GRAY).astype(np.float32)[_inner(box, outside.shape)]
    if not stretched:
        # Enlarged in proportion until it covers the clip's picture, and cut at the middle.
        scale = max(high / inner.shape[0], wide / inner.shape[1])
        rows, columns = min(inner.shape[0], high / scale), min(inner.shape[1], wide / scale)
        top, left = int((inner.shape[0] - rows) / 2), int((inner.shape[1] - columns) / 2)
        inner = inner[top : top + max(2, round(rows)), left : left + max(2, round(columns))]
    filled = cv2.resize(inner, (wide, high), interpolation=cv2.INTER_AREA)
    blur = _BLUR * max(high, wide)
    one = cv2.GaussianBlur(filled, (0, 0), blur)[outside]
    other = cv2.GaussianBlur(grey, (0, 0), blur / 4)[outside]
    one, other = one - one.mean(), other - other.mean()
    return float((one * other).sum() / max(1e-6, float(np.sqrt((one**2).sum() * (other**2).sum()))))
