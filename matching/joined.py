"""Picture and sound were found apart; what each says of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching import scoring
from matching.judging import Found
from matching.segment import Segment
from matching.sound_compare import SoundComparison, compare_sound
from matching.sound_prints import Samples
from matching.sound_search import SoundFound

IN_STEP = 1.0
"""Seconds by which picture and sound of one place may differ."""
SURE = 0.9
OTHER_RATE = 0.02
RECURRING = 3
"""Places in one recording from which on moving footage is furniture: an ident, a jingle's picture."""
STANDING = 2
APART = 20.0
"""Seconds between two showings."""


def with_sound(
    found: Found, samples: Samples, segment: Segment, number: int
) -> tuple[Found, SoundComparison]:
    """The place scored anew with what its sound says.

    Args:
        number: Which of the segment's recordings it is.
    """
    comparison = compare_sound(
        samples, segment.sound_items(number), found.clip, found.hypothesis.rate, found.hypothesis.offset
    )
    if comparison.differing is None:
        return found, comparison
    signs = replace(found.signs, heard=comparison.differing)
    return replace(found, signs=signs, score=scoring.score(signs)), comparison


def in_step(picture: Found, sound: SoundFound) -> bool:
    """Whether both say the same of the seconds that they share."""
    if picture.hypothesis.recording != sound.recording:
        return False
    begin, end = max(picture.clip[0], sound.clip[0]), min(picture.clip[1], sound.clip[1])
    if end - begin < 0.5:
        return False
    middle = (begin + end) / 2
    low, high = picture.uncertain or (0.0, 0.0)
    apart = sound.at(middle) - picture.at(middle)
    return low - IN_STEP <= apart <= high + IN_STEP


def told_by_sound(picture: Found, sounds: Sequence[SoundFound]) -> Found:
    """The place at the second and rate that its sound tells, where the picture cannot tell them as well."""
    for sound in sounds:
        if sound.score < SURE or not in_step(picture, sound):
            continue
        exact = replace(picture.hypothesis, rate=sound.rate, offset=sound.offset)
        if picture.uncertain is not None:
            return replace(picture, hypothesis=exact, uncertain=None, score=max(picture.score, sound.score))
        if picture.signs.rate != 0 and abs(sound.rate / picture.hypothesis.rate - 1.0) > OTHER_RATE:
            return replace(picture, hypothesis=exact, score=max(picture.score, sound.score))
    return picture


def sounds_kept(sounds: Sequence[SoundFound], pictures: Sequence[Found]) -> list[SoundFound]:
    """The places of sound, without those that only share music with a place whose picture is seen too."""
    seen = [s for s in sounds if any(in_step(p, s) for p in pictures)]
    kept = []
    for sound in sounds:
        rivals = [s for s in seen if s is not sound and _same_seconds(s, sound)]
        if sound in seen or not rivals:
            supporters = [p.score for p in pictures if in_step(p, sound)]
            doubt = (1 - sound.score) * (1 - max(supporters, default=0.0))
            kept.append(replace(sound, score=1 - doubt))
    return kept


def _same_seconds(one: SoundFound, other: SoundFound) -> bool:
    shared = min(one.clip[1], other.clip[1]) - max(one.clip[0], other.clip[0])
    return shared > 0.4 * min(one.clip[1] - one.clip[0], other.clip[1] - other.clip[0])


def without_furniture(found: Sequence[Found]) -> list[Found]:
    """The places, without footage that one recording shows again and again: idents, slates, studio walls."""
    kept = []
    for one in found:
        most = RECURRING if one.signs.moving > 0.2 or one.signs.rate == 0.0 else STANDING
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
            same = other.recording == one.recording and _same_seconds(one, other)
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
