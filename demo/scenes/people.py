"""Drawn people: the busts of a studio and the small figures of a square or a pitch."""

from __future__ import annotations

import math

from demo.canvas import Brush, Sprite
from demo.palette import BRICK, CREAM, INK, Colour, blend, darker, lighter


def bust(skin: Colour, hair: Colour, coat: Colour, long_hair: bool) -> Sprite:
    """A presenter's shoulders without the head: 210 x 130 pixels."""
    brush = Brush(210, 130)
    if long_hair:
        brush.box(66, -30, 144, 44, darker(hair, 0.2), radius=24)
    brush.polygon([(88, -4), (122, -4), (126, 34), (84, 34)], darker(skin, 0.14))
    brush.polygon(
        [(20, 130), (30, 62), (52, 40), (86, 24), (124, 24), (158, 40), (180, 62), (190, 130)], coat
    )
    brush.polygon([(86, 24), (124, 24), (106, 78)], CREAM)
    brush.polygon([(86, 24), (104, 84), (74, 58)], darker(coat, 0.3))
    brush.polygon([(124, 24), (106, 84), (136, 58)], darker(coat, 0.3))
    brush.polygon([(100, 36), (111, 36), (113, 76), (106, 84), (99, 76)], blend(BRICK, coat, 0.2))
    brush.line([(44, 76), (50, 130)], darker(coat, 0.35), 2)
    brush.line([(166, 76), (160, 130)], darker(coat, 0.35), 2)
    return brush.lift()


def head(skin: Colour, hair: Colour, long_hair: bool, mouth: float, blink: bool) -> Sprite:
    """A presenter's head, 100 x 120 pixels; ``mouth`` is how far it is open, from 0 to 1."""
    brush = Brush(100, 120)
    if long_hair:
        brush.ellipse(50, 52, 42, 50, darker(hair, 0.15))
        brush.box(9, 52, 91, 112, darker(hair, 0.15), radius=18)
    for ear in (16, 84):
        brush.ellipse(ear, 64, 7, 11, darker(skin, 0.08))
    brush.ellipse(50, 62, 34, 44, skin)
    brush.ellipse(30, 76, 8, 6, blend(skin, BRICK, 0.16))
    brush.ellipse(70, 76, 8, 6, blend(skin, BRICK, 0.16))
    brush.slice(50, 46, 38, 38, (176, 364), hair)
    brush.polygon([(14, 48), (62, 26), (88, 50), (70, 40), (40, 46)], hair)
    for eye in (36, 64):
        if blink:
            brush.line([(eye - 5, 62), (eye + 5, 62)], darker(skin, 0.5), 1.6)
        else:
            brush.ellipse(eye, 62, 5.4, 4.4, CREAM)
            brush.ellipse(eye, 62.4, 2.6, 3.0, INK)
        brush.line([(eye - 7, 53), (eye + 6, 51.5)], darker(hair, 0.2), 2.4)
    brush.line([(50, 62), (46, 77), (52, 78)], darker(skin, 0.22), 1.6)
    brush.ellipse(50, 89, 10 - 2 * mouth, 1.6 + 5 * mouth, darker(BRICK, 0.35))
    if mouth > 0.3:
        brush.ellipse(50, 87.6, 6, 1.4, CREAM)
    return brush.lift()


def figure(
    skin: Colour, hair: Colour, coat: Colour, trousers: Colour, stride: float, tall: int = 46
) -> Sprite:
    """Someone on foot, seen from the side; ``stride`` is the angle of the legs, from -1 to 1."""
    width = round(tall * 0.8)
    brush = Brush(width, tall, scale=3)
    middle, unit = width / 2, tall / 46
    hip, foot = 27 * unit, 44 * unit
    for side in (-1, 1):
        swing = side * stride * 9 * unit
        knee = (middle + swing * 0.6, (hip + foot) / 2 - abs(swing) * 0.12)
        ankle = (middle + swing, foot - (2.5 * unit if swing * stride < 0 else 0))
        brush.line([(middle, hip), knee, ankle], darker(trousers, 0.2 if side < 0 else 0.0), 4 * unit)
        brush.line([ankle, (ankle[0] + 3 * unit, ankle[1])], INK, 2.6 * unit)
    brush.line(
        [
            (middle, 15 * unit),
            (middle - stride * 8 * unit, 21 * unit),
            (middle - stride * 11 * unit + 2, 26 * unit),
        ],
        darker(coat, 0.3),
        3 * unit,
    )
    brush.box(middle - 5.5 * unit, 12 * unit, middle + 5.5 * unit, 29 * unit, coat, radius=4 * unit)
    brush.line(
        [
            (middle, 15 * unit),
            (middle + stride * 8 * unit, 21 * unit),
            (middle + stride * 11 * unit + 2, 25 * unit),
        ],
        lighter(coat, 0.15),
        3 * unit,
    )
    brush.ellipse(middle + unit, 7 * unit, 4.6 * unit, 5.4 * unit, skin)
    brush.slice(middle + unit * 0.4, 6 * unit, 5.2 * unit, 5.2 * unit, (150, 350), hair)
    return brush.lift()


def strides(
    skin: Colour, hair: Colour, coat: Colour, trousers: Colour, steps: int = 10, tall: int = 46
) -> list[Sprite]:
    """One whole cycle of walking or running, in ``steps`` pictures."""
    return [
        figure(skin, hair, coat, trousers, math.sin(2 * math.pi * step / steps), tall)
        for step in range(steps)
    ]
