"""What is counted, and how.

A *part* of a post is one continuous stretch of one recording. A *claim* is one segment that a system
reports; where its picture and its sound say the same place, they are one claim with the higher score.
A claim is *right* where, at the middle of the clip seconds that it shares with a part, its recording
second is within 1 s of that of any airing of the part; an interval does not help. It *finds* every
part that it is right about in the right direction. A right claim that finds nothing new counts as
nothing, every other claim is *false*, on posts and negatives alike. Frozen parts and parts shorter
than 1 s need not be found.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bench.claims import Claim, Outcome, Sense
from bench.truth import Airing, Part, Post, SoundState
from storage.records import Box

TOLERANCE = 1.0
SHARED = 0.5
"""Clip seconds that a claim must share with a part, or the whole of a shorter claim."""
SHORTEST_PART = 1.0
SAME = 1.0
"""Seconds by which a picture and a sound claim of one place may differ."""


@dataclass(frozen=True)
class Judged:
    """A claim with what it is right about."""

    claim: Claim
    right: bool
    found: dict[int, float] = field(default_factory=dict)
    """Seconds of error by number of the part: of the picture, or of the sound where sound alone is used."""
    turned: dict[int, float] = field(default_factory=dict)
    """The same of parts whose place is right and whose direction is not."""


@dataclass(frozen=True)
class Find:
    claim: Claim
    error: float
    """Seconds."""


def units(post: Post, use: Sense) -> list[int]:
    """Numbers of the parts that must be found."""
    parts = post.sound if use is Sense.SOUND else post.picture
    return [n for n, p in enumerate(parts) if post.still or (not p.frozen and p.seconds >= SHORTEST_PART)]


def judge(outcome: Outcome) -> list[Judged]:
    """Every claim of an outcome, best first."""
    claims = merged(outcome.claims) if outcome.use is Sense.BOTH else list(outcome.claims)
    return [_judged(claim, outcome) for claim in sorted(claims, key=lambda c: -c.score)]


def merged(claims: Sequence[Claim]) -> list[Claim]:
    """Sound claims that say what a picture claim says are taken into it."""
    pictures = [c for c in claims if c.sense is not Sense.SOUND]
    alone = []
    for sound in (c for c in claims if c.sense is Sense.SOUND):
        same = [n for n, picture in enumerate(pictures) if agree(picture, sound)]
        for n in same:
            pictures[n] = replace(pictures[n], score=max(pictures[n].score, sound.score), sense=Sense.BOTH)
        if not same:
            alone.append(sound)
    return pictures + alone


def agree(one: Claim, other: Claim) -> bool:
    """Whether two claims say the same place, in the same direction."""
    begin, end = max(one.clip[0], other.clip[0]), min(one.clip[1], other.clip[1])
    if one.recording != other.recording or end - begin < SHARED or (one.rate < 0) != (other.rate < 0):
        return False
    middle = (begin + end) / 2
    return abs(one.at(middle) - other.at(middle)) <= SAME


def _judged(claim: Claim, outcome: Outcome) -> Judged:
    post = outcome.post
    needed = units(post, outcome.use)
    if claim.sense is not Sense.SOUND:
        judged = _about(claim, post.picture, {n: n for n in needed})
        if judged.right or claim.sense is Sense.PICTURE:
            return judged
    if outcome.use is Sense.SOUND:
        return _about(claim, post.sound, {n: n for n in needed})
    # Sound that was kept tells where the picture is from.
    kept = post.sound_state is SoundState.KEPT
    begins = {post.picture[n].clip: n for n in needed if kept}
    return _about(
        claim, post.sound, {n: begins[p.clip] for n, p in enumerate(post.sound) if p.clip in begins}
    )


def _about(claim: Claim, parts: Sequence[Part], numbers: dict[int, int]) -> Judged:
    """The parts that a claim is right about; those that must be found go by ``numbers``."""
    right = False
    found: dict[int, float] = {}
    turned: dict[int, float] = {}
    for n, part in enumerate(parts):
        errors = [e for airing in part.airings if (e := error(claim, part, airing)) is not None]
        if min(errors, default=float("inf")) <= TOLERANCE:
            right = True
            if n in numbers:
                same = part.rate == 0 or (claim.rate < 0) == part.reversed
                (found if same else turned)[numbers[n]] = min(errors)
    return Judged(claim, right, found, turned)


def error(claim: Claim, part: Part, airing: Airing) -> float | None:
    """Seconds between what a claim says and an airing, in the middle of what they share; None if nothing."""
    if claim.recording != airing.recording:
        return None
    if part.seconds == 0:
        return abs(claim.begin - airing.begin)
    begin = max(claim.clip[0], airing.clip)
    end = min(claim.clip[1], airing.clip + airing.seconds)
    if end - begin < min(SHARED, 0.9 * (claim.clip[1] - claim.clip[0]), 0.9 * airing.seconds):
        return None
    middle = (begin + end) / 2
    return abs(claim.at(middle) - (airing.begin + part.rate * (middle - airing.clip)))


@dataclass(frozen=True)
class Ranking:
    """All claims of some outcomes by score: what precision and recall are read from."""

    rows: tuple[tuple[float, bool], ...]
    """Score and whether it is right: a row for each part at its first claim, and one for each false claim."""
    parts: int

    def threshold(self, precision: float) -> float:
        """The lowest score down to which the precision holds; infinite where it never does."""
        lowest = float("inf")
        right = wrong = 0
        for number, (score, is_right) in enumerate(self.rows):
            right, wrong = right + is_right, wrong + (not is_right)
            last_of_score = number + 1 == len(self.rows) or self.rows[number + 1][0] < score
            if last_of_score and right and right / (right + wrong) >= precision:
                lowest = score
        return lowest

    def recall(self, precision: float) -> float:
        return self.found(self.threshold(precision)) / max(1, self.parts)

    def found(self, threshold: float) -> int:
        return sum(right for score, right in self.rows if score >= threshold)

    def false(self, threshold: float) -> int:
        return sum(not right for score, right in self.rows if score >= threshold)

    def micro_ap(self) -> float:
        """Mean over all parts of the precision at the rank where each was found (0 where it was not)."""
        total = right = 0.0
        for rank, (_, is_right) in enumerate(self.rows, 1):
            if is_right:
                right += 1
                total += right / rank
        return total / max(1, self.parts)


def ranking(outcomes: Sequence[Outcome], *, of_pictures: bool = False) -> Ranking:
    """All claims of ``outcomes`` by score.

    Args:
        of_pictures: Count the parts of the picture even where sound alone is used, so that posts whose
            sound was replaced are parts that were not found.
    """
    rows: list[tuple[float, bool]] = []
    parts = 0
    for outcome in outcomes:
        needed = units(outcome.post, outcome.use)
        parts += len(units(outcome.post, Sense.PICTURE)) if of_pictures else len(needed)
        seen: set[int] = set()
        for judged in judge(outcome):
            new = judged.found.keys() - seen
            seen |= new
            rows += [(judged.claim.score, True)] * len(new)
            if not judged.right:
                rows.append((judged.claim.score, False))
    return Ranking(tuple(sorted(rows, key=lambda row: (-row[0], row[1]))), parts)


def best_right(outcome: Outcome, threshold: float, *, any_direction: bool = False) -> dict[int, Find]:
    """The best claim that finds each part, of those at ``threshold`` or above."""
    best: dict[int, Find] = {}
    for judged in judge(outcome):
        if judged.claim.score >= threshold:
            parts = judged.found | judged.turned if any_direction else judged.found
            for n, seconds in parts.items():
                best.setdefault(n, Find(judged.claim, seconds))
    return best


def calibration_error(outcomes: Sequence[Outcome], bins: int = 10) -> tuple[float, int]:
    """Expected calibration error over bins of equal mass, and the number of scores."""
    rows = sorted((j.claim.score, j.right) for outcome in outcomes for j in judge(outcome))
    if not rows:
        return float("nan"), 0
    edges = [round(n * len(rows) / bins) for n in range(bins + 1)]
    total = 0.0
    for low, high in itertools.pairwise(edges):
        if high > low:
            said = sum(score for score, _ in rows[low:high])
            total += abs(said - sum(right for _, right in rows[low:high]))
    return total / len(rows), len(rows)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, wide) * max(0.0, high)
    areas = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    return shared / max(1e-9, areas - shared)


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
