"""A clip as the tracer looks at it: decoded once, key points twice a second, small pictures in between."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.decoding import Frame, Wanted, decode
from matching.features import CLIP, Features, describe
from matching.media import MediaFacts, probe
from reference.errors import MediaUnreadable

LONGEST = 600.0
WIDTH = 512
SMALL = 192
"""Longer side of the small pictures that are compared."""
FEATURE_STEP = 0.5
PICTURE_STEP = 0.12
MOST_FEATURE_FRAMES = 100
MOST_PICTURES = 1500
MOST_LARGE = 24


@dataclass(frozen=True)
class Clip:
    path: Path
    facts: MediaFacts
    duration: float
    aspect: float
    """Width over height."""
    seconds: NDArray[np.float64]
    """When each of the frames with key points is shown."""
    features: list[Features]
    pictures: list[Frame]
    """Small grey frames, about eight a second."""
    large: list[Frame]
    """A few grey frames in full working size, spread over the clip."""


def look_at(path: Path) -> Clip:
    """Decode a clip.

    Raises:
        MediaUnreadable: It cannot be decoded, has no moving picture, or is too long to be a clip.
    """
    import cv2

    facts = probe(path)
    if not facts.has_picture:
        raise MediaUnreadable(f"{path.name} has sound but no picture; only pictures can be traced so far.")
    if facts.still:
        raise MediaUnreadable(f"{path.name} is a still picture; only moving pictures can be traced so far.")
    if facts.duration > LONGEST:
        raise MediaUnreadable(
            f"{path.name} is longer than {LONGEST / 60:.0f} minutes; cut out the part to trace."
        )
    feature_step = max(FEATURE_STEP, facts.duration / MOST_FEATURE_FRAMES)
    picture_step = max(PICTURE_STEP, facts.duration / MOST_PICTURES)
    seconds: list[float] = []
    features: list[Features] = []
    pictures: list[Frame] = []
    kept: list[Frame] = []
    due = 0.0
    wanted = Wanted(width=WIDTH, every=picture_step, max_frames=2 * MOST_PICTURES)
    for frame in decode(path, wanted, seconds=60 + 4 * facts.duration):
        height, width = frame.pixels.shape
        scale = min(1.0, SMALL / max(width, height))
        size = (max(8, round(width * scale)), max(8, round(height * scale)))
        small = cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        pictures.append(Frame(frame.second, small))
        if frame.second >= due - 1e-6:
            due = frame.second + feature_step
            seconds.append(frame.second)
            features.append(describe(frame.pixels, CLIP))
            kept.append(frame)
    if not pictures:
        raise MediaUnreadable(f"{path.name} is damaged: not one frame of it can be decoded.")
    chosen = np.unique(np.linspace(0, len(kept) - 1, min(len(kept), MOST_LARGE)).round().astype(int))
    height, width = pictures[0].pixels.shape
    return Clip(
        path,
        facts,
        duration=max(facts.duration, pictures[-1].second),
        aspect=facts.width / facts.height,
        seconds=np.array(seconds),
        features=features,
        pictures=pictures,
        large=[kept[i] for i in chosen],
    )
