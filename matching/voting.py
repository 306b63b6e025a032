"""Where in which recording: votes over rate and offset, of the whole clip and of its parts.

The temporal Hough transform as used for video copy detection (M. Douze, H. Jegou and C. Schmid, "An
image-based approach to video copy detection with spatio-temporal post-filtering", IEEE Trans.
Multimedia 2010), with the rate as a second axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.lookup import Matches
from storage.records import Span

RATES = (0.5, 0.6, 2 / 3, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 4 / 3, 1.5, 1.75, 2.0)
BACKWARDS = (-0.5, -0.8, -1.0, -1.25, -1.5, -2.0)
PART_RATES = (0.8, 1.0, 1.25, -1.0)
"""A part is too short to tell nearer rates apart."""
PART = 6.0
"""Seconds of a part; parts overlap by half."""
STEP = 0.5
"""Seconds between offsets that are voted on; a vote counts for the two nearest."""
NEAR = 3.0
"""Of two peaks nearer than this only the higher is kept."""
WINDOW = 10.0
"""Seconds of recording that are weighed as one before the votes are counted."""
MOST_WINDOWS = 400
"""Windows that are voted on; an archive of hours holds hundreds of thousands."""
_GAP = 600.0


@dataclass(frozen=True)
class Hypothesis:
    """Clip second ``t`` of ``clip`` shows recording second ``rate * t + offset``."""

    recording: int
    mirror: bool
    rate: float
    offset: float
    clip: Span
    votes: float

    def at(self, second: float) -> float:
        return self.rate * second + self.offset

    def at_rate(self, rate: float) -> Hypothesis:
        """The same place at the middle of its clip seconds, at another rate."""
        middle = (self.clip[0] + self.clip[1]) / 2
        return replace(self, rate=rate, offset=self.at(middle) - rate * middle)

    def agrees(self, other: Hypothesis) -> bool:
        """Whether both say the same of the seconds that they share."""
        if (self.recording, self.mirror) != (other.recording, other.mirror):
            return False
        begin, end = max(self.clip[0], other.clip[0]), min(self.clip[1], other.clip[1])
        if end <= begin:
            return False
        return all(abs(self.at(t) - other.at(t)) < NEAR for t in (begin, (begin + end) / 2, end))


@dataclass(frozen=True)
class _Pairs:
    """Frames of the clip beside frames of the archive, with the strength of what they share."""

    mirror: NDArray[np.bool_]
    clip_second: NDArray[np.float64]
    place: NDArray[np.float64]
    """Seconds on one axis on which all recordings lie one after the other."""
    strength: NDArray[np.float64]


def hypotheses(
    matches: Matches, duration: float, lengths: Sequence[float], each: int = 5
) -> list[Hypothesis]:
    """The places with most votes, best first: ``each`` of the whole clip and of every part of it.

    Args:
        lengths: Seconds of every recording.
    """
    if not len(matches):
        return []
    bases = np.cumsum([_GAP, *(length + _GAP for length in lengths)])[:-1]
    pairs = _promising(_pairs(matches, bases), duration)
    found = _peaks(pairs, (0.0, duration), (*RATES, *BACKWARDS), bases, lengths, each)
    if duration > 1.5 * PART:
        for begin in np.arange(0.0, duration - PART / 2, PART / 2):
            span = (float(begin), float(min(duration, begin + PART)))
            found += _peaks(pairs, span, PART_RATES, bases, lengths, each)
    return sorted(found, key=lambda h: -h.votes)


def _pairs(matches: Matches, bases: NDArray[np.float64]) -> _Pairs:
    place = matches.recording_second + bases[matches.recording]
    fine = np.round(place * 1000).astype(np.int64)
    key = (fine * 2 + matches.mirror) * (int(matches.frame.max()) + 1) + matches.frame
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    total = np.bincount(inverse, weights=matches.weight)
    return _Pairs(matches.mirror[first], matches.clip_second[first], place[first], np.sqrt(total))


def _promising(pairs: _Pairs, duration: float) -> _Pairs:
    """The pairs in and around the windows in which most strength comes together."""
    window = (pairs.place / WINDOW).astype(np.int64)
    numbers, where = np.unique(window, return_inverse=True)
    if len(numbers) <= MOST_WINDOWS:
        return pairs
    strength = np.bincount(where, weights=pairs.strength)
    best = numbers[np.argsort(-strength, kind="stable")[:MOST_WINDOWS]]
    reach = int(np.ceil(2 * duration / WINDOW)) + 1
    around = np.unique(best[:, None] + np.arange(-reach, reach + 1)[None, :])
    chosen = np.isin(window, around)
    return _Pairs(
        pairs.mirror[chosen], pairs.clip_second[chosen], pairs.place[chosen], pairs.strength[chosen]
    )


def _peaks(
    pairs: _Pairs,
    span: Span,
    rates: Sequence[float],
    bases: NDArray[np.float64],
    lengths: Sequence[float],
    each: int,
) -> list[Hypothesis]:
    inside = (pairs.clip_second >= span[0]) & (pairs.clip_second <= span[1])
    candidates: list[tuple[float, float, float, bool]] = []
    for mirror in (False, True):
        chosen = inside & (pairs.mirror == mirror)
        second, place, strength = (
            values[chosen] for values in (pairs.clip_second, pairs.place, pairs.strength)
        )
        if not len(second):
            continue
        for rate in rates:
            bins = np.floor((place - rate * second) / STEP).astype(np.int64)
            # A vote counts for the bin it lies in and for the one before, which reaches half into it.
            used, where = np.unique(np.concatenate([bins, bins - 1]), return_inverse=True)
            tally = np.bincount(where, weights=np.tile(strength, 2))
            top = np.argsort(-tally, kind="stable")[: 4 * each]
            candidates += [(float(tally[b]), rate, float((used[b] + 1) * STEP), mirror) for b in top]
    candidates.sort(key=lambda c: (-c[0], abs(c[1] - 1.0)))
    middle = (span[0] + span[1]) / 2
    kept: list[Hypothesis] = []
    for votes, rate, offset, mirror in candidates:
        recording = int(np.searchsorted(bases, rate * middle + offset + _GAP / 2)) - 1
        local = offset - float(bases[max(0, recording)])
        if recording < 0 or not -1.0 <= rate * middle + local <= lengths[recording] + 1.0:
            continue
        new = Hypothesis(recording, mirror, rate, local, span, votes)
        near = (
            old.recording == recording
            and old.mirror == mirror
            and abs(old.at(middle) - new.at(middle)) < NEAR
            for old in kept
        )
        if not any(near):
            kept.append(new)
            if len(kept) == each:
                break
    return kept
