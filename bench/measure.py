"""What is counted, and how.

A *claim* is one picture segment of one match. It is *right* where the recording is the true one and,
at the middle of the clip seconds that it shares with the true part, its recording second is within
1 s of the truth; an interval does not help. A part is *found* where a right claim scores at least the
default threshold. Every other claim at that threshold is *false*, on posts and negatives alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.archive import Part, Post
from matching.tracer import Trace
from storage.records import Box, PictureSegment

TOLERANCE = 1.0


@dataclass(frozen=True)
class Claim:
    score: float
    part: int | None
    """Which true part it is right about; None where it is right about none."""
    error: float = 0.0
    segment: PictureSegment | None = None


@dataclass
class Outcome:
    post: Post
    claims: list[Claim]
    seconds: float
    """Processor time of the trace, children included."""

    def found(self, threshold: float = 0.0) -> list[Claim]:
        """The best right claim for every part that has one."""
        best: dict[int, Claim] = {}
        for claim in self.claims:
            if claim.part is not None and claim.score >= threshold:
                held = best.get(claim.part)
                if held is None or claim.score > held.score:
                    best[claim.part] = claim
        return list(best.values())

    def wrong(self, threshold: float = 0.0) -> list[Claim]:
        return [c for c in self.claims if c.part is None and c.score >= threshold]


@dataclass
class Table:
    rows: list[list[str]] = field(default_factory=list)

    def text(self) -> str:
        widths = [max(len(row[column]) for row in self.rows) for column in range(len(self.rows[0]))]
        lines = [
            "  ".join(
                cell.ljust(width) if n == 0 else cell.rjust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in self.rows
        ]
        return "\n".join(lines)


def judge(post: Post, trace: Trace, seconds: float) -> Outcome:
    claims = [_claim(post, match.recording, segment) for match in trace.matches for segment in match.picture]
    return Outcome(post, claims, seconds)


def _claim(post: Post, recording: str, segment: PictureSegment) -> Claim:
    for number, part in enumerate(post.parts):
        error = _error(post, part, segment)
        if part.recording == recording and error is not None and error <= TOLERANCE:
            return Claim(segment.score, number, error, segment)
    return Claim(segment.score, None, segment=segment)


def _error(post: Post, part: Part, segment: PictureSegment) -> float | None:
    rate = -post.edit.rate if post.edit.reversed else post.edit.rate
    begin = max(segment.clip[0], part.clip)
    end = min(segment.clip[1], part.clip + part.seconds / abs(rate))
    if end - begin < 0.5:
        return None
    middle = (begin + end) / 2
    truth = part.begin + rate * (middle - part.clip)
    claimed = segment.recording[0] + segment.rate * (middle - segment.clip[0])
    return abs(claimed - truth)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, wide) * max(0.0, high)
    areas = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    return shared / max(1e-9, areas - shared)


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def recall_at_full_precision(outcomes: list[Outcome]) -> float:
    """Share of parts whose best right claim scores more than every false claim."""
    highest = max((c.score for o in outcomes for c in o.wrong()), default=0.0)
    parts = sum(len(o.post.parts) for o in outcomes)
    return sum(1 for o in outcomes for c in o.found() if c.score > highest) / max(1, parts)
