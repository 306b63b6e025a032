"""Which segments tell how the clip runs, where a recording shows its footage more than once.

A headline and the report itself may both match the same clip seconds. Such segments are alternatives, not
a sequence: the clip was cut from one showing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.records import PictureSegment

JUMP_S = 1.0
"""Seconds of the recording that may be missing between two segments before they count as cut: two
segment edges are known to about half a second each."""
EDGE_S = 2.0
"""Clip seconds that may stay unmatched in one place before they count: a tracer reads a few frames a
second and may lose the edges of a shot."""
_OVERLAP_S = 1.0
_JUMP_COST_S = 0.25


@dataclass(frozen=True)
class _Chain:
    segments: tuple[PictureSegment, ...]
    covered: float
    jumps: int

    @property
    def worth(self) -> float:
        return self.covered - _JUMP_COST_S * self.jumps

    def followed_by(self, segment: PictureSegment) -> _Chain:
        jump = int(abs(skipped(self.segments[-1], segment)) > JUMP_S)
        covered = self.covered + segment.clip[1] - max(segment.clip[0], self.segments[-1].clip[1])
        return _Chain((*self.segments, segment), covered, self.jumps + jump)


def reading(segments: Iterable[PictureSegment]) -> tuple[PictureSegment, ...]:
    """The segments that follow each other in the clip and together show most of it, in the clip's order.

    Of showings that cover the clip about equally well, it is the one with the fewest jumps, then the
    earliest in the recording.
    """
    given = sorted(segments, key=lambda each: (each.clip, each.recording))
    chains: list[_Chain] = []
    for segment in given:
        alone = _Chain((segment,), segment.clip[1] - segment.clip[0], 0)
        longer = [chain.followed_by(segment) for chain in chains if _follows(chain.segments[-1], segment)]
        chains.append(max([alone, *longer], key=lambda chain: chain.worth))
    chains = [chain for chain in chains if not any(_follows(chain.segments[-1], each) for each in given)]
    if not chains:
        return ()
    most = max(chain.covered for chain in chains)
    equal = [chain for chain in chains if chain.covered >= most - min(EDGE_S, most / 4)]
    return min(equal, key=lambda chain: (chain.jumps, _start(chain.segments), -chain.covered)).segments


def skipped(before: PictureSegment, after: PictureSegment) -> float:
    """Recording seconds, in the direction of play, by which ``after`` starts later than ``before`` runs on."""
    expected = before.recording[1] + before.rate * (after.clip[0] - before.clip[1])
    return (after.recording[0] - expected) * (-1.0 if before.reversed else 1.0)


def _follows(before: PictureSegment, after: PictureSegment) -> bool:
    shorter = min(before.clip[1] - before.clip[0], after.clip[1] - after.clip[0])
    overlap = before.clip[1] - after.clip[0]
    return overlap <= min(_OVERLAP_S, 0.3 * shorter) and after.clip[1] > before.clip[1]


def _start(segments: Sequence[PictureSegment]) -> float:
    return min(min(segment.recording) for segment in segments)
