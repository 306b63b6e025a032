"""A Prefect server as a child of this process: on loopback, closed, and gone when its parent is.

The parent binds the port and hands the socket down, so that a port that is taken is known at once. The
child watches its standard input, which ends when the parent does, however it does.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import httpx

from flows import prefect_settings
from flows.prefect_settings import HOST
from reference.errors import AirtraceError, InputError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

START_LIMIT = 180.0
"""Seconds until a server that does not answer is given up; 8 s are usual, 25 s were seen on a busy machine."""
STOP_LIMIT = 10.0
_ERROR = re.compile(r"[\w.]+(Error|Exception): ")


class PrefectServer:
    """Start with :meth:`start`, which returns at once; :meth:`wait` until it answers; then :meth:`stop`.

    Args:
        prefect_home: Folder of Prefect's own files, made when missing; it can be deleted between starts.
        port: On loopback; 0 takes a free one.
        pages: Whether to serve Prefect's web pages and run its scheduler; without, it is there for one run.
    """

    def __init__(self, prefect_home: Path, *, port: int = 0, pages: bool = True) -> None:
        self._home = prefect_home
        self._port = port
        self._pages = pages
        self._process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}
        """The variables with which to speak to it, once it is started."""

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def log(self) -> Path:
        return self._home / "server.log"

    @property
    def sign_in(self) -> str:
        """``user:password``, which Prefect's page asks for."""
        return prefect_settings.sign_in(self._home)

    def start(self) -> None:
        """
        Raises:
            InputError: The port is taken.
            RecordError: The folder cannot be used.
        """
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        with listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, self._port))
            except OSError as error:
                raise InputError(
                    f"port {self._port} on {HOST} cannot be used ({error.strerror}); "
                    "end the program that has it, or choose another with --port"
                ) from error
            self._port = listener.getsockname()[1]
            self.settings = prefect_settings.environment(
                self._home, port=self._port, sign_in=self.sign_in, pages=self._pages
            )
            # -P and the folder: neither modules nor settings of the working directory are read.
            child = [sys.executable, "-P", "-m", "flows.prefect_server", str(listener.fileno())]
            with self.log.open("wb") as log:
                self._process = subprocess.Popen(
                    child if self._pages else [*child, "--once"],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    pass_fds=[listener.fileno()],
                    env=prefect_settings.clean_environment(self.settings),
                    cwd=self._home,
                    start_new_session=True,  # Ctrl-C is for the parent, which ends this in its turn
                )

    def wait(self, progress: Callable[[str], None]) -> None:
        """Until it answers.

        Raises:
            AirtraceError: It ended or did not answer in time; its last words are in the message.
        """
        begun = told = time.monotonic()
        with httpx.Client(trust_env=False, timeout=5.0) as client:
            while not self._answers(client):
                now = time.monotonic()
                if not self.alive or now - begun > START_LIMIT:
                    raise AirtraceError(
                        f"Prefect's server did not start: {self._last_words()}; see {self.log}, "
                        f"and if that does not help delete {self._home}, which holds nothing of the record"
                    )
                if now - told > 5.0:
                    told = now
                    progress(f"Prefect's server is starting ({now - begun:.0f} s)")
                time.sleep(0.1)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the child, gently at first; nothing happens when there is none."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> PrefectServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self, client: httpx.Client) -> bool:
        try:
            return client.get(f"{self.url}/api/health").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        said = [line.strip() for line in lines if line.strip()]
        errors = [line for line in said if _ERROR.match(line)]
        return (errors or said or ["it said nothing"])[-1]


class Guard:
    """Around Prefect's application: only our own host name, no frames, and pages that speak to us alone.

    Prefect answers any ``Host``, which lets a rebound name of a foreign site in, and its pages carry code
    that reports to their makers' servers; a content policy keeps that in the browser.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = frozenset(f"{name}:{port}".encode() for name in (HOST, "localhost"))
        sockets = " ".join(f"ws://{name}:{port}" for name in (HOST, "localhost"))
        pages = " ".join(prefect_settings.origins(port))
        policy = (
            f"connect-src 'self' {pages} {sockets} data: blob:; frame-ancestors 'none'; form-action 'self'"
        )
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-frame-options", b"DENY"),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if not any(name == b"host" and value in self._hosts for name, value in scope["headers"]):
            await _refuse(scope, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        await self._app(scope, receive, sending)


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"This server answers to its own address only.\n"})


def main(arguments: list[str]) -> None:
    """The child: serve on the socket with that number until told to stop or left alone."""
    import uvicorn
    from prefect.server.api.server import create_app

    once = "--once" in arguments
    with socket.socket(fileno=int(arguments[0])) as listener:
        port = listener.getsockname()[1]
        app = Guard(create_app(final=True, ephemeral=once), port)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, lifespan="on")
        )
        threading.Thread(target=_until_alone, args=(server,), daemon=True).start()
        server.run(sockets=[listener])


def _until_alone(server: uvicorn.Server) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    server.should_exit = True


if __name__ == "__main__":
    main(sys.argv[1:])
