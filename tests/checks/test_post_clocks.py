from __future__ import annotations

from checks.post_clocks import best_clock
from storage.records import KnownFrom
from tests.checks.stories import post, posted


def test_the_platforms_own_clock_is_believed_before_those_that_an_author_sets() -> None:
    times = (
        posted("2030-03-07T20:00:00Z"),
        posted("2030-03-07T20:00:01Z", KnownFrom.DISPLAYED),
        posted("2031-03-07T20:00:00Z", KnownFrom.INDEXED),
    )
    assert best_clock(post(times=times)) == times[2]
    assert best_clock(post(times=times[:2])) == times[0]
    assert best_clock(post(times=times[1:2])) == times[1]
    assert best_clock(None) is None
