"""Redirects: each hop judged, counted, and written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.web import WebClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, http, redirect


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_written_down(
    server: Server, web: WebClient, tmp_path: Path, status: int
) -> None:
    server.on("/a", redirect("/b", status))
    server.on("/b", redirect("https://other.test/c?d=e#f", status))
    server.on("/c", http(b"here"))
    answer = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.VISIBLE
    assert answer.fetch.url == "https://stage.test/a"
    assert answer.fetch.landed == "https://other.test/c?d=e"
    assert answer.hops == ("https://stage.test/b", "https://other.test/c?d=e")
    assert server.hits == [("stage.test", "/a"), ("stage.test", "/b"), ("other.test", "/c?d=e")]


@pytest.mark.parametrize(("hops", "state"), [(5, FetchState.VISIBLE), (6, FetchState.UNREACHABLE)])
def test_five_redirects_and_no_more(
    server: Server, web: WebClient, tmp_path: Path, hops: int, state: FetchState
) -> None:
    for number in range(hops):
        server.on(f"/{number}", redirect(f"/{number + 1}"))
    server.on(f"/{hops}", http(b"here"))
    assert web.get("https://stage.test/0", Purpose.PAGE, into=tmp_path).fetch.state is state


def test_a_circle_ends(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a"))
    answer = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert answer.fetch.status == 302
    assert "redirected" in answer.fetch.reason
    assert len(server.hits) == 6


@pytest.mark.parametrize(
    ("purpose", "state"),
    [
        (Purpose.POST, FetchState.UNREACHABLE),
        (Purpose.MEDIA, FetchState.UNREACHABLE),
        (Purpose.PAGE, FetchState.VISIBLE),
        (Purpose.SHORT_LINK, FetchState.VISIBLE),
    ],
)
def test_evidence_is_not_fetched_over_unprotected_http(
    server: Server, web: WebClient, tmp_path: Path, purpose: Purpose, state: FetchState
) -> None:
    server.on("/a", redirect("http://stage.test/b"))
    server.on("/b", http(b"here"))
    assert web.get("https://stage.test/a", purpose, into=tmp_path).fetch.state is state
    assert server.count("/b") == (state is FetchState.VISIBLE)


def test_a_redirect_can_be_stopped_at(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", redirect("https://x.com/a/status/20"))
    answer = web.get(
        "https://stage.test/a", Purpose.SHORT_LINK, into=tmp_path, stop_at=lambda url: "/status/" in url
    )
    assert answer.fetch.landed == "https://x.com/a/status/20"
    assert answer.fetch.state is FetchState.VISIBLE
    assert answer.path is None
    assert server.hits == [("stage.test", "/a")]


def test_own_headers_stay_with_the_asked_host(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", redirect("https://other.test/b"))
    server.on("/b", http(b"here"))
    web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path, headers={"X-Key": "secret"})
    assert "x-key: secret" in server.heads[0].lower()
    assert "secret" not in server.heads[1]


def test_cookies_last_for_one_request_and_stay_with_their_host(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    server.on("/a", http(b"", "Set-Cookie: seen=yes; Path=/", "Location: /b", status="302 Found"))
    server.on("/b", redirect("https://other.test/c"))
    server.on("/c", http(b"here"))
    for _ in range(2):
        web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path)
    cookies = ["cookie: seen=yes" in head.lower() for head in server.heads]
    assert cookies == [False, True, False] * 2


def test_connections_are_judged_again_where_a_redirect_leaves_the_route(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    server.on("/a", redirect(f"http://127.0.0.1:{server.port}/b"))
    server.on("/b", http(b"inside"))
    answer = web.get("http://stage.test/a", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert answer.hops == (f"http://127.0.0.1:{server.port}/b",)
    assert server.count("/b") == 0
