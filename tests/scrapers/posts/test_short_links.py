"""Short links: followed to a post, by redirects or by a page that sends browsers on."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from scrapers.posts import resolve_short_link
from scrapers.web import OfflineClient, WebClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, http, redirect

STATUS = "https://twitter.com/madeup_wire/status/1803766260000000000/video/1"


@pytest.mark.parametrize(
    "link", ["https://pic.twitter.com/abc", "http://pic.twitter.com/abc", "pic.twitter.com/abc"]
)
def test_a_media_link_leads_to_its_post(server: Server, web: WebClient, tmp_path: Path, link: str) -> None:
    server.on("pic.twitter.com/abc", redirect(STATUS, 301))
    address, answer = resolve_short_link(link, web, tmp_path)
    assert address is not None
    assert (address.number, address.handle) == ("1803766260000000000", "madeup_wire")
    assert (answer.fetch.state, answer.fetch.purpose) == (FetchState.VISIBLE, Purpose.SHORT_LINK)
    assert answer.fetch.landed == STATUS
    assert len(server.hits) == 1


def test_links_may_lead_through_each_other(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("t.co/abc", redirect("https://pic.twitter.com/def"))
    server.on("pic.twitter.com/def", redirect(STATUS))
    address, answer = resolve_short_link("https://t.co/abc", web, tmp_path)
    assert address is not None
    assert answer.hops == ("https://pic.twitter.com/def", STATUS)


def test_a_page_that_sends_browsers_on_is_read(server: Server, web: WebClient, tmp_path: Path) -> None:
    page = f'<head><noscript><META http-equiv="refresh" content="0;URL={STATUS}"></noscript></head>'
    server.on("t.co/abc", http(page.encode(), "Content-Type: text/html"))
    address, answer = resolve_short_link("https://t.co/abc", web, tmp_path)
    assert address is not None
    assert address.number == "1803766260000000000"
    assert answer.fetch.state is FetchState.VISIBLE


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (redirect("https://stage.test/story"), "stage.test"),
        (http(b"<html>nothing</html>"), "t.co"),
        (http(b"", status="404 Not Found"), "404"),
        (redirect("https://t.co/abc"), "redirected"),
        (redirect("http://127.0.0.1/"), "127.0.0.1"),
        (redirect("https://x.com/madeup_wire"), "x.com"),
    ],
)
def test_a_link_to_something_else_is_unreachable_and_says_why(
    server: Server,
    web: WebClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    behaviour: bytes,
    words: str,
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", _nobody)
    server.on("t.co/abc", behaviour)
    server.on("stage.test/story", http(b"<html>a story</html>"))
    address, answer = resolve_short_link("https://t.co/abc", web, tmp_path)
    assert address is None
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert words in answer.fetch.reason


_real = socket.getaddrinfo


def _nobody(host: str, port: int, *_args: object, **_options: object) -> list[Any]:
    """Numbers are read, names are not known."""
    return _real(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)


def test_offline_a_short_link_stays_one(tmp_path: Path) -> None:
    address, answer = resolve_short_link("https://t.co/abc", OfflineClient(), tmp_path)
    assert address is None
    assert answer.fetch.state is FetchState.NOT_FETCHED
