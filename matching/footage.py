"""Stretches of recordings, decoded once for all the places that lie in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matching.decoding import Frame, Wanted, decode

SMALL = 192
"""Longer side of the small pictures that are compared."""
STEP = 0.05
"""Seconds between the pictures that are compared."""
MOST_STRETCHES = 4


@dataclass(frozen=True)
class _Stretch:
    path: Path
    begin: float
    end: float
    key_frames: bool
    frames: list[Frame]


class Footage:
    """Hands out small grey frames of recordings and keeps the last stretches that were decoded."""

    def __init__(self) -> None:
        self._kept: list[_Stretch] = []

    def frames(self, path: Path, begin: float, end: float, *, key_frames: bool = False) -> list[Frame]:
        """Frames shown from ``begin`` to ``end``, in order.

        Args:
            key_frames: Only those that can be decoded alone, which costs a tenth.

        Raises:
            MediaUnreadable: The footage cannot be decoded.
        """
        for known in self._kept:
            covers = known.begin <= begin + 1e-6 and end - 1e-6 <= known.end
            if known.path == path and covers and known.key_frames is key_frames:
                return [f for f in known.frames if begin <= f.second <= end]
        wanted = Wanted(width=SMALL, every=STEP, begin=begin, end=end, key_frames_only=key_frames)
        frames = list(decode(path, wanted, seconds=60 + 4 * (end - begin)))
        self._kept = [_Stretch(path, begin, end, key_frames, frames), *self._kept[: MOST_STRETCHES - 1]]
        return frames
