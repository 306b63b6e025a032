"""Whatever stands in an answer's head: a ledger row comes out, and no name outside is looked up."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.web import WebClient
from storage.records import Purpose
from tests.scrapers.hostile_server import Server, http

LINE = st.binary(max_size=60).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b""))
NAMES = st.sampled_from(
    [b"Location", b"Set-Cookie", b"Content-Type", b"Content-Encoding", b"Content-Length", b"Retry-After",
     b"Transfer-Encoding", b"X-Rate-Limit-Reset", b"Refresh", b"Connection"]
)  # fmt: skip
TARGETS = st.one_of(
    LINE,
    LINE.map(lambda line: b"https://" + line),
    LINE.map(lambda line: b"//" + line),
    LINE.map(lambda line: b"http://stage.test/" + line),
    LINE.map(lambda line: b"https://xn--" + line),
)
STATUS = st.sampled_from([200, 204, 301, 302, 307, 404, 429, 503, 599])
quietly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_real = socket.getaddrinfo


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def numbers_only(host: str, port: int, *_args: object, **_options: object) -> list[Any]:
        return _real(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)

    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)


def check(web: WebClient, tmp_path: Path) -> None:
    answer = web.get("https://stage.test/a", Purpose.POST, into=tmp_path)
    assert answer.fetch.reason.endswith(".")
    for text in (answer.fetch.landed or "", *answer.hops, *answer.headers, *answer.headers.values()):
        text.encode()
    assert (answer.path is None) == (answer.fetch.sha256 is None)
    if answer.path is not None:
        answer.path.unlink()
    assert list(tmp_path.iterdir()) == []


@quietly
@given(target=TARGETS, status=st.sampled_from([301, 302, 303, 307, 308]))
def test_any_redirect_target(
    server: Server, web: WebClient, tmp_path: Path, target: bytes, status: int
) -> None:
    head = f"HTTP/1.1 {status} Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: ".encode()
    server.on("/a", head + target + b"\r\n\r\n")
    check(web, tmp_path)


@quietly
@given(headers=st.lists(st.tuples(NAMES, LINE), max_size=6), status=STATUS, body=st.binary(max_size=50))
def test_any_headers(
    server: Server,
    web: WebClient,
    tmp_path: Path,
    headers: list[tuple[bytes, bytes]],
    status: int,
    body: bytes,
) -> None:
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    head = f"HTTP/1.1 {status} X\r\nConnection: close\r\n".encode()
    server.on("/a", [head + lines + b"\r\n" + body, http(b"here")])
    check(web, tmp_path)


@quietly
@given(noise=st.binary(max_size=200))
def test_any_bytes(server: Server, web: WebClient, tmp_path: Path, noise: bytes) -> None:
    server.on("/a", noise)
    check(web, tmp_path)
