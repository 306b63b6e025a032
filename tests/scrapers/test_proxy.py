"""The proxy for tools with their own network: nothing but public addresses, whatever the tool asks for."""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable, Iterator

import httpcore
import pytest

from scrapers.guard import PORTS, Guard
from scrapers.proxy import LARGEST_HEAD, GuardProxy, Patience
from scrapers.web_answer import Bounds
from scrapers.web_pace import Pace
from tests.scrapers.hostile_server import Server, http, redirect

BOUNDS = Bounds(20.0, 200_000, 200_000)
QUICK = Patience(head=0.3, connect=1.0, silence=0.4, turn=1.0, at_once=4)
PUBLIC = "93.184.215.14"


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """A server of this machine that nobody may reach."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def nobody_came(listener: socket.socket) -> bool:
    try:
        connection, _ = listener.accept()
    except BlockingIOError:
        return True
    connection.close()
    return False


@pytest.fixture
def proxy(server: Server) -> Iterator[GuardProxy]:
    """Leads stage.test to the server, and knows no other name."""
    guard = Guard({"stage.test": server.address}, ports=PORTS | {server.port})
    with GuardProxy(guard, Pace(0.0), BOUNDS, patience=QUICK) as proxy:
        yield proxy


def ask(proxy: GuardProxy, request: bytes, *, close: bool = False) -> bytes:
    """Everything that the proxy answers to these bytes."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as tool:
        tool.sendall(request)
        if close:
            tool.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := tool.recv(65536):
                answer += piece
        except ConnectionResetError:
            return answer
        return answer


def connect(proxy: GuardProxy, target: str, inside: bytes = b"") -> bytes:
    return ask(proxy, f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode() + inside)


def get(proxy: GuardProxy, url: str, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    return ask(proxy, f"GET {url} HTTP/1.1\r\nHost: elsewhere.test\r\n{lines}\r\n".encode())


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])


def test_plain_http_is_passed_on(proxy: GuardProxy, server: Server) -> None:
    server.on("/film", http(b"footage"))
    answer = get(
        proxy, "http://stage.test/film?n=1", "Proxy-Authorization: secret", "X-Kept: 1", "TE: trailers"
    )
    assert answer.endswith(b"footage")
    assert server.hits == [("stage.test", "/film?n=1")]
    (head,) = server.heads
    assert "x-kept: 1" in head.lower()
    assert "connection: close" in head.lower()
    assert "secret" not in head
    assert "trailers" not in head
    assert "elsewhere" not in head


def test_a_tunnel_carries_both_ways(proxy: GuardProxy, server: Server) -> None:
    server.on("/film", http(b"footage"))
    inside = b"GET /film HTTP/1.1\r\nHost: stage.test\r\n\r\n"
    answer = connect(proxy, "stage.test:443", inside)
    assert status(answer) == 200
    assert answer.endswith(b"footage")
    assert server.hits == [("stage.test", "/film")]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "10.0.0.1",
        "192.168.1.1",
        "168.63.129.16",
        "user@127.0.0.1",
    ],
)
def test_addresses_of_this_machine_and_network_are_refused(
    proxy: GuardProxy, canary: socket.socket, host: str
) -> None:
    for port in (port_of(canary), 443):
        assert status(connect(proxy, f"{host}:{port}")) in {400, 403}
        assert status(get(proxy, f"http://{host}:{port}/")) in {400, 403}
    assert nobody_came(canary)


def test_what_was_refused_is_kept_for_the_ledger(proxy: GuardProxy) -> None:
    connect(proxy, "169.254.169.254:80")
    assert len(proxy.refused) == 1
    assert "169.254.169.254" in proxy.refused[0]


def proxy_resolving(
    answers: Callable[[], list[str]], dial: Callable[[str], None], canary: socket.socket
) -> GuardProxy:
    """A proxy whose names have these addresses, and whose connections are never made."""

    def resolve(host: str, port: int, seconds: float) -> list[str]:
        return answers()

    def dialled(address: str, port: int, seconds: float | None) -> httpcore.NetworkStream:
        dial(address)
        raise httpcore.ConnectError

    guard = Guard(ports=PORTS | {port_of(canary)}, resolve=resolve, dial=dialled)
    return GuardProxy(guard, Pace(0.0), BOUNDS, patience=QUICK)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["169.254.169.254"], [PUBLIC, "10.0.0.5"], ["::1", PUBLIC], []]
)
def test_names_that_lead_to_private_addresses_are_refused(
    canary: socket.socket, addresses: list[str]
) -> None:
    dialled: list[str] = []
    with proxy_resolving(lambda: addresses, dialled.append, canary) as proxy:
        assert status(connect(proxy, "looks-public.test:443")) in {403, 502}
        assert status(get(proxy, "http://looks-public.test/")) in {403, 502}
    assert dialled == []


def test_a_name_that_changes_its_address_gains_nothing(canary: socket.socket) -> None:
    turns = itertools.cycle([[PUBLIC], ["127.0.0.1"]])
    dialled: list[str] = []
    with proxy_resolving(lambda: next(turns), dialled.append, canary) as proxy:
        seen = [status(connect(proxy, f"rebinding.test:{port_of(canary)}")) for _ in range(10)]
    assert seen == [502, 403] * 5
    assert proxy.unreached == ["rebinding.test did not connect."] * 5
    assert set(dialled) == {PUBLIC}
    assert nobody_came(canary)


def test_a_redirect_to_this_machine_is_refused_when_it_is_followed(
    proxy: GuardProxy, server: Server, canary: socket.socket
) -> None:
    target = f"http://127.0.0.1:{port_of(canary)}/secret"
    server.on("/film", redirect(target))
    assert status(get(proxy, "http://stage.test/film")) == 302
    assert status(get(proxy, target)) == 403
    assert nobody_came(canary)


@pytest.mark.parametrize("port", [22, 25, 6379, 5432, 3128])
def test_other_ports_than_the_webs_are_refused(proxy: GuardProxy, port: int) -> None:
    assert status(connect(proxy, f"{PUBLIC}:{port}")) == 403


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /film HTTP/1.1\r\nHost: stage.test\r\n\r\n",
        b"GET https://stage.test/film HTTP/1.1\r\n\r\n",
        b"GET file:///etc/passwd HTTP/1.1\r\n\r\n",
        b"GET ftp://stage.test/film HTTP/1.1\r\n\r\n",
        b"GET http://stage.test/film\r\n\r\n",
        b"GET http://stage.test/a b HTTP/1.1\r\n\r\n",
        b"CONNECT stage.test HTTP/1.1\r\n\r\n",
        b"CONNECT http://stage.test:443 HTTP/1.1\r\n\r\n",
        b"CONNECT stage.test:443/film HTTP/1.1\r\n\r\n",
        b"CONNECT :443 HTTP/1.1\r\n\r\n",
        b"PUT http://stage.test/film HTTP/1.1\r\n\r\n",
        b"GET http://stage.test/film HTTP/1.1\r\nX-One: 1\r\n folded\r\n\r\n",
        b"GET http://stage.test/film HTTP/1.1\r\nX One: 1\r\n\r\n",
        b"GET http://stage.test/film HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET http://stage.test/film HTTP/1.1\r\nX-One: 1\nHost: evil\r\n\r\n",
        b"POST http://stage.test/film HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"\r\n\r\n",
    ],
)
def test_other_forms_of_requests_are_not_passed_on(
    proxy: GuardProxy, server: Server, request_bytes: bytes
) -> None:
    assert status(ask(proxy, request_bytes)) in {400, 403, 405}
    assert server.hits == []


def test_a_head_without_end_is_cut_off(proxy: GuardProxy, server: Server) -> None:
    head = b"GET http://stage.test/film HTTP/1.1\r\n" + b"X: y\r\n" * LARGEST_HEAD
    answer = ask(proxy, head)
    assert answer == b"" or status(answer) == 431  # the hang-up can overtake the answer
    assert server.hits == []


def test_a_tool_that_says_nothing_is_not_waited_for(proxy: GuardProxy) -> None:
    assert status(ask(proxy, b"")) == 408


def test_a_head_that_drips_is_not_waited_for(proxy: GuardProxy) -> None:
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as tool:
        answer = b""
        tool.settimeout(0.05)
        while not answer and time.monotonic() - started < 5:
            tool.sendall(b"X")
            try:
                answer = tool.recv(65536)
            except TimeoutError:
                continue
    assert status(answer) == 408
    assert time.monotonic() - started < 3


def test_a_silent_site_is_hung_up_on(proxy: GuardProxy, server: Server) -> None:
    server.on("/film", server.silent())
    started = time.monotonic()
    assert get(proxy, "http://stage.test/film") == b""
    assert time.monotonic() - started < 5


def test_many_that_say_nothing_do_not_pile_up(proxy: GuardProxy, server: Server) -> None:
    server.on("/film", http(b"footage"))
    idle = [socket.create_connection(("127.0.0.1", proxy.port), timeout=10) for _ in range(12)]
    try:
        deadline = time.monotonic() + 5
        while status(answer := get(proxy, "http://stage.test/film")) == 503 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert answer.endswith(b"footage")
    finally:
        for tool in idle:
            tool.close()


def test_bytes_are_counted_over_all_requests(proxy: GuardProxy, server: Server) -> None:
    server.on("/film", http(bytes(90_000)))
    taken = [len(get(proxy, "http://stage.test/film")) for _ in range(4)]
    assert taken[0] > 90_000
    assert sum(taken) <= BOUNDS.wire
    assert proxy.spent is not None
    assert "200000 bytes" in proxy.spent


def test_time_is_counted_over_all_requests(server: Server) -> None:
    guard = Guard({"stage.test": server.address})
    server.on("/film", server.drip(http(b"", length=1 << 30), b"x" * 10))
    patience = Patience(silence=5.0)
    with GuardProxy(guard, Pace(0.0), Bounds(0.5, 1 << 20, 1 << 20), patience=patience) as proxy:
        started = time.monotonic()
        assert get(proxy, "http://stage.test/film")
        assert time.monotonic() - started < 4
        assert proxy.spent is not None
        assert "0.5 s" in proxy.spent


def test_the_pace_of_the_client_is_kept(server: Server) -> None:
    waits: list[float] = []
    server.on("/film", http(b"footage"))
    guard = Guard({"stage.test": server.address})
    with GuardProxy(guard, Pace(0.7), BOUNDS, patience=QUICK, sleep=waits.append) as proxy:
        get(proxy, "http://stage.test/film")
        connect(proxy, "stage.test:443", b"GET /film HTTP/1.1\r\n\r\n")
    assert waits[0] == 0
    assert 0 < waits[1] <= 0.7


def test_a_host_that_asked_for_a_pause_is_left_alone(server: Server) -> None:
    pace = Pace(0.0)
    pace.pause("stage.test", 600.0)
    guard = Guard({"stage.test": server.address})
    with GuardProxy(guard, pace, BOUNDS, patience=QUICK) as proxy:
        assert status(get(proxy, "http://stage.test/film")) == 503
    assert server.hits == []


def test_closing_hangs_up_on_everybody(server: Server) -> None:
    server.on("/film", server.silent())
    guard = Guard({"stage.test": server.address})
    with GuardProxy(guard, Pace(0.0), BOUNDS) as proxy:
        tool = socket.create_connection(("127.0.0.1", proxy.port), timeout=10)
        tool.sendall(b"GET http://stage.test/film HTTP/1.1\r\n\r\n")
        deadline = time.monotonic() + 5
        while not server.hits and time.monotonic() < deadline:
            time.sleep(0.01)
    with tool:
        assert tool.recv(10) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", proxy.port), timeout=1)
