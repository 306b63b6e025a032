"""Who carries a requested run out: ``airtrace serve`` while it is up, else the process that asked."""

from __future__ import annotations

from flows import handover, pipeline
from flows.bench import Bench
from reference.errors import AirtraceError
from storage import runs
from storage.records import RunState


def carry_out(bench: Bench, run: str) -> RunState:
    """Have the run carried out, and wait for it; returns ``DONE`` or ``PARTIAL``.

    Another command that looks for abandoned runs may have taken it up first; then that one is waited for.

    Raises:
        AirtraceError: What made it fail.
    """
    if not handover.served(bench.home):
        for other in pipeline.abandoned_runs(bench):
            if other != run:
                pipeline.take_up(bench, other)
        pipeline.perform(bench, run)
    state = handover.wait(bench, run, bench.progress)
    if state is RunState.FAILED:
        with bench.store() as store:
            raise AirtraceError(f"run {run} failed: {runs.get(store, run).ended_how}")
    return state
