"""One look at a feed on the web: what is asked, what comes back, and trouble that is only said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scrapers.feeds import Look, look
from scrapers.web import WebClient
from storage.records import Feed, FeedKind, FetchState, Purpose
from tests.scrapers.feeds.test_syndication import RSS
from tests.scrapers.feeds.test_telegram import message, page
from tests.scrapers.hostile_server import Server, http, redirect

NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)
FEED = Feed("F1", FeedKind.SYNDICATION, "", "https://news.example/feed", 15)


@pytest.fixture
def web(server: Server) -> Iterator[WebClient]:
    hosts = ("news.example", "t.me", "docs.google.com", "accounts.google.com", "www.youtube.com")
    with WebClient(dict.fromkeys(hosts, server.address), sleep=lambda _: None) as client:
        yield client


def _look(web: WebClient, folder: Path, feed: Feed = FEED, *, new: bool = True) -> Look:
    return look(feed, web, folder, NOW, lambda _: new)


def test_a_feed_and_what_is_sent_with_the_next_look(server: Server, web: WebClient, tmp_path: Path) -> None:
    head = 'ETag: W/"v1"\r\nLast-Modified: Thu, 20 Jun 2024 10:00:00 GMT'
    server.on("/feed", [http(RSS, head), http(b"", status="304 Not Modified")])
    first = _look(web, tmp_path)
    assert first.items is not None
    assert [item.key for item in first.items] == ["n1", "n2"]
    assert (first.etag, first.modified) == ('W/"v1"', "Thu, 20 Jun 2024 10:00:00 GMT")
    assert [answer.fetch.purpose for answer in first.answers] == [Purpose.FEED]
    known = Feed("F1", FeedKind.SYNDICATION, "", FEED.asks, 15, etag=first.etag, modified=first.modified)
    second = _look(web, tmp_path, known)
    assert (second.items, second.etag, second.modified) == ((), first.etag, first.modified)
    assert second.answers[0].fetch.state is FetchState.VISIBLE
    assert 'if-none-match: w/"v1"' in server.heads[1].lower()
    assert "if-modified-since: thu, 20 jun 2024" in server.heads[1].lower()


@pytest.mark.parametrize(
    "answer",
    [
        http(b"away", status="404 Not Found"),
        http(b"away", status="500 Broken"),
        http(b"<html>Just a moment...</html>"),
        http(b""),
        http(b"", status="304 Not Modified"),
    ],
)
def test_trouble_is_a_reason_and_no_items(
    server: Server, web: WebClient, tmp_path: Path, answer: bytes
) -> None:
    server.on("/feed", answer)
    seen = _look(web, tmp_path)
    assert seen.items is None
    assert seen.reason
    assert seen.answers[-1].fetch.state in {FetchState.UNREACHABLE, FetchState.UNPARSED}


def test_a_page_that_names_its_feed_is_followed_once(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/", http(b'<link rel="alternate" type="application/rss+xml" href="/feed">'))
    server.on("/feed", http(RSS))
    seen = _look(web, tmp_path, Feed("F1", FeedKind.SYNDICATION, "", "https://news.example/", 15))
    assert seen.asks == "https://news.example/feed"
    assert seen.items is not None
    assert len(seen.items) == 2


def test_pages_that_name_each_other_end(server: Server, web: WebClient, tmp_path: Path) -> None:
    for here, there in (("/feed", "/b"), ("/b", "/feed")):
        server.on(here, http(f'<link rel="alternate" type="application/rss+xml" href="{there}">'.encode()))
    seen = _look(web, tmp_path)
    assert seen.items is None
    assert len(server.hits) == 2


def test_a_sheet_that_is_not_public_is_a_login_wall(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/spreadsheets/d/x/export", redirect("https://accounts.google.com/ServiceLogin"))
    server.on("/ServiceLogin", http(b"<html>Sign in</html>"))
    address = "https://docs.google.com/spreadsheets/d/x/export?format=csv"
    seen = _look(web, tmp_path, Feed("F1", FeedKind.SHEET, "", address, 15))
    assert seen.items is None
    assert seen.answers[0].fetch.state is FetchState.LOGIN_WALL


def _channel(server: Server, newest: int) -> None:
    """Pages of 20 messages, the newest first asked."""

    def behave(connection: object) -> None:
        _, target = server.hits[-1]
        before = int(target.partition("before=")[2] or newest + 1)
        body = page(*(message(n) for n in range(max(1, before - 20), before)))
        connection.sendall(http(body))  # type: ignore[attr-defined]

    server.on("/s/made_up", behave)


def test_the_first_look_takes_the_latest_page(server: Server, web: WebClient, tmp_path: Path) -> None:
    _channel(server, 200)
    seen = _look(web, tmp_path, Feed("F1", FeedKind.TELEGRAM, "", "https://t.me/s/made_up", 15))
    assert seen.items is not None
    assert (len(seen.items), len(server.hits)) == (20, 1)


def test_a_later_look_goes_back_to_what_it_knows_and_no_further(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    _channel(server, 200)
    feed = Feed("F1", FeedKind.TELEGRAM, "", "https://t.me/s/made_up", 15, looked_at=NOW)
    seen = look(
        feed, web, tmp_path, NOW, lambda items: all(int(item.key.split("/")[1]) > 150 for item in items)
    )
    assert seen.items is not None
    assert [int(item.key.split("/")[1]) for item in seen.items] == list(range(141, 201))
    assert len(server.hits) == 3


def test_going_back_is_bounded(server: Server, web: WebClient, tmp_path: Path) -> None:
    _channel(server, 5000)
    feed = Feed("F1", FeedKind.TELEGRAM, "", "https://t.me/s/made_up", 15, looked_at=NOW)
    seen = _look(web, tmp_path, feed)
    assert seen.items is not None
    assert (len(seen.items), len(server.hits)) == (120, 6)


def test_a_table_on_this_machine(web: WebClient, tmp_path: Path) -> None:
    table = tmp_path / "queue.csv"
    feed = Feed("F1", FeedKind.SHEET, "", str(table), 15)
    assert _look(web, tmp_path, feed).items is None
    table.write_text("url\nhttps://x.com/a/status/1\n")
    seen = _look(web, tmp_path, feed)
    assert seen.items is not None
    assert (len(seen.items), seen.answers) == (1, ())
