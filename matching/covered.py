"""How much of a recording its index knows: holes in a capture, and in a row of single frames, do not count."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matching.segment import open_segment

HOLE = 10.0
"""Seconds without an indexed frame that no key frame distance explains."""


def covered(segment: Path, duration: float, frames_every: float | None = None) -> float:
    """Seconds of which something is indexed, at most ``duration``.

    Args:
        segment: The recording's own, just made.
        frames_every: Seconds between frames, where there are single frames; each stands for that long.

    Raises:
        RecordDamaged: The segment cannot be read.
    """
    seconds = np.asarray(open_segment(segment).seconds, np.float64)
    gaps = np.diff(np.concatenate([[0.0], seconds, [max(duration, seconds[-1])]]))
    if frames_every is not None:
        return float(min(duration, frames_every * len(seconds)))
    usual = float(np.median(gaps))
    limit = max(HOLE, 3 * usual)
    return float(min(duration, np.where(gaps > limit, usual, gaps).sum()))
