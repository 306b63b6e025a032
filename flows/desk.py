"""``airtrace desk``: serves the desk on loopback, and carries out what it asks for while nobody else does."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from flows import handover, pipeline
from flows.bench import Bench
from flows.desk_hands import DeskHands
from reference.errors import InputError, RecordError, UnknownName

DEFAULT_PORT = 8321
LOOK = 1.0
"""Seconds between two looks for runs that were asked for."""


@dataclass(frozen=True)
class DeskUp:
    """Where the desk is; ``links`` are the addresses with which each person comes in."""

    url: str
    links: dict[str, str]


@contextmanager
def desk_up(
    bench: Bench,
    names: Sequence[str],
    *,
    port: int | None = None,
    header: str | None = None,
    origin: str | None = None,
    carry: bool = True,
) -> Iterator[DeskUp]:
    """The desk, served in a thread until the block ends.

    Args:
        names: Who may come in on loopback.
        port: On loopback; 0 takes a free one, None the usual one or, where that is taken, a free one.
        header: The header in which a proxy names the person; then ``origin`` is the proxy's.
        carry: Whether runs are carried out here while ``airtrace serve`` is not up.

    Raises:
        InputError: The port is taken.
    """
    import uvicorn

    from review.desk.app import desk
    from review.desk.gate import People

    listening = _listen(port)
    own = listening.getsockname()[1]
    url = f"http://127.0.0.1:{own}"
    origins = {url, f"http://localhost:{own}"} if header is None else {origin or url}
    people = People(list(names), header)
    app = desk(bench.store, DeskHands(bench), _station_names(bench), people, frozenset(origins))
    settings = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", server_header=False, proxy_headers=False,
        timeout_graceful_shutdown=3, h11_max_incomplete_event_size=64 << 10,
    )  # fmt: skip
    server = uvicorn.Server(settings)
    stop = threading.Event()
    serving = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listening])), name="desk", daemon=True
    )
    carrying = threading.Thread(target=_carry, args=(bench, stop), name="desk runs", daemon=True)
    serving.start()
    if carry:
        carrying.start()
    try:
        yield DeskUp(url, {name: f"{url}/enter?token={token}" for token, name in people.tokens.items()})
    finally:
        stop.set()
        server.should_exit = True
        serving.join(10)
        listening.close()


def _listen(port: int | None) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", DEFAULT_PORT if port is None else port))
    except OSError as error:
        if port is None:
            return _listen(0)
        raise InputError(f"port {port} is taken; name another with --port, or 0 for a free one") from error


def _carry(bench: Bench, stop: threading.Event) -> None:
    """Carry out what was asked for, one run after the other, for as long as no serve does it."""
    while not stop.wait(LOOK):
        with suppress(RecordError):  # the record is busy: look again
            if handover.served(bench.home):
                continue
            for run in pipeline.abandoned_runs(bench):
                if stop.is_set():
                    return
                try:
                    pipeline.perform_or_tell(bench, run)
                except Exception as error:
                    bench.progress(f"run {run} failed by a fault: {type(error).__name__}: {error}")


def _station_names(bench: Bench) -> Callable[[str], str]:
    def name(station: str) -> str:
        try:
            return bench.stations().get(station).name
        except UnknownName:
            return station

    return name
