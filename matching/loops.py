"""The inner loops that numpy is too slow for, compiled on first use and kept compiled.

Every function here is plain Python on arrays; :func:`compiled` hands out its machine code. numba
keeps that beside this file, or in the user's cache where this folder cannot be written.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """The same function as machine code; about a second on the very first call on a machine."""
    from numba import njit

    fast: Callable[..., Any] = njit(cache=True, fastmath=True, nogil=True)(loop)
    return fast


def extrema(dog: Floats, threshold: float, edge: float, border: int, out: Floats) -> int:
    """Highest and lowest points of a difference-of-Gaussians stack (layers, height, width).

    Writes x, y, layer (to a fraction) and strength of each to ``out`` (most, 4); returns how many.
    Points on a line, whose curvatures differ by more than ``edge`` times, are left out (Lowe 2004).
    """
    count = 0
    layers, height, width = dog.shape
    limit = (edge + 1) ** 2 / edge
    for layer in range(1, layers - 1):
        for y in range(border, height - border):
            for x in range(border, width - border):
                value = dog[layer, y, x]
                if abs(value) <= threshold:
                    continue
                sign = 1.0 if value > 0 else -1.0
                # Neighbours in the same layer first: most points are turned down here.
                if (
                    sign * dog[layer, y, x - 1] > sign * value
                    or sign * dog[layer, y, x + 1] > sign * value
                    or sign * dog[layer, y - 1, x] > sign * value
                    or sign * dog[layer, y + 1, x] > sign * value
                ):
                    continue
                highest = -math.inf
                for up in range(-1, 2):
                    for down in range(-1, 2):
                        for right in range(-1, 2):
                            highest = max(highest, sign * dog[layer + up, y + down, x + right])
                if highest > sign * value:
                    continue
                dxx = dog[layer, y, x + 1] + dog[layer, y, x - 1] - 2 * value
                dyy = dog[layer, y + 1, x] + dog[layer, y - 1, x] - 2 * value
                dxy = (
                    dog[layer, y + 1, x + 1]
                    - dog[layer, y + 1, x - 1]
                    - dog[layer, y - 1, x + 1]
                    + dog[layer, y - 1, x - 1]
                ) / 4
                determinant = dxx * dyy - dxy * dxy
                if determinant <= 0 or (dxx + dyy) ** 2 >= limit * determinant:
                    continue
                gx = (dog[layer, y, x + 1] - dog[layer, y, x - 1]) / 2
                gy = (dog[layer, y + 1, x] - dog[layer, y - 1, x]) / 2
                gs = (dog[layer + 1, y, x] - dog[layer - 1, y, x]) / 2
                dss = dog[layer + 1, y, x] + dog[layer - 1, y, x] - 2 * value
                if count < out.shape[0]:
                    out[count, 0] = x + min(0.6, max(-0.6, (dxy * gy - dyy * gx) / determinant))
                    out[count, 1] = y + min(0.6, max(-0.6, (dxy * gx - dxx * gy) / determinant))
                    shift = -gs / dss if abs(dss) > 1e-6 else 0.0
                    out[count, 2] = layer + min(0.6, max(-0.6, shift))
                    out[count, 3] = abs(value)
                    count += 1
    return count


def orientations(levels: Floats, points: Floats, sigma: float, scales: int, cell: float, out: Floats) -> None:
    """Root-normalised histograms (n, 128) of gradient directions around upright key points.

    ``points`` is (n, 3): x, y and layer in ``levels`` (layers, height, width). 4 x 4 cells, each
    ``cell`` times the point's scale wide, of 8 directions, with 4 x 4 samples a cell shared linearly
    between neighbouring cells and directions.
    """
    layers, height, width = levels.shape
    for number in range(points.shape[0]):
        layer = min(layers - 1, max(0, int(points[number, 2] + 0.5)))
        step = sigma * 2.0 ** (points[number, 2] / scales) * cell / 4.0
        for bin_ in range(128):
            out[number, bin_] = 0.0
        for row in range(16):
            y = int(points[number, 1] + (row - 7.5) * step + 0.5)
            if y < 1 or y > height - 2:
                continue
            cell_y = (row + 0.5) / 4 - 0.5
            first_y = math.floor(cell_y)
            for column in range(16):
                x = int(points[number, 0] + (column - 7.5) * step + 0.5)
                if x < 1 or x > width - 2:
                    continue
                dx = levels[layer, y, x + 1] - levels[layer, y, x - 1]
                dy = levels[layer, y + 1, x] - levels[layer, y - 1, x]
                size = math.sqrt(dx * dx + dy * dy)
                if size < 1e-6:
                    continue
                size *= math.exp(-((column - 7.5) ** 2 + (row - 7.5) ** 2) / 128.0)
                angle = math.atan2(dy, dx) * (4 / math.pi)
                if angle < 0:
                    angle += 8
                low = int(angle)
                share = angle - low
                low &= 7
                high = (low + 1) & 7
                cell_x = (column + 0.5) / 4 - 0.5
                first_x = math.floor(cell_x)
                for below in range(2):
                    at_y = int(first_y) + below
                    if at_y < 0 or at_y > 3:
                        continue
                    part_y = size * (cell_y - first_y if below else 1 - (cell_y - first_y))
                    for beside in range(2):
                        at_x = int(first_x) + beside
                        if at_x < 0 or at_x > 3:
                            continue
                        part = part_y * (cell_x - first_x if beside else 1 - (cell_x - first_x))
                        base = (at_y * 4 + at_x) * 8
                        out[number, base + low] += part * (1 - share)
                        out[number, base + high] += part * share
        total = 0.0
        for bin_ in range(128):
            total += out[number, bin_]
        for bin_ in range(128):
            out[number, bin_] = math.sqrt(out[number, bin_] / max(total, 1e-9))


def near_codes(
    words: NDArray[np.uint16],
    ours: NDArray[np.uint64],
    rows: NDArray[np.int64],
    starts: NDArray[np.uint32],
    theirs: NDArray[np.uint64],
    farthest: int,
    row_out: NDArray[np.int64],
    code_out: NDArray[np.int64],
    bits_out: NDArray[np.uint8],
) -> int:
    """Codes in the lists of each row's words whose signatures differ in ``farthest`` bits at most.

    ``words`` is (n, probes), ``ours`` (n,); only ``rows`` of them are looked up. Writes the pairs to
    the three outputs and returns how many there are, which may be more than fit.
    """
    count = 0
    most = len(row_out)
    one, two, four = (
        np.uint64(0x5555555555555555),
        np.uint64(0x3333333333333333),
        np.uint64(0x0F0F0F0F0F0F0F0F),
    )
    add = np.uint64(0x0101010101010101)
    for row in rows:
        mine = ours[row]
        for probe in range(words.shape[1]):
            word = np.int64(words[row, probe])
            for code in range(np.int64(starts[word]), np.int64(starts[word + 1])):
                bits = mine ^ theirs[code]
                bits = bits - ((bits >> np.uint64(1)) & one)
                bits = (bits & two) + ((bits >> np.uint64(2)) & two)
                bits = (bits + (bits >> np.uint64(4))) & four
                differ = (bits * add) >> np.uint64(56)
                if differ <= np.uint64(farthest):
                    if count < most:
                        row_out[count] = row
                        code_out[count] = code
                        bits_out[count] = differ
                    count += 1
    return count
