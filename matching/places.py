"""Which voted places deserve a look: those whose pictures lie on each other the same way throughout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.geometry import REACH, Fit, fit, near, straightened
from matching.lookup import Matches
from matching.voting import Hypothesis, hypotheses

MIN_POINTS = 8
MIN_PROPOSED = 4
MIN_FRAMES = 2
MAX_GAP = 2.6
"""Seconds of clip without an agreeing key point that do not end a place."""
HOPELESS = 0.06
"""Share of the best place's support below which a place is not looked at."""
MOST_FITS = 60
PLAIN = 0.85
"""Share of another rate's support with which an unchanged speed is believed."""


@dataclass(frozen=True)
class Place:
    hypothesis: Hypothesis
    """Its ``clip`` are the seconds in which key points agree."""
    fit: Fit

    @property
    def density(self) -> float:
        """Support for each second of the clip."""
        return self.fit.support / max(2.0, self.hypothesis.clip[1] - self.hypothesis.clip[0])


def places(matches: Matches, duration: float, lengths: Sequence[float], step: float = 1.0) -> list[Place]:
    """Places in order of support, each once.

    Args:
        duration: Seconds of the clip.
        lengths: Seconds of every recording.
        step: Seconds between indexed frames.
    """
    reach = max(REACH, 0.65 * step)
    found: list[Place] = []
    for hypothesis in _different(hypotheses(matches, duration, lengths))[:MOST_FITS]:
        agreed = _best_fit(matches, hypothesis, reach)
        if agreed is not None and agreed.fit.points >= MIN_POINTS and agreed.fit.frames >= MIN_FRAMES:
            found.append(_supported(agreed))
    found.sort(key=lambda p: -p.fit.support)
    kept: list[Place] = []
    for place in found:
        if place.fit.support < HOPELESS * found[0].fit.support:
            break
        if not any(_says_nothing_new(place, old) for old in kept):
            kept.append(place)
    return [_straightened(place, matches, reach) for place in kept]


def proposals(matches: Matches, proposed: Sequence[Hypothesis]) -> list[Place]:
    """Places that something else than votes speaks for; few key points are enough there."""
    found = []
    for one in proposed:
        both = [(replace(one, mirror=mirror), mirror) for mirror in (False, True)]
        fits = [(fit(near(matches, h), mirror), h) for h, mirror in both]
        agreed = [(f, h) for f, h in fits if f is not None and f.points >= MIN_PROPOSED]
        if agreed:
            best, hypothesis = max(agreed, key=lambda pair: pair[0].support)
            found.append(Place(hypothesis, straightened(best, near(matches, hypothesis))))
    return found


def _says_nothing_new(place: Place, old: Place) -> bool:
    # A clip that was cut or stopped in between lies roughly on a line of an odd rate, too: its parts
    # at the recording's own rate are worth a look of their own.
    plainer = abs(place.hypothesis.rate) == 1.0 and abs(abs(old.hypothesis.rate) - 1.0) > 0.06
    return not plainer and place.hypothesis.agrees(old.hypothesis) and _inside(place, old)


def _straightened(place: Place, matches: Matches, reach: float) -> Place:
    return replace(place, fit=straightened(place.fit, near(matches, place.hypothesis, reach)))


def _best_fit(matches: Matches, hypothesis: Hypothesis, reach: float) -> Place | None:
    """The fit at the voted rate, or at the recording's own where that explains nearly as much."""
    voted = fit(near(matches, hypothesis, reach), hypothesis.mirror)
    plain = hypothesis.at_rate(math.copysign(1.0, hypothesis.rate))
    agreed = fit(near(matches, plain, reach), plain.mirror) if plain.rate != hypothesis.rate else None
    if agreed is not None and (voted is None or agreed.support >= PLAIN * voted.support):
        return Place(plain, agreed)
    return None if voted is None else Place(hypothesis, voted)


def _different(voted: list[Hypothesis]) -> list[Hypothesis]:
    """Without those that say of the same seconds what one with more votes says."""
    kept: list[Hypothesis] = []
    for new in voted:
        if not any(new.clip == old.clip and new.agrees(old) for old in kept):
            kept.append(new)
    return kept


def _supported(place: Place) -> Place:
    """The place narrowed to the seconds in which key points agree, with the offset they agree on."""
    inliers, hypothesis = place.fit.inliers, place.hypothesis
    frames, first = np.unique(inliers.frame, return_index=True)
    seconds = inliers.clip_second[first]
    weight = np.array([inliers.weight[inliers.frame == frame].sum() for frame in frames])
    order = np.argsort(seconds)
    seconds, weight = seconds[order], weight[order]
    strong = seconds[weight > 0.1 * np.median(weight)]
    breaks = np.flatnonzero(np.diff(strong) > MAX_GAP)
    starts, ends = np.concatenate([[0], breaks + 1]), np.concatenate([breaks, [len(strong) - 1]])
    load = [
        weight[(seconds >= strong[a]) & (seconds <= strong[b])].sum()
        for a, b in zip(starts, ends, strict=True)
    ]
    best = int(np.argmax(load))
    begin, end = float(strong[starts[best]]), float(strong[ends[best]])
    used = (inliers.clip_second >= begin) & (inliers.clip_second <= end)
    misses = inliers.recording_second[used] - hypothesis.rate * inliers.clip_second[used]
    offset = float(np.average(misses, weights=inliers.weight[used]))
    if end - begin < 2.0:
        begin, end = max(hypothesis.clip[0], begin - 1.0), min(hypothesis.clip[1], end + 1.0)
    return replace(place, hypothesis=replace(hypothesis, offset=offset, clip=(begin, end)))


def _inside(place: Place, other: Place) -> bool:
    begin, end = place.hypothesis.clip
    shared = min(end, other.hypothesis.clip[1]) - max(begin, other.hypothesis.clip[0])
    return shared > 0.6 * (end - begin)
