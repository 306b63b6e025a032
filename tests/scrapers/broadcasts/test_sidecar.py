from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reference.errors import InputError
from reference.times import iso
from scrapers.broadcasts.sidecar import parse_sidecar, sidecars_of
from storage.records import TimeSource

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ('{"station": "RUSSIA1", "aired_at": "2024-06-19T18:00:00Z", "programme": "Vesti"}', "2024-06-19T18:00:00Z"),
        ('{"aired_at": "2024-06-19T21:00:00"}', "2024-06-19T18:00:00Z"),
        ('{"start": "2024-06-19T20:00:00", "zone": "Asia/Pyongyang"}', "2024-06-19T11:00:00Z"),
        ('{"start": "2016-06-19T20:00:00", "zone": "Asia/Pyongyang"}', "2016-06-19T11:30:00Z"),
        ('{"start_time": 1718820000}', "2024-06-19T18:00:00Z"),
        ('{"start_time": 1718820000000}', "2024-06-19T18:00:00Z"),
    ],
)  # fmt: skip
def test_the_time_is_read_in_the_zone_that_is_said(body: str, begins: str) -> None:
    facts = parse_sidecar(body.encode(), MOSCOW)
    assert facts.begins is not None
    assert (iso(facts.begins.start), facts.time_from) == (begins, TimeSource.SIDECAR)


def test_station_programme_and_end_are_taken_and_the_rest_is_left() -> None:
    body = """{"channel": "Первый канал", "title": " Время  ", "start": "2024-06-19T18:00:00Z", "stop":
        "2024-06-19T18:40:00Z", "extra": {"deep": [1]}}"""
    facts = parse_sidecar(body.encode(), MOSCOW)
    assert (facts.station, facts.programme) == ("Первый канал", "Время")
    assert facts.ends is not None
    assert iso(facts.ends) == "2024-06-19T18:40:00Z"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "cannot be read"),
        (b"[" * 200_000, "cannot be read"),
        (b"[1]", "no object"),
        (b"\xff\xfe", "cannot be read"),
        (b'{"aired_at": "soon"}', "no time"),
        (b'{"aired_at": "2024-03-31T02:30:00", "zone": "Europe/Berlin"}', "skipped"),
        (b'{"aired_at": true}', "neither"),
        (b'{"aired_at": 1e300}', "none"),
        (b'{"aired_at": NaN}', "none"),
        (b'{"aired_at": -1e10}', "no broadcast"),
        (b'{"station": 5}', "no text"),
        (b'{"zone": "Mars/Olympus"}', "time zone"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(body: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as raised:
        parse_sidecar(body, MOSCOW)
    assert "\n" not in str(raised.value)


def test_it_lies_under_one_of_three_names() -> None:
    names = [path.name for path in sidecars_of(Path("/rec/vesti.mp4"))]
    assert names == ["vesti.mp4.json", "vesti.json", "vesti.info.json"]
