from __future__ import annotations

from datetime import date, timedelta

import pytest

from checks import wording
from checks.post_clocks import best_clock
from reference.errors import BadTime
from storage.records import KnownFrom
from tests.checks.stories import instant, lead, post, posted


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0:00:00.0"),
        (812.4, "0:13:32.4"),
        (59.96, "0:01:00.0"),
        (36000.04, "10:00:00.0"),
        (-1.5, "-0:00:01.5"),
        (-0.01, "0:00:00.0"),
    ],
)
def test_offsets(seconds: float, said: str) -> None:
    assert wording.offset(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (4.2, "4.2 s"),
        (59.4, "59.4 s"),
        (59.6, "1 min 0 s"),
        (3599.9, "1 h 0 min"),
        (35900, "9 h 58 min"),
        (90000, "1 day 1 h"),
        (266400, "3 days 2 h"),
    ],
)
def test_lengths(seconds: float, said: str) -> None:
    assert wording.length(seconds) == said


def test_a_time_is_said_to_the_nearest_second() -> None:
    almost = instant("2031-03-07T18:00:21Z") + timedelta(milliseconds=980)
    assert wording.utc(almost) == "2031-03-07 18:00:22 UTC"


def test_both_clocks() -> None:
    moment = instant("2012-07-01T12:00:00Z")
    assert wording.both_clocks(moment, "Europe/Moscow") == (
        "2012-07-01 12:00:00 UTC (2012-07-01 16:00:00 Europe/Moscow)"
    )
    with pytest.raises(BadTime):
        wording.both_clocks(moment, "Mars/Olympus")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, None, "on a day it does not name"),
        (None, date(2031, 3, 8), "on or before 2031-03-08"),
        (date(2031, 3, 8), None, "on or after 2031-03-08"),
        (date(2031, 3, 8), date(2031, 3, 8), "on 2031-03-08"),
        (date(2031, 2, 1), date(2031, 2, 28), "from 2031-02-01 to 2031-02-28"),
    ],
)
def test_days_of_a_lead(first: date | None, last: date | None, said: str) -> None:
    assert wording.lead_days(lead(first_day=first, last_day=last)) == said


def test_a_listing_says_how_many_it_leaves_out() -> None:
    assert wording.listing(["A", "B"]) == "A, B"
    assert wording.listing([str(n) for n in range(10)], limit=3) == "0, 1, 2 and 7 more"


def test_the_number_is_believed_first_then_the_display_then_the_person() -> None:
    given, shown = posted("2031-03-07T20:00:00Z", KnownFrom.GIVEN), posted("2031-03-07", KnownFrom.DISPLAYED)
    number = posted("2031-03-07T20:00:01Z")
    assert best_clock(post(times=(given, shown, number))) == number
    assert best_clock(post(times=(given, shown))) == shown
    assert best_clock(post(times=(given,))) == given
    assert best_clock(post(times=())) is None
    assert best_clock(None) is None
    minute = posted("2031-03-07T20:00Z", KnownFrom.DISPLAYED)
    assert best_clock(post(times=(shown, minute))) == minute
