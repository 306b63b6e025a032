"""Picture and sound were found apart; what each says of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
        rivals = [s for s in seen if s is not sound and same_seconds(s, sound)]
        if sound in seen or not rivals:
            supporters = [p.score for p in pictures if in_step(p, sound)]
            doubt = (1 - sound.score) * (1 - max(supporters, default=0.0))
            kept.append(replace(sound, score=1 - doubt))
    return kept


def same_seconds(one: SoundFound, other: SoundFound) -> bool:
    shared = min(one.clip[1], other.clip[1]) - max(one.clip[0], other.clip[0])
    return shared > 0.4 * min(one.clip[1] - one.clip[0], other.clip[1] - other.clip[0])
