"""Which of the found parts tell how the clip runs, where several claim the same clip seconds."""

from __future__ import annotations

from collections.abc import Sequence

from matching.edit_frames import TracedPart
from storage.records import Span

_OVERLAP = 1.0
"""Clip seconds by which a part may reach into the next, and the share of the shorter one."""
_OVERLAP_SHARE = 0.3
_JUMP = 0.3
_JUMP_COST, _OTHER_COST = 0.25, 0.5
"""Clip seconds that a jump, and another recording, must explain at least."""


def chain_of(parts: Sequence[TracedPart]) -> list[int]:
    """Places in ``parts`` of those that follow each other and explain most of the clip, in its order.

    Of chains that explain as much, the one with fewer jumps, then with the higher scores.
    """
    order = sorted(range(len(parts)), key=lambda n: (parts[n].clip, -parts[n].score, parts[n].seen))
    best: list[tuple[float, list[int]]] = []
    for place, number in enumerate(order):
        part = parts[number]
        own = (part.clip[1] - part.clip[0]) * (0.8 + 0.2 * part.score) + 1e-3 * part.score
        worth, chain = own, [number]
        for other in range(place):
            before = parts[order[other]]
            if not _follows(before, part):
                continue
            shared = max(0.0, before.clip[1] - part.clip[0])
            longer = best[other][0] + own - shared - _cost(before, part)
            if longer > worth:
                worth, chain = longer, [*best[other][1], number]
        best.append((worth, chain))
    return max(best, key=lambda each: each[0])[1] if best else []


def _follows(before: TracedPart, after: TracedPart) -> bool:
    shorter = min(before.clip[1] - before.clip[0], after.clip[1] - after.clip[0])
    reach = before.clip[1] - after.clip[0]
    return reach <= min(_OVERLAP, _OVERLAP_SHARE * shorter) and after.clip[1] > before.clip[1]


def _cost(before: TracedPart, after: TracedPart) -> float:
    if before.recording != after.recording:
        return _OTHER_COST
    middle = (before.clip[1] + after.clip[0]) / 2
    return _JUMP_COST if abs(after.at(middle) - before.at(middle)) > _JUMP else 0.0


def missing(spans: Sequence[Span], duration: float, least: float) -> list[Span]:
    """Stretches from 0 to ``duration`` longer than ``least`` that no span takes in."""
    found, reached = [], 0.0
    for begin, end in [*sorted(spans), (duration, duration)]:
        if begin - reached > least:
            found.append((reached, begin))
        reached = max(reached, end)
    return found


def overlap(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])
