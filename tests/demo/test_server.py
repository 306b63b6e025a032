"""The stage's server: it answers by host, counts what was asked, serves parts, and can misbehave on demand."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from demo.pages import NOT_FOUND, Page
from demo.server import Fault, StageServer

BODY = bytes(range(256)) * 8


def _answer(host: str, target: str) -> Page:
    return Page(200, "application/octet-stream", BODY) if host.endswith(".example") else NOT_FOUND


FAULTS = {
    "gone.example": Fault.NOT_FOUND,
    "broken.example": Fault.SERVER_ERROR,
    "silent.example": Fault.TIMEOUT,
    "short.example": Fault.TRUNCATED,
}


@pytest.fixture
def server() -> Iterator[StageServer]:
    with StageServer(_answer, FAULTS) as running:
        yield running


def _ask(server: StageServer, host: str, path: str = "/", **more: str) -> httpx.Response:
    address, port = server.address
    return httpx.get(f"http://{address}:{port}{path}", headers={"Host": host, **more}, timeout=0.5)


def test_it_answers_by_the_host_header(server: StageServer) -> None:
    assert _ask(server, "a.example").content == BODY
    assert _ask(server, "A.Example:443").content == BODY
    assert _ask(server, "a.test").status_code == 404


def test_it_says_how_long_an_answer_is(server: StageServer) -> None:
    assert _ask(server, "a.example").headers["content-length"] == str(len(BODY))


def test_it_counts_requests_by_host_and_path(server: StageServer) -> None:
    for path in ("/one", "/one?again=1", "/two"):
        _ask(server, "a.example", path)
    _ask(server, "a.test", "/one")
    assert server.requests == {
        ("a.example", "/one"): 2,
        ("a.example", "/two"): 1,
        ("a.test", "/one"): 1,
    }


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, BODY[:10]),
        ("bytes=100-", 206, BODY[100:]),
        ("bytes=2000-9999", 206, BODY[2000:]),
        ("bytes=9999-", 416, b""),
        ("lines=1-2", 200, BODY),
    ],
)
def test_it_serves_parts(server: StageServer, asked: str, status: int, part: bytes) -> None:
    answer = _ask(server, "a.example", Range=asked)
    assert (answer.status_code, answer.content) == (status, part)


def test_a_head_request_gets_no_body(server: StageServer) -> None:
    address, port = server.address
    answer = httpx.head(f"http://{address}:{port}/", headers={"Host": "a.example"})
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (
        200,
        str(len(BODY)),
        b"",
    )


@pytest.mark.parametrize(("host", "status"), [("gone.example", 404), ("broken.example", 500)])
def test_a_host_can_refuse(server: StageServer, host: str, status: int) -> None:
    assert _ask(server, host).status_code == status


def test_a_host_can_keep_silent(server: StageServer) -> None:
    with pytest.raises(httpx.ReadTimeout):
        _ask(server, "silent.example")


def test_a_host_can_break_off(server: StageServer) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        _ask(server, "short.example")


def test_it_leaves_its_port(server: StageServer) -> None:
    with StageServer(_answer) as brief:
        address = brief.address
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{address[0]}:{address[1]}/", timeout=1)
