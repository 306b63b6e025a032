"""How the colours of a clip came from its source's: grey, contrast, brightness, saturation, tint.

Fitted on what most pixels of the aligned frames do, so that an overlay does not count. Luminance and
colour differences are those of ITU-R BT.601, 0 to 255 and around 128.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.edit_frames import Colours, Pair, Plane
from storage.records.links import ColourChange

CONTRAST, BRIGHTNESS, SATURATION, TINT = 0.1, 10.0, 0.2, 6.0
"""Changes that coding and conversion do not make by themselves; less is not called a change."""
_COLOURFUL = 8.0
"""Levels from grey from which a pixel of the recording has colour to lose."""
_ENOUGH = 0.01
"""Share of such pixels from which something can be said of it."""
_GREY = 4.0
_MOST = 40_000
_RIDGE = 1e-3

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class ColourFit:
    change: ColourChange
    weights: Numbers
    """(3, features): luminance, Cr and Cb of the clip from :func:`_features` of the recording."""

    def expected(self, theirs: Colours) -> Plane:
        """The recording's picture (height, width, 3) with the clip's colours: luminance, Cr, Cb."""
        import cv2

        converted = cv2.cvtColor(theirs, cv2.COLOR_BGR2YCrCb).reshape(-1, 3)
        values = np.clip(_features(converted.astype(np.float64)) @ self.weights.T, 0, 255)
        return values.reshape(theirs.shape).astype(np.float32)

    @property
    def changed(self) -> bool:
        change = self.change
        return (
            change.grey
            or abs(change.contrast - 1) > CONTRAST
            or abs(change.brightness) > BRIGHTNESS
            or abs(change.saturation - 1) > SATURATION
            or max(map(abs, change.tint)) > TINT
        )


def fit_colours(pairs: Sequence[Pair]) -> ColourFit | None:
    """The change that the pairs agree on; None where too little is seen of the recording."""
    ours, theirs = _samples(pairs)
    if len(ours) < 500:
        return None
    features = _features(theirs)
    colour = _strength(theirs)
    # A picture is mostly dull: without its colourful pixels counting more, they would pass for outliers.
    telling = np.minimum(colour, 40.0) + 1.0
    counts = (np.sqrt(telling), telling, telling)
    weights = np.stack(
        [_robust(features, ours[:, channel], counts[channel], channel) for channel in range(3)]
    )
    change = _change(ours, theirs, weights)
    if change.grey:
        weights[1:] = 0.0
        weights[1:, 0] = np.median(ours[:, 1:], axis=0)
    return ColourFit(change, weights)


def _samples(pairs: Sequence[Pair]) -> tuple[Numbers, Numbers]:
    """Luminance, Cr and Cb (n, 3) of both, from smoothed pictures, so that coding and edges say little."""
    import cv2

    ours: list[Numbers] = []
    theirs: list[Numbers] = []
    step = 4
    for pair in pairs:
        chosen = pair.seen[::step, ::step]
        for picture, into in ((pair.ours, ours), (pair.theirs, theirs)):
            smooth = cv2.cvtColor(cv2.blur(picture, (5, 5)), cv2.COLOR_BGR2YCrCb)
            into.append(smooth[::step, ::step][chosen].astype(np.float64))
    if not ours:
        return np.zeros((0, 3)), np.zeros((0, 3))
    all_ours, all_theirs = np.concatenate(ours), np.concatenate(theirs)
    every = max(1, len(all_ours) // _MOST)
    return all_ours[::every], all_theirs[::every]


def _features(values: Numbers) -> Numbers:
    """All products of luminance and both colour differences up to the second order, each about -1 to 1."""
    light, red, blue = ((values - 128.0) / 128.0).T
    one = np.ones_like(light)
    second = (light**2, red**2, blue**2, light * red, light * blue, red * blue)
    return np.stack([one, light, red, blue, *second], axis=1)


def _strength(values: Numbers) -> Numbers:
    """How far from grey."""
    strength: Numbers = np.hypot(values[:, 1] - 128.0, values[:, 2] - 128.0)
    return strength


def _robust(features: Numbers, values: Numbers, counts: Numbers, channel: int) -> Numbers:
    """Least absolute, then trimmed squares; drawn to "unchanged" where the recording shows no colour."""
    start = np.zeros(features.shape[1])
    start[0] = 128.0
    start[1 + channel] = 128.0
    weights = start
    ridge = _RIDGE * len(values) * np.diag([1e-6, 1e-2, *[1.0] * 8])
    for turn in range(14):
        miss = np.abs(values - features @ weights)
        if turn < 8:
            trust = 1.0 / np.maximum(miss, 2.0)
            trust /= trust.mean()
        else:
            trust = (miss <= max(4.0, 3.0 * _middle(miss, counts))).astype(np.float64)
        trust *= counts / counts.mean()
        weighted = features * trust[:, None]
        weights = start + np.linalg.solve(
            weighted.T @ features + ridge, weighted.T @ (values - features @ start)
        )
    return weights


def _middle(values: Numbers, counts: Numbers) -> float:
    """The weighted median."""
    order = np.argsort(values)
    reached = np.cumsum(counts[order])
    return float(values[order[int(np.searchsorted(reached, reached[-1] / 2))]])


def _saturation(theirs: Numbers, weights: Numbers) -> float:
    """Strength of the clip's colours, against those of the same brightness without colour."""
    dull = theirs.copy()
    dull[:, 1:] = 128.0
    shown = ((_features(theirs) - _features(dull)) @ weights.T)[:, 1:]
    original = theirs[:, 1:] - 128.0
    return float((shown * original).sum() / (original**2).sum())


def _change(ours: Numbers, theirs: Numbers, weights: Numbers) -> ColourChange:
    light = theirs[:, 0]
    low, middle, high = (float(v) for v in np.quantile(light, [0.05, 0.5, 0.95]))
    greys = np.array([[low, 128.0, 128.0], [middle, 128.0, 128.0], [high, 128.0, 128.0]])
    shown = np.clip(_features(greys) @ weights.T, 0, 255)
    spread = high - low
    colourful = _strength(theirs) > _COLOURFUL
    tells = colourful.mean() > _ENOUGH
    grey = bool(tells and np.quantile(_strength(ours[colourful]), 0.8) < _GREY)
    saturation = _saturation(theirs[colourful], weights) if tells else 1.0
    return ColourChange(
        grey=grey,
        contrast=float(shown[2, 0] - shown[0, 0]) / spread if spread > 30 else 1.0,
        brightness=float(shown[1, 0]) - middle,
        saturation=0.0 if grey else max(0.0, saturation),
        tint=(float(shown[1, 2] - 128.0), float(shown[1, 1] - 128.0)),
    )
