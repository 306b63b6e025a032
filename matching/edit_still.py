"""Where a clip stands still though its source moves."""

from __future__ import annotations

from collections.abc import Sequence as Parts
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.alignment import Sequence
from matching.edit_frames import TracedPart
from matching.features import Floats
from storage.records import Span

_SHORTEST = 0.8
_STILL = 0.8
"""Mean levels by which a frame of a still picture differs from the one before: coding alone."""
_MOVED = 2.5
"""Mean levels by which the recording must change in the meantime, and how many times more than the clip."""
_TIMES = 3.0
_ALIKE = 0.8
_NEAR = 4.0
"""Seconds by which one picture may be placed wrongly in a scene that changes little."""


def frozen_spans(part: TracedPart) -> list[Span]:
    """Clip seconds in and beside the part in which its picture stands still and the recording's moves."""
    ours, theirs = part.ours, part.theirs
    if ours is None or theirs is None or len(ours.seconds) < 3 or len(theirs.seconds) < 2:
        return []
    steps = np.abs(np.diff(ours.values, axis=0)).mean(axis=1)
    found = []
    for first, last in _runs(steps < _STILL):
        begin, end = float(ours.seconds[first]), float(ours.seconds[last])
        if end - begin >= _SHORTEST and _stopped(ours, theirs, part, first, last):
            found.append((begin, end))
    return found


def settled(chain: Parts[TracedPart]) -> list[TracedPart]:
    """The chain with each still picture at the moment at which its neighbour stops or goes on.

    One picture is placed to within seconds by itself; a freeze holds the last picture that was shown, or the
    next one.
    """
    result = list(chain)
    for number, part in enumerate(chain):
        if part.rate != 0:
            continue
        before = chain[number - 1] if number else None
        after = chain[number + 1] if number + 1 < len(chain) else None
        for other, moment in (
            (before, before.seen[1] if before else 0.0),
            (after, after.seen[0] if after else 0.0),
        ):
            beside = other is not None and other.rate != 0 and other.recording == part.recording
            if beside and abs(moment - part.offset) < _NEAR:
                result[number] = replace(part, offset=moment)
                break
    return result


def stands_still(part: TracedPart, chain: Parts[TracedPart]) -> bool | None:
    """Whether a part that shows one picture was stopped: the recording moves on from it in as many seconds.

    None where the recording's frames are not at hand; False where it stands still itself.
    """
    at, long = part.at(part.clip[0]), part.clip[1] - part.clip[0]
    for each in (part, *chain):
        theirs = each.theirs
        if theirs is None or each.recording != part.recording:
            continue
        near = np.abs(theirs.seconds - at) <= max(long, _SHORTEST)
        if near.sum() < 2 or not theirs.seconds[0] - 0.1 <= at <= theirs.seconds[-1] + 0.1:
            continue
        picture = theirs.at(np.array([at]))[0]
        return bool(np.abs(theirs.values[near] - picture).mean(axis=1).max() > _MOVED)
    return None


def _runs(still: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last frame of each run of still steps."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], still.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _stopped(ours: Sequence, theirs: Sequence, part: TracedPart, first: int, last: int) -> bool:
    """The recording goes on from a picture like the clip's, and leaves it."""
    begin = part.at(float(ours.seconds[first]))
    if not theirs.seconds[0] - 0.1 <= begin <= theirs.seconds[-1] + 0.1:
        return False
    moments = np.clip(part.rate * ours.seconds[first : last + 1] + part.offset, *theirs.seconds[[0, -1]])
    under = theirs.at(moments)
    if _correlation(ours.values[first], under[0]) < _ALIKE:
        return False
    moved = float(np.abs(under - under[0]).mean(axis=1).max())
    stayed = float(np.abs(ours.values[first : last + 1] - ours.values[first]).mean(axis=1).max())
    return moved > max(_MOVED, _TIMES * stayed)


def _correlation(one: Floats, other: Floats) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / max(1e-6, float(np.sqrt((a**2).sum() * (b**2).sum()))))
