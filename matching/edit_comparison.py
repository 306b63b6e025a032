"""A part of a clip beside its source, frame on frame: colours, overlays, bars, the station's graphics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.edit_colour import ColourFit, fit_colours
from matching.edit_frames import Pair, Plane, TracedPart, aligned_pairs
from matching.edit_overlays import Overlay, overlays
from matching.edit_surround import surround
from storage.records import Box
from storage.records.links import Bars

Cells = NDArray[np.int8]
"""(2, rows, columns): gradients of what stands in a recording's picture all along, 0 where nothing does."""

_VISIBLE = 0.7
"""Share of a station's graphic that must lie in the clip's picture."""
_GONE, _THERE = 0.5, 0.7
"""Correlation of gradients where a graphic is gone, and of the rest of the picture for that to be said."""
_SMALLEST = 12


@dataclass(frozen=True)
class Comparison:
    """What was seen in ``frames`` pairs of aligned frames."""

    frames: int
    colours: ColourFit | None
    overlays: tuple[Overlay, ...]
    surround: Bars | None
    covered: tuple[Box, ...]
    """Areas of the clip's picture where the station's own graphics must be and are not."""


def compare(clip: Path, part: TracedPart, graphics: Cells | None = None) -> Comparison:
    """Decode both and compare; with no frames where the footage is gone.

    Args:
        graphics: The recording's standing overlay, as its index segment holds it.
    """
    return compared(aligned_pairs(clip, part), part, graphics)


def compared(pairs: Sequence[Pair], part: TracedPart, graphics: Cells | None = None) -> Comparison:
    colours = fit_colours(pairs)
    return Comparison(
        frames=len(pairs),
        colours=colours,
        overlays=overlays(pairs, colours) if colours is not None else (),
        surround=surround(pairs, part.clip_box),
        covered=_covered(pairs, part, graphics) if graphics is not None else (),
    )


def _covered(pairs: Sequence[Pair], part: TracedPart, graphics: Cells) -> tuple[Box, ...]:
    """The graphics whose lines the clip does not show, though it shows those of the picture around them."""
    import cv2

    stands = (np.abs(graphics.astype(np.int64)).sum(axis=0) > 0).astype(np.uint8)
    if not stands.any() or len(pairs) < 3:
        return ()
    count, labels = cv2.connectedComponents(cv2.dilate(stands, np.ones((3, 7), np.uint8)))
    rows, columns = stands.shape
    cell = _cells(pairs[0].seen.shape, part, stands.shape)
    gone = []
    for number in range(1, count):
        cells = np.argwhere((labels == number) & (stands > 0))
        if len(cells) < _SMALLEST:
            continue
        x = (cells[:, 1] + 0.5) / columns
        y = (cells[:, 0] + 0.5) / rows / part.recording_aspect
        spots = part.similarity.to_clip(np.stack([x, y], axis=1)) * [1.0, part.clip_aspect]
        inside = ((spots > 0.01) & (spots < 0.99)).all(axis=1)
        if inside.mean() < _VISIBLE:
            continue
        (left, top), (right, bottom) = spots[inside].min(axis=0), spots[inside].max(axis=0)
        own = cv2.dilate(((labels == number) & (stands > 0)).astype(np.uint8), np.ones((3, 3), np.uint8))
        there, rest = _agreement(pairs, np.append(own.reshape(-1), 0)[cell] > 0)
        if there < _GONE and rest > _THERE:
            gone.append((float(left), float(top), float(right), float(bottom)))
    return tuple(gone)


def _cells(shape: tuple[int, ...], part: TracedPart, cells: tuple[int, ...]) -> NDArray[np.intp]:
    """For each pixel of the clip the number of the recording's cell on it, -1 outside."""
    high, wide = shape
    x, y = np.meshgrid((np.arange(wide) + 0.5) / wide, (np.arange(high) + 0.5) / wide)
    there = part.similarity.to_recording(np.stack([x.reshape(-1), y.reshape(-1)], axis=1))
    column = np.floor(there[:, 0] * cells[1]).astype(np.intp)
    row = np.floor(there[:, 1] * part.recording_aspect * cells[0]).astype(np.intp)
    inside = (column >= 0) & (column < cells[1]) & (row >= 0) & (row < cells[0])
    numbers: NDArray[np.intp] = np.where(inside, row * cells[1] + column, -1).reshape(high, wide)
    return numbers


def _agreement(pairs: Sequence[Pair], within: NDArray[np.bool_]) -> tuple[float, float]:
    """How well gradients agree where a graphic must be and in the rest of what is seen, in the typical pair."""
    inner: list[float] = []
    outer: list[float] = []
    for pair in pairs:
        ours, theirs = _gradients(pair.ours), _gradients(pair.theirs)
        for into, chosen in ((inner, within & pair.seen), (outer, ~within & pair.seen)):
            one, other = ours[:, chosen], theirs[:, chosen]
            size = float(np.sqrt((one**2).sum() * (other**2).sum()))
            into.append(float((one * other).sum()) / max(1e-6, size))
    return float(np.median(inner)), float(np.median(outer))


def _gradients(picture: NDArray[np.uint8]) -> Plane:
    import cv2

    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32), (3, 3), 0)
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return np.stack([across, down]).astype(np.float32, copy=False)
