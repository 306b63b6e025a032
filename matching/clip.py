"""A clip as the tracer looks at it: decoded once, key points twice a second, small pictures in between."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.decoding import Frame, Wanted, decode, decode_sound
from matching.features import CLIP, Features, describe
from matching.footage import SMALL
from matching.media import MediaFacts, probe
from matching.sound_prints import RATE, Samples
from reference.errors import MediaUnreadable

LONGEST = 600.0
PICTURE_STEP = 0.12
MOST_PICTURES = 1500
MOST_LARGE = 24


@dataclass(frozen=True)
class Effort:
    """How closely a clip is looked at."""

    width: int
    """Of the pictures in which key points are found: the longer side in pixels."""
    step: float
    """Seconds between pictures with key points."""
    most: int
    """Pictures with key points."""
    in_vain: int
    """Places of a clip that may turn out wrong before the rest, which have less support, is left."""


DEFAULT = Effort(width=512, step=0.5, most=100, in_vain=10)
THOROUGH = Effort(width=768, step=0.25, most=240, in_vain=30)


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

    @property
    def still(self) -> bool:
        return self.facts.still


def look_into(path: Path) -> MediaFacts:
    """What a clip is.

    Raises:
        MediaUnreadable: It is no media, is damaged, or is too long to be a clip.
    """
    facts = probe(path)
    if facts.duration > LONGEST:
        raise MediaUnreadable(
            f"{path.name} is longer than {LONGEST / 60:.0f} minutes; cut out the part to trace."
        )
    return facts


def sound_of(path: Path, facts: MediaFacts) -> Samples | None:
    """The clip's sound; None where it has none that can be decoded."""
    if not facts.has_sound:
        return None
    try:
        chunks = list(decode_sound(path, RATE, LONGEST, seconds=60 + facts.duration))
    except MediaUnreadable:
        return None
    return np.concatenate([np.zeros(0, np.float32), *chunks])


def look_at(path: Path, facts: MediaFacts, effort: Effort = DEFAULT) -> Clip:
    """Decode a clip's picture.

    Raises:
        MediaUnreadable: It cannot be decoded.
    """
    import cv2

    feature_step = max(effort.step, facts.duration / effort.most)
    picture_step = max(PICTURE_STEP, facts.duration / MOST_PICTURES)
    seconds: list[float] = []
    features: list[Features] = []
    pictures: list[Frame] = []
    kept: list[Frame] = []
    due = 0.0
    wanted = Wanted(width=effort.width, every=picture_step, max_frames=2 * MOST_PICTURES)
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
