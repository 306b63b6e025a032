"""How sure it is that a place is right: a score from 0 to 1.

The weights of :func:`moving` were set by hand on the families that ``bench`` keeps for tuning, so that
0.5 is where right and wrong places were about as frequent; they are not yet fitted, and the score is
an order with a threshold more than a probability (``docs/tracing.md`` says what was measured).
"""

from __future__ import annotations

import math

STILL_CEILING = 0.75
"""A place at which nothing moves is never surer than this."""


def moving(motion: float, alike: float, points: int, seconds: float) -> float:
    """For footage in which something moves.

    Args:
        motion: How well movements agree, -1 to 1.
        alike: How alike aligned frames are, -1 to 1.
        points: Key points that lie on each other.
        seconds: How long the clip agrees.
    """
    evidence = (
        14.0 * (motion - 0.6)
        + 4.0 * (alike - 0.8)
        + 0.4 * math.log(max(1, points) / 20)
        + 0.8 * math.log(max(0.1, seconds) / 5.0)
    )
    return 1.0 / (1.0 + math.exp(-evidence))


def still(alike: float, points: int, frames: int, textured: float, seconds: float) -> float:
    """For a picture in which nothing moves; 0 where it could be a slate, a bug or an empty studio wall.

    Args:
        textured: Share of the picture that holds any texture: slates and bars are mostly flat.
    """
    if alike < 0.85 or points < 40 or frames < 5 or textured < 0.6 or seconds < 3.0:
        return 0.0
    return STILL_CEILING * min(1.0, 0.6 + (alike - 0.85) * 2 + min(points, 120) / 1200)


def fingerprints(points: int, frames: int, seconds: float) -> float:
    """Where the footage is gone and only key points can speak; 0 where they are too few."""
    if points < 25 or frames < 5 or seconds < 1.5:
        return 0.0
    return STILL_CEILING * min(1.0, points / 60) * min(1.0, frames / 8)
