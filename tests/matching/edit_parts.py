"""Parts and pairs of frames made for the tests of the edit script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from matching.edit_frames import Pair, TracedPart
from matching.geometry import Similarity
from storage.records import FULL_BOX, Box
from tests.matching.footage import Picture, Scene

PLAIN = Similarity(1 + 0j, 0j, mirror=False)
WIDE = 16 / 9


def part(
    begin: float = 0.0, end: float = 10.0, at: float = 100.0, rate: float = 1.0, **more: object
) -> TracedPart:
    """Clip seconds ``begin`` to ``end`` show the recording from second ``at`` on."""
    made = TracedPart("R1", (begin, end), rate, at - rate * begin, PLAIN, WIDE, WIDE)
    return replace(made, **more)  # type: ignore[arg-type]


def colourful(picture: Picture, seed: int = 1) -> Picture:
    """The grey picture in colours that vary over it."""
    high, wide = picture.shape[:2]
    draw = np.random.default_rng(seed)
    tints = cv2.resize(draw.uniform(-45, 45, (4, 6, 3)).astype(np.float32), (wide, high))
    return np.clip(picture.astype(np.float32) * 0.8 + 25 + tints, 0, 255).astype(np.uint8)


def pairs(
    look: Callable[[Picture, float], Picture] = lambda picture, _second: picture,
    *,
    count: int = 8,
    seen: Box = FULL_BOX,
    noise: float = 2.0,
) -> list[Pair]:
    """One scene of moving things a second apart; ``look`` gives the clip's picture from the recording's."""
    scene, draw = Scene(5), np.random.default_rng(9)
    made = []
    for number in range(count):
        theirs = colourful(scene.at(float(number)))
        shown = look(theirs.copy(), float(number))
        ours = np.clip(shown + draw.normal(0, noise, shown.shape), 0, 255).astype(np.uint8)
        high, wide = theirs.shape[:2]
        mask = np.zeros((high, wide), np.bool_)
        mask[
            round(seen[1] * high) + 3 : round(seen[3] * high) - 3,
            round(seen[0] * wide) + 3 : round(seen[2] * wide) - 3,
        ] = True
        made.append(Pair(float(number), 100.0 + number, ours, theirs, mask))
    return made


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    both = wide * max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return both / (sum(areas) - both)
