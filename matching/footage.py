"""Stretches of recordings, decoded once for all the places that lie in them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from matching.decoding import Frame, Wanted, decode

SMALL = 192
"""Longer side of the small pictures that are compared."""
STEP = 0.05
"""Seconds between the pictures that are compared."""
FEW = 0.5
"""Seconds between pictures where a few are enough and all are at hand."""
MOST_FRAMES = 8000
"""Kept at once, at most; about 20 kB each."""


@dataclass(frozen=True, eq=False)
class _Stretch:
    path: Path
    begin: float
    end: float
    key_frames: bool
    frames: list[Frame]

    def covers(self, begin: float, end: float) -> bool:
        return self.begin <= begin + 1e-6 and end - 1e-6 <= self.end

    def between(self, begin: float, end: float) -> list[Frame]:
        return [f for f in self.frames if begin <= f.second <= end]


class Footage:
    """Hands out small grey frames of recordings and keeps the last stretches that were decoded."""

    def __init__(self) -> None:
        self._kept: list[_Stretch] = []

    def frames(self, path: Path, begin: float, end: float, *, key_frames: bool = False) -> list[Frame]:
        """Frames shown from ``begin`` to ``end``, in order.

        Args:
            key_frames: A few are enough: those that can be decoded alone, which costs a tenth, or some of
                those that are at hand.

        Raises:
            MediaUnreadable: The footage cannot be decoded.
        """
        if key_frames:
            whole = self._stretch(path, begin, end, key_frames=False)
            if whole is not None:
                return _few(whole.between(begin, end))
        known = self._stretch(path, begin, end, key_frames=key_frames)
        if known is None:
            # Whole seconds: the next place often lies a moment beside, and a child costs more than a second.
            known = self._grown(path, float(math.floor(begin)), float(math.ceil(end)), key_frames)
        self._keep(known)
        return known.between(begin, end)

    def _stretch(self, path: Path, begin: float, end: float, *, key_frames: bool) -> _Stretch | None:
        for known in self._kept:
            if known.path == path and known.key_frames is key_frames and known.covers(begin, end):
                return known
        return None

    def _grown(self, path: Path, begin: float, end: float, key_frames: bool) -> _Stretch:
        """A stretch from ``begin`` to ``end`` at least: what is at hand of it, and the rest decoded."""
        touching = [
            known
            for known in self._kept
            if known.path == path
            and known.key_frames is key_frames
            and known.begin < end
            and begin < known.end
            and len(known.frames) < MOST_FRAMES / 2
        ]
        touching.sort(key=lambda known: known.begin)
        frames: list[Frame] = []
        at = begin
        for known in touching:
            if at < known.begin:
                frames += _after(frames, _decoded(path, at, known.begin, key_frames))
            frames += _after(frames, known.frames)
            at = max(at, known.end)
        if at < end:
            frames += _after(frames, _decoded(path, at, end, key_frames))
        self._kept = [known for known in self._kept if known not in touching]
        first = min([begin, *(known.begin for known in touching)])
        return _Stretch(path, first, max(end, at), key_frames, frames)

    def _keep(self, used: _Stretch) -> None:
        """Keep what was used last, within the limit."""
        kept, total = [used], len(used.frames)
        for known in self._kept:
            if known is not used and total + len(known.frames) <= MOST_FRAMES:
                kept.append(known)
                total += len(known.frames)
        self._kept = kept


def _decoded(path: Path, begin: float, end: float, key_frames: bool) -> list[Frame]:
    wanted = Wanted(width=SMALL, every=STEP, begin=begin, end=end, key_frames_only=key_frames)
    return list(decode(path, wanted, seconds=60 + 4 * (end - begin)))


def _after(known: list[Frame], new: list[Frame]) -> list[Frame]:
    """Those of ``new`` that are shown later than all that are known."""
    if not known:
        return new
    return [f for f in new if f.second > known[-1].second + 1e-6]


def _few(frames: list[Frame]) -> list[Frame]:
    few: list[Frame] = []
    for frame in frames:
        if not few or frame.second >= few[-1].second + FEW - 1e-6:
            few.append(frame)
    return few
