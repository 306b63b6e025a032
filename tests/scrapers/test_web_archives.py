"""The Wayback Machine: recorded CDX answers, answers that are none, and saving with a key."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from reference.errors import Unparsed
from scrapers.web import WebClient
from scrapers.web_answer import OfflineClient
from scrapers.web_archives import MOST_KEPT, SaveKey, around, cdx_request, look_up, parse_cdx, save, telling
from storage.records import FetchState
from tests.scrapers.hostile_server import Server, http

RECORDED = Path(__file__).resolve().parents[2].parent / "shared" / "responses" / "wayback"
URL = "https://twitter.com/made_up/status/1803823920274288857"
ROWS = [
    ["timestamp", "original", "mimetype", "statuscode", "digest"],
    ["20240620170000", URL, "text/html", "200", "AAA"],
    ["20240620180000", URL, "text/html", "200", "AAA"],
    ["20240621090000", URL, "text/html", "200", "BBB"],
    ["20240701000000", URL, "text/html", "404", "CCC"],
]
needs_recordings = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="the recorded answers are not here: ../shared/responses/wayback"
)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _recorded(name: str) -> list[tuple[int, bytes]]:
    document = yaml.safe_load((RECORDED / "cassettes" / f"{name}.yaml").read_text(encoding="utf-8"))
    answers = []
    for interaction in document["interactions"]:
        body: Any = interaction["response"]["body"]["string"]
        content = body.encode() if isinstance(body, str) else body
        packed = content[:2] == b"\x1f\x8b"
        answers.append(
            (interaction["response"]["status"]["code"], gzip.decompress(content) if packed else content)
        )
    return answers


@needs_recordings
@pytest.mark.parametrize(
    ("name", "captures", "first"),
    [
        ("test_search", 1, "1996-12-31T23:58:47"),
        ("test_search_does_not_repeat_results", 15, "2020-06-12T01:40:07"),
        ("test_search_with_filter", 10, "2022-01-01T00:39:24"),
        ("test_search_rate_limits", 990, "1997-04-27T19:19:25"),
    ],
)
def test_recorded_lists(name: str, captures: int, first: str) -> None:
    _, body = _recorded(name)[0]
    listing = parse_cdx(body)
    assert (len(listing.captures), listing.unusable) == (captures, 0)
    assert listing.captures[0].at == _instant(first)
    assert all(capture.link.endswith(capture.url) for capture in listing.captures)


@needs_recordings
def test_every_recorded_list_parses_or_is_named(tmp_path: Path) -> None:
    told = 0
    for file in sorted((RECORDED / "cassettes").glob("test_search*.yaml")):
        for status, body in _recorded(file.stem):
            if status == 200 and body.strip():
                told += len(parse_cdx(body).captures)
            elif body.strip():
                with pytest.raises(Unparsed):
                    parse_cdx(body)
    assert told > 5000


@needs_recordings
def test_moments_that_no_calendar_has_are_left_out_and_counted() -> None:
    listing = parse_cdx((RECORDED / "test_files" / "bad_timestamp_cdx.txt").read_bytes())
    assert (len(listing.captures), listing.unusable) == (3, 2)


def test_a_list_of_nothing_usable_is_none() -> None:
    with pytest.raises(Unparsed):
        parse_cdx(json.dumps([ROWS[0], ["20240000000000", URL, "text/html", "200", "A"]]).encode())


@pytest.mark.parametrize("body", [b"[]", b"", b"\n", json.dumps(ROWS[:1]).encode()])
def test_no_capture_is_an_answer(body: bytes) -> None:
    assert parse_cdx(body).captures == ()


@pytest.mark.parametrize(
    "body",
    [
        b"<html>503 Service Unavailable</html>",
        b'[["timestamp"',
        b'{"a": 1}',
        b'[{"timestamp": "20240620170000"}]',
        b'[["a", "b"], ["20240620170000", "https://x.com/"]]',
        b"org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.AdministrativeAccessControlException",
        b"[" * 5000,
    ],
)
def test_what_is_no_list_is_said(body: bytes) -> None:
    with pytest.raises(Unparsed):
        parse_cdx(body)


def test_the_captures_on_both_sides_of_a_moment() -> None:
    captures = parse_cdx(json.dumps(ROWS).encode()).captures
    before, after = around(captures, _instant("2024-06-20T18:00:00"))
    assert before is not None
    assert after is not None
    assert (before.at.hour, after.at.day) == (18, 21)
    assert around(captures, _instant("2024-06-01T00:00:00"))[0] is None
    assert around((), _instant("2024-06-01T00:00:00")) == (None, None)


def test_captures_of_the_same_content_tell_once() -> None:
    captures = parse_cdx(json.dumps(ROWS).encode()).captures
    assert [capture.digest for capture in telling(captures)] == ["AAA", "BBB", "CCC"]
    assert telling(captures)[0].at == _instant("2024-06-20T17:00:00")


def test_many_captures_are_bounded_and_keep_both_ends() -> None:
    rows = [ROWS[0]] + [[f"202406{day:02}000000", URL, "text/html", "200", str(day)] for day in range(1, 31)]
    captures = parse_cdx(json.dumps(rows).encode()).captures
    chosen = telling(captures)
    assert len(chosen) == MOST_KEPT
    assert (chosen[0], chosen[-1]) == (captures[0], captures[-1])


# --- asking --------------------------------------------------------------------------------------


@pytest.fixture
def web(server: Server) -> Any:
    with WebClient({"web.archive.org": server.address}, sleep=lambda _: None) as client:
        yield client


def test_one_request_and_what_it_told(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/cdx/search/cdx", http(json.dumps(ROWS).encode(), "Content-Type: application/json"))
    found = look_up(URL, web, tmp_path, _instant("2024-06-20T17:30:00"))
    (answer,) = found.answers
    assert answer.fetch.state is FetchState.VISIBLE
    assert "4 captures" in answer.fetch.reason
    assert "2024-06-20T17:00:00Z" in answer.fetch.reason
    assert "closest after" in answer.fetch.reason
    assert len(found.captures) == 3
    assert server.hits == [("web.archive.org", cdx_request(URL).removeprefix("https://web.archive.org"))]


def test_none_listed_is_seen_and_said(server: Server, web: WebClient, tmp_path: Path) -> None:
    for body in (b"[]", b""):
        server.on("/cdx/search/cdx", http(body))
        found = look_up(URL, web, tmp_path)
        assert found.answers[0].fetch.state is FetchState.VISIBLE
        assert "no capture" in found.answers[0].fetch.reason
        assert found.captures == ()


@pytest.mark.parametrize(
    ("status", "state"), [("429 Slow Down", FetchState.UNREACHABLE), ("503 Away", FetchState.UNREACHABLE)]
)
def test_an_archive_that_is_away_says_nothing_of_what_it_holds(
    server: Server, web: WebClient, tmp_path: Path, status: str, state: FetchState
) -> None:
    server.on("/cdx/search/cdx", http(b"away", status=status))
    found = look_up(URL, web, tmp_path)
    assert [answer.fetch.state for answer in found.answers] == [state]
    assert "no capture" not in found.answers[0].fetch.reason


def test_offline_it_is_not_asked(tmp_path: Path) -> None:
    (answer,) = look_up(URL, OfflineClient(), tmp_path).answers
    assert answer.fetch.state is FetchState.NOT_FETCHED


# --- saving --------------------------------------------------------------------------------------

KEY = SaveKey("planted-access", "planted-secret")
JOB = json.dumps({"url": URL, "job_id": "spn2-abc"}).encode()


def _state(**fields: str) -> bytes:
    return http(json.dumps(fields).encode())


def test_a_save_that_succeeds_is_a_capture(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/save", http(JOB))
    done = _state(status="success", timestamp="20240620170000", original_url=URL)
    server.on("/save/status/spn2-abc", [_state(status="pending"), done])
    found = save(URL, KEY, web, tmp_path, sleep=lambda _: None)
    assert [capture.link for capture in found.captures] == [
        f"https://web.archive.org/web/20240620170000/{URL}"
    ]
    assert [answer.fetch.state for answer in found.answers] == [FetchState.VISIBLE] * 3
    assert server.heads[0].startswith("POST /save ")
    assert "authorization: low planted-access:planted-secret" in server.heads[0].lower()
    assert "planted" not in repr(found)
    assert "planted" not in repr(KEY)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (http(b"{}"), None),
        (http(b"no json"), None),
        (http(b"no", status="401 Unauthorized"), None),
        (http(JOB), _state(status="error", status_ext="error:blocked-url")),
        (http(JOB), _state(status="success", timestamp="never")),
        (http(JOB), http(b"away", status="404 Not Found")),
    ],
)
def test_a_save_that_fails_is_said_and_no_capture(
    server: Server, web: WebClient, tmp_path: Path, answer: bytes, status: bytes | None
) -> None:
    server.on("/save", answer)
    if status is not None:
        server.on("/save/status/spn2-abc", status)
    found = save(URL, KEY, web, tmp_path, sleep=lambda _: None)
    assert found.captures == ()
    assert found.answers[-1].fetch.state in {FetchState.UNPARSED, FetchState.UNREACHABLE}
    assert found.answers[-1].fetch.reason


def test_a_save_that_does_not_end_is_left_open(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/save", http(JOB))
    server.on("/save/status/spn2-abc", _state(status="pending"))
    found = save(URL, KEY, web, tmp_path, sleep=lambda _: None)
    assert found.captures == ()
    assert server.count("/save/status/spn2-abc") == 4


def test_a_save_that_leads_elsewhere_sends_the_key_nowhere(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    server.on("/save", http(b"", "Location: https://web.archive.org/other", status="307 Elsewhere"))
    found = save(URL, KEY, web, tmp_path, sleep=lambda _: None)
    assert found.answers[0].fetch.state is FetchState.UNREACHABLE
    assert server.count("/other") == 0
