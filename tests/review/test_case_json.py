"""The JSON that other programs read: the promised fields, strictly valid."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reference.times import Interval, Precision, day_interval
from review.case_json import case_json, match_json, searched_json
from review.history import HistoryLine, history_lines
from storage.chain import Event
from storage.records import CaseFile, Evidence, KnownFrom, PostTime
from tests.review.review_cases import (
    CHECKS,
    HISTORY,
    POST,
    airing,
    full_case,
    not_found_case,
    segment,
    stations,
)


def read(case: CaseFile) -> dict[str, Any]:
    """The case as a strict reader of JSON sees it."""
    text = json.dumps(case_json(case, HISTORY, stations), allow_nan=False)
    text.encode("utf-8")
    return dict(json.loads(text))


def test_a_full_case_has_all_that_is_promised() -> None:
    case = read(full_case())
    assert {
        "case", "state", "standing", "article", "post", "fetches", "leads", "claims", "links", "checks", "suggested",
        "decision", "searched", "history", "next",
    } <= case.keys()  # fmt: skip
    assert case["case"] == "C12"
    assert case["state"] == "in_review"
    assert case["standing"] is False
    assert {"url", "outlet", "title", "published"} <= case["article"].keys()
    assert case["article"]["published"] == "2031-03-05"
    assert {"platform", "id", "url", "handle", "name", "text", "posted_at", "precision", "media"} <= case[
        "post"
    ].keys()
    assert case["post"]["posted_at"] == "2031-03-04T18:37:09Z"
    assert case["post"]["precision"] == "second"
    assert [time["known_from"] for time in case["post"]["times"]] == ["number", "displayed"]
    assert {"url", "at", "state", "reason", "status", "sha256"} <= case["fetches"][0].keys()
    assert case["claims"][0] == {
        "n": 1,
        "text": "the new bridge at North Harbour collapsed this morning",
        "span": [10, 64],
        "by": "machine",
    }
    assert {"name", "version", "pillar", "question", "proposition", "outcome", "reason", "evidence"} <= case[
        "checks"
    ][0].keys()
    assert case["suggested"] == {
        "categories": ["DecontextualizedContent", "EditedOrCroppedContent"],
        "claims": [{"n": 2, "rating": "False"}],
        "confidence": "high",
        "because": ["the footage was aired before the post", "parts of it were cut and reordered"],
        "next": ["Ask the poster where the clip came from.", "Look for an earlier airing on NORTH2."],
    }
    assert case["next"] == case["suggested"]["next"]
    assert case["decision"]["by"] == "Mira"
    assert case["decision"]["at"] == "2031-03-07T09:30:00Z"
    assert [line["seq"] for line in case["history"]] == [3, 57]


def test_a_link_is_a_match_with_its_state() -> None:
    link = read(full_case())["links"][0]
    assert {
        "id",
        "state",
        "relation",
        "direction",
        "airing",
        "score",
        "picture",
        "sound",
        "pairs",
    } <= link.keys()
    assert (link["state"], link["relation"], link["direction"]) == (
        "suggested",
        "cut_from",
        "post_after_airing",
    )
    assert {"id", "kind", "station", "programme", "aired_at", "uncertainty"} <= link["airing"].keys()
    assert link["airing"]["aired_at"] == "2031-03-04T18:00:00Z"
    assert link["airing"]["station_name"] == "North Harbour One"
    first = link["picture"][0]
    assert {
        "clip", "recording", "rate", "mirrored", "reversed", "source_box", "clip_box", "time_uncertain", "score",
    } <= first.keys()  # fmt: skip
    assert first["clip"] == [0.0, 14.8]
    assert first["recording"] == [812.4, 827.2]
    assert link["picture"][1]["recording"] == [1010.2, 1004.0]
    assert link["sound"] == [{"clip": [0.0, 21.0], "recording": [812.4, 833.4], "rate": 1.0, "score": 0.88}]


def test_a_case_without_a_source_says_what_was_searched() -> None:
    case = read(not_found_case())
    assert case["standing"] is True
    assert case["links"] == []
    assert case["suggested"] is None
    assert case["decision"] is None
    assert case["post"]["id"] is None
    assert case["post"]["posted_at"] == "2031-03-04"
    assert case["post"]["precision"] == "day"
    assert case["post"]["posted_between"] == {"from": "2031-03-03T10:00:00Z", "to": "2031-03-05T11:59:59Z"}
    source, other = case["leads"]
    assert source["about"] == "embedded_post"
    assert (source["from"], source["to"]) == (None, "2031-03-05")
    assert source["stations"] == ["NORTH1"]
    assert other["about"] == "other_footage"
    assert (other["from"], other["to"]) == ("2031-03-04", "2031-03-04")
    assert (other["weekday_named"], other["weekday_agrees"]) == ("Tuesday", True)
    assert case["searched"]["recordings"] == 0
    assert case["searched"]["clips"] == 0
    assert len(case["searched"]["not_searched"]) == 2
    assert case["next"] == ["Find the post on X and add its video by hand."]


def test_coverage_is_told_by_station() -> None:
    coverage = searched_json(full_case().searched, stations)["coverage"]
    assert coverage[0] == {
        "station": "NORTH1",
        "station_name": "North Harbour One",
        "from": "2031-03-04T06:00:00Z",
        "to": "2031-03-04T20:00:00Z",
        "hours": 3.5,
        "sparse_hours": 0.0,
        "sound_hours": 0.0,
        "text_hours": 0.0,
        "recordings": 2,
        "intervals": {"picture": [], "single_frames": [], "sound": [], "text": []},
    }


def test_a_case_that_no_search_was_made_for_says_so() -> None:
    assert searched_json(None)["not_searched"] == ["nothing has been searched yet"]


MINUTE = Interval(datetime(2024, 6, 20, 14, 5, tzinfo=UTC), datetime(2024, 6, 20, 14, 5, 59, tzinfo=UTC))
SECOND = Interval(*[datetime(2024, 6, 20, 14, 5, 9, 123000, tzinfo=UTC)] * 2)


@pytest.mark.parametrize(
    ("precision", "interval", "expected"),
    [
        (Precision.DAY, day_interval(date(2024, 6, 20)), "2024-06-20"),
        (Precision.MINUTE, MINUTE, "2024-06-20T14:05:00Z"),
        (Precision.SECOND, SECOND, "2024-06-20T14:05:09Z"),
    ],
)
def test_a_post_is_dated_as_exactly_as_it_is_known(
    precision: Precision, interval: Interval, expected: str
) -> None:
    post = replace(POST, times=(PostTime("?", interval, precision, KnownFrom.DISPLAYED),))
    assert read(full_case(post=post))["post"]["posted_at"] == expected


def test_a_match_is_told_in_the_order_of_the_clip() -> None:
    late, early = segment(clip=(9.0, 12.0)), segment(clip=(0.0, 3.0))
    match = match_json(airing(), 0.5, [late, early], [])
    assert [each["clip"] for each in match["picture"]] == [[0.0, 3.0], [9.0, 12.0]]
    assert match["sound"] == []
    assert match["score"] == 0.5


def test_numbers_and_text_that_json_cannot_hold_are_made_fit() -> None:
    check = replace(
        CHECKS[0], evidence=(Evidence("\ud83d\x00", facts={"a": float("nan"), "b": datetime(2024, 1, 1)}),)
    )
    case = read(full_case(checks=(check,), links=(replace(full_case().links[0], score=float("inf")),)))
    assert case["links"][0]["score"] is None
    assert case["checks"][0]["evidence"][0]["facts"]["a"] is None
    assert "\x00" not in case["checks"][0]["evidence"][0]["text"]


def test_events_become_lines_that_a_person_can_read() -> None:
    at = "2031-03-07T09:30:00Z"
    asked = {"kind": "verify", "subject": "C12", "because": "new footage"}
    decided = {"categories": ["OriginalMediaContent"], "because": "same cut"}
    events = [
        Event(1, at, "Mira", "run_requested", "R1", json.dumps(asked), b"", b""),
        Event(2, at, "Mira", "decided", "C12", json.dumps(decided), b"", b""),
        Event(3, at, "Mira", "something_new", "C12", "{}", b"", b""),
        Event(4, at, "Mira", "decided", "C12", "[]", b"", b""),
    ]
    lines = history_lines(events)
    assert lines[0] == HistoryLine(
        1,
        datetime(2031, 3, 7, 9, 30, tzinfo=UTC),
        "Mira",
        "run_requested",
        "asked to verify C12: new footage",
    )
    assert [line.summary for line in lines[1:]] == [
        "OriginalMediaContent: same cut",
        "something new",
        "decided",
    ]
