"""How a clip's picture lies in the recording's: one turn, scale and shift for all frames together.

An edit such as a crop is the same throughout, so the key points of all aligned frames are pooled. A
single pair of key points, which stand upright, proposes scale and shift at a few small turns (after the
weak geometric consistency of Jegou et al., ECCV 2008); the best proposals are refined by least squares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.lookup import Matches
from matching.voting import Hypothesis
from storage.records import Box

Complex = NDArray[np.complex128]

REACH = 1.3
"""Seconds by which matched frames may miss a hypothesis: indexed frames are up to 2 s apart."""
_COARSE, _FINE = 0.045, 0.015
"""Picture widths of the recording by which a key point may miss its place."""
_PROPOSALS = 150
_JURY = 600
"""Strongest pairs by which proposals are compared."""
_TURNS = np.array([0.0, -8.0, 8.0])
"""Degrees; least squares finds what lies between."""
_SLANT = 0.12
"""Picture widths by which a slanting picture may miss the similarity that is nearest to it."""
_MIN_BENT = 25
_BENT_GAIN = 1.25
"""How much more must agree closely before a picture is believed to be slanting."""
_MIN_SCALE, _MAX_SCALE = 0.12, 6.0


@dataclass(frozen=True)
class Similarity:
    """Recording point = ``turn`` * clip point + ``shift``, as complex numbers in picture widths, y down.

    Where ``mirror`` is set, the clip point is first reflected at the middle of the clip's picture. Where
    the clip shows the picture aslant or stretched, ``bend`` is the exact way and the rest is near it.
    """

    turn: complex
    shift: complex
    mirror: bool
    bend: NDArray[np.float64] | None = None
    """Homography (3, 3) from the (reflected) clip point to the recording's."""

    def to_recording(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) points of the clip's picture as points of the recording's."""
        x: NDArray[np.float64] = 1.0 - points[:, 0] if self.mirror else points[:, 0]
        if self.bend is not None:
            return _bent(self.bend, np.stack([x, points[:, 1]], axis=1))
        moved = self.turn * (x + 1j * points[:, 1]) + self.shift
        return np.stack([moved.real, moved.imag], axis=1)

    def to_clip(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.bend is not None:
            back = _bent(np.linalg.inv(self.bend), points)
            return np.stack([1.0 - back[:, 0] if self.mirror else back[:, 0], back[:, 1]], axis=1)
        moved = (points[:, 0] + 1j * points[:, 1] - self.shift) / self.turn
        x = 1.0 - moved.real if self.mirror else moved.real
        return np.stack([x, moved.imag], axis=1)


def _bent(bend: NDArray[Any], points: NDArray[Any]) -> NDArray[np.float64]:
    moved = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ bend.T
    depth = np.where(np.abs(moved[:, 2:]) < 1e-9, 1e-9, moved[:, 2:])
    result: NDArray[np.float64] = moved[:, :2] / depth
    return result


@dataclass(frozen=True)
class Fit:
    similarity: Similarity
    support: float
    """Weight of the key points that agree, each counted once."""
    points: int
    frames: int
    """In how many frames of the clip they lie."""
    inliers: Matches


def boxes(similarity: Similarity, clip_aspect: float, recording_aspect: float) -> tuple[Box, Box]:
    """The part of the recording's picture that the clip can show, and where the clip shows it."""
    clip_frame = _corners(clip_aspect)
    recording_frame = _corners(recording_aspect)
    clip_box = _bounds(similarity.to_clip(recording_frame), clip_aspect)
    source_box = _bounds(similarity.to_recording(clip_frame), recording_aspect)
    return source_box, clip_box


def _corners(aspect: float) -> NDArray[np.float64]:
    high = 1.0 / aspect
    return np.array([[0.0, 0.0], [1.0, 0.0], [1.0, high], [0.0, high]])


def _bounds(points: NDArray[np.float64], aspect: float) -> Box:
    scaled = np.clip(points * [1.0, aspect], 0.0, 1.0)
    left, top = scaled.min(axis=0)
    right, bottom = scaled.max(axis=0)
    return (float(left), float(top), float(right), float(bottom))


def near(matches: Matches, hypothesis: Hypothesis, reach: float = REACH) -> Matches:
    """The matches that a hypothesis explains in time."""
    chosen = (matches.recording == hypothesis.recording) & (matches.mirror == hypothesis.mirror)
    chosen &= (matches.clip_second >= hypothesis.clip[0] - 0.01) & (
        matches.clip_second <= hypothesis.clip[1] + 0.01
    )
    expected = hypothesis.rate * matches.clip_second + hypothesis.offset
    chosen &= np.abs(matches.recording_second - expected) <= reach
    return matches.only(chosen)


def fit(matches: Matches, mirror: bool) -> Fit | None:
    """The similarity that most of the matches' weight agrees on; None where nothing agrees."""
    if len(matches) < 4:
        return None
    clip = matches.clip_place[:, 0] + 1j * matches.clip_place[:, 1].astype(np.float64)
    place = matches.recording_place[:, 0] + 1j * matches.recording_place[:, 1].astype(np.float64)
    scale = matches.recording_place[:, 2] / np.maximum(matches.clip_place[:, 2], 1e-6)
    allowed = np.flatnonzero((scale > _MIN_SCALE) & (scale < _MAX_SCALE))
    seeds = allowed[np.argsort(-matches.weight[allowed], kind="stable")[:_PROPOSALS]]
    if not len(seeds):
        return None
    turns = (scale[seeds][None, :] * np.exp(1j * np.deg2rad(_TURNS))[:, None]).reshape(-1)
    shifts = np.tile(place[seeds], len(_TURNS)) - turns * np.tile(clip[seeds], len(_TURNS))
    jury = np.argsort(-matches.weight, kind="stable")[:_JURY]
    misses = np.abs(turns[:, None] * clip[jury][None, :] + shifts[:, None] - place[jury][None, :])
    scores = (misses < _COARSE) @ matches.weight[jury]
    best: tuple[float, complex, complex, NDArray[np.bool_]] | None = None
    for seed in np.argsort(-scores, kind="stable")[:6]:
        refined = _refine(clip, place, matches.weight, turns[seed], shifts[seed])
        if refined is not None and (best is None or refined[0] > best[0]):
            best = refined
    if best is None:
        return None
    _, turn, shift, agreeing = best
    return _fitted(Similarity(complex(turn), complex(shift), mirror), matches.only(agreeing))


def _fitted(similarity: Similarity, inliers: Matches) -> Fit:
    strongest = np.zeros(int(inliers.point.max()) + 1)
    np.maximum.at(strongest, inliers.point, inliers.weight)
    return Fit(
        similarity,
        support=float(strongest.sum()),
        points=int((strongest > 0).sum()),
        frames=len(np.unique(inliers.frame)),
        inliers=inliers,
    )


def straightened(found: Fit, matches: Matches) -> Fit:
    """The fit with a ``bend`` where the picture is seen aslant or stretched; the same fit where it is not.

    Args:
        matches: All pairs near the place in time.
    """
    import cv2

    clip = matches.clip_place[:, :2].astype(np.float64)
    there = matches.recording_place[:, :2].astype(np.float64)
    plain = Similarity(found.similarity.turn, found.similarity.shift, mirror=False)
    roughly = np.hypot(*(plain.to_recording(clip) - there).T) < _SLANT
    if roughly.sum() < _MIN_BENT:
        return found
    bend, _ = cv2.findHomography(clip[roughly], there[roughly], cv2.RANSAC, _FINE / 2, maxIters=1000)
    if bend is None or not _plausible(bend, plain):
        return found
    agreeing = np.hypot(*(_bent(bend, clip) - there).T) < _FINE
    exact = np.hypot(*(plain.to_recording(clip) - there).T) < _FINE / 2
    if len(np.unique(matches.point[agreeing])) < _MIN_BENT:
        return found
    closer = np.hypot(*(_bent(bend, clip) - there).T) < _FINE / 2
    if matches.weight[closer].sum() < _BENT_GAIN * matches.weight[exact].sum():
        return found
    similarity = Similarity(found.similarity.turn, found.similarity.shift, found.similarity.mirror, bend)
    return _fitted(similarity, matches.only(agreeing))


def _plausible(bend: NDArray[np.float64], plain: Similarity) -> bool:
    """Whether the corners of the middle of a clip stay near where the similarity puts them."""
    middle = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.5], [0.1, 0.5]])
    apart = np.hypot(*(_bent(bend, middle) - plain.to_recording(middle)).T)
    return bool(np.isfinite(apart).all() and apart.max() < 0.35 * max(0.3, abs(plain.turn)))


def _refine(
    clip: Complex, place: Complex, weight: NDArray[np.float64], turn: complex, shift: complex
) -> tuple[float, complex, complex, NDArray[np.bool_]] | None:
    """Least squares on the points that agree, with less and less patience."""
    for tolerance in (_COARSE, 0.03, 0.02, _FINE, _FINE):
        agreeing = np.abs(turn * clip + shift - place) < tolerance
        if agreeing.sum() < 4:
            return None
        w, a, b = weight[agreeing], clip[agreeing], place[agreeing]
        total = w.sum()
        centre_a, centre_b = (w * a).sum() / total, (w * b).sum() / total
        spread = (w * np.abs(a - centre_a) ** 2).sum()
        if spread < 1e-6 * total:
            return None
        turn = complex((w * np.conj(a - centre_a) * (b - centre_b)).sum() / spread)
        if not _MIN_SCALE < abs(turn) < _MAX_SCALE:
            return None
        shift = complex(centre_b - turn * centre_a)
    agreeing = np.abs(turn * clip + shift - place) < _FINE
    if agreeing.sum() < 4:
        return None
    return float(weight[agreeing].sum()), turn, shift, agreeing
