"""Which key points of a clip are seen where in the archive: words, then signatures, then weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.features import Features, Floats, mirrored
from matching.segment import Segment, unpack
from matching.words import encode

PROBES = 6
"""Words looked up for each key point."""
FARTHEST = 20
"""Bits of 64 in which two signatures of one thing may differ; chance alone gives 32 +- 4."""
SOFTNESS = 14.0
MOST_TURN = 35.0
"""Degrees by which a clip's picture may be turned against the recording's."""
MOST_A_POINT = 64
"""Pairs kept for each of the clip's points in one recording, the nearest signatures."""
_CHUNK = 1_000_000


@dataclass(frozen=True)
class Matches:
    """``n`` pairs of a clip's key point and a recording's, as parallel arrays.

    ``clip_place`` and ``recording_place`` are (n, 4) as in :class:`matching.features.Features`; where
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
class _Query:
    word: NDArray[np.uint16]
    signature: NDArray[np.uint64]
    place: Floats
    frame: NDArray[np.int64]
    point: NDArray[np.int64]
    mirror: NDArray[np.bool_]


def _query(frames: Sequence[Features]) -> _Query:
    sizes = [len(f) for f in frames]
    both: list[Features] = [*frames, *(mirrored(f) for f in frames)]
    word, signature = encode(np.concatenate([f.descriptor for f in both]), PROBES)
    frame = np.repeat(np.arange(len(frames)), sizes)
    point = np.arange(len(frame))
    return _Query(
        word,
        signature,
        np.concatenate([f.place for f in both]),
        np.tile(frame, 2),
        np.tile(point, 2),
        np.repeat([False, True], len(frame)),
    )


def look_up(seconds: NDArray[np.float64], frames: Sequence[Features], archive: Sequence[Segment]) -> Matches:
    """All pairs whose words meet, whose signatures are near and whose directions agree.

    A pair weighs the more, the nearer its signatures and the fewer frames of the whole archive its
    clip's point is seen in (the square of its inverse document frequency): a bug or a slate that is
    everywhere says little about where a clip is from.

    Args:
        seconds: When each of the clip's ``frames`` is shown.
    """
    query = _query(frames)
    parts = [_none()]
    # How often each point was seen in all; a point and its mirror image are counted apart.
    seen = np.zeros(len(query.frame), np.int64)
    for number, segment in enumerate(archive):
        found = _in_segment(query, seconds, segment, number)
        key = _key(found, len(query.frame))
        seen += np.bincount(key, minlength=len(seen))
        parts.append(found.only(_nearest(key, found.weight)))
    matches = _join(parts)
    looked_at = sum(len(segment.seconds) for segment in archive)
    rarity = np.log1p(looked_at / np.maximum(seen, 1))
    return Matches(**{**matches.__dict__, "weight": matches.weight * rarity[_key(matches, len(seen))] ** 2})


def _key(matches: Matches, rows: int) -> NDArray[np.int64]:
    """The query's row of every pair: first all points, then all their mirror images."""
    key: NDArray[np.int64] = matches.point + matches.mirror * (rows // 2)
    return key


def _nearest(key: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.intp]:
    """The pairs that are kept of those that share a key."""
    order = np.lexsort((-weight, key))
    ordered = key[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return np.sort(order[rank < MOST_A_POINT])


def _in_segment(query: _Query, seconds: NDArray[np.float64], segment: Segment, number: int) -> Matches:
    parts = [_none()]
    first = segment.starts[query.word].astype(np.int64)
    count = segment.starts[query.word.astype(np.int64) + 1].astype(np.int64) - first
    row = np.repeat(np.arange(len(query.word)), query.word.shape[1])
    first, count = first.reshape(-1), count.reshape(-1)
    ends = np.cumsum(count)
    begin = 0
    while begin < len(count):
        done = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + _CHUNK, side="right")))
        parts.append(
            _scan(query, seconds, segment, number, row[begin:end], first[begin:end], count[begin:end])
        )
        begin = end
    return _join(parts)


def _scan(
    query: _Query,
    seconds: NDArray[np.float64],
    segment: Segment,
    number: int,
    row: NDArray[np.int64],
    first: NDArray[np.int64],
    count: NDArray[np.int64],
) -> Matches:
    """Compare the signatures of some query rows with the posting lists they probe."""
    rows = np.repeat(row, count)
    before = np.cumsum(count) - count
    code = np.arange(len(rows)) - np.repeat(before - first, count)
    bits = np.bitwise_count(segment.signature[code] ^ query.signature[rows])
    near = np.flatnonzero(bits <= FARTHEST)
    rows, code, bits = rows[near], code[near], bits[near]
    place = unpack(segment.place[code], segment.aspect)
    turn = (place[:, 3] - query.place[rows, 3] + 180.0) % 360.0 - 180.0
    agreed = np.abs(turn) <= MOST_TURN
    rows, code, bits, place = rows[agreed], code[agreed], bits[agreed], place[agreed]
    return Matches(
        recording=np.full(len(rows), number),
        mirror=query.mirror[rows],
        frame=query.frame[rows],
        point=query.point[rows],
        clip_second=seconds[query.frame[rows]],
        recording_second=segment.seconds[segment.frame[code]],
        weight=np.exp(-((bits / SOFTNESS) ** 2)),
        clip_place=query.place[rows],
        recording_place=place,
    )


def _none() -> Matches:
    whole, real, four = np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 4), np.float32)
    return Matches(whole, np.zeros(0, np.bool_), whole, whole, real, real, real, four, four)


def _join(parts: list[Matches]) -> Matches:
    return Matches(**{name: np.concatenate([p.__dict__[name] for p in parts]) for name in parts[0].__dict__})
