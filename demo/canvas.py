"""Drawing for the stage: pictures, brushes that smooth their edges, and sprites that can be laid onto a frame.

A picture is an array of shape (height, width, 3), ``uint8``, in BGR order as OpenCV keeps it. Everything that
stands still is drawn once, at twice its size and then reduced; what is done per frame is copying slices and
laying sprites, so that minutes of footage take seconds to make.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from demo.palette import Colour

Picture = NDArray[np.uint8]
Points = Sequence[tuple[float, float]]
WIDTH, HEIGHT = 640, 360
RATE = 25
"""Frames per second; scenes scroll by whole pixels per frame, so that they glide."""
SUPERSAMPLING = 2


def gradient(width: int, height: int, stops: Sequence[tuple[float, Colour]]) -> Picture:
    """A picture that runs downwards through ``stops``: (share of the height, colour), in order."""
    rows = np.linspace(0.0, 1.0, height)
    places = [place for place, _ in stops]
    channels = [np.interp(rows, places, [colour[i] for _, colour in stops]) for i in (2, 1, 0)]
    column = np.stack(channels, axis=1)[:, None, :]
    return np.ascontiguousarray(np.broadcast_to(column, (height, width, 3)).round().astype(np.uint8))


def clouded(width: int, height: int, rng: np.random.Generator, coarse: float = 90.0) -> NDArray[np.float32]:
    """Value noise of shape (height, width) between about -1 and 1: five octaves, the coarsest ``coarse`` pixels."""
    total = np.zeros((height, width), np.float32)
    weight, size = 0.5, coarse
    for _ in range(5):
        cells = rng.uniform(-1, 1, (int(height / size) + 2, int(width / size) + 2)).astype(np.float32)
        total += weight * cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC)
        weight, size = weight * 0.62, max(1.0, size / 2.6)
    return total


def grained(
    picture: Picture, rng: np.random.Generator, strength: float = 0.12, coarse: float = 60.0
) -> Picture:
    """``picture`` with a painted surface: its brightness varied by up to about ``strength``."""
    height, width = picture.shape[:2]
    factor = 1.0 + strength * clouded(width, height, rng, coarse)
    return np.clip(picture * factor[:, :, None], 0, 255).astype(np.uint8)


class Scene(Protocol):
    """Something that can be shown: it paints whole frames, from nothing but the second asked for."""

    def paint(self, frame: Picture, second: float) -> None:
        """Fill ``frame`` with the scene as it looks ``second`` seconds after its first frame."""


class Sprite:
    """A cut-out with soft edges: colours already weighted by their opacity, and what shines through."""

    def __init__(self, colour: Picture, opacity: NDArray[np.uint8]) -> None:
        self.height, self.width = opacity.shape
        cover = cv2.merge([opacity] * 3)
        self._colour: Picture = np.asarray(cv2.multiply(colour, cover, scale=1 / 255), np.uint8)
        self._through: Picture = np.asarray(255 - cover, np.uint8)
        opaque_rows = np.flatnonzero(~(opacity == 255).all(axis=1))
        self._solid_from = 0 if opaque_rows.size == 0 else int(opaque_rows[-1]) + 1

    def coloured(self, colour: Picture) -> Sprite:
        """A sprite of the same outline and opacity, filled with ``colour`` of the same size."""
        opacity: NDArray[np.uint8] = 255 - self._through[:, :, 0]
        return Sprite(colour, opacity)

    def onto(self, frame: Picture, x: float, y: float) -> None:
        """Lay the sprite with its left upper corner at (x, y); what falls outside the frame is cut."""
        self._lay(frame, round(x), round(y), 0, self.width)

    def scrolled_onto(self, frame: Picture, shift: float, y: float) -> None:
        """Lay a frame-wide window of a panorama that starts ``shift`` pixels from its left edge."""
        start = max(0, min(self.width - frame.shape[1], round(shift)))
        self._lay(frame, 0, round(y), start, start + frame.shape[1])

    def _lay(self, frame: Picture, x: int, y: int, first: int, last: int) -> None:
        height, width = frame.shape[:2]
        left, right = max(0, x), min(width, x + last - first)
        top, bottom = max(0, y), min(height, y + self.height)
        if left >= right or top >= bottom:
            return
        across = slice(first + left - x, first + right - x)
        border = min(bottom, max(top, y + self._solid_from))
        if top < border:
            down = slice(top - y, border - y)
            under = frame[top:border, left:right]
            cv2.multiply(under, self._through[down, across], under, scale=1 / 255)
            cv2.add(under, self._colour[down, across], under)
        if border < bottom:
            frame[border:bottom, left:right] = self._colour[border - y : bottom - y, across]


class Brush:
    """An empty sheet of ``width`` x ``height`` pixels to draw shapes on, with smooth edges when it is lifted."""

    def __init__(self, width: int, height: int, scale: int = SUPERSAMPLING) -> None:
        self.width, self.height, self._scale = width, height, scale
        self._sheet = Image.new("RGBA", (width * scale, height * scale), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._sheet)

    def _at(self, points: Points) -> list[tuple[float, float]]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def _rgba(self, colour: Colour, opacity: float) -> tuple[int, int, int, int]:
        return (*colour, round(255 * opacity))

    def polygon(self, points: Points, colour: Colour, opacity: float = 1.0) -> None:
        self._draw.polygon(self._at(points), fill=self._rgba(colour, opacity))

    def line(self, points: Points, colour: Colour, width: float = 2.0, opacity: float = 1.0) -> None:
        self._draw.line(
            self._at(points),
            fill=self._rgba(colour, opacity),
            width=max(1, round(width * self._scale)),
            joint="curve",
        )

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour, opacity: float = 1.0) -> None:
        """An ellipse around (x, y) with half axes ``rx`` and ``ry``."""
        box = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse((*box[0], *box[1]), fill=self._rgba(colour, opacity))

    def slice(
        self, x: float, y: float, rx: float, ry: float, angles: tuple[float, float], colour: Colour
    ) -> None:
        """The part of an ellipse between two angles in degrees, clockwise from three o'clock."""
        box = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.chord((*box[0], *box[1]), *angles, fill=self._rgba(colour, 1.0))

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        radius: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        corners = self._at([(left, top), (right, bottom)])
        self._draw.rounded_rectangle(
            (*corners[0], corners[1][0] - 1, corners[1][1] - 1),
            radius=radius * self._scale,
            fill=self._rgba(colour, opacity),
        )

    def lift(self, grain: np.random.Generator | None = None, strength: float = 0.12) -> Sprite:
        """The sheet as a sprite; with ``grain`` its surface gets the texture of paint."""
        drawn = np.asarray(self._sheet)
        opacity = drawn[:, :, 3]
        weighted = cv2.multiply(drawn[:, :, 2::-1], cv2.merge([opacity] * 3), scale=1 / 255)
        size = (self.width, self.height)
        small = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
        cover: NDArray[np.uint8] = cv2.resize(opacity, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        share = np.maximum(cover, 1)[:, :, None].astype(np.float32) / 255
        colour = np.clip(small / share, 0, 255).astype(np.uint8)
        return Sprite(grained(colour, grain, strength) if grain is not None else colour, cover)

    def picture(self, ground: Picture) -> Picture:
        """The sheet laid onto a copy of ``ground``, which has the sheet's size."""
        frame = ground.copy()
        self.lift().onto(frame, 0, 0)
        return frame
