from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reference.errors import BadTime
from reference.stations import load_stations
from reference.times import Precision, iso
from scrapers.broadcasts.file_names import read_name, refuse_future, station_named, stations_named

MOSCOW = ZoneInfo("Europe/Moscow")
SHOWN = "2024-06-19T18:00:00Z"


@pytest.mark.parametrize(
    ("name", "begins", "station", "programme"),
    [
        ("RUSSIA1_20240619_180000_Vesti.mp4", SHOWN, "RUSSIA1", "Vesti"),
        (
            "1TV_20220327_183000_Vremya_so_subtitrami.mp4",
            "2022-03-27T18:30:00Z",
            "1TV",
            "Vremya so subtitrami",
        ),
        ("Vesti S01E02 20240619 [20240619-1800].mpg", SHOWN, None, "Vesti"),
        ("1004_20240619180000.ts", SHOWN, None, None),
        ("Vesti_20240619_21002200.ts", SHOWN, None, "Vesti"),
        ("20240619 2100 - Rossiya 1 - Vesti.ts", SHOWN, "Rossiya 1", "Vesti"),
        ("Vesti - 20240619 2100_Rossiya 1.ts", SHOWN, "Rossiya 1", "Vesti"),
        ("Vesti (1991) - 2024-06-19 21 00 00 - Evening.ts", SHOWN, None, "Vesti"),
        ("Vesti_Rossiya 1_2024_06_19_21_00_00.wtv", SHOWN, "Rossiya 1", "Vesti"),
        ("Вести2024-06-1921-00.ts", SHOWN, None, "Вести"),
        ("Вести-2024-06-19_21:00.mkv", SHOWN, None, "Вести"),
        ("2024-06-19T18:00:00Z.ts", SHOWN, None, None),
        ("russia1-2024-06-19T21-00-00+0300-vesti.ts", SHOWN, None, "russia1- -vesti"),
        ("russia1 20240619T180000Z.mp4", SHOWN, None, "russia1"),
        ("2024-06-19 21-00-00.mkv", SHOWN, None, None),
        ("2024.06.19.21.00.rec", SHOWN, None, None),
        ("rec_20240619210000.mp4", SHOWN, None, "rec"),
        ("Tagesschau 19.06.2024 21-00.mp4", SHOWN, None, "Tagesschau"),
        ("20240619T180000.000Z.ts", SHOWN, None, None),
        ("2024-06-19T18:00:00.25Z.ts", SHOWN, None, None),
        ("VID_20240619_210000.mp4", SHOWN, None, "VID"),
        ("rec 2024-06-19 at 21.00.00.mov", SHOWN, None, "rec"),
        ("20240619_2100-2200_Vesti.ts", SHOWN, None, "2200 Vesti"),
        ("stream-1718820000.ts", SHOWN, None, "stream"),
        ("segment_1718820000123.ts", SHOWN, None, "segment"),
    ],
)
def test_the_names_of_the_usual_recorders_are_read(
    name: str, begins: str, station: str | None, programme: str | None
) -> None:
    facts = read_name(name, MOSCOW)
    assert facts.begins is not None
    assert facts.timed
    assert (iso(facts.begins.start), facts.station, facts.programme) == (begins, station, programme)


def test_a_name_with_an_end_says_it_even_after_midnight() -> None:
    facts = read_name("Vesti_20240619_23300030.ts", MOSCOW)
    assert facts.ends == datetime(2024, 6, 19, 21, 30, tzinfo=UTC)


def test_from_when_to_when_is_no_offset() -> None:
    facts = read_name("20240619_1000-1100_Vesti.ts", MOSCOW)
    assert facts.begins is not None
    assert (iso(facts.begins.start), facts.ends) == (
        "2024-06-19T07:00:00Z",
        datetime(2024, 6, 19, 8, 0, tzinfo=UTC),
    )


def test_minutes_are_less_exact_than_seconds() -> None:
    assert read_name("Vesti 2024-06-19 21-00.ts", MOSCOW).uncertainty == 60.0
    assert read_name("Vesti 2024-06-19 21-00-00.ts", MOSCOW).uncertainty == 2.0


def test_the_recorders_own_zone_is_used_where_it_is_given() -> None:
    facts = read_name("RUSSIA1_20240619_210000_Vesti.mp4", MOSCOW, wall=MOSCOW)
    assert facts.begins is not None
    assert iso(facts.begins.start) == SHOWN


@pytest.mark.parametrize(
    ("name", "zone", "begins"),
    [
        ("news 2016-01-01 20-00-00.ts", "Asia/Pyongyang", "2016-01-01T11:30:00Z"),
        ("news 2019-01-01 20-00-00.ts", "Asia/Pyongyang", "2019-01-01T11:00:00Z"),
        ("news 2012-01-01 20-00-00.ts", "Europe/Moscow", "2012-01-01T16:00:00Z"),
        ("news 2015-01-01 20-00-00.ts", "Europe/Moscow", "2015-01-01T17:00:00Z"),
    ],
)
def test_wall_clocks_are_read_with_the_offset_of_their_day(name: str, zone: str, begins: str) -> None:
    facts = read_name(name, ZoneInfo(zone))
    assert facts.begins is not None
    assert iso(facts.begins.start) == begins


def test_an_hour_shown_twice_is_uncertain_by_an_hour() -> None:
    facts = read_name("Tagesschau 2024-10-27 02-30-00.ts", ZoneInfo("Europe/Berlin"))
    assert facts.uncertainty == 3600.0
    assert facts.begins is not None
    assert iso(facts.begins.end) == "2024-10-27T01:30:00Z"


def test_an_hour_that_was_skipped_is_refused() -> None:
    with pytest.raises(BadTime, match="skipped"):
        read_name("Tagesschau 2024-03-31 02-30-00.ts", ZoneInfo("Europe/Berlin"))


def test_a_day_alone_is_no_time() -> None:
    facts = read_name("Vesti 2024-06-19.mp4", MOSCOW)
    assert (facts.precision, facts.timed, facts.programme) == (Precision.DAY, False, "Vesti")


@pytest.mark.parametrize(
    "name", ["Vesti.mp4", "clip_1080p_h264.mp4", "20241399_250000.ts", "VID-99999999.mp4", "2024.mp4", ""]
)
def test_names_without_a_time_say_none(name: str) -> None:
    assert read_name(name, MOSCOW).begins is None


def test_hostile_names_are_read_in_time() -> None:
    for name in (
        "_" * 5_000,
        "20240619" * 600,
        " - " * 2_000,
        "a_" * 3_000 + "20240619_18001900",
        "\x00" * 300,
    ):
        read_name(name, MOSCOW)


def test_a_clock_that_jumped_ahead_is_refused() -> None:
    facts = read_name("Vesti 2084-06-19 21-00-00.ts", MOSCOW)
    with pytest.raises(BadTime, match="clock was wrong"):
        refuse_future(facts, datetime(2026, 11, 1, tzinfo=UTC), "Vesti.ts")
    refuse_future(read_name("Vesti 2024-06-19 21-00-00.ts", MOSCOW), datetime(2026, 11, 1, tzinfo=UTC), "x")


@pytest.mark.parametrize(
    ("name", "station"),
    [
        ("RUSSIA1_20240619_180000_Vesti.mp4", "RUSSIA1"),
        ("2024-06-19 Первый канал.ts", "1TV"),
        ("2024-06-19_Первый канал.ts", "1TV"),
        ("20240619 2100 - Россия 24 - Вести.ts", "RUSSIA24"),
        ("KCTV5_news.ts", "KCTV5"),
        ("KCTV_news.ts", None),
        ("20240619-210000-rossiya24.ts", "RUSSIA24"),
        ("Die Sendung_Das Erste HD_2024-06-19_20-00-00.ts", "DASERSTE"),
        ("holiday.mp4", None),
    ],
)
def test_a_station_in_the_name_is_found_where_it_is_one(name: str, station: str | None) -> None:
    assert station_named(name, load_stations().called) == station


def test_a_name_that_two_stations_share_is_still_no_third_ones() -> None:
    called = load_stations().called
    assert "RUSSIA1" not in stations_named("KCTV_20240620_100000.mp4", called)
    assert len(stations_named("KCTV_20240620_100000.mp4", called)) > 1
    assert stations_named("Channel One Russia 2024-06-20 21-00 Vremya.mp4", called) == {"1TV"}
    assert stations_named("evening 2024-06-20.mp4", called) == frozenset()
