"""Places made for tests of what is said about them."""

from __future__ import annotations

import numpy as np

from matching.geometry import Fit, Similarity
from matching.judging import Found
from matching.lookup import Matches
from matching.scoring import Signs
from matching.sound_search import SoundFound, SoundSigns
from matching.voting import Hypothesis
from storage.records import FULL_BOX, Span

_WHOLE, _REAL, _THREE = np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 3), np.float32)
_NONE = Matches(_WHOLE, np.zeros(0, np.bool_), _WHOLE, _WHOLE, _REAL, _REAL, _REAL, _THREE, _THREE)
_FIT = Fit(Similarity(1 + 0j, 0j, mirror=False), 100.0, 60, 10, _NONE)


def seen(
    offset: float,
    *,
    recording: int = 0,
    rate: float = 1.0,
    clip: Span = (0.0, 8.0),
    moving: float = 1.0,
    uncertain: Span | None = None,
    score: float = 0.8,
    motion: float = 0.9,
    heard: float | None = None,
) -> Found:
    signs = Signs(
        60, 10, clip[1] - clip[0], rate, moving=moving, motion=motion, weakest=0.9, likeness=0.95, heard=heard
    )
    place = Hypothesis(recording, False, rate, offset, clip, 1.0)
    return Found(place, _FIT, clip, FULL_BOX, FULL_BOX, score, uncertain, signs, density=1.0)


def played(
    offset: float, *, recording: int = 0, rate: float = 1.0, clip: Span = (0.0, 8.0), score: float = 0.95
) -> SoundFound:
    return SoundFound(recording, clip, rate, offset, score, SoundSigns(0.1, 60, 8.0, rate, pitched=False))
