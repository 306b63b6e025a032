"""Frames of the clip beside their frames of the recording, as JPEG, for a person to judge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matching.decoding import Frame, Wanted, decode
from reference.errors import MediaUnreadable

WIDTH = 640
PAIRS = 3
QUALITY = 88


@dataclass(frozen=True)
class FramePairBytes:
    """Two frames that show the same moment; the seconds are those of the frames themselves."""

    clip_second: float
    recording_second: float
    clip_jpeg: bytes
    recording_jpeg: bytes


def frame_pairs(
    clip: Path, footage: Path, span: tuple[float, float], rate: float, offset: float
) -> tuple[FramePairBytes, ...]:
    """Three pairs spread evenly over clip seconds ``span``; fewer where a frame cannot be decoded."""
    pairs = []
    for number in range(PAIRS):
        wanted = span[0] + (span[1] - span[0]) * (number + 0.5) / PAIRS
        ours = _nearest(clip, wanted)
        if ours is None:
            continue
        theirs = _nearest(footage, rate * ours.second + offset)
        if theirs is not None:
            pairs.append(FramePairBytes(ours.second, theirs.second, _jpeg(ours), _jpeg(theirs)))
    return tuple(pairs)


def _nearest(path: Path, second: float) -> Frame | None:
    around = Wanted(width=WIDTH, begin=max(0.0, second - 0.25), end=second + 0.25, colour=True, max_frames=64)
    try:
        frames = list(decode(path, around, seconds=30))
    except MediaUnreadable:
        return None
    return min(frames, key=lambda f: abs(f.second - second), default=None)


def _jpeg(frame: Frame) -> bytes:
    import cv2

    _, data = cv2.imencode(".jpg", frame.pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(data)
