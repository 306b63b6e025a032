"""How much of a recording its index knows: holes in a capture, and in a row of single frames, do not count."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.segment import open_segment

HOLE = 10.0
"""Seconds without an indexed frame that no key frame distance explains."""


@dataclass(frozen=True)
class Contents:
    covered: float
    """Seconds of which something is indexed, at most the recording's length."""
    sound: bool
    """Whether it can be searched by sound as well."""


def contents(segment: Path, duration: float, frames_every: float | None = None) -> Contents:
    """What a recording's own segment knows of it.

    Args:
        duration: Seconds of the recording.
        frames_every: Seconds between frames, where there are single frames; each stands for that long.

    Raises:
        RecordDamaged: The segment cannot be read.
    """
    opened = open_segment(segment)
    seconds = np.asarray(opened.seconds, np.float64)
    if frames_every is not None:
        known = frames_every * len(seconds)
    else:
        gaps = np.diff(np.concatenate([[0.0], seconds, [max(duration, seconds[-1])]]))
        usual = float(np.median(gaps))
        known = float(np.where(gaps > max(HOLE, 3 * usual), usual, gaps).sum())
    return Contents(min(duration, known), bool(len(opened.sound_items(0))))
