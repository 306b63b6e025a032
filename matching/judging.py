"""Is it the same footage? A voted place is looked at again, frame beside frame, and scored."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching import scoring
from matching.alignment import COARSE_STEP, RATE_RANGE, Aligned, Sequence, align, likeness, textured
from matching.clip import Clip
from matching.footage import Footage
from matching.geometry import Fit, boxes
from matching.patches import Grid, clip_spacing, grid, sample
from matching.pieces import moving_alike, pieces
from matching.places import Place
from matching.scoring import Signs
from matching.voting import Hypothesis
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
PLAIN = 0.8
"""Agreement of movements from which on a clip need not be looked at in pieces."""
LENIENT = 0.15
LONGEST_SHOT = 60.0
"""Seconds either way in which a standing picture is looked for."""
STANDS = 0.05
"""Likeness by which another frame of a standing picture may fall behind."""
GAIN = 0.08


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
    signs: Signs
    density: float
    """Weight of agreeing key points for each second of the clip."""
    seen: Sequence | None = None
    """The recording's grey levels on the grid, where the footage was looked at."""
    ours: Sequence | None = None
    of: Grid | None = None
    """The grid of both."""

    def at(self, second: float) -> float:
        return self.hypothesis.at(second)


def judge(
    clip: Clip, place: Place, footage: Footage, path: Path, aspect: float, duration: float
) -> list[Found]:
    """Decode the place in the recording and compare.

    Nothing where it is not the same footage; several where the clip was cut or stopped in between.

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
        return []
    reach = _reach(clip, hypothesis)
    ends = sorted(hypothesis.at(t) for t in reach)
    begin, end = max(0.0, ends[0] - MARGIN), min(duration, ends[1] + MARGIN)
    spacing = clip_spacing(of)
    pictures = [p for p in clip.pictures if reach[0] <= p.second <= reach[1]]
    if len(pictures) < 8:
        return []
    ours = Sequence(np.array([p.second for p in pictures]), sample(pictures, of.clip, spacing))
    there = spacing * abs(fit.similarity.turn)

    def seen(*, key_frames: bool) -> Sequence:
        frames = footage.frames(path, begin, end, key_frames=key_frames)
        return Sequence(np.array([f.second for f in frames]), sample(frames, of.recording, there))

    if not _glance(ours, seen(key_frames=True), of, hypothesis):
        return []
    theirs = seen(key_frames=False)
    if len(theirs.seconds) < 8 or not _resembles(ours, theirs, of, hypothesis):
        return []

    def around(low: float, high: float) -> Sequence:
        frames = footage.frames(path, max(0.0, low), min(duration, high), key_frames=True)
        return Sequence(np.array([f.second for f in frames]), sample(frames, of.recording, there))

    looked = _Looked(place, ours, theirs, of, source_box, clip_box, around)
    aligned = _best_rate(_during(ours, hypothesis.clip), theirs, of, hypothesis)
    if aligned is None:
        return []
    whole = looked.at(replace(hypothesis, rate=aligned.rate, offset=aligned.offset), aligned)
    if whole is None or min(whole.signs.motion, whole.signs.weakest + LENIENT) < PLAIN:
        parts = looked.in_pieces()
        before = whole.signs.motion if whole is not None else 0.0
        better = [p for p in parts if p.signs.motion > before + GAIN]
        if better:
            return better
    return [whole] if whole is not None else []


@dataclass(frozen=True)
class _Looked:
    """A place whose footage lies decoded beside the clip's."""

    place: Place
    ours: Sequence
    theirs: Sequence
    of: Grid
    source_box: Box
    clip_box: Box
    around: Callable[[float, float], Sequence]
    """Key frames of the recording between two of its seconds, on the same grid."""

    def at(self, exact: Hypothesis, aligned: Aligned, limit: Span | None = None) -> Found | None:
        """What is shared around an alignment.

        Args:
            limit: Clip seconds that it may not leave.
        """
        span, alike = _extent(self.ours, self.theirs, self.of, exact)
        if span is not None and limit is not None:
            span = (max(span[0], limit[0]), min(span[1], limit[1]))
        if span is None or span[1] - span[0] < SHORTEST:
            return None
        same = moving_alike(self.ours, self.theirs, self.of, exact.rate, exact.offset, span)
        if same is not None and same[1] - same[0] >= SHORTEST:
            span = same
        again = align(_during(self.ours, span), self.theirs, self.of, exact.rate, exact.offset)
        aligned = again or aligned
        exact = replace(exact, rate=aligned.rate, offset=aligned.offset, clip=span)
        fit = self.place.fit
        signs = Signs(
            points=fit.points,
            frames=fit.frames,
            seconds=span[1] - span[0],
            rate=exact.rate,
            moving=aligned.moving,
            motion=aligned.motion,
            weakest=aligned.weakest,
            whole=aligned.whole,
            rival=aligned.rival,
            likeness=alike,
            texture=textured(self.ours.values, self.of),
        )
        return Found(
            exact,
            fit,
            span,
            self.source_box,
            self.clip_box,
            score=scoring.score(signs),
            uncertain=self._shot(exact, alike) if aligned.moving < scoring.STILL else _uncertain(aligned),
            signs=signs,
            density=self.place.density,
            seen=self.theirs,
            ours=self.ours,
            of=self.of,
        )

    def _shot(self, exact: Hypothesis, alike: float) -> Span:
        """By how much the recording's side can be shifted while it shows the same standing picture."""
        begin, end = sorted(exact.at(second) for second in exact.clip)
        keys = self.around(begin - LONGEST_SHOT, end + LONGEST_SHOT)
        span = _during(self.ours, exact.clip)
        low, high = begin, end
        if len(keys.seconds):
            typical = np.repeat(np.median(span.values, axis=0)[None, :], len(keys.seconds), axis=0)
            same = likeness(typical.astype(np.float32), keys.values, self.of) > alike - STANDS
            for run in _runs_of(keys.seconds, same):
                if run[0] <= end + 1.0 and begin - 1.0 <= run[1]:
                    low, high = min(low, run[0]), max(high, run[1])
        return (min(0.0, low - begin), max(0.0, high - end))

    def in_pieces(self) -> list[Found]:
        """The same at the recording's own speed, each piece of the clip at an offset of its own."""
        plain = self.place.hypothesis.at_rate(math.copysign(1.0, self.place.hypothesis.rate))
        found = []
        for span, offset in pieces(self.ours, self.theirs, self.of, plain.rate, plain.offset):
            exact = replace(plain, offset=offset, clip=span)
            aligned = align(_during(self.ours, span), self.theirs, self.of, exact.rate, exact.offset)
            if aligned is not None:
                exact = replace(exact, rate=aligned.rate, offset=aligned.offset)
                piece = self.at(exact, aligned, limit=span)
                if piece is not None:
                    found.append(piece)
        return found


def _runs_of(seconds: NDArray[np.float64], good: NDArray[np.bool_]) -> list[Span]:
    """Stretches of neighbouring key frames that are all good."""
    runs: list[Span] = []
    last = False
    for second, fine in zip(seconds, good, strict=True):
        if fine and last:
            runs[-1] = (runs[-1][0], float(second))
        elif fine:
            runs.append((float(second), float(second)))
        last = bool(fine)
    return runs


def _during(sequence: Sequence, span: Span) -> Sequence:
    inside = (sequence.seconds >= span[0] - 0.01) & (sequence.seconds <= span[1] + 0.01)
    return Sequence(sequence.seconds[inside], sequence.values[inside])


def by_fingerprints(clip: Clip, place: Place, aspect: float, shifts: Span) -> Found:
    """What can be said where the footage is gone: the picture is the same, the second is not sure.

    Args:
        shifts: Seconds before and after in which the true place can lie as well.
    """
    hypothesis, fit = place.hypothesis, place.fit
    source_box, clip_box = boxes(fit.similarity, clip.aspect, aspect)
    signs = Signs(fit.points, fit.frames, hypothesis.clip[1] - hypothesis.clip[0], hypothesis.rate)
    return Found(
        hypothesis,
        fit,
        hypothesis.clip,
        source_box,
        clip_box,
        score=scoring.fingerprints(signs),
        uncertain=shifts,
        signs=signs,
        density=place.density,
    )


def _reach(clip: Clip, hypothesis: Hypothesis) -> Span:
    """The clip seconds that are compared: all of a short clip, the neighbourhood in a long one."""
    room = max(
        0.0, (LONGEST_WINDOW / max(1.0, abs(hypothesis.rate)) - (hypothesis.clip[1] - hypothesis.clip[0])) / 2
    )
    return (max(0.0, hypothesis.clip[0] - room), min(clip.duration, hypothesis.clip[1] + room))


def _glance(ours: Sequence, keys: Sequence, of: Grid, hypothesis: Hypothesis) -> bool:
    """Whether the recording's few key frames look like anything that the clip shows around their time."""
    low, high = hypothesis.clip
    moments = (keys.seconds - hypothesis.offset) / hypothesis.rate
    chosen = np.flatnonzero((moments >= low) & (moments <= high))
    if len(chosen) < 3:
        return True  # too few to turn anything down
    chosen = chosen[:: max(1, len(chosen) // GLANCES)]
    values = keys.values[chosen]
    each = [likeness(ours.at(moments[chosen] + lag), values, of) for lag in np.arange(-2.0, 2.01, 0.25)]
    return float(np.quantile(np.max(each, axis=0), 0.7)) > STRANGE


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


def _uncertain(aligned: Aligned) -> Span | None:
    """None where the second can be told."""
    if aligned.late - aligned.early <= SHARP:
        return None
    return (aligned.early, aligned.late)
