"""How sure it is that a place is right: a score from 0 to 1 made of the signs that were measured there.

The weights are a logistic regression on places that ``python -m bench`` found on the footage families kept
for tuning; ``docs/tracing.md`` says how many, and how well the score holds on the other families.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

STILL_CEILING = 0.75
"""A place at which nothing moves is never surer than this."""
ENOUGH_POINTS = 80
"""Key points beyond which more say nothing: they prove the scene, and a fixed camera's scenery has hundreds at
any second of the day. Which second it is, movements must tell."""
USUAL_RATES = (1.0, 1.25, 0.8, 1.5, 0.5, 1.1, 0.9, 2.0)
"""Speeds that people choose; a place found at another one was more often found by chance."""


@dataclass(frozen=True)
class Signs:
    """What was measured at a place, as far as it could be."""

    points: int
    """Key points of the clip that lie where they must."""
    frames: int
    """Frames of the clip in which they lie."""
    seconds: float
    """How long the clip agrees."""
    rate: float
    """Recording seconds per clip second."""
    moving: float = 0.0
    """Share of the clip in which something moves."""
    motion: float = 0.0
    """How well movements agree, -1 to 1, without the worst third of the picture."""
    weakest: float = 0.0
    """The same of the worst quarter of the clip."""
    whole: float = 0.0
    """The same of the whole picture."""
    rival: float = -1.0
    """The same at the best other time nearby."""
    likeness: float = 0.0
    """How alike aligned frames are, -1 to 1."""
    texture: float = 1.0
    """Share of the picture that holds any texture: slates and bars are mostly flat."""
    heard: float | None = None
    """Share of the bits in which the sound differs from the recording's at this place; None where it cannot
    be told."""


STILL = 0.2
"""Share of the clip in which something must move, else it is a still picture."""


def score(signs: Signs) -> float:
    """By the rule that fits what was measured."""
    if signs.rate == 0.0:
        return picture(signs)
    if signs.likeness == 0.0:
        return fingerprints(signs)
    return still(signs) if signs.moving < STILL else moving(signs)


def _sound(signs: Signs) -> float:
    """What the sound adds to the evidence: much where it is the same, little where it was replaced."""
    if signs.heard is None:
        return 0.0
    return 30.0 * (0.40 - signs.heard) if signs.heard < 0.40 else -0.7


def moving(signs: Signs) -> float:
    """For footage in which something moves."""
    unusual = min(abs(abs(signs.rate) / usual - 1.0) for usual in USUAL_RATES) > 0.012
    evidence = (
        -4.1
        + 13.9 * ((signs.motion + signs.weakest) / 2 - 0.6)
        + 0.5 * (signs.likeness - 0.8)
        + 1.85 * math.log(max(0.1, signs.seconds) / 5.0)
        + 1.7 * math.log(min(ENOUGH_POINTS, max(1, signs.points)) / 20)
        - 1.8 * unusual
        - 2.3 * (signs.rate < 0)
        + _sound(signs)
    )
    return 1.0 / (1.0 + math.exp(-evidence))


def still(signs: Signs) -> float:
    """For a picture in which nothing moves; 0 where it could be a slate, a bug or an empty studio wall."""
    if signs.likeness < 0.85 or signs.points < 40 or signs.frames < 5:
        return 0.0
    if signs.texture < 0.6 or signs.seconds < 3.0:
        return 0.0
    alone = STILL_CEILING * min(1.0, 0.6 + (signs.likeness - 0.85) * 2 + min(signs.points, 120) / 1200)
    same = 1.0 / (1.0 + math.exp(-max(0.0, _sound(signs))))
    return 1 - (1 - alone) * 2 * (1 - same)


def picture(signs: Signs) -> float:
    """For a single picture: nearly all of it must be the same."""
    evidence = (
        12.0 * (signs.likeness - 0.9)
        + 8.0 * (signs.whole - 0.75)
        + 1.5 * math.log(max(1, signs.points) / 12)
        + 3.0 * (signs.texture - 0.5)
    )
    return 1.0 / (1.0 + math.exp(-evidence))


def fingerprints(signs: Signs) -> float:
    """Where the footage is gone and only key points can speak; 0 where they are too few."""
    if signs.points < 25 or signs.frames < 5 or signs.seconds < 1.5:
        return 0.0
    alone = STILL_CEILING * min(1.0, signs.points / 60) * min(1.0, signs.frames / 8)
    same = 1.0 / (1.0 + math.exp(-max(0.0, _sound(signs))))
    return 1 - (1 - alone) * 2 * (1 - same)
