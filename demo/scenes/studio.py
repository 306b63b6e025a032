"""The newsroom: a presenter at a desk before a wall of screens, the camera slowly drawing nearer."""

from __future__ import annotations

import math

import cv2
import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Brush, Picture, Scene, Sprite, gradient, grained
from demo.palette import (
    AMBER,
    CORAL,
    CREAM,
    HAIRS,
    INK,
    LAGOON,
    MIST,
    NIGHT,
    PLUM,
    SKINS,
    SLATE,
    TEAL,
    Colour,
    blend,
    darker,
)
from demo.scenes.people import bust, head

_SCREEN = (56, 58, 256, 144)
"""The wall's large screen: left, top, width and height in pixels."""


class Studio:
    """``report`` runs on the wall's large screen while the presenter speaks."""

    def __init__(self, rng: np.random.Generator, report: Scene, evening: bool = True) -> None:
        wall, lamp = (NIGHT, CORAL) if evening else (blend(TEAL, MIST, 0.35), AMBER)
        self._set = _set(rng, wall, lamp)
        self._desk = _desk(rng, wall, lamp)
        self._report = report
        self._full: Picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        look = (SKINS[1], HAIRS[0], darker(PLUM, 0.1)) if evening else (SKINS[3], HAIRS[4], CORAL)
        self._bust = bust(*look, long_hair=not evening)
        self._heads = [
            head(look[0], look[1], not evening, mouth, blink)
            for blink in (False, True)
            for mouth in (0.0, 0.35, 0.7, 1.0)
        ]
        self._lights = _bars(lamp)
        self._talk = rng.uniform(0, 1, 4096)
        self._wide: Picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)

    def paint(self, frame: Picture, second: float) -> None:
        wide = self._wide
        np.copyto(wide, self._set)
        left, top, width, height = _SCREEN
        self._report.paint(self._full, second)
        wide[top : top + height, left : left + width] = cv2.resize(
            self._full, (width, height), interpolation=cv2.INTER_AREA
        )
        for number in range(6):
            glide = (second * (22 + 5 * number) + number * 131) % (WIDTH + 120) - 120
            self._lights.onto(wide, glide, 20 + number * 5)
        n = round(second * RATE)
        sway = 3.2 * math.sin(second * 0.9) + 1.4 * math.sin(second * 2.3)
        nod = 1.8 * math.sin(second * 1.7)
        self._bust.onto(wide, 372 + sway * 0.4, 180)
        open_by = int(self._talk[n // 3 % 4096] * 4) if math.sin(second * 0.7) > -0.75 else 0
        blink = 4 if n % 83 < 4 else 0
        self._heads[open_by + blink].onto(wide, 427 + sway, 74 + nod)
        self._desk.onto(wide, 0, 276)
        nearer = 1.0 + 0.0045 * second
        push = np.array(
            [[nearer, 0, (1 - nearer) * 400], [0, nearer, (1 - nearer) * 150]],
            np.float64,
        )
        cv2.warpAffine(
            wide, push, (WIDTH, HEIGHT), frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )


def _set(rng: np.random.Generator, wall: Colour, lamp: Colour) -> Picture:
    ground = grained(
        gradient(WIDTH, HEIGHT, [(0, darker(wall, 0.5)), (0.5, wall), (1, darker(wall, 0.35))]),
        rng,
        0.16,
        120,
    )
    brush = Brush(WIDTH, HEIGHT)
    for x in range(0, WIDTH + 40, 40):
        brush.line([(x, 0), (x + 30, HEIGHT)], blend(wall, MIST, 0.10), 1.2)
    for y in range(30, 290, 36):
        brush.line([(0, y), (WIDTH, y - 8)], darker(wall, 0.3), 1.0)
    left, top, width, height = _SCREEN
    brush.box(left - 8, top - 8, left + width + 8, top + height + 8, darker(INK, 0.2), radius=6)
    brush.box(left - 5, top - 5, left + width + 5, top + height + 5, blend(lamp, wall, 0.5), radius=4)
    for row in range(3):
        for column in range(3):
            x, y = 524 + column * 40, 62 + row * 44
            brush.box(x, y, x + 35, y + 38, darker(INK, 0.1), radius=3)
            tone = (TEAL, LAGOON, CORAL, AMBER, SLATE)[int(rng.integers(5))]
            for bar in range(5):
                high = rng.uniform(6, 28)
                brush.box(x + 4 + bar * 6, y + 34 - high, x + 8 + bar * 6, y + 34, tone)
    for x in range(8, 640, 16):
        brush.ellipse(x, 236 + 4 * math.sin(x / 40), 2.2, 2.2, blend(lamp, CREAM, 0.4))
    return brush.picture(ground)


def _desk(rng: np.random.Generator, wall: Colour, lamp: Colour) -> Sprite:
    brush = Brush(WIDTH, HEIGHT - 276)
    brush.polygon([(190, 14), (250, 0), (606, 0), (640, 10), (640, 84), (206, 84)], darker(wall, 0.62))
    brush.polygon([(180, 16), (246, 0), (608, 0), (640, 9), (640, 18), (190, 24)], blend(wall, CREAM, 0.62))
    brush.line([(190, 26), (640, 20)], lamp, 3)
    for x in range(220, 640, 26):
        brush.line([(x, 34), (x + 4, 84)], blend(wall, lamp, 0.25), 1.4)
    brush.polygon([(404, 4), (470, 4), (478, 12), (398, 12)], CREAM)
    brush.line([(408, 7), (466, 7)], SLATE, 0.8)
    brush.line([(406, 10), (458, 10)], SLATE, 0.8)
    brush.box(536, -6, 552, 12, blend(MIST, TEAL, 0.3), radius=3)
    brush.polygon([(300, 12), (356, 12), (350, -2), (306, -2)], INK)
    return brush.lift(rng, 0.10)


def _bars(lamp: Colour) -> Sprite:
    brush = Brush(120, 3)
    brush.box(0, 0, 120, 3, blend(lamp, CREAM, 0.4), opacity=0.35)
    return brush.lift()
