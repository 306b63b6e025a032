"""A picture of a fixed camera, told from what the same camera saw at other times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.alignment import Sequence
from matching.decoding import Frame
from matching.footage import Footage
from matching.geometry import Similarity
from matching.judging import Found
from matching.patches import clip_spacing, grid, sample
from matching.stills import Apart, told_apart
from storage.records import FULL_BOX
from tests.matching.found import seen

AS_IT_IS = Similarity(1 + 0j, 0j, mirror=False)


class _Camera(Footage):
    """A fixed camera: a scene with one square, whose place is known by the second."""

    def __init__(self, squares: dict[float, int], noise: float = 0.0) -> None:
        super().__init__()
        draw = np.random.default_rng(4)
        scene = np.kron(draw.uniform(30, 220, (9, 16)), np.ones((20, 20)))
        self.pictures: dict[float, Frame] = {}
        for second, left in squares.items():
            pixels = scene + draw.normal(0, noise, scene.shape) if noise else scene.copy()
            pixels[60:120, left : left + 40] = 250.0
            self.pictures[second] = Frame(second, np.clip(pixels, 0, 255).astype(np.uint8))

    def frames(self, path: Path, begin: float, end: float, *, key_frames: bool = False) -> list[Frame]:
        return [f for second, f in self.pictures.items() if begin <= second <= end]


def found(camera: _Camera, second: float, clip: NDArray[np.uint8]) -> Found:
    """The place of ``clip`` at ``second``."""
    of = grid(AS_IT_IS, FULL_BOX, 16 / 9, 16 / 9)
    assert of is not None
    near = clip_spacing(of)
    ours, theirs = (
        Sequence(np.array([f.second]), sample([f], of.clip, near))
        for f in (Frame(0.0, clip), camera.pictures[second])
    )
    return replace(seen(second, rate=0.0), of=of, ours=ours, seen=theirs)


def apart(camera: _Camera, one: float, other: float, clip: NDArray[np.uint8]) -> Apart:
    result = told_apart(found(camera, one, clip), other, camera, Path("camera.mp4"))
    assert result is not None
    return result


def test_the_moment_at_which_somebody_stood_elsewhere_is_plainly_not_the_one() -> None:
    camera = _Camera({10.0: 20, 40.0: 200})
    clip = camera.pictures[10.0].pixels
    assert apart(camera, 10.0, 40.0, clip).nearer > 0.95
    assert apart(camera, 40.0, 10.0, clip).nearer < 0.05
    assert apart(camera, 10.0, 40.0, clip).differing > 20


def test_darker_and_flatter_it_is_still_the_same_moment() -> None:
    camera = _Camera({10.0: 20, 40.0: 200})
    clip = (camera.pictures[10.0].pixels * 0.6 + 30).astype(np.uint8)
    assert apart(camera, 10.0, 40.0, clip).nearer > 0.9
    assert apart(camera, 40.0, 10.0, clip).nearer < 0.1


def test_what_only_coding_tells_apart_differs_little() -> None:
    camera = _Camera({10.0: 20, 40.0: 20}, noise=2.0)
    assert apart(camera, 10.0, 40.0, camera.pictures[10.0].pixels).differing < 4


def test_the_very_same_picture_cannot_be_told_apart() -> None:
    camera = _Camera({10.0: 20, 40.0: 20})
    place = found(camera, 10.0, camera.pictures[10.0].pixels)
    assert told_apart(place, 40.0, camera, Path("camera.mp4")) is None
