"""The same part of both pictures on one small grid, frame by frame, so that they can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.decoding import Frame
from matching.features import Floats
from matching.geometry import Similarity
from storage.records import Box

CELLS = 8
"""Grid points along a block's side; blocks are judged one by one, so that an overlay spoils few."""


@dataclass(frozen=True)
class Grid:
    """``clip`` and ``recording`` are (n, 2) points in picture widths; ``block`` (n,) is each one's block."""

    clip: NDArray[np.float64]
    recording: NDArray[np.float64]
    block: NDArray[np.intp]
    blocks: int


def grid(similarity: Similarity, clip_box: Box, clip_aspect: float, recording_aspect: float) -> Grid | None:
    """A grid of about 5 x 3 blocks over ``clip_box``; None where next to nothing of it lies in both."""
    left, top, right, bottom = clip_box
    wide, high = right - left, (bottom - top) / clip_aspect
    if wide < 0.05 or high < 0.05 / clip_aspect:
        return None
    columns = int(np.clip(round(np.sqrt(15 * wide / high)), 2, 7))
    rows = int(np.clip(round(15 / columns), 2, 7))
    x = left + wide * (np.arange(columns * CELLS) + 0.5) / (columns * CELLS)
    y = top / clip_aspect + high * (np.arange(rows * CELLS) + 0.5) / (rows * CELLS)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    block = (
        (np.arange(rows * CELLS) // CELLS)[:, None] * columns + (np.arange(columns * CELLS) // CELLS)[None, :]
    ).reshape(-1)
    there = similarity.to_recording(points)
    inside = (
        (there[:, 0] >= 0) & (there[:, 0] < 1) & (there[:, 1] >= 0) & (there[:, 1] < 1 / recording_aspect)
    )
    if inside.mean() < 0.5:
        return None
    return Grid(points[inside], there[inside], block[inside], rows * columns)


def sample(frames: Sequence[Frame], points: NDArray[np.float64], spacing: float) -> Floats:
    """Grey levels (frames, points), each the mean of about ``spacing`` picture widths around its point."""
    import cv2

    if not frames:
        return np.zeros((0, len(points)), np.float32)
    result = np.empty((len(frames), len(points)), np.float32)
    for number, frame in enumerate(frames):
        width = frame.pixels.shape[1]
        radius = max(1, round(spacing * width))
        smooth = cv2.blur(frame.pixels, (radius, radius)) if radius > 1 else frame.pixels
        spots = (points * width - 0.5).astype(np.float32)
        values = cv2.remap(
            smooth.astype(np.float32),
            spots[:, 0],
            spots[:, 1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        result[number] = values.reshape(-1)
    return result


def clip_spacing(of: Grid) -> float:
    """Distance of neighbouring grid points in the clip's picture."""
    x = np.unique(of.clip[:, 0])
    return float(x[1] - x[0]) if len(x) > 1 else 0.02
