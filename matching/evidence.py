"""Frames of the clip beside their frames of the recording, as JPEG, for a person to judge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matching.decoding import NEAR, Frame, decode_moments
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
    wanted = [span[0] + (span[1] - span[0]) * (number + 0.5) / PAIRS for number in range(PAIRS)]
    ours = _at(clip, wanted)
    theirs = _at(footage, [rate * frame.second + offset for frame in ours])
    pairs = []
    for frame in ours:
        second = rate * frame.second + offset
        nearest = min(theirs, key=lambda f: abs(f.second - second), default=None)
        if nearest is not None and abs(nearest.second - second) <= NEAR:
            pairs.append(FramePairBytes(frame.second, nearest.second, jpeg_of(frame), jpeg_of(nearest)))
    return tuple(pairs)


def _at(path: Path, moments: list[float]) -> list[Frame]:
    try:
        return decode_moments(path, moments, WIDTH, seconds=90)
    except MediaUnreadable:
        return []


def jpeg_of(frame: Frame) -> bytes:
    import cv2

    _, data = cv2.imencode(".jpg", frame.pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(data)
