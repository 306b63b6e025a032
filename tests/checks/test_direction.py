from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.direction import direction, link_interval, matched_interval
from reference.times import Interval, day_interval
from storage.records import AiringKind, Direction
from tests.checks.stories import AIRED, airing, instant, link, segment, sound


def at(text: str) -> Interval:
    return Interval(instant(text), instant(text))


# The footage runs from second 812.4 to 832.4 after 18:00, give or take 2 s: 18:13:30.4 to 18:13:54.4.
@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ("2031-03-07T18:13:55Z", Direction.POST_AFTER_AIRING),
        ("2031-03-07T18:13:54Z", Direction.INCONCLUSIVE),
        ("2031-03-07T18:13:31Z", Direction.INCONCLUSIVE),
        ("2031-03-07T18:13:30Z", Direction.POST_BEFORE_AIRING),
    ],
)
def test_the_order_is_decided_to_the_second(posted: str, expected: Direction) -> None:
    assert direction(at(posted), matched_interval(airing(), segment())) is expected


def test_a_shared_instant_decides_nothing() -> None:
    shown = matched_interval(airing(uncertainty=0.0), segment(at=0.0))
    end = AIRED + timedelta(seconds=20)
    assert direction(Interval(end, end), shown) is Direction.INCONCLUSIVE
    later = end + timedelta(microseconds=1)
    assert direction(Interval(later, later), shown) is Direction.POST_AFTER_AIRING


def test_a_post_without_a_time_decides_nothing() -> None:
    assert direction(None, matched_interval(airing(), segment())) is Direction.INCONCLUSIVE


def test_uncertainty_widens_the_airing() -> None:
    post = at("2031-03-07T18:20:00Z")
    assert (
        direction(post, matched_interval(airing(uncertainty=300), segment())) is Direction.POST_AFTER_AIRING
    )
    assert direction(post, matched_interval(airing(uncertainty=400), segment())) is Direction.INCONCLUSIVE


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2031, 3, 6), Direction.POST_BEFORE_AIRING),
        (date(2031, 3, 7), Direction.INCONCLUSIVE),
        (date(2031, 3, 8), Direction.INCONCLUSIVE),
        (date(2031, 3, 9), Direction.POST_AFTER_AIRING),
    ],
)
def test_a_day_spans_every_zone_it_can_mean(day: date, expected: Direction) -> None:
    shown = matched_interval(airing(aired_at=instant("2031-03-07T20:00:00Z")), segment())
    assert direction(day_interval(day), shown) is expected


def test_a_reversed_segment_spans_the_same_seconds() -> None:
    forward, backward = segment(at=812.4), segment(at=832.4, rate=-1.0)
    assert matched_interval(airing(), backward) == matched_interval(airing(), forward)


def test_all_segments_count() -> None:
    shown = matched_interval(airing(uncertainty=0.0), segment(0, 5, at=900), segment(5, 10, at=100))
    assert shown == Interval(AIRED + timedelta(seconds=100), AIRED + timedelta(seconds=905))


def test_an_uncertain_second_widens_the_span() -> None:
    still = segment(0, 5, at=100, time_uncertain=True, time_interval=(90.0, 140.0))
    shown = matched_interval(airing(uncertainty=0.0), still)
    assert shown == Interval(AIRED + timedelta(seconds=90), AIRED + timedelta(seconds=145))


def test_an_uncertain_second_of_a_reversed_segment_is_its_latest() -> None:
    still = segment(0, 5, at=100, rate=-1.0, time_uncertain=True, time_interval=(90.0, 140.0))
    shown = matched_interval(airing(uncertainty=0.0), still)
    assert shown == Interval(AIRED + timedelta(seconds=85), AIRED + timedelta(seconds=140))


def test_what_is_published_online_can_be_seen_whole_at_once() -> None:
    online = airing(kind=AiringKind.ONLINE, uncertainty=0.0)
    assert matched_interval(online, segment()).start == AIRED


def test_sound_speaks_where_no_picture_was_found() -> None:
    heard = link(picture=(), sound=(sound(at=50.0),), airing=airing(uncertainty=0.0))
    assert link_interval(heard).start == AIRED + timedelta(seconds=50)


def test_without_a_segment_there_is_no_interval() -> None:
    with pytest.raises(ValueError, match="empty"):
        matched_interval(airing())


@given(st.integers(-5000, 5000), st.integers(0, 900), st.integers(0, 900))
def test_a_decision_means_that_no_instant_is_shared(shift: int, wide: int, uncertain: int) -> None:
    shown = matched_interval(airing(uncertainty=float(uncertain)), segment())
    start = AIRED + timedelta(seconds=shift)
    post = Interval(start, start + timedelta(seconds=wide))
    found = direction(post, shown)
    assert (found is Direction.INCONCLUSIVE) == (post.start <= shown.end and shown.start <= post.end)
    if found is Direction.POST_AFTER_AIRING:
        assert post.start > shown.end
    if found is Direction.POST_BEFORE_AIRING:
        assert post.end < shown.start
