"""What the ledger keeps of how an address was asked and answered: enough for a WARC, and no secret."""

from __future__ import annotations

from pathlib import Path

from scrapers.web import WebClient
from storage.records import Hop, Purpose
from tests.scrapers.hostile_server import Server, http, redirect


def _named(headers: tuple[tuple[str, str], ...] | None) -> dict[str, str]:
    assert headers is not None
    return {name.lower(): value for name, value in headers}


def test_headers_of_both_sides_are_kept(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", http(b"here", 'ETag: "v1"\r\nX-Twice: 1\r\nX-Twice: 2'))
    fetch = web.get(
        "https://stage.test/a", Purpose.PAGE, into=tmp_path, headers={"Accept": "text/html"}
    ).fetch
    assert _named(fetch.asked_with)["accept"] == "text/html"
    assert _named(fetch.asked_with)["host"] == "stage.test"
    assert _named(fetch.headers)["etag"] == '"v1"'
    assert [value for name, value in fetch.headers or () if name == "X-Twice"] == ["1", "2"]


def test_logins_and_cookies_are_not_kept(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", http(b"here", "Set-Cookie: session=planted\r\nLocation: /?token=planted"))
    headers = {"Authorization": "LOW planted:planted", "Cookie": "session=planted"}
    fetch = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path, headers=headers).fetch
    assert fetch.asked_with
    assert fetch.headers
    assert "planted" not in repr(fetch)


def test_each_redirect_is_kept_with_its_status(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", redirect("/b", 301))
    server.on("/b", redirect("https://other.test/c", 302))
    server.on("/c", http(b"here"))
    fetch = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path).fetch
    assert fetch.hops == (
        Hop("https://stage.test/a", 301, "https://stage.test/b"),
        Hop("https://stage.test/b", 302, "https://other.test/c"),
    )


def test_headers_without_end_are_cut(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/a", http(b"here", "\r\n".join(f"X-{n}: {'v' * 500}" for n in range(100))))
    fetch = web.get("https://stage.test/a", Purpose.PAGE, into=tmp_path).fetch
    assert 0 < sum(len(name) + len(value) for name, value in fetch.headers or ()) <= 16384
