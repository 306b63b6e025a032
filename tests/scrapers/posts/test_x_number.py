"""What a number on X says of the time, and the token that goes with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reference.times import Precision
from scrapers.posts.x import syndication_token, time_of_number
from storage.records import KnownFrom

RECORDED = Path(__file__).parents[4] / "shared" / "responses" / "x-graphql"


def test_the_number_says_the_second() -> None:
    # 263.144 s after 2010-11-04 01:42:54.657 UTC, where the numbers begin.
    time = time_of_number(str(263_144 << 22))
    assert time is not None
    moment = datetime(2010, 11, 4, 1, 47, 17, tzinfo=UTC)
    assert (time.interval.start, time.interval.end) == (moment, moment)
    assert time.text == "2010-11-04T01:47:17Z"
    assert (time.precision, time.known_from) == (Precision.SECOND, KnownFrom.NUMBER)


@pytest.mark.parametrize(
    "number", ["20", "991610", "29700859247", str((1 << 40) - 1), "0", "", "x", str(1 << 63)]
)
def test_numbers_from_before_say_nothing(number: str) -> None:
    assert time_of_number(number) is None


def test_the_largest_number_is_still_a_time() -> None:
    time = time_of_number(str((1 << 63) - 1))
    assert time is not None
    assert time.interval.start.year == 2080


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of X are not beside this checkout")
def test_recorded_posts_were_made_when_their_numbers_say() -> None:
    compared = 0
    for path in RECORDED.rglob("*.json"):
        for number, created in _posts(json.loads(path.read_text())):
            time = time_of_number(number)
            if time is None:
                continue
            assert time.interval.start == datetime.strptime(created, "%a %b %d %H:%M:%S %z %Y"), number
            compared += 1
    assert compared > 20


def _posts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        legacy = value.get("legacy")
        if isinstance(legacy, dict) and "full_text" in legacy and "rest_id" in value:
            yield value["rest_id"], legacy["created_at"]
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _posts(inner)


@pytest.mark.parametrize(
    ("number", "token"),
    [
        # As a browser computes ((Number(id) / 1e15) * Math.PI).toString(36).replace(/(0+|\.)/g, "").
        ("1684218600456876032", "42z4mwgp9h8"),
        ("20", "6dq1a2xwd93"),
        ("1804079370000000000", "4dfokiikt"),
        ("1968558229253931230", "4rseouyw9m2"),
        ("9223372036854775807", "mcw2svce2ao"),
        ("1000000000000000", "353i5ab8p5f"),
        ("999999999999999", "353i5ab8p54"),
        ("318389554176", "1ao1b5f73uy"),
        ("507185938620219395", "189ddm8u5i"),
    ],
)
def test_the_token_is_the_one_that_browsers_compute(number: str, token: str) -> None:
    assert syndication_token(number) == token
