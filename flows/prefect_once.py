"""One run as a real Prefect flow, in this process, against a server that is there for it alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from flows.home import Home
from flows.prefect_server import PrefectServer
from flows.prefect_settings import isolated
from storage import runs
from storage.records import RunState
from storage.store import Store

QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}
"""What fails is raised here: the terminal need not be told by Prefect too."""


def run_flow_once(
    home: Home,
    run: str,
    *,
    server: PrefectServer,
    routes: Mapping[str, tuple[str, int]] | None = None,
    progress: Callable[[str], None],
) -> RunState:
    """Carry out a run that was asked for; returns how it ended.

    Args:
        home: Where the run's row is.
        run: Its id.
        server: Started, and still up when this returns. It takes seconds to start: start it early, and do
            something else meanwhile.
        routes: Host names of the stage and where they are answered on loopback.
        progress: Told how far the server's start is.

    Raises:
        AirtraceError: The server did not start, or the run failed.
    """
    server.wait(progress)
    with isolated(server.settings | QUIET):
        from flows.prefect_flows import FLOWS, at, parameters

        with Store(home.path) as store:
            asked = runs.get(store, run)
        try:
            with at(home, routes, progress):
                asyncio.run(FLOWS[asked.kind](**parameters(asked)))
        finally:
            _send_what_waits()
    with Store(home.path) as store:
        return runs.get(store, run).state


def _send_what_waits() -> None:
    """Prefect sends events and log lines from threads, late; the server may be gone a moment after this."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=5)
    APILogWorker.drain_all(timeout=5)
