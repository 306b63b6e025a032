from __future__ import annotations

import pytest

from checks.post_time_and_airing import CHECK
from storage.records import KnownFrom, LinkState, Outcome, PostTime
from tests.checks.stories import airing, case, instant, link, post, posted, segment


# The footage was seen from 18:13:32.4 to 18:13:52.4 UTC, give or take 2 s.
@pytest.mark.parametrize(
    ("time", "outcome", "said"),
    [
        (posted("2031-03-07T18:13:55Z"), Outcome.SUPPORTS, "after the earliest known airing"),
        (posted("2031-03-07T18:13:54Z"), Outcome.INCONCLUSIVE, "overlap"),
        (posted("2031-03-07T18:13:40Z"), Outcome.INCONCLUSIVE, "overlap"),
        (posted("2031-03-07T18:13:30Z"), Outcome.REFUTES, "is not its source"),
        (posted("2031-03-07T18:13Z", KnownFrom.DISPLAYED), Outcome.INCONCLUSIVE, "overlap"),
        (posted("2031-03-07T18:14Z", KnownFrom.DISPLAYED), Outcome.SUPPORTS, "as displayed"),
        (posted("2031-03-07", KnownFrom.DISPLAYED), Outcome.INCONCLUSIVE, "overlap"),
        (posted("2031-03-06", KnownFrom.DISPLAYED), Outcome.REFUTES, "at least"),
        (posted("2031-03-09", KnownFrom.GIVEN), Outcome.SUPPORTS, "at least 15 h 46 min"),
        (posted("2031-03-08", KnownFrom.GIVEN), Outcome.INCONCLUSIVE, "overlap"),
    ],
)
def test_the_post_is_held_against_the_matched_second(time: PostTime, outcome: Outcome, said: str) -> None:
    result = CHECK.run(case(link(), post=post(times=(time,))))
    assert result.outcome is outcome
    assert said in result.reason


def test_the_number_is_believed_before_the_displayed_time() -> None:
    times = (posted("2031-03-07", KnownFrom.DISPLAYED), posted("2031-03-07T12:00:00Z", KnownFrom.NUMBER))
    result = CHECK.run(case(link(), post=post(times=times)))
    assert result.outcome is Outcome.REFUTES
    assert "from its number" in result.reason


def test_one_airing_that_the_post_follows_is_enough() -> None:
    rerun = link(id="L2", score=0.99, airing=airing(id="A2", aired_at=instant("2031-03-09T06:00:00Z")))
    result = CHECK.run(case(rerun, link()))
    assert result.outcome is Outcome.SUPPORTS
    assert "2031-03-07 18:13:32 UTC" in result.reason
    ways = {item.link: item.facts["direction"] for item in result.evidence}
    assert ways == {"L1": "post_after_airing", "L2": "post_before_airing"}


def test_a_post_before_every_airing_is_cut_from_none() -> None:
    rerun = link(id="L2", airing=airing(id="A2", aired_at=instant("2031-03-09T06:00:00Z")))
    early = post(times=(posted("2031-03-07T12:00:00Z"),))
    result = CHECK.run(case(rerun, link(), post=early))
    assert result.outcome is Outcome.REFUTES
    assert "even the earliest of the airings" in result.reason


def test_an_airing_of_unknown_hour_keeps_the_question_open() -> None:
    vague = link(airing=airing(uncertainty=86400.0))
    assert CHECK.run(case(vague)).outcome is Outcome.INCONCLUSIVE
    rerun = link(id="L2", airing=airing(id="A2", aired_at=instant("2031-03-09T06:00:00Z")))
    assert CHECK.run(case(vague, rerun)).outcome is Outcome.INCONCLUSIVE
    sure = link(id="L3", airing=airing(id="A3"))
    result = CHECK.run(case(vague, sure))
    assert result.outcome is Outcome.SUPPORTS


def test_a_rejected_airing_is_not_held_against_the_post() -> None:
    early = post(times=(posted("2031-03-07T12:00:00Z"),))
    assert CHECK.run(case(link(state=LinkState.REJECTED), post=early)).outcome is Outcome.INCONCLUSIVE


def test_without_a_post_time_or_an_airing_nothing_can_be_told() -> None:
    assert "not known when" in CHECK.run(case(link(), post=post(times=()))).reason
    nothing = CHECK.run(case())
    assert nothing.outcome is Outcome.INCONCLUSIVE
    assert "2031-03-07 20:00:00 UTC" in nothing.reason


def test_an_unconfirmed_link_is_named_so() -> None:
    assert "not yet confirmed" in CHECK.run(case(link())).reason
    assert "not yet confirmed" not in CHECK.run(case(link(state=LinkState.CONFIRMED))).reason


def test_local_time_in_a_zone_that_has_since_changed() -> None:
    """A local evening in Pyongyang in 2016 was half an hour later in UTC than the same clock is today."""
    shown = airing(aired_at=instant("2016-05-06T11:30:00Z"), zone="Asia/Pyongyang", uncertainty=0.0)
    result = CHECK.run(
        case(link(segment(at=0.0), airing=shown), post=post(times=(posted("2016-05-06T11:45:00Z"),)))
    )
    assert result.outcome is Outcome.SUPPORTS
    assert "2016-05-06 20:00:00 Asia/Pyongyang" in result.reason
    assert "14 min 40 s" in result.reason
