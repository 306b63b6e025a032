"""A loopback proxy for tools with their own network: every address they want goes through the guard.

A tool such as yt-dlp follows redirects, playlists and pages by itself. Behind this proxy it reaches what
the web client reaches: public addresses on the web's ports, judged when they are resolved and connected to
as judged, at the client's pace, for so many seconds and bytes in all. https is tunnelled (RFC 9110, 9.3.6)
and stays between the tool and the site; plain http is passed on request by request.
"""

from __future__ import annotations

import logging
import re
import selectors
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

import httpcore

from reference.errors import Refused, SiteError
from scrapers.guard import Budget, Guard, spending
from scrapers.web_answer import Bounds, utc_now
from scrapers.web_pace import Pace
from scrapers.web_url import redacted, shown, vet

LARGEST_HEAD = 32 * 1024
"""Bytes of a request's head; browsers send a few thousand."""
_METHODS = frozenset({"GET", "HEAD", "POST"})
_OWN_HEADERS = frozenset({b"connection", b"proxy-connection", b"keep-alive", b"te", b"upgrade", b"host"})
"""Headers that are between the tool and this proxy, or are written anew."""
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[^\[\]:/?#@\s]{1,255}):[0-9]{1,5}", re.ASCII)
_HEADER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00\r\n]*")
_PIECE = 1 << 16
_MOST_NOTES = 50

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """How long the proxy waits for a tool and for a site, in seconds, and how many it serves at once."""

    head: float = 10.0
    connect: float = 10.0
    silence: float = 30.0
    turn: float = 20.0
    at_once: int = 16


class _Rejected(Exception):
    """A request that is answered by the proxy itself, with this status."""

    def __init__(self, status: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class _Wanted:
    host: str
    port: int
    forward: bytes | None
    """The head to pass on; None for a tunnel."""


class GuardProxy:
    """Serves on a port of 127.0.0.1 until the ``with`` block ends.

    Args:
        guard: Which addresses may be connected to.
        pace: Of the client whose work the tool does.
        bounds: Seconds and bytes for everything that is asked through it together.
    """

    def __init__(
        self,
        guard: Guard,
        pace: Pace,
        bounds: Bounds,
        *,
        patience: Patience | None = None,
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.opened_at = clock()
        self.refused: list[str] = []
        """What the guard did not let through, a sentence each."""
        self.unreached: list[str] = []
        """What could not be connected to, a sentence each."""
        self.spent: str | None = None
        """Why nothing more is passed on; None while something is."""
        self._guard, self._pace, self._sleep = guard, pace, sleep
        self.bounds, self._patience = bounds, patience or Patience()
        self._deadline = time.monotonic() + bounds.seconds
        self._read = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._places = threading.BoundedSemaphore(self._patience.at_once)
        self._server = _server(self._serve)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="guard proxy", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def seconds_left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def _serve(self, tool: socket.socket) -> None:
        with self._kept(tool):
            if not self._places.acquire(blocking=False):
                _answer(tool, _Rejected("503 Busy", "Too many requests are under way."))
                return
            try:
                self._request(tool)
            except _Rejected as rejected:
                _answer(tool, rejected)
            except OSError:
                return  # one of the two hung up, or was silent for too long
            finally:
                self._places.release()

    def _request(self, tool: socket.socket) -> None:
        head, rest = self._head(tool)
        wanted = _wanted(head)
        self._turn(wanted.host)
        site = self._connect(wanted)
        with self._kept(site):
            if wanted.forward is None:
                tool.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                site.sendall(rest)
            else:
                site.sendall(wanted.forward + rest)
            self._relay(tool, site)

    def _head(self, tool: socket.socket) -> tuple[bytes, bytes]:
        """A request's head without its last blank line, and what came after it."""
        deadline, received = time.monotonic() + self._patience.head, b""
        while b"\r\n\r\n" not in received:
            left = deadline - time.monotonic()
            if len(received) > LARGEST_HEAD:
                raise _Rejected("431 Too large", f"The head is larger than {LARGEST_HEAD} bytes.")
            if left <= 0:
                raise _Rejected("408 Too slow", f"The head was not complete in {self._patience.head:g} s.")
            tool.settimeout(left)
            try:
                piece = tool.recv(_PIECE)
            except TimeoutError:
                continue
            if not piece:
                raise ConnectionAbortedError
            received += piece
        head, _, rest = received.partition(b"\r\n\r\n")
        if len(head) > LARGEST_HEAD:
            raise _Rejected("431 Too large", f"The head is larger than {LARGEST_HEAD} bytes.")
        return head, rest

    def _turn(self, host: str) -> None:
        wait = self._pace.wait(host)
        if wait > min(self._patience.turn, self.seconds_left()):
            raise _Rejected("503 Pause", f"{host} asked for a pause and is not asked now.")
        self._sleep(max(0.0, self._pace.take(host)))

    def _connect(self, wanted: _Wanted) -> socket.socket:
        try:
            with spending(Budget(self.seconds_left(), self.bounds.wire)):
                stream = self._guard.connect_tcp(wanted.host, wanted.port, self._patience.connect)
        except Refused as error:
            self._note(self.refused, str(error))
            raise _Rejected("403 Refused", str(error)) from error
        except (SiteError, httpcore.NetworkError, httpcore.TimeoutException) as error:
            sentence = str(error) if isinstance(error, SiteError) else f"{wanted.host} did not connect."
            self._note(self.unreached, sentence)
            raise _Rejected("502 Unreachable", sentence) from error
        site = stream.get_extra_info("socket")
        if not isinstance(site, socket.socket):
            stream.close()
            raise _Rejected("502 Unreachable", "The connection cannot be passed on.")
        return site

    def _note(self, sentences: list[str], sentence: str) -> None:
        with self._lock:
            if len(sentences) < _MOST_NOTES:
                sentences.append(redacted(sentence))

    def _relay(self, tool: socket.socket, site: socket.socket) -> None:
        """Pass bytes both ways until the site has said everything, or too much."""
        others = {tool: site, site: tool}
        with selectors.DefaultSelector() as selector:
            for connection in others:
                connection.settimeout(self._patience.silence)
                selector.register(connection, selectors.EVENT_READ)
            while self._may_go_on():
                ready = selector.select(min(self._patience.silence, self.seconds_left()))
                if not ready:
                    self._may_go_on()  # says so where it was the whole time that ended
                    return
                for key, _ in ready:
                    source = tool if key.fileobj is tool else site
                    piece = source.recv(_PIECE)
                    if not piece and source is site:
                        return
                    if not piece:
                        selector.unregister(tool)
                        site.shutdown(socket.SHUT_WR)
                        continue
                    if source is site and not self._took(len(piece)):
                        return
                    others[source].sendall(piece)

    def _took(self, count: int) -> bool:
        with self._lock:
            self._read += count
            if self._read > self.bounds.wire:
                self.spent = f"More than the {self.bounds.wire} bytes came that are taken of its kind."
            return self.spent is None

    def _may_go_on(self) -> bool:
        with self._lock:
            if self.spent is None and self.seconds_left() < 0.01:
                self.spent = f"It was not complete within {self.bounds.seconds:g} s."
            return self.spent is None

    @contextmanager
    def _kept(self, connection: socket.socket) -> Iterator[None]:
        """Hang up at the end of the block, or when the proxy is closed before."""
        with self._lock:
            self._open.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(connection)
            _hang_up(connection)
            connection.close()


def _server(serve: Callable[[socket.socket], None]) -> socketserver.ThreadingTCPServer:
    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            serve(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - its signature
            _log.exception("The guard's proxy failed on a request.")

    return Server(("127.0.0.1", 0), Connection)


def _wanted(head: bytes) -> _Wanted:
    """Where a request is to go. Only the two forms that proxies are asked in are read."""
    first, *lines = head.split(b"\r\n")
    parts = first.decode("latin-1").split(" ")
    if len(parts) != 3 or parts[2] not in {"HTTP/1.1", "HTTP/1.0"}:
        raise _Rejected("400 Bad request", "This is no request of HTTP/1.1.")
    method, target, _ = parts
    if method == "CONNECT":
        if not _AUTHORITY.fullmatch(target):
            raise _Rejected("400 Bad request", "CONNECT names no host and port.")
        return _vetted(f"https://{target}/", 443, None)
    if method not in _METHODS:
        raise _Rejected("405 Not allowed", f"{shown(method)[:20]} is not passed on.")
    if not target.lower().startswith("http://"):
        raise _Rejected("400 Bad request", "Only http:// addresses are passed on; https is tunnelled.")
    return _vetted(target, 80, (method, lines))


def _vetted(url: str, usual_port: int, asked: tuple[str, list[bytes]] | None) -> _Wanted:
    try:
        vetted = vet(url)
    except Refused as error:
        raise _Rejected("403 Refused", str(error)) from error
    forward = None
    if asked is not None:
        method, lines = asked
        head = [f"{method} ".encode() + vetted.raw_path + b" HTTP/1.1", b"Host: " + vetted.netloc]
        forward = b"\r\n".join([*head, *_headers(lines), b"Connection: close", b"", b""])
    return _Wanted(vetted.host, vetted.port or usual_port, forward)


def _headers(lines: list[bytes]) -> list[bytes]:
    names = [line.partition(b":")[0].lower() for line in lines]
    if not all(_HEADER.fullmatch(line) for line in lines):
        raise _Rejected("400 Bad request", "A header is not well-formed.")
    if b"transfer-encoding" in names and b"content-length" in names:
        raise _Rejected("400 Bad request", "The head says twice where its body ends.")
    return [
        line
        for name, line in zip(names, lines, strict=True)
        if name not in _OWN_HEADERS and not name.startswith(b"proxy-")
    ]


def _answer(tool: socket.socket, rejected: _Rejected) -> None:
    body = rejected.sentence.encode("utf-8", "replace")
    head = f"HTTP/1.1 {rejected.status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    try:
        tool.settimeout(2.0)
        tool.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    except OSError:
        return


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
