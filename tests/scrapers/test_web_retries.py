"""Asking again: only where it can help, only as long as a person waits, and as the site asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.web import Limits, WebClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, http, redirect

BUSY = "429 Too Many Requests"
GOOD = http(b"here")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_asked_again(
    server: Server, web: WebClient, waits: list[float], tmp_path: Path, status: int
) -> None:
    server.on("/a", [http(b"", status=f"{status} No"), GOOD])
    answer = web.get("https://stage.test/a", Purpose.POST, into=tmp_path)
    assert answer.fetch.state is FetchState.VISIBLE
    assert server.count("/a") == 2
    assert len(waits) == 1
    assert 0 < waits[0] <= 0.2


def test_the_ledger_says_that_it_took_two_tries_whatever_a_parser_makes_of_the_answer(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    server.on("/a", [http(b"", status=BUSY), GOOD])
    answer = web.get("https://stage.test/a", Purpose.POST, into=tmp_path)
    read = answer.seen_as(FetchState.UNPARSED, "It is no post.")
    for fetch in (answer.fetch, read.fetch, read.seen_as(FetchState.UNPARSED, read.fetch.reason).fetch):
        assert fetch.reason.count("It was asked 2 times; the first time: The site answered 429") == 1
    assert read.fetch.reason.startswith("It is no post.")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 501, 505])
def test_a_settled_refusal_is_asked_once(
    server: Server, web: WebClient, waits: list[float], tmp_path: Path, status: int
) -> None:
    server.on("/a", http(b"no", status=f"{status} No"))
    answer = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert answer.fetch.status == status
    assert str(status) in answer.fetch.reason
    assert server.count("/a") == 1
    assert waits == []


@pytest.mark.parametrize("broken", [b"", http(b"half", length=100)])
def test_a_broken_connection_is_asked_again(
    server: Server, web: WebClient, tmp_path: Path, broken: bytes
) -> None:
    server.on("/a", [broken, GOOD])
    assert web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path).fetch.state is FetchState.VISIBLE


def test_three_tries_and_no_more_are_said(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", http(b"no", status="503 No"))
    answer = web.get("https://stage.test/a", Purpose.POST, into=tmp_path)
    assert server.count("/a") == 3
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "3 times" in answer.fetch.reason
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"no"]


def test_the_site_s_own_pause_is_kept(
    server: Server, web: WebClient, waits: list[float], tmp_path: Path
) -> None:
    server.on("/a", [http(b"", "Retry-After: 7", status=BUSY), GOOD])
    assert web.get("https://stage.test/a", Purpose.POST, into=tmp_path).fetch.state is FetchState.VISIBLE
    assert waits == [pytest.approx(7.0, abs=0.5)]


def test_a_pause_longer_than_a_person_waits_is_an_answer(
    server: Server, web: WebClient, waits: list[float], tmp_path: Path
) -> None:
    server.on("/a", http(b"", "Retry-After: 600", status=BUSY))
    server.on("/b", GOOD)
    answer = web.get("https://stage.test/a", Purpose.POST, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "until" in answer.fetch.reason
    held = web.get("https://stage.test/b", Purpose.POST, into=tmp_path)
    assert held.fetch.state is FetchState.UNREACHABLE
    assert "pause" in held.fetch.reason
    assert held.fetch.status is None
    other = web.get("https://other.test/b", Purpose.POST, into=tmp_path)
    assert other.fetch.state is FetchState.VISIBLE
    assert server.hits == [("stage.test", "/a"), ("other.test", "/b")]
    assert waits == []


def test_a_redirect_to_a_host_that_asked_for_a_pause_is_not_followed(
    server: Server, web: WebClient, waits: list[float], tmp_path: Path
) -> None:
    server.on("other.test/a", http(b"", "Retry-After: 600", status=BUSY))
    server.on("stage.test/a", redirect("https://other.test/a"))
    web.get("https://other.test/a", Purpose.PAGE, into=tmp_path)
    answer = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "pause" in answer.fetch.reason
    assert server.hits == [("other.test", "/a"), ("stage.test", "/a")]
    assert waits == []


def test_requests_to_one_host_keep_their_distance(server: Server, tmp_path: Path) -> None:
    waits: list[float] = []
    server.on("/a", GOOD)
    routes = dict.fromkeys(("stage.test", "other.test"), server.address)
    with WebClient(routes, Limits(apart=5.0), sleep=waits.append) as client:
        for host in ("stage.test", "other.test", "stage.test"):
            client.get(f"https://{host}/a", Purpose.PAGE, into=tmp_path)
    assert waits == [pytest.approx(5.0, abs=0.5)]


def test_the_body_of_a_refusal_is_kept_where_it_is_read(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    server.on("/a", http(b"why not", status="403 Forbidden"))
    post = web.get("https://stage.test/a", Purpose.POST, into=tmp_path)
    assert post.path is not None
    assert post.path.read_bytes() == b"why not"
    page = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path)
    assert (page.path, page.fetch.sha256) == (None, None)
