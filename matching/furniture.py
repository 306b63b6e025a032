"""What stations show and play again and again: idents, jingles, slates, studio walls. It proves nothing.

It is told from footage that aired several times by how it recurs: often within the hour, or each time with
the same edges a few seconds apart. What is set aside for that is not a match, and is still reported as seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matching import scoring
from matching.joined import in_step, same_seconds
from matching.judging import Found
from matching.sound_search import SoundFound
from storage.records import Span

OFTEN = 3
"""Showings within an hour of one recording from which on anything is furniture."""
STANDING = 2
"""The same for a picture in which nothing moves."""
HOUR = 3600.0
APART = 20.0
"""Seconds between two showings."""
STILL_APART = 120.0
"""The same of a single picture: one long shot of a fixed camera looks the same all along."""
IDENT = 6.0
"""Seconds up to which something that one recording shows twice, with the same edges, is furniture."""
BED = 10.0
"""The same of what is shown three times and with the same edges, wherever that is."""
MANY = 5
"""Showings from which on such a sound speaks for its picture, too: footage of that sort airs less often."""
SAME_EDGE = 0.5
SLACK = 0.7
"""Seconds by which a match may exceed what two showings share."""

Shared = Callable[[int, int], Span | None]
"""Clip seconds for which two places, by their numbers, are the same showing; None where that has no end or
cannot be told."""


def furniture(found: Sequence[Found], shared: Shared, heard: Sequence[SoundFound], beds: Beds) -> list[bool]:
    """Of each place, whether it shows only what recurs.

    Args:
        heard: The places of the clip's sound, with what is known of them as ``beds``.
    """
    where = [(f.hypothesis.recording, _middle(f)) for f in found]
    result = []
    for n, one in enumerate(found):
        overlapping = [m for m, other in enumerate(found) if m != n and _overlaps(one, other)]
        moves = one.signs.moving >= scoring.STILL or one.signs.rate == 0.0
        apart = APART if one.signs.rate != 0.0 else STILL_APART
        often = _often(where, n, overlapping, apart) >= (OFTEN if moves else STANDING)
        alike = _alike(one.clip, where, n, overlapping, shared)
        bed = any(in_step(one, sound) and beds.showings[m] >= MANY for m, sound in enumerate(heard))
        result.append(often or alike.twice or bed or (not moves and alike.showings >= OFTEN))
    return result


@dataclass(frozen=True)
class Beds:
    """Of each place of the clip's sound: how often it recurs."""

    showings: tuple[int, ...]
    """Places that begin and end alike, it among them."""
    recurs: tuple[bool, ...]
    """Whether that, or how often its recording plays it, makes it a jingle or a bed of music."""


def beds(sounds: Sequence[SoundFound], shared: Shared) -> Beds:
    """What of the clip's sound recurs."""
    where = [(s.recording, s.at(sum(s.clip) / 2)) for s in sounds]
    showings, recurs = [], []
    for n, one in enumerate(sounds):
        same = [m for m, other in enumerate(sounds) if m != n and same_seconds(one, other)]
        alike = _alike(one.clip, where, n, same, shared)
        showings.append(alike.showings)
        recurs.append(_often(where, n, same) >= OFTEN or alike.twice or alike.showings >= OFTEN)
    return Beds(tuple(showings), tuple(recurs))


def sound_furniture(sounds: Sequence[SoundFound], pictures: Sequence[Found], found: Beds) -> list[bool]:
    """Of each place of sound, whether it plays only what recurs, and no picture of the clip stands for it."""
    return [
        found.recurs[n] and not any(in_step(picture, one) for picture in pictures)
        for n, one in enumerate(sounds)
    ]


def _often(where: Sequence[tuple[int, float]], n: int, others: Sequence[int], apart: float = APART) -> int:
    """Showings of place ``n`` in its recording, within the hour around it."""
    recording, moment = where[n]
    times = [moment]
    for other, at in (where[m] for m in others):
        near = other == recording and abs(at - moment) < HOUR
        if near and all(abs(at - t) > apart for t in times):
            times.append(at)
    return len(times)


@dataclass(frozen=True)
class _Alike:
    """How often something short begins and ends alike."""

    twice: bool
    """In one recording, and it is as short as an ident."""
    showings: int
    """Wherever that is, this one among them."""


def _alike(
    clip: Span, where: Sequence[tuple[int, float]], n: int, others: Sequence[int], shared: Shared
) -> _Alike:
    if clip[1] - clip[0] > BED + 2 * SLACK:
        return _Alike(twice=False, showings=1)
    recording, moment = where[n]
    spans: list[Span] = []
    twice = False
    for m in others:
        here = where[m][0] == recording
        if here and abs(where[m][1] - moment) <= APART:
            continue
        span = shared(n, m)
        if span is None or span[0] > clip[0] + SLACK or span[1] < clip[1] - SLACK:
            continue
        twice = twice or (here and span[1] - span[0] <= IDENT)
        if span[1] - span[0] <= BED:
            spans.append(span)
    same = (sum(abs(a[0] - b[0]) < SAME_EDGE and abs(a[1] - b[1]) < SAME_EDGE for b in spans) for a in spans)
    return _Alike(twice, 1 + max(same, default=0))


def _middle(found: Found) -> float:
    return found.at(float(np.mean(found.clip)))


def _overlaps(one: Found, other: Found) -> bool:
    shared = min(one.clip[1], other.clip[1]) - max(one.clip[0], other.clip[0])
    return shared >= 0.4 * min(one.clip[1] - one.clip[0], other.clip[1] - other.clip[0])
