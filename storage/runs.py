"""Runs: what was asked for, by whom and why, and how it went.

Who carries a run holds its lock file for as long as it works, so a killed process frees it at once; the
heartbeat shows people that it is alive.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from reference.errors import NotAllowed, RecordError, RecordLocked
from reference.times import from_iso
from storage.chain import EventKind
from storage.database import exclusive, is_held
from storage.records import RUN_TRANSITIONS, Run, RunKind, RunState
from storage.store import Store, Writing

BEAT = 1.0
"""Seconds between two heartbeats."""

_ENDED = tuple(state.value for state, following in RUN_TRANSITIONS.items() if not following)


def request(
    to: Writing,
    kind: RunKind,
    subject: str,
    *,
    options: dict[str, Any],
    because: str,
    case: str | None = None,
    files: tuple[str, ...] = (),
) -> str:
    """Record that a run is wanted; returns its id. ``files`` are the vault's objects that it rests on."""
    run = to.next_id("R", "runs")
    body = {
        "run": run,
        "kind": kind,
        "subject": subject,
        "options": options,
        "because": because,
        "case": case,
    }
    to.append(EventKind.RUN_REQUESTED, run, body | {"files": list(files)})
    return run


def start(to: Writing, run: Run, carrier: str) -> None:
    """Record that a process takes the run up, for the first time or again."""
    _allowed(run, RunState.RUNNING)
    to.append(EventKind.RUN_STARTED, run.id, {"run": run.id, "attempt": run.attempts + 1, "carrier": carrier})


def end(to: Writing, run: Run, state: RunState, how: str) -> None:
    """Record how the run ended."""
    _allowed(run, state)
    to.append(EventKind.RUN_ENDED, run.id, {"run": run.id, "state": state, "how": how})


def get(store: Store, run: str) -> Run:
    """Raises: UnknownName: There is no such run."""
    return _run(store.one("runs", run, "run"))


def unfinished(store: Store) -> list[Run]:
    """Runs that were asked for or begun and have not ended, the oldest first."""
    query = "SELECT * FROM runs WHERE state NOT IN (?, ?, ?) ORDER BY requested_at, length(id), id"
    return [_run(row) for row in store.db.query(query, _ENDED)]


def latest(store: Store, case: str | None = None, most: int = 8) -> list[Run]:
    """The runs asked for last, of a case or of all; those that have not ended stand first."""
    query = """
        SELECT * FROM runs
        WHERE :case IS NULL OR subject = :case OR id IN (SELECT run_id FROM case_runs WHERE case_id = :case)
        ORDER BY state NOT IN ('requested', 'running'), requested_at DESC, length(id) DESC, id DESC LIMIT :most
    """
    return [_run(row) for row in store.db.query(query, {"case": case, "most": most})]


def abandoned(store: Store) -> list[Run]:
    """Unfinished runs that no living process carries."""
    return [run for run in unfinished(store) if not is_held(_lock(store, run.id))]


def asked_because(store: Store, because: str) -> list[Run]:
    """The runs that were asked for with these words, the oldest first."""
    query = "SELECT * FROM runs WHERE because = ? ORDER BY requested_at, length(id), id"
    return [_run(row) for row in store.db.query(query, [because])]


def asked_at(store: Store, run: str) -> int:
    """Number of the event by which the run was asked for."""
    query = "SELECT seq FROM events WHERE subject = ? AND kind = ?"
    row = store.db.execute(query, [run, EventKind.RUN_REQUESTED]).fetchone()
    return int(row[0]) if row is not None else 0


@contextmanager
def carried(store: Store, run: str, how_far: Callable[[], str | None] = lambda: None) -> Iterator[bool]:
    """Carry a run: hold its lock and keep its heart beating; False where another process does already.

    ``how_far`` gives the words in which the run's progress is shown while it is carried.
    """
    lock = _lock(store, run)
    lock.parent.mkdir(exist_ok=True)
    with ExitStack() as holding:
        try:
            holding.enter_context(exclusive(lock, patience=0.2))
        except RecordLocked:
            yield False
            return
        stop = threading.Event()
        beat = threading.Thread(target=_beat, args=(store.folder, run, stop, how_far), daemon=True)
        beat.start()
        try:
            yield True
        finally:
            stop.set()
            beat.join()


def _beat(folder: Path, run: str, stop: threading.Event, how_far: Callable[[], str | None]) -> None:
    with Store(folder) as store:
        while not stop.wait(BEAT):
            with suppress(RecordError):  # the step that is being carried meets the same trouble and says so
                store.touch_run(run, how_far())


def _lock(store: Store, run: str) -> Path:
    return store.folder / "runs" / f"{run}.lock"


def _allowed(run: Run, state: RunState) -> None:
    if state not in RUN_TRANSITIONS[run.state]:
        raise NotAllowed(f"run {run.id} is {run.state.value} and cannot become {state.value}")


def _run(row: dict[str, Any]) -> Run:
    return Run(
        id=row["id"],
        kind=RunKind(row["kind"]),
        subject=row["subject"],
        options=json.loads(row["options"]),
        asked_by=row["asked_by"],
        because=row["because"],
        requested_at=from_iso(row["requested_at"]),
        state=RunState(row["state"]),
        attempts=row["attempts"],
        progress=row["progress"],
        heartbeat=from_iso(row["heartbeat"]) if row["heartbeat"] else None,
        ended_at=from_iso(row["ended_at"]) if row["ended_at"] else None,
        ended_how=row["ended_how"],
    )
