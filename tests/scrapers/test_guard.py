"""The guard at the moment of connecting: every answer judged, the judged address dialled, the peer checked."""

from __future__ import annotations

import itertools
import socket
from typing import Any

import httpcore
import httpx
import pytest

from reference.errors import Refused, Unreachable
from scrapers import guard as module
from scrapers.guard import (
    Budget,
    Guard,
    OutOfTime,
    TooLarge,
    guard_refuses_loopback,
    guarded_transport,
    spending,
)

PUBLIC = "93.184.215.14"


class Peer(httpcore.NetworkStream):
    """A connection to ``address`` that answers with what it was made with."""

    def __init__(self, address: str, answer: bytes = b"") -> None:
        self.address = address
        self.answer = answer
        self.closed = False
        self.tls_names: list[str | None] = []

    def get_extra_info(self, info: str) -> Any:
        return (self.address, 443) if info == "server_addr" else None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        piece, self.answer = self.answer[:max_bytes], self.answer[max_bytes:]
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Nothing listens."""

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self.tls_names.append(server_hostname)
        return self

    def close(self) -> None:
        self.closed = True


class Dialling:
    """Connects to nobody and remembers whom it was asked for; addresses in ``dead`` do not answer."""

    def __init__(self, dead: tuple[str, ...] = (), peer: str | None = None) -> None:
        self.asked: list[str] = []
        self.streams: list[Peer] = []
        self.dead = dead
        self.peer = peer

    def __call__(self, address: str, port: int, seconds: float | None) -> httpcore.NetworkStream:
        self.asked.append(address)
        if address in self.dead:
            raise httpcore.ConnectError
        self.streams.append(Peer(self.peer or address))
        return self.streams[-1]


def connect(guard: Guard, host: str, port: int = 443) -> httpcore.NetworkStream:
    with spending(Budget(5.0, 1000)):
        return guard.connect_tcp(host, port)


def test_the_judged_address_is_dialled_and_tls_keeps_the_name() -> None:
    dialling = Dialling()
    transport = guarded_transport(Guard(resolve=lambda *_: [PUBLIC], dial=dialling))
    with spending(Budget(5.0, 1000)), pytest.raises(httpx.RemoteProtocolError):
        transport.handle_request(httpx.Request("GET", "https://news.test/"))
    transport.close()
    assert dialling.asked == [PUBLIC]
    assert dialling.streams[0].tls_names == ["news.test"]


@pytest.mark.parametrize("closed", ["127.0.0.1", "10.1.2.3", "::1", "fe80::1%eth0", "not an address"])
def test_one_closed_address_among_the_answers_refuses_the_name(closed: str) -> None:
    dialling = Dialling()
    for answers in ([closed], [PUBLIC, closed], [closed, PUBLIC]):
        with pytest.raises(Refused, match=r"news\.test"):
            connect(Guard(resolve=lambda *_, found=answers: found, dial=dialling), "news.test")
    assert dialling.asked == []


def test_a_name_that_changes_its_answer_never_reaches_this_machine() -> None:
    answers = itertools.cycle([[PUBLIC], ["127.0.0.1"]])
    dialling = Dialling()
    guard = Guard(resolve=lambda *_: next(answers), dial=dialling)
    refused = 0
    for _ in range(200):
        try:
            connect(guard, "rebind.test")
        except Refused:
            refused += 1
    assert refused == 100
    assert dialling.asked == [PUBLIC] * 100


def test_a_connection_that_ends_elsewhere_is_closed_and_refused() -> None:
    dialling = Dialling(peer="10.0.0.1")
    with pytest.raises(Refused, match="another address"):
        connect(Guard(resolve=lambda *_: [PUBLIC], dial=dialling), "news.test")
    assert dialling.streams[0].closed


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    dialling = Dialling(dead=("2606:4700::1111",))
    connect(Guard(resolve=lambda *_: ["2606:4700::1111", PUBLIC], dial=dialling), "news.test")
    assert dialling.asked == ["2606:4700::1111", PUBLIC]


def test_a_name_without_addresses_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        connect(Guard(resolve=lambda *_: [], dial=Dialling()), "news.test")


@pytest.mark.parametrize("port", [1, 21, 22, 25, 3306, 6379, 9200, 11211])
def test_ports_of_other_services_are_refused(port: int) -> None:
    dialling = Dialling()
    with pytest.raises(Refused, match=str(port)):
        connect(Guard(resolve=lambda *_: [PUBLIC], dial=dialling), "news.test", port)
    assert dialling.asked == []


def test_a_route_leads_its_own_name_only() -> None:
    dialling = Dialling()
    guard = Guard({"Stage.test": ("127.0.0.1", 4711)}, resolve=lambda *_: ["127.0.0.1"], dial=dialling)
    connect(guard, "stage.test")
    for other in ("127.0.0.1", "localhost", "sub.stage.test", "stage.test."):
        with pytest.raises(Refused):
            connect(guard, other)
    assert dialling.asked == ["127.0.0.1"]


def test_sockets_of_this_machine_are_refused() -> None:
    with pytest.raises(Refused):
        Guard().connect_unix_socket("/var/run/docker.sock")


def test_without_a_budget_nothing_is_connected() -> None:
    dialling = Dialling()
    with pytest.raises(Refused, match="limits"):
        Guard(resolve=lambda *_: [PUBLIC], dial=dialling).connect_tcp("news.test", 443)
    assert dialling.asked == []


def test_a_name_that_is_not_found_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_options: object) -> list[object]:
        import time

        time.sleep(0.5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", never)
    with pytest.raises(OutOfTime):
        module.system_resolve("slow.test", 80, 0.05)


def test_an_unknown_name_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_options: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match=r"nowhere\.test"):
        module.system_resolve("nowhere.test", 80, 1.0)


def test_the_budget_counts_bytes_and_seconds() -> None:
    budget = Budget(60.0, 10)
    budget.took(10)
    with pytest.raises(TooLarge):
        budget.took(1)
    with pytest.raises(OutOfTime):
        Budget(0.0, 10).seconds_left()


def test_reads_are_charged_to_the_request_that_reads() -> None:
    guard = Guard({"stage.test": ("127.0.0.1", 1)}, dial=lambda *_: Peer("127.0.0.1", b"x" * 3000))
    with spending(Budget(5.0, 1000)):
        stream = guard.connect_tcp("stage.test", 80)
        assert stream.read(1000) == b"x" * 1000
        with pytest.raises(TooLarge):
            stream.read(1)
    with spending(Budget(5.0, 1000)):
        assert stream.read(500) == b"x" * 500


# --- the check of itself -------------------------------------------------------------------------


def test_the_self_check_finds_loopback_refused() -> None:
    check = guard_refuses_loopback()
    assert check.ok
    assert "127.0.0.1" in check.sentence


def test_the_self_check_notices_a_policy_that_lets_everything_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "is_public", lambda _address: True)
    check = guard_refuses_loopback()
    assert not check.ok


class _Ignoring(httpcore.ConnectionPool):
    """A pool that keeps its backend elsewhere, as another version might."""

    @property
    def _network_backend(self) -> httpcore.NetworkBackend:
        return httpcore.SyncBackend()

    @_network_backend.setter
    def _network_backend(self, backend: httpcore.NetworkBackend) -> None:
        """Nothing is set."""


class _Nowhere:
    """No pool at all."""


@pytest.mark.parametrize("pool", [_Ignoring, _Nowhere])
def test_an_httpx_that_goes_around_the_guard_is_refused(
    monkeypatch: pytest.MonkeyPatch, pool: type[object]
) -> None:
    class Moved(httpx.HTTPTransport):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self._pool = pool()  # type: ignore[assignment]

        def close(self) -> None:
            """The replaced pool holds nothing."""

    monkeypatch.setattr(httpx, "HTTPTransport", Moved)
    with pytest.raises(Refused, match="guard"):
        guarded_transport(Guard())
    assert not guard_refuses_loopback().ok
