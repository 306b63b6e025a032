"""The stage's web server: one loopback port that answers for every host of the stage, by the Host header."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from demo.pages import Page

Answer = Callable[[str, str], Page]
"""From a host and the request's target (path and query) to what it answers."""

_SILENCE = 120.0
"""Most seconds that a host under ``Fault.TIMEOUT`` keeps a visitor waiting."""


class Fault(StrEnum):
    """What a host does in place of answering."""

    NOT_FOUND = "not_found"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    """It promises the whole body, sends half of it and hangs up."""


class StageServer:
    """Serves ``answer`` on 127.0.0.1 at a free port from a thread of its own, and counts what was asked."""

    def __init__(self, answer: Answer, faults: Mapping[str, Fault] | None = None) -> None:
        self._answer = answer
        self._faults = dict(faults or {})
        self._lock = threading.Lock()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="stage", daemon=True
        )

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self._server.server_address[1]

    @property
    def requests(self) -> Counter[tuple[str, str]]:
        """How often each (host, path) was asked so far."""
        with self._lock:
            return self._asked.copy()

    def __enter__(self) -> StageServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _reply(self, request: BaseHTTPRequestHandler, with_body: bool) -> None:
        host = request.headers.get("Host", "").partition(":")[0].lower()
        with self._lock:
            self._asked[host, urlsplit(request.path).path] += 1
        fault = self._faults.get(host)
        if fault is Fault.TIMEOUT:
            self._closing.wait(_SILENCE)
            request.close_connection = True
            return
        if fault is Fault.NOT_FOUND:
            page = Page(404, "text/plain; charset=utf-8", b"Not found\n")
        elif fault is Fault.SERVER_ERROR:
            page = Page(500, "text/plain; charset=utf-8", b"Internal server error\n")
        else:
            page = self._answer(host, request.path)
        body, status, headers = _part(page, request.headers.get("Range"))
        request.send_response(status)
        request.send_header("Content-Type", page.content_type)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Connection", "close")
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        if with_body:
            request.wfile.write(body[: len(body) // 2] if fault is Fault.TRUNCATED else body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stage = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def do_GET(self) -> None:
                stage._reply(self, with_body=True)

            def do_HEAD(self) -> None:
                stage._reply(self, with_body=False)

            def log_message(self, *args: object) -> None:
                """Nothing is written to the terminal; requests are counted."""

        return Handler


def _part(page: Page, asked: str | None) -> tuple[bytes, int, dict[str, str]]:
    """The bytes, status and further headers for a request with that Range header (RFC 9110, 14.2)."""
    size = len(page.body)
    match = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "")
    if page.status != 200 or match is None:
        return page.body, page.status, {"Accept-Ranges": "bytes"}
    first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if first >= size or last < first:
        return b"", 416, {"Content-Range": f"bytes */{size}"}
    return page.body[first : last + 1], 206, {"Content-Range": f"bytes {first}-{last}/{size}"}
