from __future__ import annotations

import pytest

from checks.number_and_displayed_time import CHECK
from storage.records import KnownFrom, Outcome, Platform
from tests.checks.stories import case, post, posted


@pytest.mark.parametrize(
    ("number", "displayed", "outcome"),
    [
        ("2031-03-07T20:00:00Z", "2031-03-07T20:00:00Z", Outcome.SUPPORTS),
        ("2031-03-07T20:00:00Z", "2031-03-07T20:00:02Z", Outcome.SUPPORTS),
        ("2031-03-07T20:00:00Z", "2031-03-07T20:00:03Z", Outcome.REFUTES),
        ("2031-03-07T20:00:03Z", "2031-03-07T20:00:00Z", Outcome.REFUTES),
        ("2031-03-07T20:00:59Z", "2031-03-07T20:00Z", Outcome.SUPPORTS),
        ("2031-03-07T20:01:02Z", "2031-03-07T20:00Z", Outcome.REFUTES),
        ("2031-03-07T22:00:00Z", "2031-03-08T01:00+03:00", Outcome.SUPPORTS),
        ("2031-03-06T10:00:00Z", "2031-03-07", Outcome.SUPPORTS),
        ("2031-03-08T11:59:59Z", "2031-03-07", Outcome.SUPPORTS),
        ("2031-03-06T09:59:57Z", "2031-03-07", Outcome.REFUTES),
        ("2031-03-08T12:00:02Z", "2031-03-07", Outcome.REFUTES),
        ("2030-03-07T20:00:00Z", "2031-03-07", Outcome.REFUTES),
    ],
)
def test_the_clocks_are_compared_to_their_precision(number: str, displayed: str, outcome: Outcome) -> None:
    times = (posted(number, KnownFrom.NUMBER), posted(displayed, KnownFrom.DISPLAYED))
    result = CHECK.run(case(post=post(times=times)))
    assert result.outcome is outcome
    assert [item.facts["clock"] for item in result.evidence] == ["number", "displayed"]


@pytest.mark.parametrize("platform", [Platform.TIKTOK, Platform.INSTAGRAM])
@pytest.mark.parametrize(
    ("displayed", "outcome"),
    [("2031-03-07T20:01:30Z", Outcome.SUPPORTS), ("2031-03-07T20:03:00Z", Outcome.REFUTES)],
)
def test_a_number_of_an_upload_may_be_older(platform: Platform, displayed: str, outcome: Outcome) -> None:
    times = (posted("2031-03-07T20:00:00Z"), posted(displayed, KnownFrom.DISPLAYED))
    assert CHECK.run(case(post=post(platform=platform, times=times))).outcome is outcome


@pytest.mark.parametrize(
    ("created", "taken_in", "outcome"),
    [
        ("2031-03-07T20:00:01Z", "2031-03-07T20:00:03Z", Outcome.SUPPORTS),
        ("2031-03-07T20:00:01Z", "2031-03-08T08:00:00Z", Outcome.SUPPORTS),
        ("2031-03-07T20:00:01Z", "2031-03-09T08:00:00Z", Outcome.REFUTES),
        ("2031-03-07T20:00:01Z", "2031-03-07T19:58:00Z", Outcome.REFUTES),
        ("2030-03-07T20:00:01Z", "2031-03-07T20:00:03Z", Outcome.REFUTES),
    ],
)
def test_an_authors_clocks_are_held_against_the_platforms(
    created: str, taken_in: str, outcome: Outcome
) -> None:
    times = (
        posted("2031-03-07T20:00:00Z"),
        posted(created, KnownFrom.DISPLAYED),
        posted(taken_in, KnownFrom.INDEXED),
    )
    result = CHECK.run(case(post=post(platform=Platform.BLUESKY, times=times)))
    assert result.outcome is outcome
    assert "three clocks" in result.reason


def test_a_backdated_post_whose_key_tells_no_time_is_seen() -> None:
    times = (
        posted("2030-03-07T20:00:00Z", KnownFrom.DISPLAYED),
        posted("2031-03-07T20:00:00Z", KnownFrom.INDEXED),
    )
    result = CHECK.run(case(post=post(platform=Platform.BLUESKY, times=times)))
    assert result.outcome is Outcome.REFUTES


def test_how_far_apart_is_said() -> None:
    times = (posted("2031-03-07T20:00:00Z"), posted("2031-03-09T21:00:00Z", KnownFrom.DISPLAYED))
    assert "2 days 1 h apart" in CHECK.run(case(post=post(times=times))).reason


def test_a_missing_clock_is_inconclusive() -> None:
    displayed = posted("2031-03-07", KnownFrom.DISPLAYED)
    no_number = CHECK.run(case(post=post(number=None, times=(displayed,))))
    assert no_number.outcome is Outcome.INCONCLUSIVE
    assert "not known" in no_number.reason
    assert CHECK.run(case(post=post())).outcome is Outcome.INCONCLUSIVE
    assert CHECK.run(case(post=None)).outcome is Outcome.INCONCLUSIVE


def test_a_time_given_by_a_person_is_no_clock_of_the_post() -> None:
    times = (posted("2031-03-07T20:00:00Z"), posted("2031-03-09T20:00:00Z", KnownFrom.GIVEN))
    assert CHECK.run(case(post=post(times=times))).outcome is Outcome.INCONCLUSIVE


def test_a_file_has_no_clocks() -> None:
    assert CHECK.run(case(post=post(platform=Platform.FILE))).outcome is Outcome.NOT_APPLICABLE
