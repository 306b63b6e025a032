from __future__ import annotations

import pytest

from checks.footage_age import CHECK
from storage.records import CaseFile, Outcome
from tests.checks.stories import airing, case, instant, link, post, posted


def story(text: str, aired: str, at: str = "2031-03-07T20:00:00Z") -> CaseFile:
    return case(link(airing=airing(aired_at=instant(aired))), post=post(text=text, times=(posted(at),)))


@pytest.mark.parametrize(
    ("text", "aired", "expected"),
    [
        ("A bridge.", "2031-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("A bridge.", "2029-03-07T18:00:00Z", Outcome.INCONCLUSIVE),
        ("BREAKING: a bridge falls.", "2029-03-07T18:00:00Z", Outcome.REFUTES),
        ("A bridge fell on Wednesday.", "2029-03-07T18:00:00Z", Outcome.REFUTES),
        ("A bridge fell in March 2029.", "2029-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("A bridge fell in 2029.", "2029-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("Today we remember the 2029 flood.", "2029-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("Today 2014 people came.", "2029-03-07T18:00:00Z", Outcome.REFUTES),
        ("Throwback: today two years ago the bridge fell.", "2029-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("From the archive, posted today.", "2029-03-07T18:00:00Z", Outcome.INCONCLUSIVE),
        ("A bridge fell in 2014.", "2029-03-07T18:00:00Z", Outcome.INCONCLUSIVE),
        ("Remember March 2029? BREAKING: again.", "2029-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("It falls on March 20, 2031.", "2029-03-07T18:00:00Z", Outcome.INCONCLUSIVE),
        ("A bridge.", "2031-03-09T18:00:00Z", Outcome.NOT_APPLICABLE),
    ],
)
def test_footage_is_as_old_as_its_earliest_known_airing(text: str, aired: str, expected: Outcome) -> None:
    result = CHECK.run(story(text, aired))
    assert result.outcome is expected, result.reason


def test_the_days_between_are_told() -> None:
    result = CHECK.run(story("BREAKING: a bridge falls.", "2029-03-07T18:00:00Z"))
    assert "731 days" not in result.reason.split("before")[0]
    assert "730 days old" in result.reason
    assert result.evidence[0].facts["days"] == pytest.approx(730.07, abs=0.02)


def test_a_repeat_does_not_make_old_footage_new() -> None:
    old = link(id="L1", airing=airing(id="A1", aired_at=instant("2029-03-07T18:00:00Z")))
    again = link(id="L2", score=0.99, airing=airing(id="A2", aired_at=instant("2031-03-07T18:00:00Z")))
    result = CHECK.run(
        case(again, old, post=post(text="BREAKING: a bridge falls.", times=(posted("2031-03-07T20:00:00Z"),)))
    )
    assert result.outcome is Outcome.REFUTES


def test_what_is_not_known_stays_open() -> None:
    assert CHECK.run(case()).outcome is Outcome.INCONCLUSIVE
    assert CHECK.run(case(link(), post=post(times=()))).outcome is Outcome.INCONCLUSIVE
