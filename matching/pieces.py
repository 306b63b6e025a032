"""A clip that was cut, stopped or repeated in between: which of its seconds lie at which offset.

Short windows of the clip are each slid along the recording; the cheapest way through all of them, in which
every jump of the offset has a price, gives the pieces (dynamic programming as in Viterbi, 1967).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.alignment import LAGS, Sequence, likeness, window_curve
from matching.patches import Grid
from storage.records import Span

WINDOW = 1.6
HOP = 0.8
STEP = 0.12
JUMP = 0.9
"""Agreement of one whole window that a jump must gain."""
SAME = 0.3
"""Seconds by which the offset may drift within a piece."""
SHORTEST = 1.2
ALIKE = 0.3
"""Agreement below which a window's movements are not the same."""
QUIET = 0.5
"""How much must move in a window before its agreement counts."""


def pieces(
    ours: Sequence, theirs: Sequence, of: Grid, rate: float, offset: float
) -> list[tuple[Span, float]]:
    """Clip seconds and the offset at which they agree, in order; empty where there are too few frames."""
    windows = _windows(ours.seconds)
    if not windows:
        return []
    shifts = np.arange(-LAGS, LAGS + STEP / 2, STEP)
    agreement, telling = [], []
    for window in windows:
        curve, energy = window_curve(ours, theirs, of, window, rate, offset, shifts)
        agreement.append(curve)
        telling.append(energy)
    way = _cheapest(np.stack(agreement), np.array(telling))
    centres = np.array([ours.seconds[w].mean() for w in windows])
    lags = shifts[way]
    breaks = np.flatnonzero(np.abs(np.diff(lags)) > SAME)
    firsts, lasts = np.concatenate([[0], breaks + 1]), np.concatenate([breaks, [len(lags) - 1]])
    found = [(offset + float(np.median(lags[a : b + 1]))) for a, b in zip(firsts, lasts, strict=True)]
    edges = [
        _edge(ours, theirs, of, rate, found[n], found[n + 1], float(centres[b] + centres[b + 1]) / 2)
        for n, b in enumerate(breaks)
    ]
    begins = [float(ours.seconds[0]), *edges]
    ends = [*edges, float(ours.seconds[-1])]
    return [((a, b), place) for a, b, place in zip(begins, ends, found, strict=True) if b - a >= SHORTEST]


def moving_alike(
    ours: Sequence, theirs: Sequence, of: Grid, rate: float, offset: float, span: Span
) -> Span | None:
    """The part of clip seconds ``span`` in which what moves agrees; None where nothing in it does.

    Pictures of a scene that hardly changes are alike at any time: only movements say where a cut ends.
    """
    windows = [w for w in _windows(ours.seconds) if span[0] <= ours.seconds[w].mean() <= span[1]]
    if len(windows) < 2:
        return span
    nowhere = np.zeros(1)
    fine = []
    for window in windows:
        curve, telling = window_curve(ours, theirs, of, window, rate, offset, nowhere)
        fine.append(bool(curve[0] >= ALIKE or telling < QUIET))
    runs: list[tuple[int, int]] = []
    for number, good in enumerate(fine):
        if good and runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        elif good:
            runs.append((number, number))
    if not runs:
        return None
    first, last = max(runs, key=lambda run: run[1] - run[0])
    begin = span[0] if first == 0 else float(ours.seconds[windows[first]].mean()) - HOP / 2
    end = span[1] if last == len(windows) - 1 else float(ours.seconds[windows[last]].mean()) + HOP / 2
    return (max(span[0], begin), min(span[1], end))


def _windows(seconds: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    if len(seconds) < 12:
        return []
    begins = np.arange(seconds[0], max(seconds[0] + 0.01, seconds[-1] - WINDOW + HOP / 2), HOP)
    windows = [np.flatnonzero((seconds >= b) & (seconds <= b + WINDOW)) for b in begins]
    return [window for window in windows if len(window) >= 6]


def _cheapest(agreement: NDArray[np.float64], telling: NDArray[np.float64]) -> NDArray[np.intp]:
    """The lag of every window; ``agreement`` is (windows, lags), ``telling`` how much each one says."""
    gains = agreement * telling[:, None]
    count, lags = gains.shape
    best = gains[0].copy()
    came = np.zeros((count, lags), np.intp)
    drift = max(1, round(SAME / STEP / 2))
    for number in range(1, count):
        stay, source = best.copy(), np.arange(lags)
        for shift in range(-drift, drift + 1):
            moved = np.full(lags, -np.inf)
            if shift >= 0:
                moved[shift:] = best[: lags - shift]
            else:
                moved[:shift] = best[-shift:]
            better = moved > stay + 1e-9
            stay = np.where(better, moved, stay)
            source = np.where(better, np.arange(lags) - shift, source)
        top = int(best.argmax())
        jumped = best[top] - JUMP > stay
        came[number] = np.where(jumped, top, source)
        best = np.where(jumped, best[top] - JUMP, stay) + gains[number]
    way = np.zeros(count, np.intp)
    way[-1] = int(best.argmax())
    for number in range(count - 1, 0, -1):
        way[number - 1] = came[number, way[number]]
    return way


def _edge(
    ours: Sequence, theirs: Sequence, of: Grid, rate: float, before: float, after: float, roughly: float
) -> float:
    """The clip second at which one offset gives way to the other, by the likeness of single frames."""
    near = np.flatnonzero(np.abs(ours.seconds - roughly) <= 2 * HOP)
    if len(near) < 2:
        return roughly
    seconds, values = ours.seconds[near], ours.values[near]
    one = likeness(values, theirs.at(rate * seconds + before), of)
    two = likeness(values, theirs.at(rate * seconds + after), of)
    gain = np.concatenate([[0.0], np.cumsum(one)]) + np.concatenate([np.cumsum(two[::-1])[::-1], [0.0]])
    cut = int(gain.argmax())
    return float(seconds[min(cut, len(seconds) - 1)])
