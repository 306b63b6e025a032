"""What a station shows and plays again and again: idents, jingles, slates, studio walls. It proves nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching import scoring
from matching.joined import same_seconds
from matching.judging import Found
from matching.sound_search import SoundFound

RECURRING = 3
"""Places in one recording from which on moving footage, or sound, is furniture."""
STANDING = 2
"""The same for a picture in which nothing moves."""
APART = 20.0
"""Seconds between two showings."""


def without_furniture(found: Sequence[Found]) -> list[Found]:
    """The places, without footage that one recording shows again and again: idents, slates, studio walls."""
    kept = []
    for one in found:
        most = RECURRING if one.signs.moving >= scoring.STILL or one.signs.rate == 0.0 else STANDING
        times = [_middle(one)]
        for other in found:
            same = other.hypothesis.recording == one.hypothesis.recording and _overlaps(one, other)
            if same and all(abs(_middle(other) - t) > APART for t in times):
                times.append(_middle(other))
        if len(times) < most:
            kept.append(one)
    return kept


def sounds_without_furniture(sounds: Sequence[SoundFound]) -> list[SoundFound]:
    """The same of sound: jingles, and music under one programme after another."""
    kept = []
    for one in sounds:
        times = [one.at(sum(one.clip) / 2)]
        for other in sounds:
            moment = other.at(sum(other.clip) / 2)
            same = other.recording == one.recording and same_seconds(one, other)
            if same and all(abs(moment - t) > APART for t in times):
                times.append(moment)
        if len(times) < RECURRING:
            kept.append(one)
    return kept


def _middle(found: Found) -> float:
    return found.at(float(np.mean(found.clip)))


def _overlaps(one: Found, other: Found) -> bool:
    shared = min(one.clip[1], other.clip[1]) - max(one.clip[0], other.clip[0])
    return shared >= 0.4 * min(one.clip[1] - one.clip[0], other.clip[1] - other.clip[0])
