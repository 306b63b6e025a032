"""Where a single picture is from: a still image, or a part of a clip that stands still.

A picture has no movement that could tell the second or turn down the same camera at another time, so all
of it must agree, and the seconds during which the recording shows the same are given as an interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching import scoring
from matching.alignment import Sequence, likeness, textured
from matching.clip import Clip
from matching.features import Floats
from matching.footage import Footage
from matching.geometry import boxes, fit, near, straightened
from matching.judging import Found
from matching.lookup import Matches
from matching.patches import clip_spacing, grid, sample
from matching.places import Place
from matching.scoring import Signs
from matching.voting import Hypothesis
from storage.records import Span

REACH = 2.1
"""Seconds around a frame whose key points are pooled: indexed frames are up to 2 s apart."""
OWN = 0.45
"""Seconds within which frames are taken for the same one."""
MOST_PLACES = 12
MIN_POINTS = 7
MARGIN = 6.0
BLOCK = 10.0
"""Seconds to which stretches are rounded, so that neighbouring places share what is decoded."""
WIDE_MARGIN = 30.0
SAME = 0.015
"""Likeness by which another frame may fall behind the best and still show the same."""
TOLD = 1.0
"""Seconds of showing the same that still tell the second."""
ALIKE = 0.6
UNMOVED = 0.6
"""Grey levels by which neighbouring pictures of a clip that stands still differ at most, on average."""
SHORTEST = 0.8
REDRAWN = 0.3
"""Seconds for which a standing picture may seem to move."""


def still_places(matches: Matches, clip: Span, reach: float = REACH) -> list[Place]:
    """Places whose key points agree with one picture, best first.

    Args:
        matches: Those of one frame of the clip.
        clip: The clip seconds during which the picture stands.
    """
    if not len(matches):
        return []
    moment = np.round(matches.recording_second * 1000).astype(np.int64)
    key = (matches.recording << 40) + (moment << 1) + matches.mirror
    _, first, where = np.unique(key, return_index=True, return_inverse=True)
    strength = np.bincount(where, weights=matches.weight)
    found: list[Place] = []
    taken: list[Hypothesis] = []
    for number in np.argsort(-strength, kind="stable"):
        row = first[number]
        new = Hypothesis(
            int(matches.recording[row]),
            bool(matches.mirror[row]),
            0.0,
            float(matches.recording_second[row]),
            clip,
            float(strength[number]),
        )
        if any(_same_scene(new, old) for old in taken):
            continue
        taken.append(new)
        # Under a moving camera each indexed frame lies differently, so its own key points are asked first.
        for width in (OWN, reach):
            around = near(matches, replace(new, clip=(-1e9, 1e9)), width)
            agreed = fit(around, new.mirror)
            if agreed is not None and agreed.points >= MIN_POINTS:
                found.append(Place(new, straightened(agreed, around)))
                break
        if len(taken) == 2 * MOST_PLACES:
            break
    return sorted(found, key=lambda p: -p.fit.support)[:MOST_PLACES]


def _same_scene(one: Hypothesis, other: Hypothesis) -> bool:
    return (one.recording, one.mirror) == (other.recording, other.mirror) and abs(
        one.offset - other.offset
    ) < OWN


def judge_still(
    clip: Clip, place: Place, footage: Footage, path: Path, aspect: float, duration: float
) -> Found | None:
    """Compare one picture of the clip with every frame near the place; None where none is the same.

    Raises:
        MediaUnreadable: The footage cannot be decoded.
    """
    hypothesis = place.hypothesis
    source_box, clip_box = boxes(place.fit.similarity, clip.aspect, aspect)
    of = grid(place.fit.similarity, clip_box, clip.aspect, aspect)
    if of is None:
        return None
    middle = (hypothesis.clip[0] + hypothesis.clip[1]) / 2
    picture = min(clip.pictures, key=lambda p: abs(p.second - middle))
    spacing = clip_spacing(of)
    ours = sample([picture], of.clip, spacing)
    for margin in (MARGIN, WIDE_MARGIN):
        begin = max(0.0, math.floor((hypothesis.offset - margin) / BLOCK) * BLOCK)
        end = min(duration, math.ceil((hypothesis.offset + margin) / BLOCK) * BLOCK)
        frames = footage.frames(path, begin, end)
        if not frames:
            return None
        seconds = np.array([f.second for f in frames])
        values = sample(frames, of.recording, spacing * abs(place.fit.similarity.turn))
        alike = likeness(np.repeat(ours, len(values), axis=0), values, of)
        best = int(alike.argmax())
        if alike[best] < ALIKE:
            return None
        low, high = _as_good(alike, best)
        if margin == WIDE_MARGIN or (low > 0 and high < len(alike) - 1):
            break
    whole = float(likeness(ours, values[best : best + 1], of, left_out=0.0)[0])
    told = seconds[high] - seconds[low] <= TOLD
    signs = Signs(
        points=place.fit.points,
        frames=1,
        seconds=hypothesis.clip[1] - hypothesis.clip[0],
        rate=0.0,
        whole=whole,
        likeness=float(alike[best]),
        texture=textured(ours, of),
    )
    return Found(
        replace(hypothesis, offset=float(seconds[best])),
        place.fit,
        hypothesis.clip,
        source_box,
        clip_box,
        score=scoring.picture(signs),
        uncertain=None
        if told
        else (float(seconds[low] - seconds[best]), float(seconds[high] - seconds[best])),
        signs=signs,
        density=place.density,
        seen=Sequence(seconds[best : best + 1], values[best : best + 1]),
        ours=Sequence(np.array([picture.second]), ours),
        of=of,
    )


@dataclass(frozen=True)
class Apart:
    """What two pictures of one recording, seen in the same box, say of a picture of the clip."""

    nearer: float
    """Where the clip lies on the way from the other picture, 0, to the one it was found at, 1."""
    differing: float
    """Grey levels (root mean square) by which the two differ in the block in which they differ most."""


def told_apart(found: Found, other: float, footage: Footage, path: Path) -> Apart | None:
    """Compare the clip with what the same part of the picture shows at the second ``other``.

    A fixed camera shows nearly the same for hours, so likeness tells little. What differs between the two
    moments tells: the clip is projected on it. None where the two are the same.

    Raises:
        MediaUnreadable: The footage cannot be decoded.
    """
    of, ours, seen = found.of, found.ours, found.seen
    if of is None or ours is None or seen is None:
        return None
    begin = math.floor(max(0.0, other - MARGIN) / BLOCK) * BLOCK
    frames = footage.frames(path, begin, math.ceil((other + MARGIN) / BLOCK) * BLOCK)
    if not frames:
        return None
    frame = min(frames, key=lambda f: abs(f.second - other))
    there = sample([frame], of.recording, clip_spacing(of) * abs(found.fit.similarity.turn))[0]
    clip = ours.values[0]
    here, there = _levelled(seen.values[0], clip), _levelled(there, clip)
    change = here - there
    energy = float((change**2).sum())
    if energy == 0.0:
        return None
    count = np.maximum(1, np.bincount(of.block, minlength=of.blocks))
    blockwise = np.bincount(of.block, change.astype(np.float64) ** 2, of.blocks) / count
    return Apart(
        nearer=float(((clip - there) * change).sum()) / energy, differing=float(np.sqrt(blockwise.max()))
    )


def _levelled(values: Floats, like: Floats) -> Floats:
    """The picture with the brightness and contrast of another one."""
    spread = float(values.var())
    gain = float(((values - values.mean()) * (like - like.mean())).mean()) / spread if spread > 0 else 0.0
    levelled: Floats = like.mean() + gain * (values - values.mean())
    return levelled


def _as_good(alike: NDArray[np.float64], best: int) -> tuple[int, int]:
    """The first and last frame around the best one up to which all are about as alike."""
    good = alike >= alike[best] - SAME
    low = high = best
    while low > 0 and good[low - 1]:
        low -= 1
    while high < len(alike) - 1 and good[high + 1]:
        high += 1
    return low, high


def frozen(clip: Clip) -> list[Span]:
    """The parts of a clip that moves in which it stands still."""
    pictures = clip.pictures
    if len(pictures) < 3:
        return []
    values = np.stack([p.pixels for p in pictures]).astype(np.int16)
    change = np.abs(values[1:] - values[:-1]).mean(axis=(1, 2))
    runs: list[Span] = []
    for number in np.flatnonzero(change < UNMOVED):
        begin, end = pictures[number].second, pictures[number + 1].second
        # A key frame redraws the same picture a little differently.
        if runs and begin - runs[-1][1] <= REDRAWN:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((begin, end))
    spans = [run for run in runs if run[1] - run[0] >= SHORTEST]
    total = sum(end - start for start, end in spans)
    return spans if total < 0.85 * clip.duration else []
