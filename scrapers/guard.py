"""The guard: which addresses may be connected to, for how long and for how many bytes.

It sits in httpcore's network backend, below redirects, name resolution and TLS, so that no spelling of
an address gets around it: a name is resolved once, refused if any of its answers is not public, and the
connection goes to exactly the address that was judged. ``Host`` and the TLS name stay those of the URL.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from reference.addresses import Address, is_public, parse_address
from reference.errors import BadAnswer, Refused, Unreachable

PORTS = frozenset({80, 443, 8080, 8443})
"""The ports on which the web is served; another one is more likely somebody's own service."""

Resolve = Callable[[str, int, float], list[str]]
"""``(host, port, seconds) -> addresses``; raises :class:`Unreachable`."""

Dial = Callable[[str, int, float | None], httpcore.NetworkStream]
"""``(address, port, seconds) -> connection``, raising httpcore's errors."""

Routes = Mapping[str, tuple[str, int]]
"""Host name to ``(address, port)`` of a loopback server that speaks plain HTTP for it."""


class OutOfTime(Unreachable):
    """The whole request took longer than it may."""


class TooLarge(BadAnswer):
    """More bytes than this kind of answer may have."""


class Budget:
    """What one request, redirects included, may still spend: seconds, and bytes off the wire."""

    def __init__(self, seconds: float, wire: int) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._wire = wire
        self._read = 0

    def seconds_left(self) -> float:
        """Raises :class:`OutOfTime` where there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime(f"The answer was not complete within {self._seconds:g} s.")
        return left

    def took(self, count: int) -> None:
        """Count bytes read. Raises :class:`TooLarge`."""
        self._read += count
        if self._read > self._wire:
            raise TooLarge(f"The answer is larger than the {self._wire} bytes that are taken of its kind.")


_SPENDING: ContextVar[Budget] = ContextVar("budget of the running request")


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """Let the connections used inside spend this budget. Without one, the guard connects nowhere."""
    token = _SPENDING.set(budget)
    try:
        yield
    finally:
        _SPENDING.reset(token)


def _budget() -> Budget:
    budget = _SPENDING.get(None)
    if budget is None:
        raise Refused("A request without limits of time and size is not sent.")
    return budget


_LOOKUPS = threading.BoundedSemaphore(16)


def system_resolve(host: str, port: int, seconds: float) -> list[str]:
    """All addresses that the system knows for a name.

    ``getaddrinfo`` cannot be told to stop, so it runs in a thread that is left behind when time is up.

    Raises:
        Unreachable: The name is not known, or nothing was heard in time.
    """
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(answer[4][0]) for answer in answers)))
        except (OSError, ValueError) as error:  # a name that cannot be encoded is a ValueError
            found.put(error)
        finally:
            _LOOKUPS.release()

    started = time.monotonic()
    if not _LOOKUPS.acquire(timeout=seconds):
        raise OutOfTime(f"Too many names are being looked up; {host} was not.")
    threading.Thread(target=look_up, name="name lookup", daemon=True).start()
    try:
        answers = found.get(timeout=max(0.0, seconds - (time.monotonic() - started)))
    except queue.Empty:
        raise OutOfTime(f"The name {host} was not found within {seconds:.3g} s.") from None
    if isinstance(answers, Exception):
        raise Unreachable(f"The name {host} is not known on this network.") from answers
    return answers


def system_dial(address: str, port: int, seconds: float | None) -> httpcore.NetworkStream:
    """A TCP connection to a literal address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


class Guard(httpcore.NetworkBackend):
    """Connects to public addresses on the web's ports, and to ``routes``, which only a constructor sets.

    ``routes`` exist for tests and for the demonstration's stage: a routed name, and nothing else, leads
    to a loopback server that speaks plain HTTP also where the URL says https.
    """

    def __init__(
        self,
        routes: Routes | None = None,
        *,
        ports: frozenset[int] = PORTS,
        resolve: Resolve = system_resolve,
        dial: Dial = system_dial,
    ) -> None:
        self._routes = {host.lower(): target for host, target in (routes or {}).items()}
        self._ports = ports
        self._resolve = resolve
        self._dial = dial

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature; neither is ever given
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Raises :class:`Refused`, :class:`Unreachable`, or httpcore's errors of connecting."""
        left = _budget().seconds_left()
        seconds = left if timeout is None else min(timeout, left)
        routed = self._routes.get(host.lower())
        if routed is not None:
            return GuardedStream(self._dial(*routed, seconds), plain=True)
        if port not in self._ports:
            raise Refused(f"Port {port} of {host} is none that the web is served on; it was not asked.")
        return GuardedStream(self._connect(host, port, seconds))

    def _connect(self, host: str, port: int, seconds: float) -> httpcore.NetworkStream:
        addresses = [host] if parse_address(host) else self._resolve(host, port, seconds)
        for address in addresses:
            _require_public(host, address)
        failure: Exception = Unreachable(f"The name {host} has no address.")
        for address in addresses:
            try:
                stream = self._dial(address, port, min(seconds, _budget().seconds_left()))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            if _peer(stream) != parse_address(address):
                stream.close()
                raise Refused(f"{host} led to another address than the one that was judged.")
            return stream
        raise failure

    def connect_unix_socket(self, *_args: Any, **_options: Any) -> httpcore.NetworkStream:
        raise Refused("Sockets of this machine are not asked.")


def _peer(stream: httpcore.NetworkStream) -> Address | None:
    try:
        peer = stream.get_extra_info("server_addr")
    except OSError:  # the other side has already hung up
        return None
    return parse_address(str(peer[0])) if peer else None


def _require_public(host: str, text: str) -> None:
    address = parse_address(text)
    if address is None or not is_public(address):
        named = text if text == host else f"{host} ({text})"
        raise Refused(f"{named} is an address of a private network or of this machine; it was not asked.")


class GuardedStream(httpcore.NetworkStream):
    """A connection whose reads and writes are charged to the running request's budget."""

    def __init__(self, stream: httpcore.NetworkStream, *, plain: bool = False) -> None:
        self._stream = stream
        self._plain = plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = _budget()
        with _whole_request(budget, timeout) as seconds:
            content = self._stream.read(max_bytes, timeout=seconds)
        budget.took(len(content))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _whole_request(_budget(), timeout) as seconds:
            self._stream.write(buffer, timeout=seconds)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        if self._plain:
            return self
        with _whole_request(_budget(), timeout) as seconds:
            return GuardedStream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextmanager
def _whole_request(budget: Budget, timeout: float | None) -> Iterator[float]:
    """The seconds that one operation may take; a time-out at the request's own end is named as such."""
    left = budget.seconds_left()
    try:
        yield left if timeout is None else min(timeout, left)
    except httpcore.TimeoutException:
        budget.seconds_left()
        raise


def guarded_transport(guard: Guard) -> httpx.HTTPTransport:
    """An httpx transport all of whose connections go through ``guard``; redirects are the caller's.

    A transport and not a whole client: httpx's client reads ``Location`` before its caller can, keeps
    cookies between requests, and logs addresses with their secrets. The backend is a private attribute,
    so loopback is asked before anybody gets the transport: a version that keeps it elsewhere is refused.

    Raises:
        Refused: This version of httpx does not go through the guard.
    """
    transport = httpx.HTTPTransport(trust_env=False, http1=True, http2=False, retries=0)
    pool = getattr(transport, "_pool", None)
    if not isinstance(pool, httpcore.ConnectionPool) or not hasattr(pool, "_network_backend"):
        raise Refused(_NOT_IN_PLACE)
    pool._network_backend = guard
    # Port 1 of loopback: a transport that does go around the guard finds nobody there.
    if not _refuses(transport, "http://127.0.0.1:1/"):
        transport.close()
        raise Refused(_NOT_IN_PLACE)
    return transport


_NOT_IN_PLACE = (
    "The installed httpx does not connect through Airtrace's address guard, so nothing is fetched; "
    "install the versions of requirements.lock."
)


def _refuses(transport: httpx.HTTPTransport, url: str) -> bool:
    request = httpx.Request("GET", url, extensions={"timeout": httpx.Timeout(2.0).as_dict()})
    with spending(Budget(seconds=2.0, wire=1 << 16)):
        try:
            transport.handle_request(request).close()
        except Refused:
            return True
        except (httpx.HTTPError, Unreachable, BadAnswer):
            return False
    return False


@dataclass(frozen=True)
class SelfCheck:
    """What a check of the installation found, in one sentence for a person."""

    ok: bool
    sentence: str


def guard_refuses_loopback() -> SelfCheck:
    """Try to fetch from a listening server on this machine, through the transport that everything uses."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        port = canary.getsockname()[1]
        try:
            transport = guarded_transport(Guard(ports=PORTS | {port}))
        except Refused as error:
            return SelfCheck(False, str(error))
        with closing(transport):
            for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
                if not _refuses(transport, f"http://{host}:{port}/"):
                    return SelfCheck(False, f"The web client did not refuse http://{host}/ on this machine.")
        try:
            connection, _ = canary.accept()
        except BlockingIOError:
            return SelfCheck(True, "The web client refused 127.0.0.1 before any connection was made.")
        connection.close()
        return SelfCheck(False, "The web client connected to 127.0.0.1 before it refused it.")
