"""The weather map of a coast that does not exist: drifting rain bands, a turning low, temperatures that count."""

from __future__ import annotations

import math

import cv2
import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Brush, Picture, Sprite, clouded, gradient
from demo.lettering import words
from demo.palette import (
    AMBER,
    CORAL,
    CREAM,
    INK,
    LAGOON,
    LEAF,
    MIST,
    MOSS,
    NIGHT,
    STRAW,
    TEAL,
    Colour,
    blend,
    darker,
)

_TOWNS = (
    ("Quillmere", 250, 196),
    ("Lanternhaven", 404, 246),
    ("Upper Thimble", 150, 120),
    ("Port Marrow", 470, 132),
    ("Ninefields", 322, 112),
)
_LOW = (566, 268)
_COUNTRY = 1014
"""Seed of the relief: the country keeps its shape from one programme to the next."""


class WeatherMap:
    """Clouds move in from the west over relief drawn from noise."""

    def __init__(self, seconds: float, rng: np.random.Generator) -> None:
        frames = math.ceil(seconds * RATE)
        self._map = _relief(np.random.default_rng(_COUNTRY))
        self._clouds = _rain(WIDTH + 3 * frames, rng)
        self._icons = {
            kind: [_icon(kind, step / 8) for step in range(8)] for kind in ("sun", "cloud", "rain")
        }
        self._outlook = [("sun", "cloud", "rain")[int(rng.integers(3))] for _ in _TOWNS]
        self._warmth = [int(rng.integers(6, 16)) for _ in _TOWNS]
        self._arms = [_low(angle) for angle in range(0, 120, 5)]
        self._plate = _plate()

    def paint(self, frame: Picture, second: float) -> None:
        n = round(second * RATE)
        np.copyto(frame, self._map)
        self._clouds.scrolled_onto(frame, self._clouds.width - WIDTH - 3 * n, 0)
        self._arms[n % len(self._arms)].onto(frame, _LOW[0] - 48, _LOW[1] - 48)
        hour = 6 + second * 0.9
        for (name, x, y), kind, warmth in zip(_TOWNS, self._outlook, self._warmth, strict=True):
            self._plate.onto(frame, x - 8, y - 8)
            bob = 2 * math.sin(second * 2 + x)
            self._icons[kind][n // 4 % 8].onto(frame, x - 6, y - 12 + bob)
            degrees = warmth + round(3 * math.sin((hour - 9) / 24 * 2 * math.pi))
            words(f"{degrees}°", 20, INK, 0.03, 0.02).onto(frame, x + 40, y - 6)
            words(name, 11, CREAM, 0.03, 0.03).onto(frame, x - 4, y + 31)
        clock = f"{int(hour) % 24:02d}:00"
        words("OUTLOOK  " + clock, 17, CREAM, 0.04, 0.06).onto(frame, 44, 52)


def _relief(rng: np.random.Generator) -> Picture:
    height = clouded(WIDTH, HEIGHT, rng, 210)
    across = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    height = height + 0.55 - 0.95 * (across * 0.9) ** 2 - 0.8 * (down * 0.9) ** 4
    sea = gradient(WIDTH, HEIGHT, [(0, blend(TEAL, NIGHT, 0.25)), (1, blend(NIGHT, TEAL, 0.2))])
    steps = [
        (-9.0, LAGOON),
        (0.0, STRAW),
        (0.06, LEAF),
        (0.4, MOSS),
        (0.8, blend(MOSS, CREAM, 0.45)),
        (9.0, CREAM),
    ]
    levels = [level for level, _ in steps]
    land = np.stack([np.interp(height, levels, [tone[i] for _, tone in steps]) for i in (2, 1, 0)], axis=2)
    soft = cv2.GaussianBlur(height, (0, 0), 1.2)
    light = 1 + 1.1 * (cv2.Sobel(soft, cv2.CV_32F, 1, 0) + cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    land = np.clip(land * np.clip(light, 0.72, 1.25)[:, :, None], 0, 255)
    shore = np.clip((height + 0.16) / 0.16, 0, 1)[:, :, None] * 0.45
    water = sea * (1 - shore) + np.array(LAGOON[::-1], np.float32) * shore
    cover = np.clip(height / 0.012 + 0.5, 0, 1)[:, :, None]
    ground = (land * cover + water * (1 - cover)).astype(np.uint8)
    contour = (np.abs(np.modf(height * 9)[0]) < 0.05) & (height < -0.05)
    ground[contour] = (ground[contour] * 0.86).astype(np.uint8)
    brush = Brush(WIDTH, HEIGHT)
    for x in range(40, WIDTH, 80):
        brush.line([(x, 0), (x - 26, HEIGHT)], CREAM, 0.6, 0.22)
    for y in range(30, HEIGHT, 70):
        brush.line([(0, y), (WIDTH, y + 10)], CREAM, 0.6, 0.22)
    return brush.picture(ground)


def _rain(width: int, rng: np.random.Generator) -> Sprite:
    thick = clouded(width, HEIGHT, rng, 150)
    opacity = (np.clip((thick - 0.12) * 2.4, 0, 1) * 205).astype(np.uint8)
    shade = np.clip(1.02 - 0.35 * np.clip(thick, 0, 1), 0, 1)[:, :, None]
    colour = (shade * np.array(CREAM[::-1], np.float32)).astype(np.uint8)
    return Sprite(colour, opacity)


def _low(turn: float) -> Sprite:
    brush = Brush(96, 96)
    for arm in range(3):
        spiral = [
            (48 + (6 + 36 * s) * math.cos(a), 48 + (6 + 36 * s) * math.sin(a))
            for s in np.linspace(0, 1, 26)
            for a in (math.radians(turn + 120 * arm) - 3.4 * s,)
        ]
        brush.line(spiral, CREAM, 5, 0.9)
    brush.ellipse(48, 48, 13, 13, CORAL)
    brush.line([(44, 41), (44, 55), (53, 55)], CREAM, 3)
    return brush.lift()


def _plate() -> Sprite:
    brush = Brush(96, 60)
    brush.box(0, 0, 96, 38, CREAM, radius=8, opacity=0.92)
    brush.box(0, 38, 96, 56, darker(NIGHT, 0.2), radius=6, opacity=0.88)
    return brush.lift()


def _icon(kind: str, phase: float) -> Sprite:
    brush = Brush(46, 44, scale=3)
    if kind == "sun":
        for ray in range(8):
            angle = math.radians(ray * 45 + phase * 45)
            brush.line(
                [
                    (23 + 13 * math.cos(angle), 22 + 13 * math.sin(angle)),
                    (23 + 19 * math.cos(angle), 22 + 19 * math.sin(angle)),
                ],
                AMBER,
                2.6,
            )
        brush.ellipse(23, 22, 10, 10, AMBER)
        return brush.lift()
    tone: Colour = MIST if kind == "cloud" else blend(MIST, NIGHT, 0.35)
    if kind == "cloud":
        brush.ellipse(30, 16, 9, 9, AMBER)
    for x, y, radius in ((15, 24, 8), (24, 19, 10), (33, 24, 8)):
        brush.ellipse(x, y, radius, radius, tone)
    brush.box(9, 24, 40, 32, tone, radius=4)
    if kind == "rain":
        for drop in range(4):
            top = 32 + (phase * 10 + drop * 3) % 9
            brush.line([(13 + drop * 7, top), (11 + drop * 7, top + 4)], TEAL, 2)
    return brush.lift()
