"""A drive through a park: a long car under trees, hills and clouds drifting by behind it."""

from __future__ import annotations

import math

import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Brush, Picture, Sprite, gradient, grained
from demo.palette import (
    AMBER,
    BRICK,
    CORAL,
    CREAM,
    EARTH,
    HAIRS,
    INK,
    LAGOON,
    LEAF,
    MIST,
    MOSS,
    NIGHT,
    PINE,
    PLUM,
    ROSE,
    SKINS,
    SLATE,
    STRAW,
    TEAL,
    blend,
    darker,
    lighter,
)
from demo.scenes.nature import bush, cloud, poplar, ridge, tree

_ROAD_TOP = 264
_SPOKES, _TURN_STEPS = 5, 12


class ParkDrive:
    """The car stays in the middle while six layers pass behind and in front of it, each at its own pace."""

    def __init__(self, seconds: float, rng: np.random.Generator) -> None:
        frames = math.ceil(seconds * RATE)
        self._sky = gradient(
            WIDTH,
            HEIGHT,
            [(0, blend(TEAL, LAGOON, 0.6)), (0.45, blend(LAGOON, STRAW, 0.55)), (0.7, STRAW), (1, AMBER)],
        )
        self._clouds = _clouds(WIDTH + frames // 2 + 8, rng)
        self._hills = _hills(WIDTH + frames, rng)
        self._woods = _woods(WIDTH + 2 * frames, rng)
        self._avenue = _avenue(WIDTH + 4 * frames, rng)
        self._road = _road(WIDTH + 8 * frames, rng)
        self._front = _front(WIDTH + 10 * frames, rng)
        self._car, self._shadow = _car(), _shadow()
        self._wheels = [_wheel(360 / _SPOKES / _TURN_STEPS * step) for step in range(_TURN_STEPS)]
        self._driver = _passenger(SKINS[0], HAIRS[1], NIGHT)
        self._guest = _passenger(SKINS[2], HAIRS[3], BRICK)

    def paint(self, frame: Picture, second: float) -> None:
        n = round(second * RATE)
        np.copyto(frame, self._sky)
        self._clouds.scrolled_onto(frame, n // 2, 4)
        self._hills.scrolled_onto(frame, n, 116)
        self._woods.scrolled_onto(frame, 2 * n, 128)
        self._avenue.scrolled_onto(frame, 4 * n, _ROAD_TOP - 216)
        frame[_ROAD_TOP:] = self._road[:, 8 * n : 8 * n + WIDTH]
        x = 196 + 46 * math.sin(second * 0.42)
        y = 206 + 1.2 * math.sin(second * 9.0)
        self._shadow.onto(frame, x - 10, 294)
        nod = 1.6 * math.sin(second * 5.1)
        self._driver.onto(frame, x + 158, y + 5 + nod)
        self._guest.onto(frame, x + 106, y + 6 - nod)
        self._car.onto(frame, x, y)
        wheel = self._wheels[(n * 5) % _TURN_STEPS]
        for axle in (46, 218):
            wheel.onto(frame, x + axle - 19, 274)
        self._front.scrolled_onto(frame, 10 * n, 108)


def _clouds(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, 120)
    for x in range(40, width, 120):
        cloud(
            brush, x + rng.uniform(-40, 40), rng.uniform(36, 96), rng.uniform(34, 70), rng, lighter(ROSE, 0.7)
        )
    return brush.lift(rng, 0.05)


def _hills(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, HEIGHT - 116)
    ridge(brush, 90, 80, rng, blend(LAGOON, MIST, 0.3))
    line = ridge(brush, 110, 60, rng, blend(TEAL, MOSS, 0.45))
    for x, y in line[3::9]:
        for _ in range(3):
            brush.ellipse(
                x + rng.uniform(-12, 12), y + rng.uniform(4, 40), 7, 4, darker(MOSS, rng.uniform(0, 0.35))
            )
    for start in range(220, width - 60, 940):
        _palace(brush, start + rng.uniform(-60, 60), 74)
    return brush.lift(rng, 0.16)


def _palace(brush: Brush, x: float, base: float) -> None:
    wall = blend(CREAM, ROSE, 0.25)
    brush.box(x - 46, base - 26, x + 46, base + 40, wall)
    for tower in (-46, 0, 46):
        top = base - (58 if tower == 0 else 40)
        brush.box(x + tower - 9, top, x + tower + 9, base + 30, lighter(wall, 0.3))
        brush.polygon([(x + tower - 12, top), (x + tower + 12, top), (x + tower, top - 24)], BRICK)
        brush.line([(x + tower, top - 24), (x + tower, top - 34)], INK, 1)
        brush.polygon([(x + tower, top - 34), (x + tower + 10, top - 31), (x + tower, top - 28)], AMBER)
    for column in range(-38, 40, 11):
        for row in (-18, -4):
            brush.box(x + column, base + row, x + column + 4, base + row + 8, NIGHT, radius=1)


def _woods(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, HEIGHT - 128)
    ridge(brush, 116, 26, rng, blend(MOSS, TEAL, 0.25))
    x = 0.0
    while x < width:
        tone = blend(MOSS, TEAL, float(rng.uniform(0.05, 0.4)))
        if rng.uniform() < 0.35:
            for step in range(int(rng.integers(3, 6))):
                poplar(brush, x + step * 15, 122, rng.uniform(70, 96), rng, tone)
            x += 84
        else:
            tree(brush, x, 124, rng.uniform(60, 92), rng, tone)
        x += rng.uniform(22, 60)
    brush.box(0, 120, width, HEIGHT, blend(LEAF, MOSS, 0.35))
    return brush.lift(rng, 0.14)


def _avenue(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, 216)
    lawn = blend(LEAF, STRAW, 0.18)
    ridge(brush, 160, 12, rng, lawn)
    for _ in range(width // 5):
        x, y = rng.uniform(0, width), rng.uniform(168, 214)
        brush.line(
            [(x, y), (x + rng.uniform(-3, 3), y - rng.uniform(3, 8))],
            blend(MOSS, STRAW, rng.uniform(0, 1)),
            1,
        )
    x = 60.0
    while x < width:
        kind = rng.uniform()
        if kind < 0.55:
            tones = (LEAF, MOSS, blend(AMBER, LEAF, 0.35), blend(CORAL, LEAF, 0.45))
            tree(brush, x, 184 + rng.uniform(-6, 8), rng.uniform(120, 172), rng, tones[int(rng.integers(4))])
            x += rng.uniform(120, 230)
        elif kind < 0.75:
            _bench(brush, x, 196)
            x += rng.uniform(90, 140)
        elif kind < 0.9:
            _statue(brush, x, 196)
            x += rng.uniform(100, 160)
        else:
            bush(brush, x, 200, rng.uniform(22, 36), rng, MOSS)
            x += rng.uniform(60, 110)
    hedge = darker(MOSS, 0.25)
    for twig in range(0, width, 7):
        top = 206 + 3 * math.sin(twig / 23)
        brush.ellipse(twig, top, 8, 7, blend(hedge, LEAF, float(rng.uniform(0, 0.45))))
    brush.box(0, 206, width, 216, darker(hedge, 0.2))
    return brush.lift(rng, 0.18)


def _bench(brush: Brush, x: float, base: float) -> None:
    for rail in (0, 6, 14):
        brush.box(x, base - 24 + rail, x + 48, base - 20 + rail, EARTH if rail < 14 else darker(EARTH, 0.3))
    for leg in (4, 40):
        brush.box(x + leg, base - 22, x + leg + 3, base, INK)


def _statue(brush: Brush, x: float, base: float) -> None:
    stone = blend(MIST, CREAM, 0.4)
    brush.box(x - 16, base - 30, x + 16, base, darker(stone, 0.25))
    brush.box(x - 20, base - 34, x + 20, base - 28, stone)
    brush.polygon([(x - 10, base - 34), (x + 11, base - 34), (x + 6, base - 72), (x - 6, base - 72)], stone)
    brush.ellipse(x, base - 80, 7, 8, lighter(stone, 0.3))
    brush.line([(x + 5, base - 66), (x + 20, base - 84)], stone, 4)


def _road(width: int, rng: np.random.Generator) -> Picture:
    height = HEIGHT - _ROAD_TOP
    asphalt = grained(
        gradient(
            width,
            height,
            [(0, blend(SLATE, STRAW, 0.35)), (0.12, blend(SLATE, PLUM, 0.25)), (1, darker(SLATE, 0.45))],
        ),
        rng,
        0.10,
        140,
    )
    brush = Brush(width, height)
    brush.box(0, 0, width, 6, lighter(MIST, 0.3))
    brush.box(0, 6, width, 8, darker(SLATE, 0.5))
    x = 0.0
    while x < width:
        brush.polygon([(x + 8, 46), (x + 78, 46), (x + 70, 52), (x, 52)], CREAM, 0.85)
        x += 150
    for _ in range(width // 14):
        leaf_x, leaf_y = rng.uniform(0, width), rng.uniform(10, height)
        tone = (AMBER, CORAL, LEAF, BRICK)[int(rng.integers(4))]
        brush.ellipse(leaf_x, leaf_y, rng.uniform(1.5, 3.2), rng.uniform(0.8, 1.4), tone, 0.9)
    for _ in range(width // 120):
        stain_x, stain_y = rng.uniform(0, width), rng.uniform(16, height)
        brush.ellipse(stain_x, stain_y, rng.uniform(14, 60), rng.uniform(2, 6), INK, 0.25)
    return brush.picture(asphalt)


def _front(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, HEIGHT - 108, scale=1)
    x = 300.0
    while x < width:
        if rng.uniform() < 0.6:
            brush.box(x, 20, x + 5, 240, darker(PINE, 0.5))
            brush.ellipse(x + 2.5, 16, 11, 13, STRAW)
            brush.ellipse(x + 2.5, 16, 7, 9, CREAM)
            brush.box(x - 9, 1, x + 14, 5, darker(PINE, 0.5))
            brush.polygon(
                [(x + 5, 40), (x + 34, 46), (x + 28, 60), (x + 34, 76), (x + 5, 82)],
                (CORAL, AMBER, TEAL)[int(rng.integers(3))],
            )
        else:
            for _ in range(3):
                bush(brush, x + rng.uniform(-60, 60), 244, rng.uniform(30, 56), rng, darker(PINE, 0.1))
        x += rng.uniform(360, 700)
    return brush.lift()


def _car() -> Sprite:
    brush = Brush(280, 92, scale=3)
    body, shine = darker(NIGHT, 0.55), blend(NIGHT, MIST, 0.35)
    roof = [(62, 40), (84, 10), (100, 5), (184, 5), (204, 11), (230, 40)]
    brush.line([*roof], body, 7)
    brush.polygon([(62, 40), (86, 8), (92, 8), (78, 40)], body)
    for pillar in (142, 200):
        brush.polygon([(pillar, 6), (pillar + 6, 6), (pillar + 9, 42), (pillar + 1, 42)], body)
    brush.polygon([(84, 38), (100, 12), (116, 12), (98, 38)], CREAM, 0.22)
    brush.polygon([(156, 38), (172, 12), (184, 12), (166, 38)], CREAM, 0.22)
    brush.box(4, 38, 276, 78, body, radius=12)
    brush.polygon([(4, 52), (14, 38), (70, 36), (70, 60)], body)
    brush.box(8, 42, 272, 46, shine, radius=2)
    brush.box(10, 62, 270, 65, blend(MIST, CREAM, 0.5), radius=1)
    brush.box(90, 52, 104, 55, MIST, radius=1)
    brush.box(160, 52, 174, 55, MIST, radius=1)
    brush.line([(142, 42), (142, 74)], shine, 0.8)
    brush.line([(206, 42), (212, 74)], shine, 0.8)
    brush.ellipse(270, 52, 6, 6, CREAM)
    brush.box(3, 50, 11, 58, CORAL, radius=2)
    brush.line([(250, 38), (250, 14)], MIST, 1.2)
    brush.polygon([(250, 14), (230, 18), (234, 22), (230, 27), (250, 26)], AMBER)
    brush.polygon([(250, 18), (236, 20.5), (250, 22)], BRICK)
    for axle in (46, 218):
        brush.slice(axle, 80, 25, 25, (180, 360), INK)
    return brush.lift()


def _shadow() -> Sprite:
    brush = Brush(300, 28)
    for step in range(4):
        brush.ellipse(150, 14, 148 - 6 * step, 13 - 2.4 * step, INK, 0.25 + 0.12 * step)
    return brush.lift()


def _wheel(degrees: float) -> Sprite:
    brush = Brush(38, 38, scale=3)
    brush.ellipse(19, 19, 18.5, 18.5, INK)
    brush.ellipse(19, 19, 12.5, 12.5, MIST)
    for spoke in range(_SPOKES):
        angle = math.radians(degrees + 360 / _SPOKES * spoke)
        brush.line([(19, 19), (19 + 11.5 * math.cos(angle), 19 + 11.5 * math.sin(angle))], SLATE, 3.6)
    brush.ellipse(19, 19, 4, 4, NIGHT)
    return brush.lift()


def _passenger(skin: tuple[int, int, int], hair: tuple[int, int, int], coat: tuple[int, int, int]) -> Sprite:
    brush = Brush(38, 40, scale=3)
    brush.box(2, 28, 36, 48, coat, radius=10)
    brush.box(15, 22, 23, 32, darker(skin, 0.12))
    brush.ellipse(19, 16, 9, 11, skin)
    brush.slice(19, 13, 9.8, 10, (170, 350), hair)
    brush.ellipse(23, 15, 1.1, 1.3, INK)
    brush.line([(21, 21), (26, 20)], BRICK, 1.2)
    brush.polygon([(14, 29), (24, 29), (19, 38)], CREAM)
    return brush.lift()
