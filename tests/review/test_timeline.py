"""The timeline: every time drawn as exactly as it is known, labels apart, and the same as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from bs4 import Tag

from checks.registry import run_checks
from reference.times import Precision, day_interval
from storage.records import ArchivedCopy, Direction, KnownFrom, Outcome, PostTime
from tests.review.pages import page, soup, words
from tests.review.review_cases import POST, full_case, link, post_time


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2031, 3, 4, 18, 13, 40, tzinfo=UTC),
        datetime(2031, 3, 5, 12, tzinfo=UTC),
        datetime(1951, 1, 1, tzinfo=UTC),
    ],
)
def test_the_timeline_has_its_labels_apart(moment: datetime) -> None:
    case = full_case(post=replace(POST, times=(post_time(moment),)))
    drawings = soup(page(case)).select("svg.timeline")
    assert drawings
    for drawing in drawings:
        boxes = [_box(text) for text in drawing.find_all("text")]
        width = float(str(drawing["viewbox"]).split()[2])
        for index, (left, top, right, bottom) in enumerate(boxes):
            assert left > -1
            assert right < width + 1
            for other in boxes[index + 1 :]:
                assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def _box(text: Tag) -> tuple[float, float, float, float]:
    """About where a label stands: 13-pixel letters are near 6.6 pixels wide."""
    x, y, width = float(str(text["x"])), float(str(text["y"])), len(text.get_text()) * 6.6
    left = x - width / 2 if text["text-anchor"] == "middle" else x
    return left, y - 10, left + width, y + 3


def test_every_time_of_the_timeline_stands_in_a_table_as_well() -> None:
    document = soup(page(full_case()))
    rows = [row.get_text(" ") for row in document.select("#timeline tbody tr")]
    assert len(rows) == 5
    assert any(
        "18:13:30 to 18:16:54 UTC" in row and "03:13:30 to 03:16:54 in Asia/Pyongyang" in row for row in rows
    )
    assert any("day only" in row and "as displayed" in row for row in rows)
    for drawing in document.find_all("svg"):
        assert drawing["aria-hidden"] == "true"


def test_a_post_dated_by_day_is_drawn_as_long_as_the_day_can_be() -> None:
    day = PostTime("March 4, 2031", day_interval(date(2031, 3, 4)), Precision.DAY, KnownFrom.DISPLAYED)
    case = full_case(
        post=replace(POST, times=(day,)), links=(link(direction=Direction.INCONCLUSIVE),), article=None
    )
    document = soup(page(case))
    assert document.select("rect.mark.post")
    assert document.select("rect.overlap")
    assert "not decided" in words(str(document.find(id="timeline")))
    second = soup(page(full_case(article=None, links=(link(),), post=replace(POST, times=POST.times[:1]))))
    assert second.select("circle.mark.post")
    assert second.select("path.copied")


def test_page_and_date_check_say_the_same_of_the_direction() -> None:
    for moment, way in (
        (datetime(2031, 3, 4, 18, 37, 9, tzinfo=UTC), Outcome.SUPPORTS),
        (datetime(2031, 3, 4, 18, 14, tzinfo=UTC), Outcome.INCONCLUSIVE),
        (datetime(2031, 3, 4, 12, tzinfo=UTC), Outcome.REFUTES),
    ):
        case = full_case(post=replace(POST, times=(post_time(moment),)))
        results = {check.name: check for check in run_checks(case)}
        assert results["post_time_and_airing"].outcome is way
        said = words(str(soup(page(case)).find(id="timeline")))
        expected = {
            Outcome.SUPPORTS: "Airing first, then post: at least 20 min 15 s lie between.",
            Outcome.INCONCLUSIVE: "Direction of copying not decided",
            Outcome.REFUTES: "Post first, then airing",
        }
        assert expected[way] in said


def test_the_first_capture_of_a_web_archive_is_on_the_same_axis() -> None:
    copies = tuple(
        ArchivedCopy(
            "https://x.com/1",
            datetime(2031, 3, day, 8, tzinfo=UTC),
            "https://archive.example/1",
            200,
            "text/html",
            "d",
        )
        for day in (9, 6)
    )
    document = soup(page(full_case(archived=copies)))
    assert document.select("circle.mark.capture")
    (row,) = [row for row in document.select("#timeline tbody tr") if "First capture" in row.get_text()]
    assert "6 March 2031, 08:00:00 UTC" in row.get_text(" ")
    assert not soup(page(full_case(archived=()))).select(".mark.capture")
