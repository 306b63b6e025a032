"""What is done to one picture of a post. Operations are data, so that a plan can be stored and compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.sound import seed_of
from bench.video import Picture, resized


@dataclass(frozen=True)
class Operation:
    name: str
    values: tuple[float, ...] = ()


def apply(picture: Picture, operation: Operation, frame: int, ground: Picture | None) -> Picture:
    """The picture after one operation; ``frame`` counts the post's frames, ``ground`` is the second video's."""
    if operation.name == "inset":
        assert ground is not None
        return _placed(picture, operation.values, ground.copy())
    return _OPERATIONS[operation.name](picture, operation.values, frame)


def _crop(picture: Picture, box: tuple[float, ...], _frame: int) -> Picture:
    high, wide = picture.shape[:2]
    left, top, right, bottom = box
    return picture[round(top * high) : round(bottom * high), round(left * wide) : round(right * wide)]


def _mirror(picture: Picture, _values: tuple[float, ...], _frame: int) -> Picture:
    return picture[:, ::-1]


def _blurred_bars(picture: Picture, _values: tuple[float, ...], _frame: int) -> Picture:
    import cv2

    high, wide = picture.shape[:2]
    middle = picture[:, wide // 2 - high * 9 // 32 : wide // 2 + high * 9 // 32]
    small = cv2.GaussianBlur(resized(middle, 90, 160), (0, 0), 4).astype(np.uint8, copy=False)
    canvas = resized(small, 360, 640)
    canvas[219:421] = resized(picture, 360, 202)
    return canvas


def _place(picture: Picture, box: tuple[float, ...], _frame: int) -> Picture:
    """Between black bars: the picture keeps its shape where the canvas grows in height."""
    high, wide = picture.shape[:2]
    canvas = np.zeros((round(high / (box[3] - box[1]) / 2) * 2, wide, 3), np.uint8)
    return _placed(picture, box, canvas)


def _placed(picture: Picture, box: tuple[float, ...], canvas: Picture) -> Picture:
    high, wide = canvas.shape[:2]
    x0, y0, x1, y1 = (round(v * size) for v, size in zip(box, (wide, high) * 2, strict=True))
    canvas[y0:y1, x0:x1] = resized(picture, x1 - x0, y1 - y0)
    return canvas


_CAPTIONS = (
    ("You will not believe", "what they showed tonight"),
    ("SHARE BEFORE IT IS", "DELETED !!!"),
    ("this was on the news", "and nobody talks about it"),
)


def _caption(picture: Picture, values: tuple[float, ...], _frame: int) -> Picture:
    import cv2

    high, wide = picture.shape[:2]
    marked = picture.copy()
    cv2.rectangle(marked, (0, round(high * 0.78)), (wide, round(high * 0.97)), (25, 25, 25), -1)
    for line, text in enumerate(_CAPTIONS[int(values[0])]):
        spot = (round(wide * 0.06), round(high * (0.855 + 0.09 * line)))
        cv2.putText(marked, text, spot, cv2.FONT_HERSHEY_DUPLEX, high / 420, (255, 255, 255), 2)
    cv2.circle(marked, (round(wide * 0.1), round(high * 0.14)), round(high * 0.09), (40, 60, 230), -1)
    spot = (round(wide * 0.72), round(high * 0.3))
    cv2.putText(marked, "@newsfan", spot, cv2.FONT_HERSHEY_SIMPLEX, high / 600, (255,) * 3)
    return marked


def _box(picture: Picture, values: tuple[float, ...], _frame: int) -> Picture:
    high, wide = picture.shape[:2]
    marked = picture.copy()
    x0, y0, x1, y1 = (round(v * size) for v, size in zip(values[:4], (wide, high) * 2, strict=True))
    marked[y0:y1, x0:x1] = values[4:]
    return marked


def _colour(picture: Picture, values: tuple[float, ...], _frame: int) -> Picture:
    gamma, gain, lift, blue = values
    levels = (np.arange(256) / 255) ** gamma * 255 * gain + lift
    tables = [np.clip(levels + shift, 0, 255).astype(np.uint8) for shift in (blue, 0.0, -blue / 2)]
    return np.stack([table[picture[..., n]] for n, table in enumerate(tables)], axis=2)


def _rotate(picture: Picture, values: tuple[float, ...], _frame: int) -> Picture:
    import cv2

    high, wide = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), values[0], 1.12)
    return cv2.warpAffine(picture, turn, (wide, high)).astype(np.uint8, copy=False)


def _grey(picture: Picture, _values: tuple[float, ...], _frame: int) -> Picture:
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)


def _filmed(picture: Picture, values: tuple[float, ...], frame: int) -> Picture:
    """A phone held in front of a screen: perspective, shaking, the screen's grid beating with the
    sensor's (moire), a rolling dark band, vignette and noise."""
    import cv2

    draw = seed_of("filmed", values[0])
    wide, high = 854, 480
    margin = draw.uniform(0.02, 0.12, (4, 2)) * (wide, high)
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float64)
    corners += margin * [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    speeds, phases = draw.uniform(0.6, 2.2, 4), draw.uniform(0, 6.28, 4)
    shake = np.sin(speeds * frame / 30 * 2 + phases) * (5, 4, 2, 2)
    corners += shake[:2]
    rows, columns = picture.shape[:2]
    edges = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    matrix = cv2.getPerspectiveTransform(edges, corners.astype(np.float32))
    seen = cv2.warpPerspective(picture, matrix, (wide, high), borderValue=(18, 16, 15)).astype(np.float32)
    seen *= _screen_pattern(values[0], wide, high, float(shake[2]))
    band = 1 - 0.16 * np.exp(
        -(((np.arange(high) / high - frame * float(draw.uniform(0.01, 0.04))) % 1 - 0.5) ** 2) / 0.02
    )
    flicker = 1 + 0.05 * np.sin(frame * float(draw.uniform(0.8, 1.6)))
    seen *= (band * flicker).astype(np.float32)[:, None, None]
    noise = np.random.default_rng(frame).normal(0, 5, (high, wide, 1)).astype(np.float32)
    filmed: Picture = np.clip(seen * 0.9 + 12 + noise, 0, 255).astype(np.uint8)
    return filmed


_patterns: dict[float, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}


def _screen_pattern(seed: float, wide: int, high: int, shift: float) -> NDArray[np.float32]:
    """Moire that wanders with the hand, times the vignette; (high, wide, 1)."""
    if seed not in _patterns:
        draw = seed_of("moire", seed)
        rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
        angle, period = draw.uniform(0, 3.14), draw.uniform(7, 26)
        curve = draw.uniform(-8, 8) * ((columns / wide - 0.5) ** 2 + (rows / high - 0.5) ** 2)
        waves = (columns * np.cos(angle) + rows * np.sin(angle)) / period * 6.28 + curve
        distance = (columns / wide - 0.5) ** 2 + (rows / high - 0.5) ** 2
        _patterns.clear()
        _patterns[seed] = (waves.astype(np.float32), (1 - 0.7 * distance).astype(np.float32))
    waves, vignette = _patterns[seed]
    pattern: NDArray[np.float32] = (1 + 0.07 * np.sin(waves + shift)) * vignette
    return pattern[..., None]


_OPERATIONS: dict[str, Callable[[Picture, tuple[float, ...], int], Picture]] = {
    "crop": _crop,
    "mirror": _mirror,
    "blurred bars": _blurred_bars,
    "place": _place,
    "caption": _caption,
    "box": _box,
    "colour": _colour,
    "rotate": _rotate,
    "grey": _grey,
    "filmed": _filmed,
}
