"""Frames of a clip and of its source laid on each other in colour, so that what was changed stands out."""

from __future__ import annotations

import math
from collections.abc import Sequence as Seq
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.alignment import Sequence
from matching.decoding import Frame, Wanted, decode
from matching.geometry import Similarity
from reference.errors import MediaUnreadable
from storage.records import FULL_BOX, Box, Span

Colours = NDArray[np.uint8]
"""(height, width, 3), blue, green, red."""
Plane = NDArray[np.float32]

PAIRS = 12
_STEP = 1.25
"""Seconds between pairs in a short part: a caption stands for two seconds and more."""
_LONG_STEP = 2.5
"""The same in a part so long that ``PAIRS`` would lie further apart; at most twice as many are taken."""
_LONGEST = 30.0
"""Seconds that are decoded in full at most, around the middle of the part."""
_SIDE = 320
_MOST_SIDE = 800
_REACH = 0.1
"""Seconds by which the alignment of a frame may be off."""
_STILL_REACH = 0.3
_RIM = 0.012
"""Share of the seen area's longer side along its border that is not compared."""


@dataclass(frozen=True)
class TracedPart:
    """A stretch of the clip found in a recording: clip second t shows second ``rate * t + offset``.

    ``rate`` is negative where it runs backwards, and 0 where one picture stands still.
    """

    recording: str
    clip: Span
    rate: float
    offset: float
    similarity: Similarity
    clip_aspect: float
    """Width over height."""
    recording_aspect: float
    source_box: Box = FULL_BOX
    clip_box: Box = FULL_BOX
    score: float = 1.0
    uncertain: Span | None = None
    """Where the time is uncertain: seconds by which the recording's side can be shifted."""
    footage: Path | None = None
    ours: Sequence | None = None
    theirs: Sequence | None = None
    """Grey levels of both pictures on one grid, where the footage was looked at."""

    def at(self, second: float) -> float:
        return self.rate * second + self.offset

    @property
    def mirrored(self) -> bool:
        return self.similarity.mirror

    @property
    def seen(self) -> Span:
        """The recording's seconds in the order in which the clip shows them."""
        return (self.at(self.clip[0]), self.at(self.clip[1]))


@dataclass(frozen=True)
class Pair:
    """One moment of both: ``theirs`` is the recording's frame laid on the clip's, valid inside ``seen``."""

    clip_second: float
    recording_second: float
    ours: Colours
    theirs: Colours
    seen: NDArray[np.bool_]


def aligned_pairs(clip: Path, part: TracedPart) -> list[Pair]:
    """Pairs spread over the part; none where the footage is gone or cannot be decoded.

    Key frames of the recording are taken where there are enough of them, because they cost least. Of a
    picture that stands still it is one pair.
    """
    if part.footage is None or not part.footage.is_file():
        return []
    wide, recording_side = _sizes(part)
    try:
        theirs = _recording_frames(part.footage, part, recording_side)
        ours = _clip_frames(clip, part, wide, [f.second for f in theirs])
    except MediaUnreadable:
        return []
    chosen = [(frames, frame) for frames, frame in zip(ours, theirs, strict=True) if frames]
    nudge = _refinement(chosen, part)
    pairs = [_lay(frames, frame, part, nudge) for frames, frame in chosen]
    return [pair for pair in pairs if pair is not None]


def _sizes(part: TracedPart) -> tuple[int, int]:
    """Longer sides at which both are decoded, so that what is seen is about ``_SIDE`` pixels in both."""
    left, top, right, bottom = part.clip_box
    wide, high = min(1.0, part.clip_aspect), min(1.0, 1 / part.clip_aspect)
    share = max((right - left) * wide, (bottom - top) * high, 0.05)
    side = int(np.clip(_SIDE / share, _SIDE, _MOST_SIDE))
    width = side * wide / max(abs(part.similarity.turn), 0.05)
    return side, int(np.clip(width * max(1.0, 1 / part.recording_aspect), 64, 1600))


def _recording_frames(footage: Path, part: TracedPart, side: int) -> list[Frame]:
    begin, end = sorted(part.seen)
    inside = min(0.15, (end - begin) / 4)
    begin, end = begin + inside, end - inside
    if end - begin < 2 * _STILL_REACH:
        middle = (begin + end) / 2
        around = Wanted(
            width=side, begin=max(0.0, middle - _STILL_REACH), end=middle + _STILL_REACH, colour=True
        )
        frames = list(decode(footage, around, seconds=60))
        return sorted(frames, key=lambda f: abs(f.second - middle))[:1]
    wanted = Wanted(width=side, begin=begin, end=end, colour=True, key_frames_only=True)
    frames = list(decode(footage, wanted, seconds=60 + (end - begin)))
    most = int(np.clip((end - begin) / _LONG_STEP, PAIRS, 2 * PAIRS))
    if len(frames) < min(PAIRS, (end - begin) / _STEP):
        middle = (begin + end) / 2
        begin, end = max(begin, middle - _LONGEST / 2), min(end, middle + _LONGEST / 2)
        wanted = Wanted(width=side, every=max(0.04, (end - begin) / PAIRS), begin=begin, end=end, colour=True)
        frames = list(decode(footage, wanted, seconds=60 + 4 * (end - begin)))
    chosen = np.unique(np.linspace(0, len(frames) - 1, min(most, len(frames))).round().astype(int))
    return [frames[i] for i in chosen]


def _clip_frames(clip: Path, part: TracedPart, side: int, seconds: list[float]) -> list[list[Frame]]:
    """For every second of the recording the clip's frames that can show it."""
    result: list[list[Frame]] = [[] for _ in seconds]
    if not seconds:
        return result
    middle = (part.clip[0] + part.clip[1]) / 2
    moments = np.array([(s - part.offset) / part.rate if part.rate else middle for s in seconds])
    reach = _REACH if part.clip[1] > part.clip[0] else math.inf
    begin, end = float(moments.min()) - reach, float(moments.max()) + reach
    wanted = Wanted(width=side, begin=max(0.0, begin), end=end, colour=True)
    for frame in decode(clip, wanted, seconds=60 + 4 * (part.clip[1] - part.clip[0])):
        for number in np.flatnonzero(np.abs(moments - frame.second) <= reach):
            result[number].append(frame)
    return result


def _matrix(part: TracedPart, width: int, recording_width: int) -> NDArray[np.float64]:
    """Pixels of the clip's frame to pixels of the recording's, (3, 3)."""
    turn, shift = part.similarity.turn, part.similarity.shift
    to_picture = np.array([[1 / width, 0, 0.5 / width], [0, 1 / width, 0.5 / width], [0, 0, 1]])
    if part.similarity.mirror:
        to_picture = np.array([[-1.0, 0, 1.0], [0, 1, 0], [0, 0, 1]]) @ to_picture
    moved = np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0, 0, 1]])
    to_pixels = np.array([[recording_width, 0, -0.5], [0, recording_width, -0.5], [0, 0, 1]])
    matrix: NDArray[np.float64] = to_pixels @ moved @ to_picture
    return matrix


def _warped(
    frame: Frame, part: TracedPart, shape: tuple[int, int], nudge: NDArray[np.float64]
) -> tuple[Colours, NDArray[np.bool_]]:
    """The recording's frame on the clip's pixels, and where it lies."""
    import cv2

    high, wide = shape
    matrix = (_matrix(part, wide, frame.pixels.shape[1]) @ nudge)[:2]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(frame.pixels, matrix, (wide, high), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    whole = np.full(frame.pixels.shape[:2], 255, np.uint8)
    seen = cv2.warpAffine(whole, matrix, (wide, high), flags=flags) > 250
    left, top, right, bottom = part.clip_box
    inside = np.zeros_like(seen)
    inside[round(top * high) : round(bottom * high), round(left * wide) : round(right * wide)] = True
    rim = max(2, round(_RIM * max((right - left) * wide, (bottom - top) * high)))
    both = np.pad((seen & inside).astype(np.uint8), 1)
    kept = cv2.erode(both, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8))[1:-1, 1:-1] > 0
    return laid.astype(np.uint8, copy=False), kept


def _refinement(chosen: Seq[tuple[list[Frame], Frame]], part: TracedPart) -> NDArray[np.float64]:
    """A small affine correction of the geometry, by enhanced correlation (Evangelidis and Psarakis,
    IEEE Trans. PAMI 2008): key points are good to a few thousandths of the width.
    """
    import cv2

    found = []
    for frames, theirs in chosen[:: max(1, len(chosen) // 5)][:5]:
        ours = _nearest(frames, theirs, part)
        shape = (ours.pixels.shape[0], ours.pixels.shape[1])
        laid, seen = _warped(theirs, part, shape, np.eye(3))
        start = np.eye(2, 3, dtype=np.float32)
        criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-5)
        try:
            _, warp = cv2.findTransformECC(
                _grey(ours.pixels),
                _grey(laid),
                start,
                cv2.MOTION_AFFINE,
                criteria,
                seen.astype(np.uint8) * 255,
                5,
            )
        except cv2.error:
            continue  # nothing to go by in this frame
        moved = np.abs(warp @ np.array([[0, shape[1], 0], [0, 0, shape[0]], [1, 1, 1.0]]) - _corners(shape))
        if moved.max() < 0.03 * max(shape):
            found.append(warp)
    if len(found) < 2:
        return np.eye(3)
    return np.vstack([np.median(found, axis=0), [0, 0, 1]])


def _corners(shape: tuple[int, int]) -> NDArray[np.float64]:
    return np.array([[0, shape[1], 0], [0, 0, shape[0]]], np.float64)


def _lay(frames: list[Frame], theirs: Frame, part: TracedPart, nudge: NDArray[np.float64]) -> Pair | None:
    """The pair whose pictures agree best, of the clip's frames around the moment."""
    shape = (frames[0].pixels.shape[0], frames[0].pixels.shape[1])
    laid, seen = _warped(theirs, part, shape, nudge)
    if seen.mean() < 0.005:
        return None
    recorded = _grey(laid)[seen]

    def agreement(frame: Frame) -> float:
        shown = _grey(frame.pixels)[seen]
        one, other = shown - shown.mean(), recorded - recorded.mean()
        return float((one * other).sum() / max(1e-6, math.sqrt((one**2).sum() * (other**2).sum())))

    best = max(frames, key=agreement)
    return Pair(best.second, theirs.second, best.pixels, laid, seen)


def _nearest(frames: list[Frame], theirs: Frame, part: TracedPart) -> Frame:
    return min(frames, key=lambda frame: abs(part.at(frame.second) - theirs.second))


def _grey(picture: Colours) -> Plane:
    import cv2

    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
