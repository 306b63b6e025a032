"""When exactly: what moves in the clip is slid along what moves in the recording.

Both sequences lose their mean over time first, so that a fixed camera's unmoving scene, a bug and a
caption say nothing, and only what happens in the picture decides. Measured block by block; the
worst third is left out, because overlays cover some of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.features import Floats
from matching.patches import Grid

WINDOW = 4.0
"""Seconds of clip that are slid as one piece."""
LAGS = 4.0
"""Seconds by which the voted offset may be wrong either way."""
LAG_STEP = 0.04
COARSE_STEP = 0.12
LEFT_OUT = 0.35
"""Share of the moving area that may be covered."""
NOISE = 2.0
"""Grey levels of change that coding alone can make."""
RATE_RANGE = 0.05


@dataclass(frozen=True)
class Sequence:
    """Grey levels (frames, points) of one grid and the second of every frame, rising."""

    seconds: NDArray[np.float64]
    values: Floats

    def at(self, seconds: NDArray[np.float64]) -> Floats:
        """The frame nearest to each of ``seconds``."""
        right = np.clip(np.searchsorted(self.seconds, seconds), 1, len(self.seconds) - 1)
        left = right - 1
        later = np.abs(self.seconds[right] - seconds) < np.abs(self.seconds[left] - seconds)
        chosen: Floats = self.values[np.where(later, right, left)]
        return chosen


@dataclass(frozen=True)
class Aligned:
    """Clip second t shows recording second ``rate * t + offset``."""

    rate: float
    offset: float
    motion: float
    """How well movements agree, -1 to 1, the mean over the windows in which something moves."""
    weakest: float
    """The same of the worst quarter of those windows: a wrong place agrees here and there only."""
    whole: float
    """The same as ``motion`` with no part of the picture left out."""
    rival: float
    """The same as ``motion`` at the best lag more than 0.6 s away."""
    early: float
    late: float
    """Recording seconds by which the offset could be shifted and still agree nearly as well."""
    moving: float
    """Share of the windows in which enough moves to tell the time."""


def align(
    clip: Sequence, recording: Sequence, of: Grid, rate: float, offset: float, step: float = LAG_STEP
) -> Aligned | None:
    """Refine rate and offset; None where the two do not share a second.

    Args:
        step: Seconds between the lags that are tried.
    """
    windows = _windows(clip.seconds)
    if not windows or len(recording.seconds) < 2:
        return None
    shifts = np.arange(-LAGS, LAGS + step / 2, step)
    blocks = _membership(of)
    curves = np.stack([_curve(clip, recording, blocks, window, rate, offset, shifts) for window in windows])
    agreement, energy = curves[:, :, 0], curves[:, :, 1]
    telling = np.minimum(1.0, energy.max(axis=1) / (2 * NOISE))
    weights = telling / telling.sum() if telling.sum() > 0 else np.full(len(windows), 1 / len(windows))
    centres = np.array([clip.seconds[window].mean() for window in windows])
    change, shift, total = _slope(agreement, weights, centres, shifts, rate)
    pivot = float((weights * centres).sum())
    peak = float(total.max())
    lags = shift + change * (centres - pivot)
    lag = shifts[int(total.argmax())]
    away = np.abs(shifts - lag) > 0.6
    close = shifts[total > peak - max(0.03, 0.08 * peak)]
    return Aligned(
        rate=rate + change,
        offset=offset + shift - change * pivot,
        motion=peak,
        weakest=_weakest(agreement, telling, shifts, lags),
        whole=_whole(clip, recording, windows, rate, offset, lags, telling),
        rival=float(total[away].max()) if away.any() else -1.0,
        early=float(close.min() - lag),
        late=float(close.max() - lag),
        moving=float((telling > 0.5).mean()),
    )


def _weakest(
    agreement: Floats, telling: NDArray[np.float64], shifts: NDArray[np.float64], lags: NDArray[np.float64]
) -> float:
    """Agreement at each window's own lag: the lower quartile of the windows in which something moves."""
    values = [
        float(np.interp(lag, shifts, curve))
        for lag, curve, much in zip(lags, agreement, telling, strict=True)
        if much > 0.5
    ]
    return float(np.quantile(values, 0.25)) if values else -1.0


def window_curve(
    clip: Sequence,
    recording: Sequence,
    of: Grid,
    window: NDArray[np.intp],
    rate: float,
    offset: float,
    shifts: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float]:
    """Agreement of one window of the clip at every shift, and how much moves in it, 0 to 1."""
    curve = _curve(clip, recording, _membership(of), window, rate, offset, shifts)
    return curve[:, 0].astype(np.float64), min(1.0, float(curve[:, 1].max()) / (2 * NOISE))


def _whole(
    clip: Sequence,
    recording: Sequence,
    windows: list[NDArray[np.intp]],
    rate: float,
    offset: float,
    lags: NDArray[np.float64],
    telling: NDArray[np.float64],
) -> float:
    """Agreement of all that moves, the foreground as much as the rest, at each window's own lag."""
    values, weights = [], []
    for window, lag, much in zip(windows, lags, telling, strict=True):
        ours = _moving(clip.values[window])
        theirs = _moving(recording.at(rate * clip.seconds[window] + offset + lag))
        noise = ours.size * NOISE / 2
        values.append(float((ours * theirs).sum() / (np.sqrt((ours**2).sum() * (theirs**2).sum()) + noise)))
        weights.append(float(much))
    return float(np.average(values, weights=weights)) if sum(weights) > 0 else -1.0


def _moving(values: Floats) -> Floats:
    """What changes over time, with the brightness of the whole picture taken out of every frame."""
    level = values - values.mean(axis=1, keepdims=True)
    changed: Floats = level - level.mean(axis=0)
    return changed


def _windows(seconds: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    if len(seconds) < 8:
        return []
    span = seconds[-1] - seconds[0]
    pieces = int(np.clip(round(span / WINDOW), 1, 16))
    return [part for part in np.array_split(np.arange(len(seconds)), pieces) if len(part) >= 6]


def _membership(of: Grid) -> Floats:
    member = np.zeros((len(of.block), of.blocks), np.float32)
    member[np.arange(len(of.block)), of.block] = 1.0
    return member[:, member.sum(axis=0) >= 12]


def _curve(
    clip: Sequence,
    recording: Sequence,
    blocks: Floats,
    window: NDArray[np.intp],
    rate: float,
    offset: float,
    shifts: NDArray[np.float64],
) -> Floats:
    """Agreement and energy (lags, 2) of one window."""
    ours = _moving(clip.values[window])
    size = blocks.sum(axis=0) * len(window)
    our_energy = (ours**2).sum(axis=0) @ blocks
    expected = rate * clip.seconds[window] + offset
    low, high = recording.seconds[0] - 0.2, recording.seconds[-1] + 0.2
    result = np.zeros((len(shifts), 2), np.float32)
    result[:, 0] = -1.0
    for number, shift in enumerate(shifts):
        moments = expected + shift
        if moments.min() < low or moments.max() > high:
            continue
        theirs = _moving(recording.at(moments))
        their_energy = (theirs**2).sum(axis=0) @ blocks
        shared = (ours * theirs).sum(axis=0) @ blocks
        both = np.sqrt(our_energy * their_energy)
        agreement = shared / (both + size * NOISE / 2)
        moved = np.sqrt(np.maximum(our_energy, their_energy) / size)
        result[number] = _trimmed(agreement, np.minimum(moved, 12.0)), float(np.sort(moved)[-3:].mean())
    return result


def _trimmed(values: Floats, weights: Floats, left_out: float = LEFT_OUT) -> float:
    """Weighted mean without the worst share of the weight."""
    order = np.argsort(-values)
    values, weights = values[order], weights[order]
    total = float(weights.sum())
    if total <= 0:
        return 0.0
    before = np.cumsum(weights) - weights
    kept = np.clip((1 - left_out) * total - before, 0.0, weights)
    return float((kept * values).sum() / max(1e-9, kept.sum()))


def _slope(
    agreement: Floats,
    weights: NDArray[np.float64],
    centres: NDArray[np.float64],
    shifts: NDArray[np.float64],
    rate: float,
) -> tuple[float, float, Floats]:
    """Change of rate and shift at the windows' middle at which all windows agree best together."""
    pivot = float((weights * centres).sum())
    changes = np.arange(-RATE_RANGE, RATE_RANGE + 1e-9, 0.0025) * abs(rate)
    if len(centres) < 2:
        changes = np.zeros(1)
    # The usual rates are tried exactly, and believed where another fits hardly better.
    usual = np.array([r - rate for r in (1.0, -1.0) if abs(r - rate) <= RATE_RANGE * abs(rate) + 1e-9])
    best: tuple[float, float, Floats] | None = None
    for change in np.concatenate([usual, changes]):
        total = np.zeros(len(shifts), np.float32)
        for weight, centre, curve in zip(weights, centres, agreement, strict=True):
            total += weight * np.interp(shifts + change * (centre - pivot), shifts, curve, -1.0, -1.0)
        margin = 0.01 if best is not None and any(abs(best[0] - u) < 1e-12 for u in usual) else 0.0
        if best is None or total.max() > best[2].max() + margin:
            best = (float(change), float(shifts[int(total.argmax())]), total)
    assert best is not None
    return best[0], _peak(shifts, best[2]), best[2]


def _peak(shifts: NDArray[np.float64], curve: Floats) -> float:
    """The top of a parabola through the highest value and its neighbours."""
    top = int(curve.argmax())
    if not 0 < top < len(curve) - 1:
        return float(shifts[top])
    before, at, after = (float(v) for v in curve[top - 1 : top + 2])
    bend = before - 2 * at + after
    step = float(shifts[1] - shifts[0])
    return float(shifts[top] + (0.5 * (before - after) / bend * step if bend < -1e-9 else 0.0))


def likeness(ours: Floats, theirs: Floats, of: Grid, left_out: float = LEFT_OUT) -> NDArray[np.float64]:
    """How alike the pictures of two aligned sequences are, frame by frame, -1 to 1.

    Correlation inside every block with texture, without the worst of the blocks.

    Args:
        left_out: Share of the texture that may be covered.
    """
    blocks = _membership(of)
    size = blocks.sum(axis=0)
    result = np.zeros(len(ours))
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        mean_one, mean_other = (one @ blocks) / size, (other @ blocks) / size
        spread_one = np.maximum((one**2) @ blocks / size - mean_one**2, 0.0)
        spread_other = np.maximum((other**2) @ blocks / size - mean_other**2, 0.0)
        shared = (one * other) @ blocks / size - mean_one * mean_other
        agreement = shared / (np.sqrt(spread_one * spread_other) + NOISE)
        weight = np.minimum(np.sqrt(np.maximum(spread_one, spread_other)), 20.0)
        result[number] = _trimmed(agreement, weight, left_out)
    return result


def textured(values: Floats, of: Grid) -> float:
    """Share of the blocks that hold texture, in the typical frame."""
    blocks = _membership(of)
    size = blocks.sum(axis=0)
    typical = np.median(values, axis=0)
    spread = np.sqrt(np.maximum((typical**2) @ blocks / size - ((typical @ blocks) / size) ** 2, 0.0))
    return float((spread > 3 * NOISE).mean())
