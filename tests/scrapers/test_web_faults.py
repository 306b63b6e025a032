"""Servers that lie, stall, swell and break off: each becomes one sentence in the ledger, in bounded time."""

from __future__ import annotations

import gzip
import hashlib
import logging
import socket
import time
import zlib
from pathlib import Path

import pytest

from scrapers.web import Bounds, Limits, OfflineClient, WebClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, gzip_bomb, http

PAGE = b"<html><p>the page</p></html>"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


def test_a_good_answer_is_a_row_and_a_file(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/page", http(PAGE, "Content-Type: text/html"))
    answer = web.get("https://stage.test/page#part", Purpose.PAGE, into=tmp_path)
    fetch = answer.fetch
    assert (fetch.state, fetch.status, fetch.size) == (FetchState.VISIBLE, 200, len(PAGE))
    assert fetch.url == "https://stage.test/page#part"
    assert fetch.landed == "https://stage.test/page"
    assert fetch.content_type == answer.headers["content-type"] == "text/html"
    assert fetch.length_verified
    assert answer.path is not None
    assert answer.path.parent == tmp_path
    assert answer.path.read_bytes() == PAGE
    assert fetch.sha256 == hashlib.sha256(PAGE).hexdigest()
    head = server.heads[0].lower()
    assert "host: stage.test\n" in head
    assert "accept-encoding: gzip, deflate\n" in head


@pytest.mark.parametrize(
    ("body", "header"),
    [(gzip.compress(PAGE), "gzip"), (zlib.compress(PAGE), "deflate"), (PAGE, "identity")],
)
def test_packed_answers_are_unpacked(
    server: Server, web: WebClient, tmp_path: Path, body: bytes, header: str
) -> None:
    server.on("/page", http(body, f"Content-Encoding: {header}"))
    answer = web.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert answer.path is not None
    assert answer.path.read_bytes() == PAGE


BROKEN = {
    "gzip bomb": http(gzip_bomb(64), "Content-Encoding: gzip"),
    "gzip in gzip, announced": http(gzip.compress(gzip_bomb(64)), "Content-Encoding: gzip, gzip"),
    "brotli header": http(b"\x1b\x03\x00", "Content-Encoding: br"),
    "zstd header": http(b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd"),
    "not gzip": http(PAGE, "Content-Encoding: gzip"),
    "gzip cut short": http(gzip.compress(PAGE)[:-6], "Content-Encoding: gzip"),
    "gzip with nothing": http(b"", "Content-Encoding: gzip"),
    "too large, announced": http(b"", length=1 << 40),
    "length longer than the body": http(PAGE, length=len(PAGE) + 100),
    "length that is no number": HEAD + b"Content-Length: many\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative length": HEAD + b"Content-Length: -1\r\n\r\nab",
    "chunk cut short": CHUNKED + b"50\r\nonly this",
    "chunks without an end": CHUNKED + b"5\r\nhello\r\n",
    "chunk size that is none": CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n",
    "huge chunk size": CHUNKED + b"f" * 40 + b"\r\nhello",
    "nothing at all": b"",
    "no HTTP": b"220 mail ready\r\n",
    "noise": bytes(range(256)) * 40,
    "headers without an end": HEAD + b"X-A: b\r\n",
    "header bomb": HEAD + b"X-A: " + b"b" * 250_000 + b"\r\n\r\n",
    "many headers": HEAD + b"X-A: b\r\n" * 40_000 + b"\r\n",
    "a header with a NUL": HEAD + b"X-A: \x00\r\nContent-Length: 0\r\n\r\n",
    "status that is none": b"HTTP/1.1 9999 What\r\n\r\n",
    "switching protocols": http(b"", status="101 Switching Protocols"),
    "part of it": http(PAGE, "Content-Range: bytes 0-27/100", status="206 Partial Content"),
    "accepted, later": http(PAGE, status="202 Accepted"),
    "no content": http(b"", status="204 No Content"),
    "not modified": http(b"", status="304 Not Modified"),
    "redirect to nowhere": http(b"", status="302 Found"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_answers_leave_a_sentence_and_no_file(
    server: Server, web: WebClient, tmp_path: Path, fault: str
) -> None:
    server.on("/page", BROKEN[fault])
    answer = web.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert answer.fetch.reason.endswith(".")
    assert answer.fetch.sha256 is None
    assert answer.path is None
    assert list(tmp_path.iterdir()) == []


def test_an_empty_answer_is_not_visible(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/page", http(b""))
    answer = web.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNPARSED
    assert answer.fetch.sha256 is None
    assert list(tmp_path.iterdir()) == []


def test_an_end_that_cannot_be_verified_is_said(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/page", http(PAGE, length=-1))
    answer = web.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.VISIBLE
    assert not answer.fetch.length_verified
    assert "complete" in answer.fetch.reason


def test_servers_that_never_finish_are_left_at_the_deadline(
    server: Server, hasty: WebClient, tmp_path: Path
) -> None:
    endless = {
        "/body": server.drip(http(b"", length=1_000_000), b"x"),
        "/chunks": server.drip(CHUNKED, b"1\r\nx\r\n"),
        "/headers": server.drip(HEAD, b"X-Slow: 1\r\n"),
        "/status": server.drip(b"", b"H"),
        "/continue": server.drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    }
    for path, behaviour in endless.items():
        server.on(path, behaviour)
        started = time.monotonic()
        answer = hasty.get(f"https://stage.test{path}", Purpose.PAGE, into=tmp_path)
        assert answer.fetch.state is FetchState.UNREACHABLE, path
        assert time.monotonic() - started < 5.0, path
    assert list(tmp_path.iterdir()) == []


def test_a_silent_server_is_left(server: Server, hasty: WebClient, tmp_path: Path) -> None:
    server.on("/page", server.silent())
    answer = hasty.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "silent" in answer.fetch.reason
    assert server.count("/page") == 1


def test_the_deadline_also_ends_a_silence(server: Server, tmp_path: Path) -> None:
    server.on("/page", server.silent())
    limits = Limits(silence=20.0, bounds=dict.fromkeys(Purpose, Bounds(0.3, 1000, 1000)), tries=1)
    started = time.monotonic()
    with WebClient({"stage.test": server.address}, limits) as client:
        answer = client.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert time.monotonic() - started < 10.0
    assert answer.fetch.reason == "The answer was not complete within 0.3 s."


@pytest.mark.parametrize(
    ("head", "piece"),
    [(HEAD + b"\r\n", b"x" * 60_000), (CHUNKED, b"ea60\r\n" + b"x" * 60_000 + b"\r\n")],
)
def test_an_endless_body_ends_at_its_size(
    server: Server, web: WebClient, tmp_path: Path, head: bytes, piece: bytes
) -> None:
    server.on("/page", server.drip(head, piece, pause=0.0))
    answer = web.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "larger" in answer.fetch.reason
    assert answer.fetch.status == 200
    assert list(tmp_path.iterdir()) == []


def test_a_size_that_is_announced_is_refused_at_once(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/page", http(b"", length=1 << 40))
    answer = web.get("https://stage.test/page", Purpose.MEDIA, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "larger" in answer.fetch.reason
    assert server.count("/page") == 1


def test_each_kind_of_request_has_its_own_size(server: Server, tmp_path: Path) -> None:
    server.on("/file", http(bytes(5000)))
    limits = Limits(
        bounds={Purpose.PAGE: Bounds(2.0, 2000, 2000), Purpose.MEDIA: Bounds(2.0, 20_000, 20_000)}, tries=1
    )
    with WebClient({"stage.test": server.address}, limits) as client:
        small = client.get("https://stage.test/file", Purpose.PAGE, into=tmp_path)
        large = client.get("https://stage.test/file", Purpose.MEDIA, into=tmp_path)
    assert (small.fetch.state, large.fetch.state) == (FetchState.UNREACHABLE, FetchState.VISIBLE)


def test_a_connection_that_nobody_takes_is_unreachable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with WebClient({"stage.test": ("127.0.0.1", port)}, Limits(tries=1)) as client:
        answer = client.get("https://stage.test/", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "stage.test" in answer.fetch.reason


def test_an_unknown_name_is_unreachable_and_asked_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def unknown(host: str, *_args: object, **_options: object) -> list[object]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with WebClient() as client:
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        answer = client.get("https://nowhere.test/", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "nowhere.test" in answer.fetch.reason
    assert asked == ["nowhere.test"]


def test_hostile_headers_come_out_printable(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/page", http(PAGE, "Content-Type: text/\x7f\xffhtml", f"X-Long: {'a' * 5000}"))
    answer = web.get("https://stage.test/page", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.VISIBLE
    assert all(value.isprintable() and len(value) <= 1000 for value in answer.headers.values())


def test_a_folder_that_is_not_there_is_our_own_fault(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/page", http(PAGE))
    with pytest.raises(FileNotFoundError):
        web.get("https://stage.test/page", Purpose.PAGE, into=tmp_path / "missing")


def test_addresses_with_secrets_reach_no_log_and_no_reason(
    server: Server, web: WebClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on("/page", http(PAGE, "Set-Cookie: session=abc123", "X-Next: https://stage.test/?token=abc123"))
    good = web.get("https://stage.test/page?access_token=abc123", Purpose.PAGE, into=tmp_path)
    bad = web.get("https://me:abc123@stage.test/page", Purpose.PAGE, into=tmp_path)
    assert good.fetch.state is FetchState.VISIBLE
    assert "abc123" not in caplog.text + good.fetch.reason + repr(bad)


def test_offline_nobody_is_asked(server: Server, tmp_path: Path) -> None:
    answer = OfflineClient().get("https://stage.test/page", Purpose.POST, into=tmp_path)
    assert answer.fetch.state is FetchState.NOT_FETCHED
    assert "--offline" in answer.fetch.reason
    assert answer.path is None
    assert server.hits == []
