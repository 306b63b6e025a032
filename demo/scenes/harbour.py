"""A harbour at low sun: rolling water in bands, ships that cross, cranes, a lighthouse and gulls."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Brush, Picture, Sprite, gradient
from demo.palette import (
    AMBER,
    BRICK,
    CLOTHES,
    CORAL,
    CREAM,
    INK,
    LAGOON,
    MIST,
    NIGHT,
    PLUM,
    ROSE,
    SLATE,
    STRAW,
    TEAL,
    Colour,
    blend,
    darker,
    lighter,
)
from demo.scenes.nature import cloud, ridge

_WATERLINE = 196
_WAVES = ((196, 20, 0.5), (214, 26, -0.8), (236, 32, 1.2), (264, 40, -1.7), (300, 52, 2.4))
"""Of each band of water: its top, its height in pixels, and pixels of drift per frame."""


@dataclass(frozen=True)
class Light:
    """The hour: sky from top to horizon, the water's near and far colour, and the sun's."""

    sky: tuple[Colour, Colour, Colour]
    far_water: Colour
    near_water: Colour
    sun: Colour


DUSK = Light((PLUM, CORAL, AMBER), blend(CORAL, PLUM, 0.45), darker(TEAL, 0.45), lighter(AMBER, 0.3))
DAWN = Light(
    (LAGOON, blend(ROSE, CREAM, 0.3), CREAM), blend(LAGOON, ROSE, 0.4), blend(TEAL, NIGHT, 0.35), CREAM
)


class Harbour:
    """Ships of different sizes cross at their own speeds, each bobbing on its own band of waves."""

    def __init__(self, seconds: float, rng: np.random.Generator, light: Light = DUSK) -> None:
        frames = math.ceil(seconds * RATE)
        self._sky = gradient(
            WIDTH,
            HEIGHT,
            [(0, light.sky[0]), (0.34, light.sky[1]), (0.56, light.sky[2]), (1, light.far_water)],
        )
        self._sun = _sun(light)
        self._clouds = _clouds(WIDTH + frames, rng, light)
        self._coast = _coast(WIDTH + frames // 2 + 8, rng, light)
        self._bands = [
            _water(WIDTH + 160 + round(abs(drift) * frames), height + 26, rng, light, number / len(_WAVES))
            for number, (_, height, drift) in enumerate(_WAVES)
        ]
        self._frames = frames
        self._lighthouse = _lighthouse()
        self._ferry, self._freighter = _ferry(), _freighter(rng)
        self._boats = [_sailing_boat(CLOTHES[int(rng.integers(len(CLOTHES)))], rng) for _ in range(3)]
        self._gulls = [_gull(flap / 5) for flap in range(6)]
        self._flight = [(rng.uniform(0, WIDTH), rng.uniform(40, 150), rng.uniform(24, 60)) for _ in range(9)]
        self._starts = [float(rng.uniform(40, 560)) for _ in range(3)]

    def paint(self, frame: Picture, second: float) -> None:
        n = round(second * RATE)
        np.copyto(frame, self._sky)
        self._sun.onto(frame, 402, 92 + second * 0.9)
        self._clouds.scrolled_onto(frame, n, 8)
        self._coast.scrolled_onto(frame, n // 2, 96)
        self._water(frame, 0, n)
        self._freighter.onto(frame, 660 - second * 24, 128 + 1.5 * math.sin(second * 1.1))
        self._water(frame, 1, n)
        for number, boat in enumerate(self._boats):
            drift = self._starts[number] + second * (9 + 6 * number) * (-1) ** number
            boat.onto(frame, drift, 148 + 12 * number + 2.4 * math.sin(second * 1.6 + number * 2))
        self._water(frame, 2, n)
        self._ferry.onto(frame, -250 + second * 46, 172 + 3.2 * math.sin(second * 1.3))
        self._water(frame, 3, n)
        self._lighthouse.onto(frame, 520 - second * 3, 82)
        self._water(frame, 4, n)
        for x, y, speed in self._flight:
            beat = self._gulls[int((second * 7 + x) % len(self._gulls))]
            beat.onto(
                frame,
                (x + speed * second) % (WIDTH + 60) - 30,
                y + 16 * math.sin(second * 0.9 + x),
            )

    def _water(self, frame: Picture, number: int, n: int) -> None:
        top, _, drift = _WAVES[number]
        shift = drift * n if drift > 0 else -drift * (self._frames - n)
        swell = 2.5 * math.sin(n / RATE * (1.1 + 0.2 * number) + number * 1.9) * (1 + 0.4 * number)
        self._bands[number].scrolled_onto(frame, shift + 40, top + swell)


def _sun(light: Light) -> Sprite:
    brush = Brush(140, 140)
    for radius, opacity in ((68, 0.10), (56, 0.16), (46, 0.26), (36, 1.0)):
        brush.ellipse(70, 70, radius, radius, light.sun, opacity)
    return brush.lift()


def _clouds(width: int, rng: np.random.Generator, light: Light) -> Sprite:
    brush = Brush(width, 130)
    tone = blend(light.sky[1], CREAM, 0.45)
    for x in range(0, width, 130):
        cloud(brush, x + rng.uniform(-50, 50), rng.uniform(30, 104), rng.uniform(40, 90), rng, tone)
    return brush.lift(rng, 0.06)


def _coast(width: int, rng: np.random.Generator, light: Light) -> Sprite:
    brush = Brush(width, 112)
    ridge(brush, 84, 60, rng, blend(light.sky[1], SLATE, 0.4))
    ridge(brush, 98, 34, rng, blend(light.sky[0], NIGHT, 0.35))
    x = 6.0
    while x < width:
        kind = rng.uniform()
        if kind < 0.18:
            _crane(brush, x + 20, 104, rng)
            x += 56
        else:
            wide, high = rng.uniform(18, 40), rng.uniform(16, 40)
            wall = blend(CLOTHES[int(rng.integers(len(CLOTHES)))], blend(light.sky[1], NIGHT, 0.4), 0.45)
            brush.box(x, 106 - high, x + wide, 112, wall)
            brush.polygon(
                [(x - 2, 106 - high), (x + wide + 2, 106 - high), (x + wide / 2, 96 - high)],
                darker(BRICK, 0.25),
            )
            for column in np.arange(x + 4, x + wide - 5, 7):
                for row in np.arange(110 - high, 104, 9):
                    lit = rng.uniform() < 0.5
                    brush.box(column, row, column + 3.5, row + 5, STRAW if lit else darker(wall, 0.5))
            x += wide + rng.uniform(-1, 8)
    return brush.lift(rng, 0.14)


def _crane(brush: Brush, x: float, base: float, rng: np.random.Generator) -> None:
    steel = darker(CORAL, 0.3)
    top, reach = base - rng.uniform(60, 84), rng.uniform(26, 40)
    brush.line([(x - 8, base), (x, top)], steel, 2)
    brush.line([(x + 8, base), (x, top)], steel, 2)
    for step in np.arange(0.15, 1, 0.17):
        width = 8 * (1 - step)
        y = base + (top - base) * step
        brush.line([(x - width, y), (x + width, y)], steel, 1)
    brush.line([(x - reach * 0.5, top + 4), (x + reach, top - 12)], steel, 2.4)
    brush.line([(x + reach * 0.9, top - 10), (x + reach * 0.9, top + 24)], INK, 0.8)
    brush.box(x + reach * 0.9 - 4, top + 24, x + reach * 0.9 + 4, top + 30, AMBER)


def _water(width: int, height: int, rng: np.random.Generator, light: Light, near: float) -> Sprite:
    tone = blend(light.far_water, light.near_water, near)
    brush = Brush(width, height)
    span = 26 + 60 * near
    crest = [
        (x, 4 + (2 + 3 * near) * (1 + math.sin(x / span * 6.28 + 2 * math.sin(x / 97))))
        for x in range(0, width + 3, 3)
    ]
    brush.polygon([*crest, (width, height), (0, height)], tone)
    brush.line(crest, lighter(tone, 0.35), 1 + near)
    for _ in range(width // 9):
        x, y = rng.uniform(0, width), rng.uniform(12, height)
        length = rng.uniform(6, 16 + 34 * near)
        glint = blend(lighter(tone, 0.30), light.sun, float(rng.uniform(0, 0.6)))
        brush.line([(x, y), (x + length / 2, y - 1.2), (x + length, y)], glint, 0.8 + near)
    return brush.lift(rng, 0.16)


def _freighter(rng: np.random.Generator) -> Sprite:
    brush = Brush(240, 86)
    for column in range(9):
        for row in range(int(rng.integers(2, 5))):
            tone = blend(CLOTHES[int(rng.integers(len(CLOTHES)))], SLATE, 0.2)
            x, y = 60 + column * 17, 52 - row * 9
            brush.box(x, y - 9, x + 16, y - 0.6, tone)
            for rib in range(3, 16, 3):
                brush.line([(x + rib, y - 8), (x + rib, y - 2)], darker(tone, 0.25), 0.5)
    brush.box(18, 14, 50, 54, CREAM)
    brush.box(22, 18, 48, 24, NIGHT)
    brush.box(28, 2, 38, 16, CORAL)
    brush.polygon([(4, 50), (236, 50), (222, 84), (16, 84)], darker(TEAL, 0.45))
    brush.polygon([(10, 68), (228, 68), (222, 84), (16, 84)], BRICK)
    for hole in range(30, 220, 18):
        brush.ellipse(hole, 60, 1.8, 1.8, MIST)
    return brush.lift()


def _ferry() -> Sprite:
    brush = Brush(230, 100)
    brush.box(118, 8, 142, 40, CORAL)
    brush.box(118, 14, 142, 20, CREAM)
    brush.box(52, 32, 192, 52, CREAM, radius=4)
    brush.box(32, 48, 206, 70, lighter(MIST, 0.5), radius=4)
    for window in range(42, 200, 13):
        brush.box(window, 54, window + 8, 62, NIGHT, radius=1)
    for window in range(60, 186, 15):
        brush.box(window, 37, window + 10, 45, TEAL, radius=1)
    brush.line([(52, 32), (52, 14), (70, 32)], INK, 1)
    brush.polygon([(52, 14), (34, 18), (52, 23)], AMBER)
    brush.polygon([(4, 68), (226, 68), (206, 98), (20, 98)], NIGHT)
    brush.polygon([(6, 72), (223, 72), (220, 77), (9, 77)], AMBER)
    return brush.lift()


def _sailing_boat(sail: Colour, rng: np.random.Generator) -> Sprite:
    brush = Brush(70, 84)
    lean = rng.uniform(-4, 4)
    brush.line([(34, 66), (34 + lean, 4)], INK, 1.4)
    brush.polygon([(36 + lean, 6), (62, 60), (36, 60)], sail)
    brush.polygon([(31 + lean, 12), (10, 60), (31, 60)], lighter(sail, 0.45))
    for seam in (26, 40, 52):
        brush.line([(36, seam), (36 + (seam - 6) * 0.46, seam)], darker(sail, 0.2), 0.7)
    brush.polygon([(6, 64), (66, 64), (54, 80), (14, 80)], darker(BRICK, 0.3))
    brush.line([(8, 67), (64, 67)], CREAM, 1.4)
    return brush.lift()


def _lighthouse() -> Sprite:
    brush = Brush(110, 190)
    for stone in range(9):
        brush.ellipse(
            12 + stone * 11, 176 - 6 * math.sin(stone), 12, 15, darker(SLATE, 0.25 + 0.05 * (stone % 3))
        )
    for number in range(5):
        top, bottom = 40 + number * 24, 64 + number * 24
        half = 12 + number * 2.2
        brush.polygon(
            [(55 - half, top), (55 + half, top), (55 + half + 2.2, bottom), (55 - half - 2.2, bottom)],
            CREAM if number % 2 else CORAL,
        )
    brush.box(40, 34, 70, 40, INK)
    brush.box(46, 16, 64, 34, lighter(AMBER, 0.5))
    brush.polygon([(42, 17), (68, 17), (55, 3)], BRICK)
    brush.box(51, 140, 59, 160, INK, radius=3)
    return brush.lift()


def _gull(phase: float) -> Sprite:
    brush = Brush(26, 16, scale=3)
    lift = 5 * math.cos(phase * math.pi)
    brush.line(
        [(1, 8 - lift), (8, 6 - lift * 0.4), (13, 9), (18, 6 - lift * 0.4), (25, 8 - lift)], CREAM, 1.8
    )
    return brush.lift()
