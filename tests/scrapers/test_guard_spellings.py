"""This machine under every spelling, asked directly and through redirects: a canary on loopback counts."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrapers.guard import PORTS
from scrapers.web import Limits, WebClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, http, redirect

SPELLINGS = """
http://127.0.0.1:{port}/
http://127.0.0.2:{port}/
http://127.1:{port}/
http://127.0.1:{port}/
http://127.255.255.254:{port}/
http://0.0.0.0:{port}/
http://0:{port}/
http://00000000:{port}/
http://2130706433:{port}/
http://02130706433:{port}/
http://017700000001:{port}/
http://0177.0.0.1:{port}/
http://0177.0.0.01:{port}/
http://0x7f000001:{port}/
http://0x7F.0x00.0x00.0x01:{port}/
http://0x7f.1:{port}/
http://127.0x1:{port}/
http://127.0.0.1.:{port}/
http://[::1]:{port}/
http://[0:0:0:0:0:0:0:1]:{port}/
http://[::]:{port}/
http://[::ffff:127.0.0.1]:{port}/
http://[::ffff:7f00:1]:{port}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/
http://[::127.0.0.1]:{port}/
http://[64:ff9b::127.0.0.1]:{port}/
http://[2002:7f00:1::]:{port}/
http://[fe80::1%25lo]:{port}/
http://[::1%25lo]:{port}/
http://[::1%lo]:{port}/
http://[fec0::1]:{port}/
http://localhost:{port}/
http://LOCALHOST:{port}/
http://localhost.:{port}/
http://localhost.localdomain:{port}/
http://ip6-localhost:{port}/
http://inside.test:{port}/
http://INSIDE.test:{port}/
http://mixed.test:{port}/
http://sub.stage.test:{port}/
http://stage.test.:{port}/
http://user@127.0.0.1:{port}/
http://user:word@127.0.0.1:{port}/
http://stage.test@127.0.0.1:{port}/
http://stage.test:80@127.0.0.1:{port}/
http://stage.test%40127.0.0.1:{port}/
http://127.0.0.1:{port}@127.0.0.1:{port}/
http://127.0.0.1:{port}\\@stage.test/
http://stage.test\\@127.0.0.1:{port}/
http://127.0.0.1:{port}#@stage.test/
http://127.0.0.1:{port}?@stage.test/
http://127.0.0.1%00.stage.test:{port}/
http://127.0.0.1%2e:{port}/
http://127.0.0.%31:{port}/
http://%31%32%37.0.0.1:{port}/
http://①②⑦.⓪.⓪.①:{port}/
http://１２７.0.0.1:{port}/
http://127。0。0。1:{port}/
http://127．0．0．1:{port}/
http://127｡0｡0｡1:{port}/
http://ⓛocalhost:{port}/
http://ｌｏｃａｌｈｏｓｔ:{port}/
http://loc\u00adalhost:{port}/
http://local\u200bhost:{port}/
http://xn--127.0.0.1-/
http:///127.0.0.1:{port}/
http:////127.0.0.1:{port}/
http:127.0.0.1:{port}/
http:\\\\127.0.0.1:{port}\\
HTTP://127.0.0.1:{port}/
https://127.0.0.1:{port}/
https://localhost:{port}/
ftp://127.0.0.1:{port}/
gopher://127.0.0.1:{port}/_GET
file:///etc/passwd
unix:///var/run/docker.sock
data:text/html,hello
javascript:alert(1)
//127.0.0.1:{port}/
127.0.0.1:{port}/
http://127.0.0.1:{port}<TAB>/
<TAB>http://127.0.0.1:{port}/
http://127.0.0.1 :{port}/
http://127.0.0.1:{port}<CRLF>Host:stage.test/
http://127.0.0.1:0{port}/
http://169.254.169.254/latest/meta-data/
http://[fd00:ec2::254]/latest/meta-data/
http://10.0.0.1/
http://192.168.0.1/
http://100.100.100.200/
http://
http://:{port}/
""".strip("\n").split("\n")
SPELLINGS = [line.replace("<TAB>", "\t").replace("<CRLF>", "\r\n") for line in SPELLINGS]

_NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "localhost.localdomain": ["127.0.0.1"],
    "ip6-localhost": ["::1"],
    "inside.test": ["127.0.0.1"],
    "mixed.test": ["93.184.215.14", "127.0.0.1"],
}


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are read as the system reads them; names that lead here do; nobody's server is asked."""
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *_args: object, **_options: object) -> list[Any]:
        for address in _NAMES.get(host.lower().rstrip("."), [host]):
            found = real(address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            if address == host or host.lower().rstrip(".") in _NAMES:
                answers.extend(found)
        result, answers[:] = list(answers), []
        return result

    answers: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(scope="module")
def listening() -> Iterator[Server]:
    with Server() as server:
        server.on("/", http(b"the canary"))
        yield server


@pytest.fixture
def canary(listening: Server) -> Server:
    listening.hits.clear()
    return listening


@pytest.fixture(scope="module")
def client(listening: Server) -> Iterator[WebClient]:
    limits = Limits(connect=1.0, silence=1.0, tries=1, apart=0.0, ports=PORTS | {listening.port})
    with WebClient({"stage.test": listening.address}, limits) as client:
        yield client


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_asked_directly(spelling: str, canary: Server, client: WebClient, tmp_path: Path) -> None:
    answer = client.get(spelling.format(port=canary.port), Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert answer.fetch.reason.endswith(".")
    assert answer.path is None
    assert canary.hits == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_asked_through_a_redirect(spelling: str, canary: Server, client: WebClient, tmp_path: Path) -> None:
    target = spelling.format(port=canary.port)
    canary.on("/away", redirect(target.replace("\r\n", "%0d%0a")))
    answer = client.get("http://stage.test/away", Purpose.SHORT_LINK, into=tmp_path)
    # A target that is read as a path on the same, routed host is no way in; every other one is refused.
    assert {host for host, _ in canary.hits} == {"stage.test"}
    if len(canary.hits) == 1:
        assert answer.fetch.state is FetchState.UNREACHABLE
        assert answer.fetch.status == 302


def test_the_canary_does_count(canary: Server, client: WebClient, tmp_path: Path) -> None:
    answer = client.get("http://stage.test/", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.VISIBLE
    assert canary.hits == [("stage.test", "/")]


def test_proxies_of_the_environment_are_not_used(
    canary: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    monkeypatch.setenv("NO_PROXY", "")
    with WebClient(limits=Limits(tries=1, apart=0.0, ports=PORTS | {canary.port})) as client:
        client.get("http://inside.test/", Purpose.PAGE, into=tmp_path)
    assert canary.hits == []
