"""From what the tracer says of a post to what would be suggested, beside what the truth of its edit calls for.

Every claim becomes a segment of a link, as the product records it, of an airing that the post follows by a
day. The checks and the policy are the product's own.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bench.claims import Claim, Outcome, Run, Sense
from bench.measure import best_right
from bench.tables import Table, share
from bench.truth import Part, Post, SoundState
from checks.edits import HALF, RATE_TOLERANCE
from checks.policy import suggest
from checks.reading import JUMP_S
from checks.registry import run_checks
from reference.times import Interval, Precision
from storage.records import (
    Airing,
    AiringKind,
    CaseFile,
    CaseKind,
    Direction,
    KnownFrom,
    Link,
    LinkState,
    MediaCategory,
    MediaItem,
    MediaKind,
    PictureSegment,
    Platform,
    PostTime,
    Relation,
    Searched,
    SoundSegment,
    TimeSource,
    WorkflowState,
)
from storage.records import Post as StoredPost
from storage.records.links import Edit, EditKind

AIRED = datetime(2031, 3, 7, 18, tzinfo=UTC)
CLIP = "c" * 64
ENOUGH_FRAMES = 9.0
Categories = frozenset[MediaCategory]


class Verdict(StrEnum):
    AGREES = "agrees"
    OPEN = "open"
    """Nothing is suggested where something is true, which the checks may say."""
    DIFFERS = "differs"


@dataclass(frozen=True)
class Judged:
    post: Post
    found: bool
    """Whether the tracer found the post at the right place."""
    true: Categories
    suggested: Categories

    @property
    def verdict(self) -> Verdict:
        if self.suggested == self.true:
            return Verdict.AGREES
        return Verdict.DIFFERS if self.suggested else Verdict.OPEN


def true_categories(post: Post) -> Categories:
    """The categories that what was done to a post calls for, by schema.org's words; none for a negative."""
    if not post.picture:
        return frozenset()
    parts, found = post.picture, set()
    moving = [part for part in parts if not part.frozen and not post.still]
    if any(part.mirrored for part in parts) or any(part.reversed for part in moving):
        found.add(MediaCategory.TRANSFORMED)
    if any(abs(abs(part.rate) - 1) > RATE_TOLERANCE for part in moving):
        found.add(MediaCategory.TRANSFORMED)
    if not post.still and post.sound_state in {SoundState.REPLACED, SoundState.ELSEWHERE}:
        found.add(MediaCategory.TRANSFORMED)
    joins = any(_is_cut(before, after) for before, after in itertools.pairwise(parts))
    if joins or (not post.still and any(part.frozen for part in parts)):
        found.add(MediaCategory.EDITED_OR_CROPPED)
    if any(part.source_box is not None and _area(part) < HALF for part in parts):
        found.add(MediaCategory.EDITED_OR_CROPPED)
    return frozenset(found) or frozenset({MediaCategory.ORIGINAL})


def judge(outcome: Outcome, threshold: float) -> Judged:
    """What would be suggested of one post, from the claims at ``threshold`` or above."""
    case = case_of(outcome, threshold)
    suggestion = suggest(case, run_checks(case))
    return Judged(
        outcome.post,
        bool(best_right(outcome, threshold)) if outcome.post.picture else False,
        true_categories(outcome.post),
        frozenset(suggestion.categories) if suggestion else frozenset(),
    )


def report(run: Run) -> str:
    """A row for each edit: how often the suggestion agrees with the truth."""
    judged = [
        judge(outcome, run.threshold)
        for outcome in run.outcomes
        if outcome.use is Sense.BOTH and not outcome.failed and outcome.system.startswith("airtrace")
    ]
    posts = [each for each in judged if each.post.picture]
    rows = Table([["edit", "calls for", "posts", "found", "agrees", "open", "differs", "suggested instead"]])
    by_edit: dict[str, list[Judged]] = defaultdict(list)
    for each in posts:
        by_edit[each.post.edit].append(each)
    for edit, of_edit in by_edit.items():
        rows.rows.append([edit, _names(of_edit), *_counts(of_edit)])
    found = [each for each in posts if each.found]
    rows.rows.append(["all posts", "", *_counts(posts)])
    rows.rows.append(["all that were found", "", *_counts(found)])
    negatives = [each for each in judged if not each.post.picture]
    wrong = sum(bool(each.suggested) for each in negatives)
    decided = [each for each in posts if each.suggested]
    return (
        f"{rows.text()}\n"
        f"Of those with a suggestion {share(_agreeing(decided), len(decided))} agree. "
        f"Of {len(negatives)} negatives, something is suggested of {wrong}.\n"
    )


def case_of(outcome: Outcome, threshold: float) -> CaseFile:
    """The case as the product would hold it."""
    post = outcome.post
    recordings = dict.fromkeys(claim.recording for claim in outcome.claims if claim.score >= threshold)
    links = [
        _link(
            n,
            recording,
            [c for c in outcome.claims if c.recording == recording and c.score >= threshold],
            outcome,
        )
        for n, recording in enumerate(recordings, 1)
    ]
    kind = MediaKind.IMAGE if post.still else MediaKind.VIDEO
    posted = AIRED + timedelta(days=1)
    time = PostTime(posted.isoformat(), Interval(posted, posted), Precision.SECOND, KnownFrom.NUMBER)
    return CaseFile(
        id="C1",
        kind=CaseKind.POST,
        state=WorkflowState.OPEN,
        standing=not links,
        opened_at=posted,
        target=post.id,
        article=None,
        post=StoredPost(
            Platform.X, "1", None, None, None, "", times=(time,),
            media=(MediaItem(kind, None, CLIP, post.seconds or None),),
        ),
        links=tuple(links),
        searched=Searched(len(recordings), 0.0, clips=1),
    )  # fmt: skip


def _link(n: int, recording: str, claims: Sequence[Claim], outcome: Outcome) -> Link:
    airing = Airing(
        f"A{n}", AiringKind.BROADCAST, f"STATION{n}", None, AIRED + timedelta(hours=n), 1.0, "UTC", TimeSource.GIVEN
    )  # fmt: skip
    return Link(
        id=f"L{n}",
        state=LinkState.SUGGESTED,
        relation=Relation.SAME_FOOTAGE,
        direction=Direction.POST_AFTER_AIRING,
        recording=recording,
        airing=airing,
        clip_sha256=CLIP,
        score=max(claim.score for claim in claims),
        picture=tuple(_picture(claim) for claim in claims if claim.sense is not Sense.SOUND),
        sound=tuple(_sound(claim) for claim in claims if claim.sense is Sense.SOUND),
        edits=tuple(edit for edit in _script(outcome) if edit.recording_id in {None, recording}),
    )


def _script(outcome: Outcome) -> tuple[Edit, ...]:
    """What the system says was done; of a file that keeps kinds alone, each for the whole clip."""
    if outcome.script:
        return outcome.script
    return tuple(
        Edit(kind, (0.0, outcome.post.seconds), kind.value, evidence={"frames": ENOUGH_FRAMES})
        for kind in outcome.edits
        if kind is not EditKind.FROZEN
    )


def _picture(claim: Claim) -> PictureSegment:
    seconds = claim.clip[1] - claim.clip[0]
    return PictureSegment(
        clip=claim.clip,
        recording=(claim.begin, claim.begin + claim.rate * seconds),
        rate=claim.rate,
        mirrored=claim.mirrored,
        reversed=claim.rate < 0,
        source_box=claim.source_box,
        clip_box=claim.clip_box,
        time_uncertain=claim.time_uncertain,
        score=claim.score,
    )


def _sound(claim: Claim) -> SoundSegment:
    seconds = claim.clip[1] - claim.clip[0]
    return SoundSegment(
        claim.clip, (claim.begin, claim.begin + claim.rate * seconds), claim.rate, claim.score
    )


def _is_cut(before: Part, after: Part) -> bool:
    """Whether the recording does not run on from one part to the next, at whatever speed."""
    if before.frozen or after.frozen:
        return False
    if before.recording != after.recording:
        return True
    if before.reversed != after.reversed:  # turned in place, nothing is missing and nothing comes twice
        first, second = sorted((_shown(before), _shown(after)))
        return abs(second[0] - first[1]) > JUMP_S
    return abs(after.begin - before.begin - before.rate * before.seconds) > JUMP_S


def _shown(part: Part) -> tuple[float, float]:
    """The recording's seconds that a part shows, earliest first."""
    ends = part.begin + part.rate * part.seconds
    return min(part.begin, ends), max(part.begin, ends)


def _area(part: Part) -> float:
    assert part.source_box is not None
    left, top, right, bottom = part.source_box
    return (right - left) * (bottom - top)


def _counts(judged: Sequence[Judged]) -> list[str]:
    verdicts = [each.verdict for each in judged]
    instead = [_short(each.suggested) for each in judged if each.verdict is Verdict.DIFFERS]
    return [
        str(len(judged)),
        share(sum(each.found for each in judged), len(judged)),
        share(_agreeing(judged), len(judged)),
        str(verdicts.count(Verdict.OPEN)),
        str(verdicts.count(Verdict.DIFFERS)),
        ", ".join(sorted(set(instead))),
    ]


def _agreeing(judged: Sequence[Judged]) -> int:
    return sum(each.verdict is Verdict.AGREES for each in judged)


def _names(judged: Sequence[Judged]) -> str:
    return " or ".join(sorted({_short(each.true) for each in judged}))


def _short(categories: Categories) -> str:
    return " + ".join(sorted(category.value.removesuffix("Content") for category in categories))
