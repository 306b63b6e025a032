"""What was laid over the picture: areas in which the clip stays different from the frames under it.

A pixel differs where it leaves the range of the levels that the recording has around it, after the
clip's colours are taken into account. That range bears softer coding and a pixel of misalignment. An area
counts where the difference lasts, and does not wander with what moves in the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.edit_colour import ColourFit
from matching.edit_frames import Pair
from storage.records import Box, Span

Mask = NDArray[np.bool_]

_DIFFERENT = 16.0
"""Levels outside the range of the surroundings."""
_COLOUR = 1.6
"""How many levels of a colour difference count as one of luminance: colours are coded less exactly."""
_NOISE = 3.0
"""Times the difference that is usual between the pair."""
_WEAK = 0.4
"""Share of that difference which is enough next to a clear one."""
_GROWTH = 4
_RUN = 3
"""Pairs in a row for which something must stay, and the fewest of which anything is said."""
_STRONG_RUN, _STRONG = 2, 2.5
"""Pairs that are enough for a difference so many times as large."""
_STEADY = 12.0
"""Levels by which an opaque overlay's pixels may change."""
_CALMER = 0.6
"""A translucent overlay's pixels change by less than this share of what is under them."""
_LEAST = 0.0006
"""Share of the compared area below which something is no overlay."""
_MOST = 8
_JOIN = (0.035, 0.02)
"""Gaps between letters, and between lines, as shares of the seen area's longer side."""
_RING = 3
_BEYOND = 0.3
"""Pixels around an area, and the share of them that may differ as well."""
_SPACE = 1.6
"""Gap on one line, as a share of its height, that may be a word that does not stand out."""


@dataclass(frozen=True)
class Overlay:
    box: Box
    """In the clip's picture."""
    clip: Span
    """Clip seconds of the first and the last pair that shows it."""
    contrast: float
    """Median levels by which it leaves the range of the picture under it."""
    frames: int
    """In how many pairs it is seen."""
    filled: float
    """Share of the box that differs."""


@dataclass(frozen=True)
class _Frame:
    """Where a cut-out begins in the clip's picture, and how large that is, in pixels."""

    left: int
    top: int
    wide: int
    high: int


def overlays(pairs: Sequence[Pair], colours: ColourFit) -> tuple[Overlay, ...]:
    """Areas that were laid over the picture, the largest first; none where too few pairs show what lasts."""
    if len(pairs) < _RUN:
        return ()
    pairs, frame = _cropped(pairs)
    differs = np.stack([_differences(pair, colours) for pair in pairs])
    seen = np.stack([pair.seen for pair in pairs])
    usual = np.array([np.quantile(d[s], 0.6) if s.any() else 0.0 for d, s in zip(differs, seen, strict=True)])
    limit = np.maximum(_DIFFERENT, _NOISE * usual)[:, None, None]
    apart = (differs > limit) & seen
    weakly = (differs > _WEAK * limit) & seen
    strongly = (differs > _STRONG * limit) & seen
    lasting = _lasting(apart, _RUN) | _lasting(strongly, _STRONG_RUN)
    core = _without_specks(lasting & _steady(pairs, apart))
    cleaned = _grown(core, _lasting(weakly, _RUN) & _steady(pairs, weakly))
    side = max(cleaned.shape)
    least = max(12.0, _LEAST * float(seen.any(axis=0).sum()))
    areas = [cleaned & component for component in _components(cleaned, side)]
    areas = _lines([area for area in areas if area.sum() >= least and not _reaches_beyond(area, apart)])
    described = (_described(area, apart, differs, pairs, frame) for area in areas)
    found = [overlay for overlay in described if overlay is not None]
    found.sort(key=lambda o: -(o.box[2] - o.box[0]) * (o.box[3] - o.box[1]))
    return tuple(found[:_MOST])


def _cropped(pairs: Sequence[Pair]) -> tuple[list[Pair], _Frame]:
    """The pairs without what lies around the area that is seen in any of them."""
    seen = np.any([pair.seen for pair in pairs], axis=0)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    top, bottom, left, right = (
        (int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)
        if len(rows)
        else (0, 1, 0, 1)
    )
    part = (slice(top, bottom), slice(left, right))
    cropped = [
        replace(pair, ours=pair.ours[part], theirs=pair.theirs[part], seen=pair.seen[part]) for pair in pairs
    ]
    return cropped, _Frame(left, top, seen.shape[1], seen.shape[0])


def _differences(pair: Pair, colours: ColourFit) -> NDArray[np.float32]:
    """Levels (height, width) by which the clip leaves the range of the recording around each pixel."""
    import cv2

    shown = cv2.GaussianBlur(cv2.cvtColor(pair.ours, cv2.COLOR_BGR2YCrCb).astype(np.float32), (3, 3), 0.7)
    expected = colours.expected(pair.theirs)
    around = np.ones((5, 5), np.uint8)
    above = shown - cv2.dilate(expected, around)
    below = cv2.erode(expected, around) - shown
    outside = np.maximum(np.maximum(above, below), 0.0) / np.array([1.0, _COLOUR, _COLOUR], np.float32)
    result: NDArray[np.float32] = outside.max(axis=2)
    return result


def _lasting(apart: Mask, pairs: int) -> Mask:
    """Pixels that differ in so many pairs in a row."""
    run = np.zeros(apart.shape[1:], np.int64)
    longest = np.zeros_like(run)
    for differs in apart:
        run = np.where(differs, run + 1, 0)
        longest = np.maximum(longest, run)
    result: Mask = longest >= pairs
    return result


def _steady(pairs: Sequence[Pair], apart: Mask) -> Mask:
    """Pixels that, while they differ, change little, or clearly less than the picture under them."""
    import cv2

    shown = np.stack([cv2.cvtColor(p.ours, cv2.COLOR_BGR2GRAY) for p in pairs]).astype(np.float32)
    under = np.stack([cv2.cvtColor(p.theirs, cv2.COLOR_BGR2GRAY) for p in pairs]).astype(np.float32)
    count = np.maximum(apart.sum(axis=0), 1)

    def spread(values: NDArray[np.float32]) -> NDArray[np.float32]:
        mean = (values * apart).sum(axis=0) / count
        result: NDArray[np.float32] = np.sqrt((((values - mean) ** 2) * apart).sum(axis=0) / count)
        return result

    ours = spread(shown)
    result: Mask = (ours < _STEADY) | (ours < _CALMER * spread(under))
    return result


def _without_specks(mask: Mask) -> Mask:
    """Without pixels that stand nearly alone."""
    import cv2

    around = cv2.boxFilter(mask.astype(np.float32), -1, (5, 5), normalize=False)
    result: Mask = mask & (around >= 6)
    return result


def _grown(core: Mask, weak: Mask) -> Mask:
    """The core and what hangs together with it within a few pixels."""
    import cv2

    grown = core
    for _ in range(_GROWTH):
        wider = cv2.dilate(grown.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        grown = grown | (wider & weak)
    return grown


def _components(mask: Mask, side: int) -> list[Mask]:
    """Areas that hang together once gaps between letters and lines are bridged."""
    import cv2

    across, down = (max(3, 2 * round(share * side / 2) + 1) for share in _JOIN)
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((down, across), np.uint8))
    count, labels = cv2.connectedComponents(joined)
    return [labels == number for number in range(1, count)]


def _reaches_beyond(inside: Mask, apart: Mask) -> bool:
    """Whether what differs goes on around the area: a slice of something that wanders through it."""
    import cv2

    shown = apart[[bool(now[inside].mean() > 0.5) for now in apart]]
    if not len(shown):
        return True
    area = _extent(inside)
    filled = np.zeros(inside.shape, np.uint8)
    filled[area.top : area.bottom, area.left : area.right] = 1
    ring = (cv2.dilate(filled, np.ones((2 * _RING + 1, 2 * _RING + 1), np.uint8)) > 0) & (filled == 0)
    return bool(ring.any() and np.median([now[ring].mean() for now in shown]) > _BEYOND)


def _lines(areas: list[Mask]) -> list[Mask]:
    """Areas beside each other on one line are one: the letters between them may not stand out."""
    merged: list[tuple[Mask, _Extent]] = []
    for area in sorted(areas, key=lambda each: int(np.flatnonzero(each.any(axis=0))[0])):
        extent = _extent(area)
        for number, (known, before) in enumerate(merged):
            if before.continues(extent):
                both = known | area
                merged[number] = (both, _extent(both))
                break
        else:
            merged.append((area, extent))
    return [area for area, _ in merged]


@dataclass(frozen=True)
class _Extent:
    left: int
    top: int
    right: int
    bottom: int

    @property
    def high(self) -> int:
        return self.bottom - self.top

    def continues(self, after: _Extent) -> bool:
        """Whether ``after`` begins where this ends, about as high and on the same line."""
        shared = min(self.bottom, after.bottom) - max(self.top, after.top)
        tall, low = max(self.high, after.high), min(self.high, after.high)
        return shared > 0.6 * low and tall < 2.5 * low and after.left - self.right < _SPACE * tall


def _extent(area: Mask) -> _Extent:
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    return _Extent(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _described(
    inside: Mask, apart: Mask, differs: NDArray[np.float32], pairs: Sequence[Pair], frame: _Frame
) -> Overlay | None:
    area = _extent(inside)
    if area.high < 3 or area.right - area.left < 3:
        return None
    shares = np.array([now[inside].mean() for now in apart])
    shown = np.flatnonzero(shares > 0.5)
    if not len(shown):
        return None
    first, last = pairs[int(shown[0])], pairs[int(shown[-1])]
    seconds = sorted((first.clip_second, last.clip_second))
    return Overlay(
        box=(
            (frame.left + area.left) / frame.wide,
            (frame.top + area.top) / frame.high,
            (frame.left + area.right) / frame.wide,
            (frame.top + area.bottom) / frame.high,
        ),
        clip=(seconds[0], seconds[1]),
        contrast=float(np.median(differs[shown][:, inside])),
        frames=len(shown),
        filled=float(inside.sum() / (area.high * (area.right - area.left))),
    )
