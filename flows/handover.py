"""The hand-over of runs that were asked for: to Prefect while ``airtrace serve`` is up, and back.

The ``runs`` table is the truth. Whoever carries a run holds its lock, so what no living process carries is
found by that lock, whatever Prefect believes of a process that was killed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from flows import pipeline
from flows.bench import Bench
from flows.home import Home
from storage import runs
from storage.database import is_held
from storage.records import RUN_TRANSITIONS, Run, RunKind, RunState

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun

GLANCE = 0.5
"""Seconds between two looks at a run that somebody waits for."""
PATIENCE = 30.0
"""Seconds for which serve may leave a run lying while it carries no other, before the one who waits does it."""
TRIES = 3
"""Flow runs that a run is given while serve is up; their processes may end before the run has begun."""


def served(home: Home) -> bool:
    """Whether ``airtrace serve`` is up on this home."""
    return is_held(home.serve_lock)


def wait(bench: Bench, run: str, progress: Callable[[str], None]) -> RunState:
    """Until the process that carries the run has ended it; done here where there is none.

    The lock of a serve that hangs, or was stopped, is held as well; so a run that it leaves lying is done here too.

    Raises:
        AirtraceError: What made it fail, where it was done here.
        UnknownName: There is no such run.
    """
    idle_since: float | None = None
    while True:
        with bench.store() as store:
            state = runs.get(store, run).state
            lying = {each.id for each in runs.abandoned(store)}
            idle = lying == {each.id for each in runs.unfinished(store)}
        if not RUN_TRANSITIONS[state]:
            return state
        by_serve = served(bench.home)
        now = time.monotonic()
        idle_since = (idle_since or now) if idle else None
        forgotten = idle_since is not None and now - idle_since > PATIENCE
        if run in lying and (forgotten or not by_serve):
            why = f"airtrace serve takes no run up for {PATIENCE:.0f} s" if by_serve else "nobody is at work"
            progress(f"{why}: run {run} is carried out here")
            pipeline.perform(bench, run)
            continue
        who = "airtrace serve" if by_serve else "another process"
        waits = state is RunState.REQUESTED
        progress(f"run {run} waits for {who}" if waits else f"{who} carries out run {run}")
        time.sleep(GLANCE)


class HandOver:
    """Gives each run that nobody carries a flow run of its deployment.

    Args:
        bench: Whose runs.
        client: Speaks to the Prefect server.
        deployments: Id of the deployment for each kind of run.
    """

    def __init__(self, bench: Bench, client: PrefectClient, deployments: Mapping[RunKind, UUID]) -> None:
        self._bench = bench
        self._client = client
        self._deployments = deployments
        self._since = datetime.now(UTC)
        self._session = uuid4().hex[:8]

    async def once(self) -> None:
        """Look at every run that nobody carries. Flow runs from before this session say nothing any more."""
        for run in await asyncio.to_thread(self._waiting):
            found = [
                each for each in await self._flow_runs(run) if each.created and each.created >= self._since
            ]
            latest = max(found, key=_created, default=None)
            if latest is not None and latest.state is not None and not latest.state.is_final():
                continue
            if await asyncio.to_thread(self._ended, run):
                continue
            if latest is not None and latest.state is not None and latest.state.is_cancelled():
                await asyncio.to_thread(pipeline.fail, self._bench, run.id, "cancelled on Prefect's page")
            elif len(found) >= TRIES:
                words = f"its process ended {TRIES} times before the work was done; ask for it again"
                await asyncio.to_thread(pipeline.fail, self._bench, run.id, words)
            else:
                await self._hand_over(run, len(found))

    async def _hand_over(self, run: Run, tries: int) -> None:
        from flows.prefect_flows import flow_run_name, parameters

        await self._client.create_flow_run_from_deployment(
            self._deployments[run.kind],
            parameters=parameters(run),
            name=flow_run_name(run),
            idempotency_key=f"{run.id}:{self._session}:{tries}",
        )
        self._bench.progress(f"run {run.id} ({run.kind} {run.subject}) is handed to Prefect")

    async def _flow_runs(self, run: Run) -> list[FlowRun]:
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

        from flows.prefect_flows import flow_run_name

        named = FlowRunFilter(name=FlowRunFilterName(any_=[flow_run_name(run)]))
        return await self._client.read_flow_runs(flow_run_filter=named)

    def _waiting(self) -> list[Run]:
        with self._bench.store() as store:
            return runs.abandoned(store)

    def _ended(self, run: Run) -> bool:
        with self._bench.store() as store:
            return not RUN_TRANSITIONS[runs.get(store, run.id).state]


def _created(flow_run: FlowRun) -> Any:
    return flow_run.created
