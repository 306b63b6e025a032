"""Which key points of a clip are seen where in the archive: words, then signatures, then weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.features import Features, Floats, mirrored
from matching.loops import compiled, near_codes
from matching.segment import Segment, unpack
from matching.words import encode

PROBES = 6
"""Words looked up for each key point."""
FARTHEST = 20
"""Bits of 64 in which two signatures of one thing may differ; chance alone gives 32 +- 4."""
FARTHEST_AT_SCALE = 16
LARGE = 200 * 3600
"""Indexed frames from which on an archive is large: signatures must agree better there."""
SOFTNESS = 14.0
MOST_A_POINT = 64
"""Pairs kept for each of the clip's points in one segment, the nearest signatures."""
BUDGET = 150_000_000
"""Codes that one search compares; where the lists hold more, the points with the longest are left out."""
_ROOM = 1 << 21


@dataclass(frozen=True)
class Matches:
    """``n`` pairs of a clip's key point and a recording's, as parallel arrays.

    ``clip_place`` and ``recording_place`` are (n, 3) as in :class:`matching.features.Features`; where
    ``mirror`` is set, ``clip_place`` is that of the clip seen in a mirror.
    """

    recording: NDArray[np.int64]
    """Position in the archive as it was given."""
    mirror: NDArray[np.bool_]
    frame: NDArray[np.int64]
    """Number of the clip's frame."""
    point: NDArray[np.int64]
    """Number of the key point among all of the clip's."""
    clip_second: NDArray[np.float64]
    recording_second: NDArray[np.float64]
    weight: NDArray[np.float64]
    clip_place: Floats
    recording_place: Floats

    def __len__(self) -> int:
        return len(self.frame)

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Matches:
        return Matches(
            self.recording[chosen],
            self.mirror[chosen],
            self.frame[chosen],
            self.point[chosen],
            self.clip_second[chosen],
            self.recording_second[chosen],
            self.weight[chosen],
            self.clip_place[chosen],
            self.recording_place[chosen],
        )


@dataclass(frozen=True)
class Query:
    """A clip's key points and their mirror images, made ready for the look-up."""

    word: NDArray[np.uint16]
    signature: NDArray[np.uint64]
    place: Floats
    frame: NDArray[np.int64]
    point: NDArray[np.int64]
    mirror: NDArray[np.bool_]
    second: NDArray[np.float64]
    """When each of the clip's frames is shown."""


def query(seconds: NDArray[np.float64], frames: Sequence[Features]) -> Query:
    """Args: ``seconds`` says when each of the clip's ``frames`` is shown."""
    sizes = [len(f) for f in frames]
    both: list[Features] = [*frames, *(mirrored(f) for f in frames)]
    word, signature = encode(np.concatenate([f.descriptor for f in both]), PROBES)
    frame = np.repeat(np.arange(len(frames)), sizes)
    return Query(
        word,
        signature,
        np.concatenate([f.place for f in both]),
        np.tile(frame, 2),
        np.tile(np.arange(len(frame)), 2),
        np.repeat([False, True], len(frame)),
        seconds,
    )


@dataclass(frozen=True)
class Opened:
    """A segment and the position in the archive of each of its recordings, -1 for one not searched."""

    segment: Segment
    numbers: NDArray[np.int64]


def look_up(asked: Query, archive: Sequence[Opened]) -> Matches:
    """All pairs whose words meet and whose signatures are near.

    A pair weighs the more, the nearer its signatures and the fewer frames of the whole archive its
    clip's point is seen in (the square of its inverse document frequency): a bug or a slate that is
    everywhere says little about where a clip is from.
    """
    parts = [_none()]
    # How often each point was seen in all; a point and its mirror image are counted apart.
    seen = np.zeros(len(asked.frame), np.int64)
    frames = sum(len(opened.segment.seconds) for opened in archive)
    rows = _worthwhile(asked, archive)
    farthest = FARTHEST if frames < LARGE else FARTHEST_AT_SCALE
    for opened in archive:
        found, key = _in_segment(asked, rows, opened, farthest)
        seen += np.bincount(key, minlength=len(seen))
        parts.append(found.only(_nearest(key, found.weight)))
    matches = _join(parts)
    rarity = np.log1p(frames / np.maximum(seen, 1))
    key = matches.point + matches.mirror * (len(seen) // 2)
    return Matches(**{**matches.__dict__, "weight": matches.weight * rarity[key] ** 2})


def _worthwhile(asked: Query, archive: Sequence[Opened]) -> NDArray[np.int64]:
    """The rows that are looked up: all of them, or those with the rarest words within the budget."""
    cost = np.zeros(len(asked.word), np.int64)
    for opened in archive:
        starts = opened.segment.starts
        word = asked.word.astype(np.int64)
        cost += (starts[word + 1].astype(np.int64) - starts[word].astype(np.int64)).sum(axis=1)
    if cost.sum() <= BUDGET:
        return np.arange(len(cost))
    # A point and its mirror image are kept or left out together.
    half = len(cost) // 2
    both = cost[:half] + cost[half:]
    order = np.argsort(both, kind="stable")
    chosen = np.sort(order[np.cumsum(both[order]) <= BUDGET])
    return np.concatenate([chosen, chosen + half])


def _nearest(key: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.intp]:
    """The pairs that are kept of those that share a key."""
    order = np.lexsort((-weight, key))
    ordered = key[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return np.sort(order[rank < MOST_A_POINT])


def _in_segment(
    asked: Query, wanted: NDArray[np.int64], opened: Opened, farthest: int
) -> tuple[Matches, NDArray[np.int64]]:
    """The pairs, and for each the row of the query it comes from."""
    segment = opened.segment
    room = _ROOM
    while True:
        rows, codes = np.empty(room, np.int64), np.empty(room, np.int64)
        bits = np.empty(room, np.uint8)
        count = compiled(near_codes)(
            asked.word,
            asked.signature,
            wanted,
            segment.starts,
            segment.signature,
            farthest,
            rows,
            codes,
            bits,
        )
        if count <= room:
            break
        room = count
    rows, codes, bits = rows[:count], codes[:count], bits[:count]
    frame = segment.frame[codes].astype(np.int64)
    held = np.searchsorted(segment.held["first"], frame, side="right") - 1
    searched = opened.numbers[held] >= 0
    rows, codes, bits = rows[searched], codes[searched], bits[searched]
    frame, held = frame[searched], held[searched]
    matches = Matches(
        recording=opened.numbers[held],
        mirror=asked.mirror[rows],
        frame=asked.frame[rows],
        point=asked.point[rows],
        clip_second=asked.second[asked.frame[rows]],
        recording_second=segment.seconds[frame],
        weight=np.exp(-((bits / SOFTNESS) ** 2)),
        clip_place=asked.place[rows],
        recording_place=unpack(segment.place[codes], segment.held["aspect"][held]),
    )
    return matches, rows


def _none() -> Matches:
    whole, real, three = np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 3), np.float32)
    return Matches(whole, np.zeros(0, np.bool_), whole, whole, real, real, real, three, three)


def _join(parts: list[Matches]) -> Matches:
    return Matches(**{name: np.concatenate([p.__dict__[name] for p in parts]) for name in parts[0].__dict__})
