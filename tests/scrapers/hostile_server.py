"""A loopback web server that misbehaves on request, and counts who asked for what.

Each path, or each (host, path), has a behaviour: a function that is given the connection and may write
anything to it. :func:`http` makes a well-formed answer. Where none was set, ``otherwise`` is asked for one.
"""

from __future__ import annotations

import gzip
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

Behaviour = Callable[[socket.socket], None]
Otherwise = Callable[[str, str], Behaviour]
"""From a host and the request's target (path and query) to what happens."""


class Server:
    """Serves until the ``with`` block ends. ``hits`` are the (host, target) pairs that were asked."""

    def __init__(self, otherwise: Otherwise | None = None) -> None:
        self._otherwise = otherwise
        self.hits: list[tuple[str, str]] = []
        self.heads: list[str] = []
        self._behaviours: dict[str, Behaviour] = {}
        self._ended = threading.Event()
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._handle(self.request)

        class Threads(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Clients that hang up on a fault are what this server is for."""

        self._server = Threads(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", int(self._server.server_address[1])

    @property
    def port(self) -> int:
        return self.address[1]

    def on(self, where: str, behaviour: Behaviour | bytes | list[bytes]) -> None:
        """Set what happens at ``/path`` or ``host/path``; a list is used up one by one, the last stays."""
        if isinstance(behaviour, bytes):
            content = behaviour
            behaviour = lambda connection: connection.sendall(content)  # noqa: E731
        elif isinstance(behaviour, list):
            left = list(behaviour)

            def behaviour(connection: socket.socket) -> None:
                connection.sendall(left.pop(0) if len(left) > 1 else left[0])

        self._behaviours[where] = behaviour

    def count(self, path: str) -> int:
        return sum(target.split("?")[0] == path for _, target in self.hits)

    def drip(self, head: bytes, piece: bytes, pause: float = 0.02) -> Behaviour:
        """``head``, then ``piece`` for ever."""

        def behave(connection: socket.socket) -> None:
            connection.sendall(head)
            while not self._ended.is_set():
                connection.sendall(piece)
                time.sleep(pause)

        return behave

    def silent(self) -> Behaviour:
        """Accepts and says nothing."""
        return lambda connection: self._ended.wait(30) and None

    def _handle(self, connection: socket.socket) -> None:
        while True:
            head = b""
            while b"\r\n\r\n" not in head:
                received = connection.recv(65536)
                if not received:
                    return
                head += received
            lines = head.decode("latin-1").split("\r\n")
            target = lines[0].split(" ")[1]
            host = next((line[6:].split(":")[0] for line in lines if line.lower().startswith("host: ")), "")
            self.hits.append((host, target))
            self.heads.append(lines[0] + "\n" + "\n".join(lines[1:]))
            path = target.split("?")[0]
            behaviour = self._behaviours.get(host + path) or self._behaviours.get(path)
            if behaviour is None and self._otherwise is not None:
                behaviour = self._otherwise(host, target)
            if behaviour is None:
                connection.sendall(http(b"nothing here", status="404 Not Found"))
                return
            behaviour(connection)
            return


def http(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole answer that closes the connection; ``length`` replaces the true Content-Length, -1 omits it."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    if length != -1:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(target: str, status: int = 302) -> bytes:
    return http(b"", f"Location: {target}", status=f"{status} Found")


def gzip_bomb(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed."""
    return gzip.compress(bytes(megabytes << 20), compresslevel=1)
