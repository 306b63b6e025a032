"""What two places of a clip share beyond it, asked of the footage and of the index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.footage import Footage
from matching.furniture import Shared
from matching.judging import Found
from matching.lookup import Opened
from matching.recurrence import AROUND, alike_pictures, alike_sounds
from matching.search import Searched
from matching.sound_search import SoundFound
from reference.errors import MediaUnreadable
from storage.records import Span


def shared_pictures(found: Sequence[Found], archive: Sequence[Searched], footage: Footage) -> Shared:
    """By looking at the footage of both; nothing can be told where it is gone."""

    def shared(n: int, m: int) -> Span | None:
        one, other = found[n], found[m]
        files = [archive[place.hypothesis.recording] for place in (one, other)]
        moment = _middle(one.clip, other.clip)
        if one.hypothesis.rate == 0.0 or other.hypothesis.rate == 0.0:
            return None
        at = (one.at(moment), other.at(moment))
        frames = []
        for second, file in zip(at, files, strict=True):
            if file.footage is None:
                return None
            begin, end = max(0.0, second - AROUND), min(file.held.duration, second + AROUND)
            try:
                frames.append(footage.frames(file.footage, begin, end))
            except MediaUnreadable:
                return None
        edges = [(0.0, file.held.duration) for file in files]
        span = alike_pictures(frames[0], frames[1], at, (edges[0], edges[1]))
        return _in_clip(span, moment, one.hypothesis.rate)

    return shared


def shared_sounds(found: Sequence[SoundFound], opened: Sequence[Opened]) -> Shared:
    """By the index alone."""
    items = {}
    for one in opened:
        for place, number in enumerate(one.numbers):
            items[int(number)] = (one.segment, place)

    def shared(n: int, m: int) -> Span | None:
        one, other = found[n], found[m]
        moment = _middle(one.clip, other.clip)
        (segment, place), (segment_there, there) = items[one.recording], items[other.recording]
        ours, theirs = segment.sound_items(place), segment_there.sound_items(there)
        span = alike_sounds(np.asarray(ours), np.asarray(theirs), (one.at(moment), other.at(moment)))
        return _in_clip(span, moment, one.rate)

    return shared


def _middle(one: Span, other: Span) -> float:
    return (max(one[0], other[0]) + min(one[1], other[1])) / 2


def _in_clip(span: Span | None, moment: float, rate: float) -> Span | None:
    """Recording seconds around a moment as clip seconds."""
    if span is None:
        return None
    begin, end = sorted((moment + span[0] / rate, moment + span[1] / rate))
    return (begin, end)
