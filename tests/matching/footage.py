"""Footage made for the tests: textured things that move over a textured ground, each scene from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
WIDE, HIGH, FPS = 384, 216, 25


def _texture(draw: np.random.Generator, wide: int, high: int, grain: int) -> NDArray[np.float32]:
    coarse = draw.uniform(0, 255, (max(2, high // grain), max(2, wide // grain))).astype(np.float32)
    fine = draw.uniform(-60, 60, (max(2, 3 * high // grain), max(2, 3 * wide // grain))).astype(np.float32)
    return cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC) + cv2.resize(fine, (wide, high))


class Scene:
    """A fixed camera: a ground, and five things that wander over it on paths of their own."""

    def __init__(self, seed: int, *, moving: bool = True) -> None:
        draw = np.random.default_rng(seed)
        self._ground = np.clip(_texture(draw, WIDE, HIGH, 24), 0, 255)
        self._things = [_texture(draw, 64, 56, 12) for _ in range(5)]
        self._start = draw.uniform(0.1, 0.8, (5, 2))
        self._pace = draw.uniform(0.5, 2.2, (5, 2, 2)) * draw.choice([-1, 1], (5, 2, 2))
        self._moving = moving

    def at(self, second: float) -> Picture:
        picture = self._ground.copy()
        now = second if self._moving else 0.0
        for thing, start, pace in zip(self._things, self._start, self._pace, strict=True):
            swing = 0.13 * np.sin(pace[:, 0] * now) + 0.11 * np.sin(0.37 * pace[:, 1] * now + start * 9)
            x, y = ((start + swing) * [WIDE - 64, HIGH - 56]).clip(0, [WIDE - 65, HIGH - 57]).astype(int)
            picture[y : y + 56, x : x + 64] = thing
        return cv2.cvtColor(np.clip(picture, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def with_bug(picture: Picture, text: str = "TV9") -> Picture:
    marked = picture.copy()
    cv2.putText(marked, text, (WIDE - 92, 40), cv2.FONT_HERSHEY_DUPLEX, 1.1, (255, 255, 255), 3)
    return marked


def programme(
    scenes: Iterable[tuple[Scene, float, float]], look: Callable[[Picture], Picture] = with_bug
) -> list[Picture]:
    """Pictures of scenes one after the other; each is (scene, its first second, how many seconds)."""
    return [
        look(scene.at(first + number / FPS))
        for scene, first, seconds in scenes
        for number in range(round(seconds * FPS))
    ]


def write_video(
    path: Path, pictures: Iterable[Picture], *, fps: float = FPS, crf: int = 24, key_every: int = 50
) -> Path:
    container = av.open(str(path), "w")
    stream = None
    for number, picture in enumerate(pictures):
        if stream is None:
            stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
            stream.height, stream.width = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
            stream.pix_fmt = "yuv420p"
            stream.options = {"crf": str(crf), "g": str(key_every), "preset": "veryfast", "threads": "1"}
        whole = np.ascontiguousarray(picture[: stream.height, : stream.width])
        frame = av.VideoFrame.from_ndarray(whole, format="bgr24")
        frame.pts = number
        container.mux(stream.encode(frame))
    assert stream is not None
    container.mux(stream.encode())
    container.close()
    return path


def crop(picture: Picture, share: float) -> Picture:
    """The picture without ``share`` of its width and height, off centre."""
    high, wide = picture.shape[:2]
    left, top = int(wide * share * 0.7), int(high * share * 0.4)
    return picture[top : top + int(high * (1 - share)), left : left + int(wide * (1 - share))]


def resized(picture: Picture, wide: int, high: int) -> Picture:
    return cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
