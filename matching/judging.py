"""Is it the same footage? A voted place is looked at again, frame beside frame, and scored."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching import scoring
from matching.alignment import COARSE_STEP, LAGS, RATE_RANGE, Aligned, Sequence, align, likeness, textured
from matching.clip import SMALL, Clip
from matching.decoding import Wanted, decode
from matching.geometry import Fit, boxes
from matching.patches import Grid, clip_spacing, grid, sample
from matching.places import Place
from matching.voting import NEAR, Hypothesis
from storage.records import Box, Span

MARGIN = 5.0
"""Seconds that are decoded before and after the place."""
LONGEST_WINDOW = 130.0
ALIKE = 0.5
"""Likeness below which two aligned frames do not show the same."""
GAP = 0.8
"""Seconds for which a match may be interrupted, by a flash or a damaged frame."""
SHORTEST = 1.5
SHARP = 0.8
"""A peak this wide or narrower, in seconds, tells the second."""
USUAL_RATES = (1.25, 0.8, 1.5, 0.5, 1.1, 0.9, 2.0)
CLEAR = 0.6
"""Agreement of movements that needs no trial of further rates."""
PREFERENCE = 0.03
GLANCES = 8
STRANGE = 0.35
"""Likeness below which a place is not worth an alignment."""
STILL = 0.2
"""Share of the clip in which something must move, else it is a still picture."""


@dataclass(frozen=True)
class Found:
    """A place that was confirmed by looking at the footage, or by fingerprints where it is gone."""

    hypothesis: Hypothesis
    fit: Fit
    clip: Span
    source_box: Box
    clip_box: Box
    score: float
    uncertain: Span | None
    """Where the time is uncertain: seconds by which the recording's side can be shifted."""
    motion: float
    likeness: float
    rival: float
    density: float
    """Weight of agreeing key points for each second of the clip."""
    seen: Sequence | None = None
    """The recording's grey levels on the grid, where the footage was looked at."""
    ours: Sequence | None = None

    def at(self, second: float) -> float:
        return self.hypothesis.at(second)


def judge(clip: Clip, place: Place, footage: Path, aspect: float, duration: float) -> Found | None:
    """Decode the place in the recording and compare; None where it is not the same footage.

    Args:
        aspect: Width over height of the recording's picture.
        duration: Seconds of the recording.

    Raises:
        MediaUnreadable: The footage cannot be decoded.
    """
    hypothesis, fit = place.hypothesis, place.fit
    source_box, clip_box = boxes(fit.similarity, clip.aspect, aspect)
    of = grid(fit.similarity, clip_box, clip.aspect, aspect)
    if of is None:
        return None
    reach = _reach(clip, hypothesis)
    ends = sorted(hypothesis.at(t) for t in reach)
    begin, end = max(0.0, ends[0] - MARGIN), min(duration, ends[1] + MARGIN)
    spacing = clip_spacing(of)
    pictures = [p for p in clip.pictures if reach[0] <= p.second <= reach[1]]
    ours = Sequence(np.array([p.second for p in pictures]), sample(pictures, of.clip, spacing))
    wanted = Wanted(width=SMALL, every=0.02, begin=begin, end=end)
    frames = list(decode(footage, wanted, seconds=60 + 4 * (end - begin)))
    if len(frames) < 8 or len(pictures) < 8:
        return None
    theirs = Sequence(
        np.array([f.second for f in frames]),
        sample(frames, of.recording, spacing * abs(fit.similarity.turn)),
    )
    if not _resembles(ours, theirs, of, hypothesis):
        return None
    core = (ours.seconds >= hypothesis.clip[0] - 0.01) & (ours.seconds <= hypothesis.clip[1] + 0.01)
    aligned = _best_rate(Sequence(ours.seconds[core], ours.values[core]), theirs, of, hypothesis)
    if aligned is None:
        return None
    exact = replace(hypothesis, rate=aligned.rate, offset=aligned.offset)
    span, alike = _extent(ours, theirs, of, exact)
    if span is None:
        return None
    again = _within(ours, theirs, of, exact, span)
    aligned = again or aligned
    exact = replace(exact, rate=aligned.rate, offset=aligned.offset, clip=span)
    uncertain = _uncertain(aligned)
    return Found(
        exact,
        fit,
        span,
        source_box,
        clip_box,
        score=_scored(aligned, alike, fit, span, textured(ours.values, of)),
        uncertain=uncertain,
        motion=aligned.motion,
        likeness=alike,
        rival=aligned.rival,
        density=place.density,
        seen=theirs,
        ours=ours,
    )


def by_fingerprints(clip: Clip, place: Place, aspect: float, shifts: Span) -> Found:
    """What can be said where the footage is gone: the picture is the same, the second is not sure.

    Args:
        shifts: Seconds by which other places that key points support as well lie before and after.
    """
    hypothesis, fit = place.hypothesis, place.fit
    source_box, clip_box = boxes(fit.similarity, clip.aspect, aspect)
    return Found(
        hypothesis,
        fit,
        hypothesis.clip,
        source_box,
        clip_box,
        score=scoring.fingerprints(fit.points, fit.frames, hypothesis.clip[1] - hypothesis.clip[0]),
        uncertain=(shifts[0] - NEAR, shifts[1] + NEAR),
        motion=0.0,
        likeness=0.0,
        rival=0.0,
        density=place.density,
    )


def _reach(clip: Clip, hypothesis: Hypothesis) -> Span:
    """The clip seconds that are compared: all of a short clip, the neighbourhood in a long one."""
    room = max(
        0.0, (LONGEST_WINDOW / max(1.0, abs(hypothesis.rate)) - (hypothesis.clip[1] - hypothesis.clip[0])) / 2
    )
    return (max(0.0, hypothesis.clip[0] - room), min(clip.duration, hypothesis.clip[1] + room))


def _resembles(ours: Sequence, theirs: Sequence, of: Grid, hypothesis: Hypothesis) -> bool:
    """A first glance: whether a few frames look alike at any lag near the voted one."""
    core = (ours.seconds >= hypothesis.clip[0]) & (ours.seconds <= hypothesis.clip[1])
    chosen = np.flatnonzero(core)[:: max(1, int(core.sum()) // GLANCES)]
    if not len(chosen):
        return False
    moments = hypothesis.rate * ours.seconds[chosen] + hypothesis.offset
    values = ours.values[chosen]
    # Every frame may have its own lag, because the rate is not yet known.
    each = [likeness(values, theirs.at(moments + lag), of) for lag in np.arange(-2.0, 2.01, 0.25)]
    return float(np.quantile(np.max(each, axis=0), 0.7)) > STRANGE


def _best_rate(ours: Sequence, theirs: Sequence, of: Grid, hypothesis: Hypothesis) -> Aligned | None:
    """The alignment at the rate at which movements agree best; an unchanged speed is preferred.

    In a shot that hardly changes, key points cannot tell one rate from another; movements can.
    """
    forward = math.copysign(1.0, hypothesis.rate)
    best: Aligned | None = None
    for rate in dict.fromkeys([forward, hypothesis.rate, *(forward * r for r in USUAL_RATES)]):
        if best is not None and rate != hypothesis.rate and _settled(best, forward):
            continue
        tried = hypothesis.at_rate(rate)
        aligned = align(ours, theirs, of, tried.rate, tried.offset, COARSE_STEP)
        if aligned is not None and (best is None or aligned.motion > best.motion + PREFERENCE):
            best = aligned
    return best


def _settled(aligned: Aligned, forward: float) -> bool:
    """Movements agree well, and at no rate that was only the nearest one tried."""
    usual = (forward * r for r in (1.0, *USUAL_RATES))
    return aligned.motion > CLEAR and min(abs(aligned.rate / r - 1.0) for r in usual) < 0.8 * RATE_RANGE


def _extent(ours: Sequence, theirs: Sequence, of: Grid, exact: Hypothesis) -> tuple[Span | None, float]:
    """The clip seconds around the voted ones that show the same, and how alike they are."""
    moments = exact.rate * ours.seconds + exact.offset
    covered = (moments >= theirs.seconds[0] - 0.1) & (moments <= theirs.seconds[-1] + 0.1)
    values = np.where(covered, likeness(ours.values, theirs.at(moments), of), -1.0)
    core = (ours.seconds >= exact.clip[0]) & (ours.seconds <= exact.clip[1]) & covered
    if not core.any():
        return None, 0.0
    level = float(np.quantile(values[core], 0.75))
    good = values > max(ALIKE, 0.65 * level)
    spans = _runs(ours.seconds, good)
    if not spans:
        return None, 0.0
    shared = [max(0.0, min(b, exact.clip[1]) - max(a, exact.clip[0])) for a, b in spans]
    best = int(np.argmax(shared))
    span = spans[best]
    if shared[best] <= 0 or span[1] - span[0] < SHORTEST:
        return None, 0.0
    inside = (ours.seconds >= span[0]) & (ours.seconds <= span[1]) & good
    return span, float(np.median(values[inside]))


def _runs(seconds: NDArray[np.float64], good: NDArray[np.bool_]) -> list[Span]:
    """Stretches of good frames with no longer interruption than :data:`GAP`."""
    times = seconds[good]
    if not len(times):
        return []
    step = float(np.median(np.diff(seconds))) if len(seconds) > 1 else 0.0
    breaks = np.flatnonzero(np.diff(times) > GAP + step)
    starts = np.concatenate([[0], breaks + 1])
    ends = np.concatenate([breaks, [len(times) - 1]])
    return [(float(times[a]), float(times[b]) + step) for a, b in zip(starts, ends, strict=True)]


def _within(ours: Sequence, theirs: Sequence, of: Grid, exact: Hypothesis, span: Span) -> Aligned | None:
    """The alignment once more, on the seconds that were found to be shared."""
    chosen = (ours.seconds >= span[0]) & (ours.seconds <= span[1])
    part = Sequence(ours.seconds[chosen], ours.values[chosen])
    return align(part, theirs, of, exact.rate, exact.offset)


def _uncertain(aligned: Aligned) -> Span | None:
    """None where the second can be told."""
    if aligned.moving < STILL:
        return (min(aligned.early, -LAGS), max(aligned.late, LAGS))
    if aligned.late - aligned.early <= SHARP:
        return None
    return (aligned.early, aligned.late)


def _scored(aligned: Aligned, alike: float, fit: Fit, span: Span, texture: float) -> float:
    if aligned.moving < STILL:
        return scoring.still(alike, fit.points, fit.frames, texture, span[1] - span[0])
    return scoring.moving(aligned.motion, alike, fit.points, span[1] - span[0])
