from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.errors import BadTime
from reference.times import (
    Interval,
    Precision,
    day_interval,
    from_iso,
    iso,
    local_instants,
    parse_day,
    parse_instant,
    zone_named,
)


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Asia/Pyongyang", "2015-08-14T12:00", "2015-08-14T03:00:00Z"),
        ("Asia/Pyongyang", "2015-08-15T12:00", "2015-08-15T03:30:00Z"),
        ("Asia/Pyongyang", "2018-05-04T12:00", "2018-05-04T03:30:00Z"),
        ("Asia/Pyongyang", "2018-05-05T12:00", "2018-05-05T03:00:00Z"),
        ("Europe/Moscow", "2010-07-01T12:00", "2010-07-01T08:00:00Z"),
        ("Europe/Moscow", "2012-01-01T12:00", "2012-01-01T08:00:00Z"),
        ("Europe/Moscow", "2014-10-25T12:00", "2014-10-25T08:00:00Z"),
        ("Europe/Moscow", "2014-10-27T12:00", "2014-10-27T09:00:00Z"),
        ("Asia/Tehran", "2021-07-01T12:00", "2021-07-01T07:30:00Z"),
        ("Asia/Tehran", "2023-07-01T12:00", "2023-07-01T08:30:00Z"),
    ],
)
def test_local_time_comes_out_right_where_offsets_changed(zone: str, local: str, utc: str) -> None:
    interval, precision = parse_instant(local, zone_named(zone))
    assert iso(interval.start) == utc
    assert precision is Precision.MINUTE


def test_a_time_that_clocks_showed_twice_is_both() -> None:
    interval, _ = parse_instant("2015-08-14T23:45:00", ZoneInfo("Asia/Pyongyang"))
    assert (iso(interval.start), iso(interval.end)) == ("2015-08-14T14:45:00Z", "2015-08-14T15:15:00Z")


def test_a_time_that_clocks_skipped_is_refused() -> None:
    with pytest.raises(BadTime, match="skipped"):
        local_instants(datetime(2018, 5, 4, 23, 45), ZoneInfo("Asia/Pyongyang"))


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2024-06-19T18:00:00Z", "2024-06-19T18:00:00Z", "2024-06-19T18:00:00Z", Precision.SECOND),
        ("2024-06-19T21:00+03:00", "2024-06-19T18:00:00Z", "2024-06-19T18:00:59Z", Precision.MINUTE),
        ("2024-06-19 21:00:30+0300", "2024-06-19T18:00:30Z", "2024-06-19T18:00:30Z", Precision.SECOND),
        ("2024-06-19T18:00:00.250Z", "2024-06-19T18:00:00Z", "2024-06-19T18:00:00Z", Precision.SECOND),
        ("2024-06-20", "2024-06-19T10:00:00Z", "2024-06-21T11:59:59Z", Precision.DAY),
    ],
)
def test_instants_are_as_exact_as_they_are_written(
    text: str, start: str, end: str, precision: Precision
) -> None:
    interval, found = parse_instant(text)
    assert (iso(interval.start), iso(interval.end), found) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "now", "19.06.2024", "06/19/2024", "2024-6-19", "2024-02-30", "2023-02-29", "2024-13-01",
        "2024-01-32", "0000-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-31",
        "2024-06-19T24:00:00Z", "2024-06-19T18:60:00Z", "2024-06-19T18:00:60Z", "2024-06-19T18:00:00+25:00",
        "2024-06-19T18:00:00+14:60", "2024-06-19T18:00:00", "2024-06-19T18Z", "2024-W01-1", "1718820000", "1e20",
        "NaN", "2024-06-19T18:00:00Z; DROP TABLE", "٢٠٢٤-٠٦-١٩", "2024-06-19T18:00:00 EST", "2024-06-19T18:00:00-0",
        "24-06-19", "2024-06-19T18:00:00ZZ", "\u202e2024-06-19", "2024-06-19\x00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        parse_instant(text)


def test_zones_are_those_of_the_tz_database() -> None:
    for name in ("", "MSK", "../../etc/passwd", "Europe/Atlantis", "Europe/Moscow\x00", "/etc/localtime"):
        with pytest.raises(BadTime, match="time zone"):
            zone_named(name)


def test_a_day_without_a_zone_is_that_day_everywhere() -> None:
    everywhere = day_interval(date(2024, 6, 20))
    assert everywhere.end - everywhere.start == timedelta(hours=50) - timedelta(seconds=1)
    moscow = day_interval(date(2024, 6, 20), ZoneInfo("Europe/Moscow"))
    assert iso(moscow.start) == "2024-06-19T21:00:00Z"


def test_intervals_are_compared_only_where_that_can_be_said() -> None:
    morning, next_hour, noon = (
        Interval(datetime(2024, 6, 20, hour, tzinfo=UTC), datetime(2024, 6, 20, hour + 1, tzinfo=UTC))
        for hour in (6, 7, 12)
    )
    assert morning.before(noon)
    assert not noon.before(morning)
    assert not morning.before(next_hour), "they share an instant"
    assert morning.overlaps(next_hour)
    assert morning.widened(6 * 3600).overlaps(noon)


def test_an_interval_needs_utc_and_order() -> None:
    start = datetime(2024, 6, 20, 6, tzinfo=UTC)
    for wrong in ((start, start - timedelta(seconds=1)), (start.replace(tzinfo=None), start)):
        with pytest.raises(BadTime):
            Interval(*wrong)


@given(
    st.datetimes(datetime(1950, 1, 2), datetime(2199, 1, 1)),
    st.sampled_from(["Asia/Pyongyang", "Europe/Moscow", "Asia/Tehran"]),
)
def test_local_to_utc_and_back_is_the_same_or_refused(naive: datetime, zone: str) -> None:
    where = ZoneInfo(zone)
    try:
        first, last = local_instants(naive, where)
    except BadTime:
        return
    assert first <= last
    for instant in (first, last):
        assert instant.astimezone(where).replace(tzinfo=None) == naive


@given(st.datetimes(datetime(1950, 1, 2), datetime(2199, 1, 1), timezones=st.just(UTC)))
def test_written_times_are_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert from_iso(iso(moment)) == moment


@given(st.text(max_size=30))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        parse_instant(text, ZoneInfo("Asia/Pyongyang"))
        parse_day(text)
    except BadTime:
        pass
