"""The pipeline's steps as Prefect flows: one task a post, a case or a recording.

The flows hold no step of their own. What they do is done by :mod:`flows.pipeline` and recorded there, so a
run that is carried out here leaves the same rows as one that is carried out without Prefect. They are handed
ids and words, never a connection or a table of routes: Prefect stores parameters in clear.

Their parameters are never ``None``: Prefect's page would ask for the type before it asks for the text.
The flows are asynchronous although their steps block, because a synchronous flow waits up to a second at its
end for the thread of Prefect's own heartbeat. The steps run in a thread, one after the other.
"""

import asyncio
import concurrent.futures
import contextvars
import os
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import httpx
from prefect import Flow, State, Task, flow, get_client, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.exceptions import PrefectException
from prefect.states import Completed
from pydantic import Field

from flows import feeding, gathering, page_requests, pipeline
from flows.bench import Bench, Telling, shared_pace
from flows.home import VARIABLE, Home
from reference.errors import AirtraceError, RecordLocked
from scrapers.web_pace import Pace
from storage import runs
from storage.database import exclusive
from storage.records import Run, RunKind, RunState

P = ParamSpec("P")
R = TypeVar("R")

SCHEDULE = "schedule"
"""Who asks for what the schedule starts."""
TOO_LATE = timedelta(minutes=10)
"""A scheduled look that comes later than this, after the machine slept, leaves the work to the next one."""

Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


class RunFailed(AirtraceError):
    """A run that ended without its work; the sentence is the one in its row."""


# --- where a flow works --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    home: Home
    routes: Mapping[str, tuple[str, int]] | None = None
    progress: Callable[[str], None] | None = None


_place: contextvars.ContextVar[_Place | None] = contextvars.ContextVar("place", default=None)
_telling: contextvars.ContextVar[Telling | None] = contextvars.ContextVar("telling", default=None)
"""Hears what all steps of the run tell that is being carried, whichever task they are."""


@contextmanager
def at(
    home: Home,
    routes: Mapping[str, tuple[str, int]] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Let the flows that are called in this context work on ``home`` and tell ``progress`` how far they are.

    Flows that Prefect starts in a process of their own take the home from ``$AIRTRACE_HOME`` and never
    have routes, which are for the stage.
    """
    token = _place.set(_Place(home, routes, progress))
    try:
        yield
    finally:
        _place.reset(token)


def _bench() -> Bench:
    place = _place.get() or _Place(Home(Path(os.environ[VARIABLE])))
    log = get_run_logger()

    def tell(words: str) -> None:
        log.info(words)
        if (hearing := _telling.get()) is not None:
            hearing(words)
        if place.progress is not None:
            place.progress(words)

    return Bench(home=place.home, routes=place.routes, progress=tell, pace=_pace(place.home))


@contextmanager
def _heard() -> Iterator[Telling]:
    telling = Telling(lambda _: None)
    token = _telling.set(telling)
    try:
        yield telling
    finally:
        _telling.reset(token)


@cache
def _pace(home: Home) -> Pace:
    """One for all steps that this process carries out, so that no host is hurried between two of them."""
    return shared_pace(home)


async def _aside(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a blocking step in a thread; when the flow is cancelled, first let the step come to its end."""
    context = contextvars.copy_context()
    with concurrent.futures.ThreadPoolExecutor(1, "step") as threads:
        return await asyncio.wrap_future(threads.submit(context.run, partial(step, *args, **kwargs)))


# --- tasks ---------------------------------------------------------------------------------------


async def _passes(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Only a writer that had to wait too long is worth another try; the web client retries by itself."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, RecordLocked)


def _step(
    name: str, shown: str
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Task[P, Coroutine[Any, Any, R]]]:
    """A task: never answered from a cache, its result kept nowhere, since both are in the record."""
    return task(
        name=name,
        task_run_name=shown,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=3,
        retry_delay_seconds=2,
        retry_condition_fn=_passes,
    )


@_step("collect", "collect {run}")
async def collect_run(run: str) -> list[str]:
    return await _aside(pipeline.collect, _bench(), run)


@_step("verify", "verify {case}")
async def verify_case(run: str, case: str) -> None:
    await _aside(pipeline.verify_case, _bench(), run, case)


@_step("index", "index {recording}")
async def index_recording(recording: str, alone: bool) -> None:
    await _aside(pipeline.index_recording, _bench(), recording, alone=alone)


@_step("sync", "sync {run}")
async def sync_shows(run: str) -> None:
    await _aside(pipeline.sync, _bench(), run)


@_step("look at feed", "look at {feed}")
async def look_at_feed(run: str, feed: str) -> None:
    await _aside(feeding.look, _bench(), run, feed)


# --- flows ---------------------------------------------------------------------------------------


@flow(name="collect")
async def collect(
    target: Words, by: Words, because: Words, offline: bool = False, run: str = ""
) -> State[Any]:
    """Fetch a post or the posts of an article, and open their cases; nothing is judged yet.

    Args:
        target: A post's address, an article's address, or a file.
        by: Who asks.
        because: Why, for the history.
        offline: Fetch nothing, and record what was not fetched.
        run: Leave empty; for a run that was asked for elsewhere.
    """
    if not run:
        run = await _aside(page_requests.ask, _bench(), RunKind.COLLECT, target, offline, by, because)
    return await _carried(run)


@flow(name="verify")
async def verify(
    target: Words, by: Words, because: Words, offline: bool = False, run: str = ""
) -> State[Any]:
    """Collect what is given, trace its footage, check it, and record what was found.

    Args:
        target: A post's address, an article's address, or a file.
        by: Who asks.
        because: Why, for the history.
        offline: Fetch nothing, and record what was not fetched.
        run: Leave empty; for a run that was asked for elsewhere.
    """
    if not run:
        run = await _aside(page_requests.ask, _bench(), RunKind.VERIFY, target, offline, by, because)
    return await _carried(run)


@flow(name="recheck")
async def recheck(
    by: Words,
    because: Words,
    case: str = "",
    check: str = "",
    offline: bool = False,
    run: str = "",
) -> State[Any]:
    """Look at a case again, as ``airtrace rerun`` does.

    Args:
        by: Who asks.
        because: Why, for the history.
        case: As C1; leave empty for all cases whose source is still looked for.
        check: Run this check alone, on what is held; leave empty for all.
        offline: Fetch nothing, and record what was not fetched.
        run: Leave empty; for a run that was asked for elsewhere.
    """
    bench = _bench()
    if run:
        return await _carried(run)
    if case.strip():
        return await _carried(
            await _aside(page_requests.ask_recheck, bench, case, check, offline, by, because)
        )
    return await _recheck_standing(bench, check=check, offline=offline, by=by, because=because)


@flow(name="index")
async def index(
    by: Words,
    files: Sequence[str] = (),
    station: str = "",
    aired_at: str = "",
    programme: str = "",
    run: str = "",
) -> State[Any]:
    """Add recordings, make them searchable, and search them for the cases that are still standing.

    Args:
        by: Who asks.
        files: Video files; several are the parts of one airing, in their order.
        station: The station's id or any of its names, as RUSSIA1.
        aired_at: When the first file begins, as 2024-06-19T18:00:00Z.
        programme: What the programme is called.
        run: Leave empty; for a run that was asked for elsewhere.
    """
    if not run:
        run = await _aside(page_requests.ask_index, _bench(), files, station, aired_at, programme, by)
    return await _carried(run)


@flow(name="watch")
async def watch(by: Words, because: Words, feed: str = "", run: str = "") -> State[Any]:
    """Look at the feeds that are due, and verify what is new in them.

    Args:
        by: Who asks.
        because: Why, for the history.
        feed: As F1; leave empty for all that are due.
        run: Leave empty; for a run that was asked for elsewhere.
    """
    bench = _bench()
    if not run:
        if feeding.watching(bench):
            return Completed(name="Skipped", message="the feeds are being looked at already")
        asked = await _aside(page_requests.ask_watch, bench, feed, by, because)
        if asked is None:
            return Completed(name="Skipped", message="no feed is due")
        run = asked
    return await _carried(run)


@flow(name="sync")
async def sync(by: Words, because: str = "", run: str = "") -> State[Any]:
    """Gather a station's shows from an archive, and index them; asked for with ``airtrace recordings sync``.

    Args:
        by: Who asks.
        because: Why, for the history.
        run: The run that was asked for.
    """
    del by, because
    return await _carried(run)


@flow(name="gather")
async def gather(by: Words, because: Words, case: str = "", run: str = "") -> State[Any]:
    """Carry a case's search plan out; asked for with ``airtrace gather``.

    Args:
        by: Who asks.
        because: Why, for the history.
        case: The case whose footage is looked for.
        run: The run that was asked for.
    """
    del by, because, case
    return await _carried(run)


FLOWS: dict[RunKind, Flow[..., Any]] = {
    RunKind.COLLECT: collect,
    RunKind.VERIFY: verify,
    RunKind.RECHECK: recheck,
    RunKind.INDEX: index,
    RunKind.WATCH: watch,
    RunKind.SYNC: sync,
    RunKind.GATHER: gather,
}


def parameters(run: Run) -> dict[str, Any]:
    """The parameters with which its flow carries out a run that was asked for elsewhere.

    Only ``run`` counts; the others are there for the person who reads them on Prefect's page.
    """
    asked = {"by": run.asked_by, "run": run.id}
    because = {"because": run.because or "asked by hand"}
    match run.kind:
        case RunKind.INDEX:
            return asked
        case RunKind.SYNC:
            return asked | {"because": run.because}
        case RunKind.WATCH:
            return asked | because
        case RunKind.RECHECK | RunKind.GATHER:
            return asked | because | {"case": run.subject}
        case _:
            return asked | because | {"target": run.subject}


def flow_run_name(run: Run) -> str:
    """What a run's flow run is called on Prefect's page, and how it is found again."""
    return f"{run.id} {run.kind}"


# --- carrying out --------------------------------------------------------------------------------


async def _carried(run: str) -> State[Any]:
    """Carry a run out and say so as Prefect's state.

    Raises:
        RunFailed: It failed, so that the flow run does not end as completed.
    """
    bench = _bench()
    begun = False
    with _heard() as telling, pipeline.heartbeat(replace(bench, progress=telling), run) as mine:
        if mine and await _aside(pipeline.begin, bench, run, f"prefect:{runtime.flow_run.id}"):
            begun = True
            await _steps(bench, run)
    with bench.store() as store:
        ended = runs.get(store, run)
    match ended.state:
        case RunState.DONE:
            return Completed(message=f"run {run}: {ended.ended_how}")
        case RunState.PARTIAL:
            return Completed(name="Partial", message=f"run {run}: {ended.ended_how}")
        case RunState.FAILED:
            raise RunFailed(f"run {run} failed: {ended.ended_how}")
        case _ if begun:
            raise RunFailed(f"run {run} did not come to its end")
        case _:
            return Completed(name="Elsewhere", message=f"run {run} is carried out by another process")


async def _steps(bench: Bench, run: str) -> None:
    """The steps of :func:`flows.pipeline.perform`, each as a task."""
    with bench.store() as store:
        asked = runs.get(store, run)
    await _name_flow_run(flow_run_name(asked))
    try:
        if asked.kind is RunKind.SYNC:
            await sync_shows(run)
        if asked.kind in {RunKind.INDEX, RunKind.SYNC}:
            await _index_all(pipeline.recordings_of(bench, run), pipeline.jobs_of(bench, run))
            for search in await _aside(pipeline.request_standing, bench, run):
                try:
                    await _carried(search)
                except AirtraceError as error:
                    bench.progress(f"run {search} failed: {error}")
        elif asked.kind is RunKind.WATCH:
            await _watch(bench, run)
        elif asked.kind is RunKind.GATHER:
            await _gather(bench, run)
        else:
            for case in await collect_run(run):
                if asked.kind is not RunKind.COLLECT:
                    await verify_case(run, case)
        await _aside(pipeline.finish, bench, run)
    except AirtraceError as error:
        await _aside(pipeline.fail, bench, run, str(error))
        raise
    except (PrefectException, httpx.HTTPError):
        raise  # Prefect's trouble is not the run's: it stays unfinished, and is taken up again
    except Exception as error:
        words = f"a fault in Airtrace itself: {type(error).__name__}: {error}"
        await _aside(pipeline.fail, bench, run, words)
        raise


async def _index_all(names: Sequence[str], jobs: int) -> None:
    """A task for each recording, ``jobs`` at a time."""
    turns = asyncio.Semaphore(jobs)
    alone = min(jobs, len(names)) <= 1

    async def in_turn(name: str) -> None:
        async with turns:
            await index_recording(name, alone)

    for ended in await asyncio.gather(*(in_turn(name) for name in names), return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended


async def _watch(bench: Bench, run: str) -> None:
    """As the pipeline's own: a run that fails keeps no other item from its turn."""
    with feeding.alone(bench):
        for feed in feeding.feeds_of(bench, run):
            await look_at_feed(run, feed)
            while (following := await _aside(feeding.take, bench, run, feed)) is not None:
                try:
                    await _carried(following)
                except AirtraceError as error:
                    bench.progress(f"run {following} failed: {error}")


async def _gather(bench: Bench, run: str) -> None:
    """As the pipeline's own: a sync that fails keeps no other step of the plan from its turn."""
    while (following := await _aside(gathering.next_sync, bench, run)) is not None:
        try:
            await _carried(following)
        except AirtraceError as error:
            bench.progress(f"run {following} failed: {error}")


async def _recheck_standing(bench: Bench, *, check: str, offline: bool, by: str, because: str) -> State[Any]:
    """A run for each standing case; one that fails does not keep the others from their turn."""
    due = runtime.flow_run.scheduled_start_time
    if by == SCHEDULE and due is not None and datetime.now(UTC) - due > TOO_LATE:
        return Completed(name="Skipped", message="this look came too late; the next one does its work")
    with ExitStack() as alone:
        try:
            alone.enter_context(exclusive(bench.home.path / "standing.lock", patience=0.0))
        except RecordLocked:
            return Completed(name="Skipped", message="the standing cases are being looked at already")
        failed = []
        cases = await _aside(pipeline.standing_cases, bench)
        for case in cases:
            try:
                run = await _aside(
                    page_requests.ask_recheck, bench, case, check, offline, by, because, new_only=not check
                )
                await _carried(run)
            except AirtraceError as error:
                failed.append(f"case {case}: {error}")
    if failed:
        raise RunFailed("; ".join(failed))
    return Completed(message=f"looked at {len(cases)} standing cases")


async def _name_flow_run(name: str) -> None:
    """Call the flow run by our run, so that a person and the hand-over find the one by the other."""
    if runtime.flow_run.name != name:
        async with get_client() as client:
            await client.update_flow_run(runtime.flow_run.id, name=name)
