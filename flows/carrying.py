"""Who carries a requested run out: ``airtrace serve`` while it is up, else the process that asked."""

from __future__ import annotations

from flows import handover, pipeline
from flows.bench import Bench
from storage.records import RunState


def carry_out(bench: Bench, run: str) -> RunState:
    """Have the run carried out, and wait for it; returns how it ended.

    Raises:
        AirtraceError: What made it fail, where this process carried it out.
    """
    if handover.served(bench.home):
        return handover.wait(bench, run, bench.progress)
    for other in pipeline.abandoned_runs(bench):
        if other != run:
            pipeline.take_up(bench, other)
    return pipeline.perform(bench, run)
