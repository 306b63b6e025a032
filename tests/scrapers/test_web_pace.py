"""Pauses that sites ask for, and our own pace."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrapers.web_pace import LONGEST_PAUSE, Pace, asked_pause

NOW = datetime(2024, 6, 19, 18, 0, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("5", 5.0),
        (" 5 ", 5.0),
        ("005", 5.0),
        ("-5", 0.0),
        ("900", 900.0),
        ("901", LONGEST_PAUSE),
        ("9" * 400, LONGEST_PAUSE),
        ("-" + "9" * 400, 0.0),
        ("Wed, 19 Jun 2024 18:00:30 GMT", 30.0),
        ("Wed, 19 Jun 2024 17:59:30 GMT", 0.0),
        ("Wed, 19 Jun 2024 21:00:30 +0300", 30.0),
        ("Wednesday, 19-Jun-24 18:00:30 GMT", 30.0),
        ("Wed Jun 19 18:00:30 2024", 30.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE),
        ("Mon, 01 Jan 0001 00:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("1.5", None),
        ("1e3", None),
        ("0x10", None),
        ("٥", None),
        ("NaN", None),
        ("5, 10", None),
        ("Wed, 99 Jun 2024 18:00:30 GMT", None),
        ("Wed, 19 Jun 99999999999 18:00:30 GMT", None),
        ("\ud800", None),
    ],
)
def test_retry_after_in_all_its_forms(text: str, seconds: float | None) -> None:
    assert asked_pause({"retry-after": text}, NOW) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(str(STAMP + 60), 60.0), (str(STAMP - 60), 0.0), ("9" * 30, LONGEST_PAUSE), ("later", None), ("", None)],
)
def test_the_reset_time_of_x(text: str, seconds: float | None) -> None:
    assert asked_pause({"x-rate-limit-reset": text}, NOW) == seconds


def test_retry_after_is_believed_first() -> None:
    assert asked_pause({"retry-after": "7", "x-rate-limit-reset": str(STAMP + 60)}, NOW) == 7.0


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_requests_to_one_host_are_kept_apart() -> None:
    pace = Pace(2.0, Clock())
    assert [pace.take("a.example"), pace.take("a.example"), pace.take("b.example")] == [0.0, 2.0, 0.0]


def test_a_pause_holds_one_host_and_ends() -> None:
    clock = Clock()
    pace = Pace(0.0, clock)
    pace.pause("a.example", 30.0)
    pace.pause("a.example", 5.0)
    assert pace.wait("a.example") == 30.0
    assert pace.wait("b.example") == 0.0
    clock.now += 31.0
    assert pace.wait("a.example") == 0.0
