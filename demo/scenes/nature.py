"""Trees, hills and clouds, drawn onto a brush so that no two are alike."""

from __future__ import annotations

import math

import numpy as np

from demo.canvas import Brush
from demo.palette import CREAM, EARTH, INK, Colour, blend, darker, lighter


def tree(brush: Brush, x: float, base: float, height: float, rng: np.random.Generator, leaf: Colour) -> None:
    """A broad-leaved tree: a forked trunk under clumps of leaves, lit from the upper left."""
    trunk = darker(EARTH, 0.35)
    width = height * 0.045
    crown = base - height * 0.62
    brush.polygon(
        [(x - width, base), (x + width, base), (x + width * 0.6, crown), (x - width * 0.6, crown)], trunk
    )
    for side in (-1, 1):
        brush.line(
            [(x, base - height * 0.32), (x + side * height * 0.16, crown)], trunk, max(1.0, width * 0.8)
        )
    for layer, (shade, shift) in enumerate(((-0.4, 0.06), (-0.15, 0.02), (0.08, -0.03), (0.3, -0.08))):
        tone = lighter(leaf, shade) if shade > 0 else darker(leaf, -shade)
        for _ in range(26 - 4 * layer):
            angle, reach = rng.uniform(0, 2 * math.pi), math.sqrt(rng.uniform(0, 1))
            spread = 0.30 - 0.03 * layer
            brush.ellipse(
                x + math.cos(angle) * reach * height * spread + shift * height * 0.6,
                crown + math.sin(angle) * reach * height * spread * 0.9 + shift * height,
                height * rng.uniform(0.04, 0.10) * (1 - 0.12 * layer),
                height * rng.uniform(0.035, 0.085) * (1 - 0.12 * layer),
                blend(tone, darker(tone, 0.2), float(rng.uniform(0, 1))),
            )


def poplar(
    brush: Brush, x: float, base: float, height: float, rng: np.random.Generator, leaf: Colour
) -> None:
    """A slim tree, as they stand in rows."""
    width = height * 0.13
    brush.box(x - 1.5, base - height * 0.2, x + 1.5, base, darker(EARTH, 0.4))
    brush.ellipse(x, base - height * 0.55, width, height * 0.45, darker(leaf, 0.3))
    for _ in range(22):
        up = rng.uniform(0.15, 0.95)
        reach = math.sin(math.pi * up) * width
        brush.ellipse(
            x + rng.uniform(-1, 0.7) * reach * 0.8,
            base - height * up,
            width * 0.3,
            height * 0.05,
            blend(darker(leaf, 0.2), lighter(leaf, 0.25), float(rng.uniform(0, 1))),
        )


def bush(brush: Brush, x: float, base: float, size: float, rng: np.random.Generator, leaf: Colour) -> None:
    """A rounded shrub; some carry blossom."""
    blossom = rng.uniform() < 0.4
    for layer, tone in enumerate((darker(leaf, 0.35), leaf, lighter(leaf, 0.22))):
        for _ in range(12):
            angle = rng.uniform(math.pi, 2 * math.pi)
            reach = rng.uniform(0, 1 - 0.2 * layer)
            brush.ellipse(
                x + math.cos(angle) * reach * size - layer * size * 0.06,
                base + math.sin(angle) * reach * size * 0.7,
                size * 0.22,
                size * 0.18,
                tone,
            )
    if blossom:
        petal = ((236, 150, 140), (250, 226, 190), (240, 190, 90))[int(rng.integers(3))]
        for _ in range(16):
            angle, reach = rng.uniform(math.pi, 2 * math.pi), rng.uniform(0, 0.9)
            brush.ellipse(
                x + math.cos(angle) * reach * size,
                base + math.sin(angle) * reach * size * 0.7,
                1.7,
                1.7,
                petal,
            )


def ridge(
    brush: Brush, base: float, height: float, rng: np.random.Generator, colour: Colour, roughness: float = 1.0
) -> list[tuple[float, float]]:
    """A line of hills across the whole sheet, filled down to its foot; returns the line's points."""
    waves = [
        (rng.uniform(0.4, 1.0) / k**0.9, rng.uniform(140, 420) / k, rng.uniform(0, 6.3)) for k in range(1, 7)
    ]
    total = sum(size for size, _, _ in waves)
    line = []
    for x in range(0, brush.width + 4, 4):
        swing = sum(size * math.sin(x / length * roughness + start) for size, length, start in waves) / total
        line.append((float(x), base - height * (0.5 + 0.5 * swing)))
    brush.polygon([*line, (brush.width, brush.height), (0, brush.height)], colour)
    return line


def cloud(
    brush: Brush, x: float, y: float, size: float, rng: np.random.Generator, colour: Colour = CREAM
) -> None:
    """A flat-bottomed heap of cloud, lit from above."""
    puffs = [
        (x + rng.uniform(-1, 1) * size, y - abs(rng.normal(0, 0.16)) * size, size * rng.uniform(0.16, 0.34))
        for _ in range(14)
    ]
    for dy, tone in ((0.05, blend(colour, INK, 0.16)), (0.0, blend(colour, INK, 0.05)), (-0.05, colour)):
        for px, py, radius in puffs:
            brush.ellipse(px, py + dy * size, radius * (1 - abs(dy)), radius * 0.55, tone)
