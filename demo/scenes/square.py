"""A town square on a feast day: a crowd under bunting, waving, with confetti in the air."""

from __future__ import annotations

import math

import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Brush, Picture, Sprite, gradient
from demo.palette import (
    AMBER,
    BRICK,
    CLOTHES,
    CORAL,
    CREAM,
    HAIRS,
    INK,
    LAGOON,
    NIGHT,
    PLUM,
    ROSE,
    SKINS,
    SLATE,
    STRAW,
    TEAL,
    Colour,
    blend,
    darker,
    lighter,
)

_ROWS = ((214, 0.62, 30), (248, 0.85, 24), (292, 1.2, 18))
"""Of each row of people: the height of their heads in the picture, their size, and how many there are."""


class Square:
    """The camera pans along the house fronts while three rows of people sway at their own beat."""

    def __init__(self, seconds: float, rng: np.random.Generator) -> None:
        frames = math.ceil(seconds * RATE)
        self._sky = gradient(WIDTH, HEIGHT, [(0, TEAL), (0.5, blend(LAGOON, CREAM, 0.4)), (1, STRAW)])
        self._fronts = _fronts(WIDTH + 2 * frames, rng)
        self._bunting = [_bunting(WIDTH + (3 + line) * frames, rng) for line in range(2)]
        self._people = []
        for row, (_, size, count) in enumerate(_ROWS):
            stock = [_reveller(rng, size) for _ in range(14)]
            pace = 3 + row
            for _ in range(round(count * (1 + pace * frames / WIDTH))):
                who = stock[int(rng.integers(len(stock)))]
                place = rng.uniform(-30, WIDTH + pace * frames)
                self._people.append(
                    (row, place, rng.uniform(-9, 9), rng.uniform(1.6, 3.2), rng.uniform(0, 6.3), who)
                )
        self._people.sort(key=lambda person: (person[0], person[2]))
        self._paper = [
            _scrap(CLOTHES[number % len(CLOTHES)], angle) for number in range(7) for angle in (0.2, 0.9, 1.5)
        ]
        self._fall = rng.uniform(0, 1, (90, 4))

    def paint(self, frame: Picture, second: float) -> None:
        n = round(second * RATE)
        np.copyto(frame, self._sky)
        self._fronts.scrolled_onto(frame, 2 * n, 0)
        for line, strip in enumerate(self._bunting):
            strip.scrolled_onto(frame, (3 + line) * n, 18 + 34 * line + 2 * math.sin(second * 1.4 + line))
        for row, place, lower, beat, start, poses in self._people:
            x = place - (3 + row) * n
            if -80 < x < WIDTH:
                swing = math.sin(second * beat * 2 + start)
                pose = poses[round((swing + 1) * 1.5)]
                pose.onto(frame, x, _ROWS[row][0] + lower - 7 * abs(swing) * _ROWS[row][1])
        for number, (x, y, speed, sway) in enumerate(self._fall):
            drop = (y + second * (0.06 + 0.10 * speed)) % 1.0
            drift = 26 * math.sin(second * (0.7 + sway) + number)
            scrap = self._paper[(number + n // 4) % len(self._paper)]
            scrap.onto(frame, (x * WIDTH + drift - n * 1.5) % WIDTH, drop * HEIGHT)


def _fronts(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, HEIGHT)
    x = -20.0
    tones = (ROSE, STRAW, CREAM, blend(CORAL, CREAM, 0.4), blend(TEAL, CREAM, 0.5), blend(AMBER, CREAM, 0.3))
    while x < width:
        wide, top = rng.uniform(84, 150), rng.uniform(44, 100)
        wall = tones[int(rng.integers(len(tones)))]
        _house(brush, x, wide, top, wall, rng)
        x += wide
    brush.box(0, 250, width, HEIGHT, blend(SLATE, PLUM, 0.4))
    for _ in range(width // 2):
        stone_x, stone_y = rng.uniform(0, width), rng.uniform(252, HEIGHT)
        brush.ellipse(stone_x, stone_y, 4, 1.6, blend(SLATE, STRAW, float(rng.uniform(0.1, 0.5))))
    return brush.lift(rng, 0.15)


def _house(brush: Brush, x: float, wide: float, top: float, wall: Colour, rng: np.random.Generator) -> None:
    roof = blend(BRICK, PLUM, float(rng.uniform(0, 0.6)))
    brush.box(x, top, x + wide, 256, wall)
    style = int(rng.integers(3))
    if style == 0:
        brush.polygon([(x - 3, top), (x + wide + 3, top), (x + wide / 2, top - 38)], roof)
        brush.ellipse(x + wide / 2, top - 12, 6, 6, NIGHT)
    elif style == 1:
        steps = [(0, 0), (0, -10), (0.18, -10), (0.18, -22), (0.36, -22), (0.36, -34)]
        left = [(x + a * wide, top + b) for a, b in steps]
        brush.polygon([*left, *[(2 * x + wide - a, b) for a, b in reversed(left)]], wall)
        brush.line([*left, *[(2 * x + wide - a, b) for a, b in reversed(left)]], roof, 3)
    else:
        brush.box(x - 3, top - 16, x + wide + 3, top, roof)
        for tile in np.arange(x, x + wide, 8):
            brush.line([(tile, top - 15), (tile, top)], darker(roof, 0.3), 1)
    columns = int(wide // 27)
    gap = wide / columns
    for floor, y in enumerate(np.arange(top + 12, 196, 40)):
        for column in range(columns):
            left_edge = x + gap * column + gap / 2 - 7
            brush.box(left_edge - 2, y - 2, left_edge + 16, y + 24, lighter(wall, 0.6))
            brush.box(
                left_edge,
                y,
                left_edge + 14,
                y + 22,
                NIGHT if rng.uniform() < 0.6 else blend(AMBER, NIGHT, 0.3),
            )
            brush.line([(left_edge + 7, y), (left_edge + 7, y + 22)], CREAM, 1)
            brush.line([(left_edge, y + 9), (left_edge + 14, y + 9)], CREAM, 1)
            if floor and rng.uniform() < 0.5:
                for _ in range(7):
                    brush.ellipse(
                        left_edge + rng.uniform(-2, 16),
                        y + 25 + rng.uniform(-2, 2),
                        2.4,
                        2,
                        CLOTHES[int(rng.integers(5))],
                    )
    awning = CLOTHES[int(rng.integers(len(CLOTHES)))]
    for stripe in range(int(wide // 10)):
        tone = awning if stripe % 2 else CREAM
        start = x + 6 + stripe * 9.4
        brush.polygon([(start, 200), (start + 9.4, 200), (start + 7.4, 216), (start - 2, 216)], tone)
    brush.box(x + 8, 216, x + wide - 8, 252, darker(NIGHT, 0.2))


def _bunting(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, 46)
    string = [(float(x), 6 + 16 * abs(math.sin(x / 150 * math.pi))) for x in range(0, width, 5)]
    brush.line(string, INK, 1.2)
    for x, y in string[::4]:
        tone = (CORAL, AMBER, TEAL, CREAM, PLUM)[int(rng.integers(5))]
        brush.polygon([(x, y), (x + 14, y + 1), (x + 7, y + 18)], tone)
    return brush.lift()


def _reveller(rng: np.random.Generator, size: float) -> list[Sprite]:
    """One person in four poses, from arms down to arms up."""
    skin = SKINS[int(rng.integers(len(SKINS)))]
    hair = HAIRS[int(rng.integers(len(HAIRS)))]
    coat = CLOTHES[int(rng.integers(len(CLOTHES)))]
    flag = CLOTHES[int(rng.integers(len(CLOTHES)))]
    hat, banner = rng.uniform() < 0.3, rng.uniform() < 0.35
    poses = []
    for raised in (0.0, 0.33, 0.66, 1.0):
        brush = Brush(round(64 * size), round(120 * size))
        k, middle = size, 32 * size
        for side in (-1, 1):
            lift = raised if side > 0 or not banner else 0.3
            hand = (middle + side * (20 - 4 * lift) * k, (78 - 58 * lift) * k)
            elbow = (middle + side * 20 * k, (66 - 16 * lift) * k)
            brush.line([(middle + side * 12 * k, 56 * k), elbow, hand], darker(coat, 0.2), 6 * k)
            brush.ellipse(*hand, 3.4 * k, 3.4 * k, skin)
            if banner and side > 0:
                tip = (hand[0] + 3 * k, hand[1] - 26 * k)
                brush.line([hand, tip], INK, 1.4 * k)
                brush.polygon(
                    [tip, (tip[0] - 20 * k, tip[1] + 4 * k), (tip[0] - 1.5 * k, tip[1] + 13 * k)], flag
                )
        brush.box(middle - 15 * k, 50 * k, middle + 15 * k, 122 * k, coat, radius=9 * k)
        brush.polygon(
            [(middle - 6 * k, 50 * k), (middle + 6 * k, 50 * k), (middle, 62 * k)], lighter(coat, 0.5)
        )
        brush.ellipse(middle, 36 * k, 10 * k, 12 * k, skin)
        brush.slice(middle, 33 * k, 11 * k, 11 * k, (175, 365), hair)
        if hat:
            brush.box(middle - 15 * k, 27 * k, middle + 15 * k, 30 * k, flag, radius=1)
            brush.box(middle - 9 * k, 17 * k, middle + 9 * k, 29 * k, flag, radius=3 * k)
        for eye in (-3.6, 3.6):
            brush.ellipse(middle + eye * k, 37 * k, 1.2 * k, 1.4 * k, INK)
        brush.slice(middle, 41 * k, 4 * k, 3 * k, (0, 180), darker(BRICK, 0.3))
        poses.append(brush.lift())
    return poses


def _scrap(colour: Colour, angle: float) -> Sprite:
    brush = Brush(9, 9, scale=4)
    across, along = (3.6 * math.cos(angle), 3.6 * math.sin(angle)), (-1.4, 1.6)
    brush.polygon(
        [
            (4.5 + sx * across[0] + sy * along[0], 4.5 + sx * across[1] + sy * along[1])
            for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ],
        colour,
    )
    return brush.lift()
