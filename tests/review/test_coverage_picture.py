from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from reference.errors import InputError
from reference.times import Interval
from review.coverage_picture import coverage_picture
from storage.records import Coverage

DAY = datetime(2024, 6, 19, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def hours(start: float, end: float) -> Interval:
    return Interval(DAY + timedelta(hours=start), DAY + timedelta(hours=end))


def row(*spans: Interval, station: str = "DEMO1") -> Coverage:
    return Coverage(
        station, spans[0].start, spans[-1].end, 3.0, 2, picture=spans, text=spans[:1], text_hours=1.0
    )


def bars(picture: str) -> list[tuple[str, float, float, float]]:
    """Kind, left, top and width of each bar that stands for a stretch."""
    return [
        (
            title.text.partition(":")[0] if title.text else "",
            *(float(rect.get(k, "")) for k in ("x", "y", "width")),
        )
        for rect in ET.fromstring(picture).iter(f"{SVG}rect")
        if (title := rect.find(f"{SVG}title")) is not None
    ]


def test_a_stretch_over_midnight_is_a_bar_on_each_day() -> None:
    found = bars(coverage_picture([row(hours(23, 26))]))
    late, early = (bar for bar in found if bar[0] == "picture")
    assert late[3] == pytest.approx(early[3] / 2)
    assert early[1] < late[1]
    assert early[2] > late[2]
    assert len([bar for bar in found if bar[0] == "text"]) == 2


def test_the_window_decides_which_days_are_drawn() -> None:
    window = Interval(DAY - timedelta(days=2), DAY + timedelta(days=2))
    picture = coverage_picture([row(hours(3, 4))], window)
    assert [f"2024-06-{day}" in picture for day in (16, 17, 18, 19, 20, 21)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]


def test_the_same_coverage_gives_the_same_bytes_and_asks_for_nothing() -> None:
    picture = coverage_picture([row(hours(3, 4))])
    assert picture == coverage_picture([row(hours(3, 4))])
    outside = picture.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not any(word in outside for word in ("http", "url(", "<script", "<style", "<image", "href"))


def test_a_hostile_name_stays_text() -> None:
    picture = coverage_picture([row(hours(3, 4))], stations=lambda _: "</svg><script>x</script>")
    assert "<script" not in picture
    ET.fromstring(picture)


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(InputError, match="nothing is searchable"):
        coverage_picture([])
    with pytest.raises(InputError, match="choose fewer"):
        coverage_picture([row(hours(3, 24 * 9_000))])
