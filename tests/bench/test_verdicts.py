"""Traced posts carried to a suggestion, beside what the truth of their edit calls for."""

from __future__ import annotations

from typing import Any

import pytest

from bench.claims import Claim, Outcome, Run, Sense
from bench.truth import Airing, Group, Negative, Part, Post, SoundState
from bench.verdicts import Verdict, judge, report, true_categories
from storage.records import FULL_BOX, MediaCategory
from storage.records.links import Edit, EditKind

ORIGINAL, EDITED, TRANSFORMED = (
    frozenset({MediaCategory.ORIGINAL}),
    frozenset({MediaCategory.EDITED_OR_CROPPED}),
    frozenset({MediaCategory.TRANSFORMED}),
)


def part(
    begin: float = 100.0, clip: float = 0.0, seconds: float = 20.0, rate: float = 1.0, **more: Any
) -> Part:
    name = more.pop("recording", "recording-1")
    return Part(name, begin, clip, seconds, rate, (Airing(name, begin, clip, seconds),), **more)


def post(*parts: Part, **more: Any) -> Post:
    given: dict[str, Any] = {"edit": "plain", "group": Group.COMMON, "seconds": 20.0, "picture": parts} | more
    return Post(id="post", file="post.mp4", **given)


def claim(
    begin: float = 100.0, clip: tuple[float, float] = (0.0, 20.0), rate: float = 1.0, **more: Any
) -> Claim:
    given: dict[str, Any] = {"recording": "recording-1", "score": 0.95, "sense": Sense.PICTURE} | more
    return Claim(clip=clip, begin=begin, rate=rate, **given)


def outcome(of: Post, *claims: Claim, script: tuple[Edit, ...] = (), **more: Any) -> Outcome:
    given: dict[str, Any] = {"system": "airtrace, both", "use": Sense.BOTH, "cpu_seconds": 1.0} | more
    return Outcome(post=of, claims=claims, script=script, **given)


KEPT = Edit(EditKind.KEPT, (0.0, 20.0), "Kept.", evidence={"frames": 9.0})
REPLACED = Edit(EditKind.SOUND_REPLACED, (0.0, 20.0), "Other sound.")


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (post(part()), ORIGINAL),
        (post(part(source_box=(0.1, 0.1, 0.9, 0.9))), ORIGINAL),
        (post(part(source_box=(0.34, 0.0, 0.66, 1.0))), EDITED),
        (post(part(mirrored=True)), TRANSFORMED),
        (post(part(begin=120.0, rate=-1.0)), TRANSFORMED),
        (post(part(rate=1.25)), TRANSFORMED),
        (post(part(), sound_state=SoundState.REPLACED), TRANSFORMED),
        (post(part(), sound_state=SoundState.MUTED), ORIGINAL),
        (post(part(seconds=10.0), part(clip=10.0, begin=300.0, seconds=10.0)), EDITED),
        (post(part(seconds=10.0), part(clip=10.0, begin=110.0, seconds=10.0)), ORIGINAL),
        (post(part(seconds=10.0), part(clip=10.0, begin=110.0, seconds=3.0, rate=0.0)), EDITED),
        (
            post(part(seconds=10.0), part(clip=10.0, begin=115.0, seconds=5.0, rate=-1.0)),
            TRANSFORMED,
        ),
        (post(negative=Negative.BARS), frozenset()),
    ],
)
def test_what_an_edit_calls_for(of: Post, expected: frozenset[MediaCategory]) -> None:
    assert true_categories(of) == expected


@pytest.mark.parametrize(
    ("traced", "verdict"),
    [
        (outcome(post(part()), claim(), script=(KEPT,)), Verdict.AGREES),
        (outcome(post(part(mirrored=True)), claim(mirrored=True)), Verdict.AGREES),
        (outcome(post(part(mirrored=True)), claim()), Verdict.DIFFERS),
        (outcome(post(part(rate=1.25)), claim(rate=1.25)), Verdict.AGREES),
        (outcome(post(part()), claim(score=0.2)), Verdict.OPEN),
        (
            outcome(post(part(), sound_state=SoundState.REPLACED), claim(), script=(KEPT, REPLACED)),
            Verdict.AGREES,
        ),
        (
            outcome(post(part(), sound_state=SoundState.ELSEWHERE), claim(), claim(500.0, sense=Sense.SOUND)),
            Verdict.AGREES,
        ),
        (outcome(post(negative=Negative.BARS)), Verdict.AGREES),
        (outcome(post(negative=Negative.BARS), claim()), Verdict.DIFFERS),
        (
            outcome(post(part(source_box=(0.34, 0.0, 0.66, 1.0))), claim(source_box=(0.34, 0.0, 0.66, 1.0))),
            Verdict.AGREES,
        ),
        (outcome(post(part()), claim(clip_box=FULL_BOX, clip=(0.0, 8.0))), Verdict.OPEN),
    ],
)
def test_a_traced_post_is_carried_to_its_category(traced: Outcome, verdict: Verdict) -> None:
    assert judge(traced, 0.5).verdict is verdict


def test_the_report_counts_by_edit() -> None:
    run = Run("report", 1, "default", 0.5, 1, 60.0)
    run.outcomes = [
        outcome(post(part(mirrored=True), edit="mirror"), claim(mirrored=True)),
        outcome(post(part(mirrored=True), edit="mirror"), claim()),
        outcome(post(negative=Negative.BARS), claim()),
        outcome(post(part()), claim(), use=Sense.SOUND),
    ]
    text = report(run)
    row = next(line for line in text.splitlines() if line.startswith("mirror"))
    assert row.split() == ["mirror", "Transformed", "2", "1.000", "0.500", "0", "1", "OriginalMedia"]
    assert "Of 1 negatives, something is suggested of 1." in text
