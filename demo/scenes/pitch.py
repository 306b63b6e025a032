"""A football match: two sides chase the ball across a mown pitch, the camera following along the stand."""

from __future__ import annotations

import math

import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Brush, Picture, Sprite, gradient, grained
from demo.lettering import words
from demo.palette import (
    AMBER,
    BRICK,
    CLOTHES,
    CORAL,
    CREAM,
    HAIRS,
    INK,
    LAGOON,
    LEAF,
    MOSS,
    NIGHT,
    SKINS,
    SLATE,
    STRAW,
    TEAL,
    blend,
    darker,
    lighter,
)
from demo.scenes.people import strides

_GRASS_TOP = 132
_PAN = 3
_HOARDINGS = ("LANTERN TEA", "QUILLMERE MILLS", "FERRY & SONS", "MADE-UP SHOES", "NO SUCH BANK")


class Pitch:
    """Players run ahead of and behind the camera's pan; the ball goes from one to the next."""

    def __init__(self, seconds: float, rng: np.random.Generator) -> None:
        frames = math.ceil(seconds * RATE)
        width = WIDTH + _PAN * frames
        self._sky = gradient(WIDTH, HEIGHT, [(0, LAGOON), (1, STRAW)])
        self._stand = _stand(WIDTH + 2 * frames, rng)
        self._grass = _grass(width, rng)
        self._runners = []
        for number in range(13):
            kit = CORAL if number % 2 else CREAM
            shorts = NIGHT if number % 2 else TEAL
            cycle = strides(
                SKINS[int(rng.integers(len(SKINS)))],
                HAIRS[int(rng.integers(len(HAIRS)))],
                kit,
                shorts,
                tall=58,
            )
            self._runners.append(
                (
                    rng.uniform(30, WIDTH - 60),
                    rng.uniform(0, 1) ** 0.8 * 128,
                    rng.uniform(60, 150),
                    rng.uniform(0.25, 0.7),
                    rng.uniform(0, 6.3),
                    cycle,
                )
            )
        self._runners.sort(key=lambda runner: runner[1])
        self._shade = _ellipse(34, 8)
        self._ball = _ball()

    def paint(self, frame: Picture, second: float) -> None:
        n = round(second * RATE)
        np.copyto(frame, self._sky)
        self._stand.scrolled_onto(frame, 2 * n, 0)
        frame[_GRASS_TOP:] = self._grass[:, _PAN * n : _PAN * n + WIDTH]
        places = []
        for start, depth, reach, pace, phase, cycle in self._runners:
            x = start + reach * math.sin(second * pace + phase)
            y = 116 + depth + 9 * math.sin(second * pace * 0.7 + phase * 2)
            places.append((x, y))
            step = cycle[int(second * 15 + phase * 3) % len(cycle)]
            self._shade.onto(frame, x + 6, y + 52)
            step.onto(frame, x, y)
        leg = second / 1.6
        passer = places[int(leg) * 5 % len(places)]
        taker = places[(int(leg) * 5 + 5) % len(places)]
        share = leg % 1.0
        x = passer[0] + (taker[0] - passer[0]) * share + 20
        y = passer[1] + (taker[1] - passer[1]) * share + 46
        self._shade.onto(frame, x - 12, y + 5)
        self._ball.onto(frame, x, y - 62 * share * (1 - share))


def _stand(width: int, rng: np.random.Generator) -> Sprite:
    brush = Brush(width, _GRASS_TOP + 4)
    brush.box(0, 10, width, 26, darker(SLATE, 0.4))
    brush.box(0, 24, width, _GRASS_TOP + 4, darker(NIGHT, 0.15))
    for beam in range(0, width, 130):
        brush.box(beam, 20, beam + 6, 110, SLATE)
        brush.line([(beam + 3, 60), (beam + 66, 24)], SLATE, 2)
    for row in range(6):
        y = 40 + row * 12
        brush.box(0, y + 7, width, y + 9, blend(SLATE, NIGHT, 0.4))
        for x in np.arange(rng.uniform(0, 6), width, 9):
            if rng.uniform() < 0.86:
                tone = CLOTHES[int(rng.integers(len(CLOTHES)))]
                brush.box(x - 3, y + 2, x + 4, y + 11, darker(tone, 0.15), radius=2)
                brush.ellipse(x + 0.5, y, 2.4, 2.8, SKINS[int(rng.integers(len(SKINS)))])
    for number, x in enumerate(range(0, width, 150)):
        tone = (BRICK, TEAL, NIGHT, blend(AMBER, BRICK, 0.3), MOSS)[number % 5]
        brush.box(x, 112, x + 148, _GRASS_TOP + 3, tone)
        brush.box(x, 112, x + 148, 114, lighter(tone, 0.5))
    return _lettered(brush, width, rng)


def _lettered(brush: Brush, width: int, rng: np.random.Generator) -> Sprite:
    ground: Picture = np.zeros((brush.height, width, 3), np.uint8)
    stand = brush.lift(rng, 0.10)
    stand.onto(ground, 0, 0)
    for number, x in enumerate(range(0, width, 150)):
        words(_HOARDINGS[number % len(_HOARDINGS)], 12, CREAM, 0.03, 0.08).onto(ground, x + 12, 115)
    opacity = np.full((brush.height, width), 255, np.uint8)
    opacity[:10] = 0
    return Sprite(ground, opacity)


def _grass(width: int, rng: np.random.Generator) -> Picture:
    height = HEIGHT - _GRASS_TOP
    ground = gradient(width, height, [(0, blend(LEAF, MOSS, 0.5)), (1, blend(LEAF, MOSS, 0.15))])
    brush = Brush(width, height)
    for number, x in enumerate(range(-200, width + 200, 110)):
        if number % 2:
            brush.polygon([(x, 0), (x + 110, 0), (x + 60, height), (x - 50, height)], MOSS, 0.32)
    for y, thick in ((12, 2.0), (218, 4.0)):
        brush.line([(0, y), (width, y)], CREAM, thick, 0.9)
    for centre in range(420, width, 900):
        brush.line([(centre, 12), (centre - 40, 218)], CREAM, 3, 0.9)
        ring = [
            (centre - 20 + 110 * math.cos(a), 112 + 52 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 60)
        ]
        brush.line(ring, CREAM, 3, 0.9)
    for _ in range(width // 2):
        foot, low = rng.uniform(0, width), rng.uniform(14, height)
        tone = blend(MOSS, STRAW, float(rng.uniform(0, 0.8)))
        brush.line([(foot, low), (foot + rng.uniform(-2, 2), low - rng.uniform(2, 5))], tone, 0.9)
    return brush.picture(grained(ground, rng, 0.16, 80))


def _ellipse(width: int, height: int) -> Sprite:
    brush = Brush(width, height)
    brush.ellipse(width / 2, height / 2, width / 2, height / 2, INK, 0.35)
    return brush.lift()


def _ball() -> Sprite:
    brush = Brush(12, 12, scale=4)
    brush.ellipse(6, 6, 5.6, 5.6, INK)
    brush.ellipse(6, 6, 4.8, 4.8, CREAM)
    brush.ellipse(6, 6, 1.8, 1.8, INK)
    return brush.lift()
