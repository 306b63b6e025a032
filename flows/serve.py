"""``airtrace serve``: a Prefect server, the deployments with their schedules, the hand-over of runs, and the desk.

Flow runs are carried out by Prefect's runner, each in a process of its own, so that a file which brings a
decoder down ends one flow run and nothing else.
"""

from __future__ import annotations

import asyncio
import contextvars
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx

from flows.bench import Bench, shared_pace
from flows.desk import DeskUp, desk_up
from flows.handover import HandOver
from flows.home import VARIABLE, Home
from flows.prefect_server import PrefectServer
from flows.prefect_settings import DEFAULT_PORT, isolated
from reference.errors import AirtraceError, InputError, RecordLocked
from storage.database import exclusive
from storage.records import RunKind

if TYPE_CHECKING:
    from prefect.runner import Runner

EVERY_HALF_HOUR = "*/30 * * * *"
EVERY_QUARTER_HOUR = "*/15 * * * *"
"""When the feeds that are due are looked at."""
DEPLOYMENT = "airtrace"
"""The deployments are called ``verify/airtrace``, ``recheck/airtrace`` and so on."""
AT_ONCE = 2
"""Flow runs that are carried out at the same time."""
LOOK = 1.0
"""Seconds between two looks for runs that were asked for, and for flow runs that are due."""
LAST_STEP = 60.0
"""Seconds that flow runs have, in all, to end when serve is told to stop."""


@dataclass(frozen=True)
class Served:
    """Where to sign in, once everything is up."""

    url: str
    sign_in: str
    """``user:password``; Prefect's page asks for it as one word."""
    cron: str
    desk: DeskUp | None = None


def serve(
    home: Home,
    *,
    port: int = DEFAULT_PORT,
    cron: str = EVERY_HALF_HOUR,
    progress: Callable[[str], None],
    ready: Callable[[Served], None],
    stop: threading.Event | None = None,
    desk_for: Sequence[str] = (),
    desk_port: int | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, or until ``stop`` is set.

    Args:
        home: Whose runs are carried out. One serve at a time holds its lock.
        port: Of Prefect's server on loopback; 0 takes a free one.
        cron: When the standing cases are looked at again, in UTC.
        progress: Told what is being started, and which runs are handed over.
        ready: Called once when all is up.
        stop: For a caller that ends it otherwise than by a signal.
        desk_for: Who may come in at the desk; without anybody there is none.
        desk_port: Of the desk on loopback, as :func:`flows.desk.desk_up` takes it.

    Raises:
        InputError: A port is taken, serve is up already on this home, or ``cron`` is no schedule.
        AirtraceError: Prefect's server did not start, or ended by itself.
    """
    stop = stop or threading.Event()
    with ExitStack() as up:
        up.enter_context(_alone(home))
        up.enter_context(_signals(stop))
        progress("starting Prefect's server (the first time it also makes its database)")
        server = up.enter_context(PrefectServer(home.prefect, port=port))
        server.wait(progress)
        up.enter_context(isolated(server.settings | {VARIABLE: str(home.path)}))
        carrying = up.enter_context(
            _Carrying(Bench(home=home, progress=progress, pace=shared_pace(home)), cron)
        )
        carrying.up()
        bench = Bench(home=home, progress=progress, pace=shared_pace(home))
        desk = up.enter_context(desk_up(bench, desk_for, port=desk_port, carry=False)) if desk_for else None
        ready(Served(server.url, server.sign_in, cron, desk))
        while not stop.wait(LOOK):
            carrying.look()
            if not server.alive:
                raise AirtraceError(
                    f"Prefect's server has ended by itself; see {server.log}, and start again"
                )
        progress("ending")


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(exclusive(home.serve_lock, patience=0.5))
        except RecordLocked as error:
            raise InputError(f"airtrace serve is up already on {home.path}; end it first") from error
        yield


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """The first signal asks for an orderly end; a second one has its usual effect."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        stop.set()

    for number in before:
        signal.signal(number, ask)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Carrying:
    """Prefect's runner and the hand-over, in an event loop in a thread of their own.

    The runner would take SIGTERM for itself in the main thread.
    """

    def __init__(self, bench: Bench, cron: str) -> None:
        self._bench = bench
        self._cron = cron
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._up = threading.Event()
        self._error: BaseException | None = None
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._run,), name="carrying", daemon=True)

    def __enter__(self) -> _Carrying:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(LAST_STEP)

    def up(self) -> None:
        """Wait until the deployments are known to Prefect and the runner looks for their runs."""
        while not self._up.wait(0.1):
            self.look()

    def look(self) -> None:
        """
        Raises:
            AirtraceError: The thread has ended, though nobody asked it to.
        """
        if isinstance(self._error, AirtraceError):
            raise self._error
        if self._error is not None:
            words = f"{type(self._error).__name__}: {self._error}"
            raise AirtraceError(f"the hand-over to Prefect has ended by a fault: {words}") from self._error

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as loop:
                loop.run(self._carry())
        except BaseException as error:
            self._error = error

    async def _carry(self) -> None:
        from prefect import get_client
        from prefect.runner import Runner

        runner = Runner("airtrace", query_seconds=LOOK, limit=AT_ONCE, pause_on_shutdown=False)
        async with get_client() as client:
            deployments = await _deployments(runner, self._cron)
            hand_over = HandOver(self._bench, client, deployments)
            carrying = asyncio.create_task(runner.start())
            ending = asyncio.create_task(self._end.wait())
            self._up.set()
            while not self._end.is_set() and not carrying.done():
                try:
                    await hand_over.once()
                except (httpx.HTTPError, RecordLocked) as error:
                    self._bench.progress(f"a look for runs has to be repeated: {error}")
                await asyncio.wait({ending, carrying}, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
            if not carrying.done():
                await runner.astop()
            await carrying


async def _deployments(runner: Runner, cron: str) -> dict[RunKind, UUID]:
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.prefect_flows import FLOWS, SCHEDULE

    again = {"by": SCHEDULE, "because": "the schedule looks at every standing case again"}
    due = {"by": SCHEDULE, "because": "the schedule looks at the feeds that are due"}
    try:
        schedules = {
            RunKind.RECHECK: Cron(cron, timezone="UTC", parameters=again),
            RunKind.WATCH: Cron(EVERY_QUARTER_HOUR, timezone="UTC", parameters=due),
        }
    except ValueError as error:
        raise InputError(f"{cron!r} is no cron schedule; '{EVERY_HALF_HOUR}' is every half hour") from error
    made: dict[RunKind, Any] = {}
    for kind, flow in FLOWS.items():
        made[kind] = await runner.aadd_flow(
            flow,
            DEPLOYMENT,
            schedule=schedules.get(kind),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
    return made
