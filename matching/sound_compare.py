"""Is it the recording's sound? The clip's sound held against the seconds that its picture is from."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching.sound_prints import FRAME, HOP, RATE, UNTOLD, Heard, Samples, heard
from matching.sound_search import FINE, differences
from storage.records import Span

SAME = 0.35
OTHER = 0.41
"""Shares of differing bits up to which it is the same sound, and from which it is another."""
WINDOW = 2.0
_FAR = 0.3
"""Seconds by which picture and sound may be out of step."""
_TOLD = 5


class SoundState(StrEnum):
    """The clip's sound beside the recording's at the seconds that the picture shows."""

    SAME = "same"
    REPLACED = "replaced"
    CLIP_SILENT = "clip_silent"
    RECORDING_SILENT = "recording_silent"
    UNSURE = "unsure"


@dataclass(frozen=True)
class SoundComparison:
    differing: float | None
    """Share of bits that differ over all seconds that tell anything; None where none does."""
    spans: tuple[tuple[Span, SoundState], ...]
    """Clip seconds and their state, in order."""


def compare_sound(
    samples: Samples, theirs: NDArray[np.uint32], span: Span, rate: float, offset: float
) -> SoundComparison:
    """Compare clip seconds ``span`` with the recording's items at ``rate`` and ``offset``."""
    if abs(rate) < 0.3:
        return SoundComparison(None, ())
    duration = len(samples) / RATE
    turned = samples if rate > 0 else np.ascontiguousarray(samples[::-1])
    speed = abs(rate)
    start = offset if rate > 0 else offset + rate * duration
    inside = span if rate > 0 else (duration - span[1], duration - span[0])
    best: tuple[float, Heard, NDArray[np.float64], NDArray[np.bool_]] | None = None
    for pitched in (False, True) if abs(speed - 1.0) > 0.02 else (False,):
        ours = heard(turned, speed, pitched=pitched, fine=FINE)
        seconds = ours.seconds()
        within = (seconds >= inside[0]) & (seconds <= inside[1])
        for shift in np.arange(-_FAR, _FAR + 1e-9, HOP / FINE):
            differing, told = differences(ours, theirs, speed, start + float(shift))
            told &= within
            mean = float(differing[told].mean()) if told.sum() >= _TOLD else 1.0
            if best is None or mean < best[0]:
                best = (mean, ours, differing, told)
    if best is None:
        return SoundComparison(None, ())
    mean, ours, differing, told = best
    spans = _spans(ours, theirs, differing, told, inside, speed, start)
    if rate < 0:
        spans = [((duration - b, duration - a), state) for (a, b), state in reversed(spans)]
    return SoundComparison(mean if told.sum() >= _TOLD else None, tuple(spans))


def _spans(
    ours: Heard,
    theirs: NDArray[np.uint32],
    differing: NDArray[np.float64],
    told: NDArray[np.bool_],
    inside: Span,
    rate: float,
    offset: float,
) -> list[tuple[Span, SoundState]]:
    seconds = ours.seconds()
    index = np.round((rate * seconds + offset - FRAME / 2) / HOP).astype(np.int64)
    held = (index >= 0) & (index < len(theirs))
    there = np.zeros(len(seconds), bool)
    there[held] = theirs[index[held]] != UNTOLD
    spans: list[tuple[Span, SoundState]] = []
    pieces = max(1, round((inside[1] - inside[0]) / WINDOW))
    edges = np.linspace(inside[0], inside[1], pieces + 1)
    for begin, end in itertools.pairwise(edges):
        here = (seconds >= begin) & (seconds < end)
        state = _state(ours, there, differing, told, here, held)
        if spans and spans[-1][1] is state:
            spans[-1] = ((spans[-1][0][0], float(end)), state)
        else:
            spans.append(((float(begin), float(end)), state))
    return spans


def _state(
    ours: Heard,
    there: NDArray[np.bool_],
    differing: NDArray[np.float64],
    told: NDArray[np.bool_],
    here: NDArray[np.bool_],
    held: NDArray[np.bool_],
) -> SoundState:
    if not here.any() or not held[here].any():
        return SoundState.UNSURE
    audible, audible_there = ours.audible[here].mean(), there[here].mean()
    if audible < 0.1 and audible_there > 0.5:
        return SoundState.CLIP_SILENT
    if audible > 0.5 and audible_there < 0.1:
        return SoundState.RECORDING_SILENT
    chosen = told & here
    if chosen.sum() < _TOLD:
        return SoundState.UNSURE
    mean = float(differing[chosen].mean())
    if mean <= SAME:
        return SoundState.SAME
    return SoundState.REPLACED if mean >= OTHER else SoundState.UNSURE
