from __future__ import annotations

import pytest

from checks.edits_against_source import CHECK
from storage.records import CaseFile, LinkState, Outcome
from tests.checks.stories import (
    OTHER_CLIP,
    airing,
    case,
    clip,
    instant,
    link,
    post,
    posted,
    segment,
    sound,
)


@pytest.mark.parametrize(
    ("story", "outcome", "said"),
    [
        (case(), Outcome.INCONCLUSIVE, "No airing"),
        (case(link(state=LinkState.REJECTED)), Outcome.INCONCLUSIVE, "No airing"),
        (case(link()), Outcome.SUPPORTS, "in one piece, in order, at its own speed and not mirrored."),
        (case(link()), Outcome.SUPPORTS, "Its sound was not compared, nor whether something was laid over"),
        (
            case(link(sound=(sound(),))),
            Outcome.SUPPORTS,
            "Whether something was laid over the picture was not",
        ),
        (case(link(segment(source_box=(0.1, 0.1, 0.9, 0.9)))), Outcome.SUPPORTS, "80 % of the width"),
        (case(link(segment(source_box=(0.34, 0.0, 0.66, 1.0)))), Outcome.INCONCLUSIVE, "32 % of the width"),
        (case(link(segment(0, 10))), Outcome.INCONCLUSIVE, "10.0 s of the clip's 20.0 s were not found"),
        (case(link(segment(mirrored=True))), Outcome.REFUTES, "mirrored"),
        (case(link(segment(0, 10, mirrored=True))), Outcome.REFUTES, "mirrored"),
        (case(link(picture=(), sound=(sound(),))), Outcome.INCONCLUSIVE, "its picture was not"),
        (case(link(), post=post(times=())), Outcome.SUPPORTS, "in one piece"),
        (
            case(link(), post=post(media=(clip(), clip(sha256=OTHER_CLIP)))),
            Outcome.INCONCLUSIVE,
            "1 of the post's media",
        ),
    ],
)
def test_outcomes(story: CaseFile, outcome: Outcome, said: str) -> None:
    result = CHECK.run(story)
    assert result.outcome is outcome
    assert said in result.reason


def test_an_airing_that_the_post_precedes_is_not_compared() -> None:
    early = post(times=(posted("2031-03-07T12:00:00Z"),))
    result = CHECK.run(case(link(segment(mirrored=True)), post=early))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_the_comparison_is_with_an_airing_the_post_can_come_from() -> None:
    later = link(
        segment(mirrored=True),
        id="L2",
        score=0.99,
        airing=airing(id="A2", aired_at=instant("2031-03-08T18:00:00Z")),
    )
    result = CHECK.run(case(later, link()))
    assert result.outcome is Outcome.SUPPORTS
    assert {item.link for item in result.evidence} == {"L1"}


def test_what_only_a_later_airing_shows_is_not_called_unseen() -> None:
    early = post(times=(posted("2031-03-08T12:00:00Z"),))
    later = link(
        segment(10, 20), id="L2", airing=airing(id="A2", aired_at=instant("2031-03-08T18:00:00Z"))
    )  # fmt: skip
    result = CHECK.run(case(link(segment(0, 10)), later, post=early))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert "10.0 s of the clip's 20.0 s were not found in an airing that can be their source" in result.reason


def test_each_edit_is_evidence_with_its_numbers() -> None:
    result = CHECK.run(case(link(segment(0, 10, 100, rate=1.5), segment(10, 20, 400, mirrored=True))))
    edits = {item.facts["edit"]: item for item in result.evidence if "edit" in item.facts}
    assert edits.keys() == {"speed", "mirrored", "left_out"}
    assert edits["speed"].facts["rate"] == 1.5
    assert edits["left_out"].facts["seconds"] == pytest.approx(285.0)
    assert all(item.link == "L1" for item in result.evidence)


def test_every_clip_of_the_post_is_compared() -> None:
    altered = link(segment(mirrored=True), id="L2", clip_sha256=OTHER_CLIP)
    two = post(media=(clip(), clip(sha256=OTHER_CLIP)))
    result = CHECK.run(case(link(), altered, post=two))
    assert result.outcome is Outcome.REFUTES
    assert {item.link for item in result.evidence} == {"L1", "L2"}
