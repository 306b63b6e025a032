"""What the made-up station lays over its pictures: bug, marking, lower thirds, ticker and running clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Brush, Picture, Sprite, gradient
from demo.lettering import words
from demo.palette import AMBER, BRICK, CORAL, CREAM, INK, LAGOON, NIGHT, PLUM, TEAL, blend, darker, lighter

_TICKER_TOP = HEIGHT - 24
_CLOCK_WIDTH = 82
_SLIDE = 0.6
"""Seconds that a lower third takes to slide in or out."""


@dataclass(frozen=True)
class Caption:
    """A lower third: shown from ``start`` to ``end``, in seconds of the programme."""

    start: float
    end: float
    kicker: str
    line: str


class StationGraphics:
    """Lays the station's graphics over a frame; ``on_air`` is the local wall clock at second 0."""

    def __init__(self, on_air: datetime, headlines: Sequence[str], captions: Sequence[Caption]) -> None:
        self._on_air = on_air
        self._bug, self._marking = _bug(), _marking()
        self._ticker = words("     +     ".join(headlines) + "     +     ", 13, CREAM, 0.015, 0.02)
        self._captions = [(caption, _lower_third(caption)) for caption in captions]

    def onto(self, frame: Picture, second: float) -> None:
        for caption, sprite in self._captions:
            if caption.start <= second < caption.end:
                shown = min(1.0, (second - caption.start) / _SLIDE, (caption.end - second) / _SLIDE)
                eased = 1 - (1 - shown) ** 3
                sprite.onto(frame, 40 - (1 - eased) * (sprite.width + 40), _TICKER_TOP - 62)
        self._bug.onto(frame, WIDTH - 40 - self._bug.width, 22)
        self._marking.onto(frame, 40, 24)
        frame[_TICKER_TOP:, :] = darker(NIGHT, 0.5)[::-1]
        frame[_TICKER_TOP : _TICKER_TOP + 2, :] = CORAL[::-1]
        strip = frame[_TICKER_TOP + 2 :, _CLOCK_WIDTH:]
        run = self._ticker.width
        start = -(round(second * RATE) * 2 % run)
        while start < strip.shape[1]:
            self._ticker.onto(strip, start, 3)
            start += run
        frame[_TICKER_TOP:, :_CLOCK_WIDTH] = CORAL[::-1]
        clock = (self._on_air + timedelta(seconds=second)).strftime("%H:%M:%S")
        words(clock, 14, CREAM, 0.03, 0.03).onto(frame, 10, _TICKER_TOP + 3)


class Ident:
    """The station's ident: its lantern swings up before turning rays, over its name."""

    def __init__(self, programme: str, evening: bool, rng: np.random.Generator) -> None:
        top, low = (NIGHT, PLUM) if evening else (TEAL, LAGOON)
        self._ground = gradient(
            WIDTH, HEIGHT, [(0, darker(top, 0.3)), (0.6, low), (1, CORAL if evening else AMBER)]
        )
        self._rays = [_rays(angle, low) for angle in np.arange(0, 20, 1.0)]
        self._lantern = lantern(110)
        self._name = words("QUILLMERE TELEVISION", 30, CREAM, 0.045, 0.10)
        self._programme = words(programme.upper(), 17, lighter(AMBER, 0.2 if evening else 0.8), 0.03, 0.22)
        self._made_up = words("a station that does not exist", 13, CREAM, 0.01, 0.05)
        self._sparks = rng.uniform(0, 1, (70, 3))
        self._spark = _spark()

    def paint(self, frame: Picture, second: float) -> None:
        n = round(second * RATE)
        np.copyto(frame, self._ground)
        self._rays[n % len(self._rays)].onto(frame, 0, 0)
        for x, y, pace in self._sparks:
            rise = (y - second * (0.05 + 0.12 * pace)) % 1.0
            self._spark.onto(frame, x * WIDTH + 14 * math.sin(second * 2 + y * 9), rise * HEIGHT)
        arrive = 1 - (1 - min(1.0, second / 1.2)) ** 3
        self._lantern.onto(frame, WIDTH / 2 - 55 + 9 * math.sin(second * 2.1), -120 + 186 * arrive)
        reveal = 1 - (1 - min(1.0, max(0.0, (second - 0.5) / 1.0))) ** 3
        middle = WIDTH / 2
        self._name.onto(frame, middle - self._name.width / 2 + (1 - reveal) * WIDTH, 200)
        self._programme.onto(frame, middle - self._programme.width / 2 - (1 - reveal) * WIDTH, 246)
        self._made_up.onto(frame, middle - self._made_up.width / 2, 276 + (1 - reveal) * 120)


def lantern(height: int) -> Sprite:
    """The station's emblem in a square of ``height`` pixels."""
    brush = Brush(height, height, scale=4)
    k, middle = height / 100, height / 2
    ring = [
        (middle + 10 * k * math.cos(a), 14 * k + 10 * k * math.sin(a))
        for a in np.linspace(0, 2 * math.pi, 40)
    ]
    brush.line(ring, CREAM, 4 * k)
    brush.polygon(
        [
            (middle - 12 * k, 22 * k),
            (middle + 12 * k, 22 * k),
            (middle + 26 * k, 38 * k),
            (middle - 26 * k, 38 * k),
        ],
        CREAM,
    )
    brush.polygon(
        [
            (middle - 24 * k, 38 * k),
            (middle + 24 * k, 38 * k),
            (middle + 18 * k, 84 * k),
            (middle - 18 * k, 84 * k),
        ],
        AMBER,
    )
    brush.polygon(
        [
            (middle - 13 * k, 42 * k),
            (middle + 13 * k, 42 * k),
            (middle + 10 * k, 80 * k),
            (middle - 10 * k, 80 * k),
        ],
        CORAL,
    )
    brush.ellipse(middle, 68 * k, 8 * k, 11 * k, lighter(AMBER, 0.5))
    brush.polygon(
        [(middle - 7 * k, 64 * k), (middle + 7 * k, 64 * k), (middle + 1 * k, 46 * k)], lighter(AMBER, 0.5)
    )
    brush.box(middle - 23 * k, 84 * k, middle + 23 * k, 93 * k, CREAM, radius=3 * k)
    return brush.lift()


def _bug() -> Sprite:
    name = words("Quillmere", 15, CREAM, 0.04, 0.03)
    width = 34 + name.width + 4
    ground = np.empty((34, width, 3), np.uint8)
    ground[:] = darker(NIGHT, 0.3)[::-1]
    ground[31:] = CORAL[::-1]
    lantern(28).onto(ground, 4, 2)
    name.onto(ground, 34, 5)
    cover = Brush(width, 34)
    cover.box(0, 0, width, 34, INK, radius=8, opacity=0.92)
    return cover.lift().coloured(ground)


def _marking() -> Sprite:
    text = words("DEMO  ·  MADE-UP FOOTAGE", 12, INK, 0.03, 0.06)
    width, height = text.width + 16, 20
    ground = np.empty((height, width, 3), np.uint8)
    ground[:] = AMBER[::-1]
    text.onto(ground, 8, 1)
    cover = Brush(width, height)
    cover.box(0, 0, width, height, AMBER, radius=5, opacity=0.92)
    return cover.lift().coloured(ground)


def _lower_third(caption: Caption) -> Sprite:
    kicker = words(caption.kicker.upper(), 13, CREAM, 0.035, 0.08)
    line = words(caption.line, 20, INK, 0.025, 0.01)
    width = max(kicker.width + 24, line.width + 36)
    ground = np.empty((54, width, 3), np.uint8)
    ground[:20] = BRICK[::-1]
    ground[20:] = CREAM[::-1]
    ground[20:, :6] = AMBER[::-1]
    kicker.onto(ground, 10, 1)
    line.onto(ground, 16, 23)
    cover = Brush(width, 54)
    cover.box(0, 0, kicker.width + 20, 20, BRICK, opacity=0.96)
    cover.box(0, 20, width, 54, CREAM, opacity=0.96)
    return cover.lift().coloured(ground)


def _rays(degrees: float, tone: tuple[int, int, int]) -> Sprite:
    brush = Brush(WIDTH, HEIGHT, scale=1)
    for ray in range(18):
        first, last = (math.radians(degrees + ray * 20 + half) for half in (-5, 5))
        brush.polygon(
            [
                (320, 120),
                (320 + 520 * math.cos(first), 120 + 520 * math.sin(first)),
                (320 + 520 * math.cos(last), 120 + 520 * math.sin(last)),
            ],
            lighter(tone, 0.5),
            0.22,
        )
    return brush.lift()


def _spark() -> Sprite:
    brush = Brush(6, 6)
    brush.ellipse(3, 3, 2.6, 2.6, blend(AMBER, CREAM, 0.5), 0.8)
    return brush.lift()
