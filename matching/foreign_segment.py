"""An index segment that a stranger made: whether a search through it stays within it.

Our own segments are believed to be what was written; of one that was imported every number is looked at once.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matching.segment import Segment, open_segment
from matching.sound_prints import HOP
from reference.errors import RecordDamaged

_AT_ONCE = 1 << 20
"""Codes that are looked at at a time."""
_MORE_SOUND = 1000
"""Items that a sound may be longer than its picture."""


def check(path: Path, duration: float) -> None:
    """See that the segment is of one recording of that length, in seconds, and whole.

    Raises:
        RecordDamaged: It is not, or has another format.
    """
    opened = open_segment(path)
    if len(opened) != 1 or abs(opened.recording(0).duration - duration) > 1.0:
        raise RecordDamaged("it is not of one recording of the length that is listed")
    seconds = np.asarray(opened.seconds)
    in_time = np.isfinite(seconds).all() and seconds[0] >= -1.0 and seconds[-1] <= duration + 1.0
    if not in_time or (np.diff(seconds) < 0).any():
        raise RecordDamaged("its frames are not in the order of their time")
    if opened.starts[0] != 0:
        raise RecordDamaged("its words do not begin with the first")
    for start in range(0, len(opened.frame), _AT_ONCE):
        if (opened.frame[start : start + _AT_ONCE] >= len(seconds)).any():
            raise RecordDamaged("it speaks of frames that it does not have")
    _check_sound(opened, duration)


def _check_sound(opened: Segment, duration: float) -> None:
    items = np.asarray(opened.sound)
    if len(items) > duration / HOP + _MORE_SOUND:
        raise RecordDamaged("it has more sound than fits into its length")
    order, rising = np.asarray(opened.sound_order), np.asarray(opened.sound_sorted)
    if (
        (order >= max(1, len(items))).any()
        or (items[order] != rising).any()
        or (np.diff(rising.astype(np.int64)) < 0).any()
    ):
        raise RecordDamaged("its sound is not in the order that it is listed in")
