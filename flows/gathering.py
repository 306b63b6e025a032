"""Gather: carry a case's search plan out, a sync at a time, until its source is found or a limit is reached.

The plan is kept with the run, so that an interrupted one goes on where it ended. Each step is a sync of its own; what
it indexes is searched at once for all standing cases, this one among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from checks import sightings
from checks.search_plan import Step, search_plan
from flows import syncing
from flows.bench import Bench
from flows.surroundings import with_surroundings
from reference.errors import NotAllowed
from reference.times import Interval, from_iso, iso
from storage import casefile, recordings, runs, shows
from storage.records import Run, RunKind, RunState, ShowState, SourceName
from storage.store import Store

GATHERS = "run {run} gathers for case {case}"
"""Why the syncs of a gathering run are asked for."""


@dataclass(frozen=True)
class Limits:
    """Where gathering ends, though more is planned. None is no limit."""

    hours: float | None = None
    size: int | None = None


def plan(bench: Bench, store: Store, case: str) -> tuple[Step, ...]:
    """The search plan of a case, by what is held and listed now.

    Raises:
        UnknownName: There is no such case.
    """
    file = with_surroundings(bench, store, casefile.load(store, case))
    held = recordings.held(store)
    steps = search_plan(file, held)
    within = {step.station: _around(steps, step.station) for step in steps}
    listed = [show for name, time in within.items() for show in shows.listed_within(store, name, time)]
    return search_plan(file, held, listed) if listed else steps


def _around(steps: Sequence[Step], station: str) -> Interval:
    own = [step.window for step in steps if step.station == station]
    return Interval(min(each.start for each in own), max(each.end for each in own))


# --- asking --------------------------------------------------------------------------------------


def request(bench: Bench, case: str, limits: Limits, *, asked_by: str, because: str) -> str:
    """Ask for a case's plan to be carried out; returns the run's id. An interrupted run for the case is that run.

    Raises:
        UnknownName: There is no such case.
        NotAllowed: Its source is found already, or there is nothing to search with or nowhere to look.
    """
    with bench.store() as store:
        for run in runs.abandoned(store):
            if run.kind is RunKind.GATHER and run.subject == case:
                return run.id
        file = casefile.load(store, case)
        if links := found(store, case):
            raise NotAllowed(
                f"the footage of case {case} is found already: link {links[0]}; reject it to go on looking"
            )
        if not sightings.held_clips(file):
            raise NotAllowed(
                f"case {case} has no clip to search with; airtrace show {case} says what is missing"
            )
        steps = [step for step in plan(bench, store, case) if step.source is not None]
        if not steps:
            raise NotAllowed(
                f"nothing says where to look for the footage of case {case}, or no archive has those stations; "
                f"airtrace plan {case} shows what is known"
            )
        options = {
            "steps": [_plain(step) for step in steps],
            "hours": None if limits.hours is None else f"{limits.hours:g}",
            "bytes": limits.size,
        }
        with store.writing(asked_by) as to:
            return runs.request(to, RunKind.GATHER, case, options=options, because=because, case=case)


def _plain(step: Step) -> dict[str, Any]:
    return {
        "station": step.station,
        "source": step.source,
        "address": step.address,
        "from": iso(step.window.start),
        "to": iso(step.window.end),
        "because": list(step.because),
    }


# --- the steps of a run --------------------------------------------------------------------------


def next_sync(bench: Bench, run: str) -> str | None:
    """The run of the next sync; None where the source is found, a limit is reached or nothing is left."""
    with bench.store() as store:
        asked = runs.get(store, run)
        begun = _syncs(store, asked)
        if begun and begun[-1].state in {RunState.REQUESTED, RunState.RUNNING}:
            return begun[-1].id
        if found(store, asked.subject) or _limit_reached(store, asked):
            return None
        steps = asked.options["steps"]
        if len(begun) == len(steps):
            return None
        wanted = _wanted(store, asked, steps[len(begun)])
        because = GATHERS.format(run=run, case=asked.subject)
    bench.progress(f"step {len(begun) + 1} of {len(steps)}: {wanted.station} from {iso(wanted.first)}")
    return syncing.request(bench, wanted, asked_by=asked.asked_by, because=because)


def done(store: Store, run: Run) -> str:
    """What the run came to, in one sentence."""
    begun, steps = _syncs(store, run), run.options["steps"]
    after = f"after {len(begun)} of {len(steps)} steps and {_hours(store, begun):.1f} hours of footage"
    if links := found(store, run.subject):
        return f"the footage was found {after}: link {', '.join(links)}"
    return f"the footage was not found {after}"


def lacking(store: Store, run: Run) -> str:
    """What of the plan was not carried out, in one sentence; empty where the source is found or all was done."""
    if found(store, run.subject):
        return ""
    begun, steps = _syncs(store, run), run.options["steps"]
    said = []
    if len(begun) < len(steps):
        limit = _limit_reached(store, run) or "they were not begun"
        said.append(f"{len(steps) - len(begun)} steps are left, as {limit}")
    partial = [each for each in begun if each.state is not RunState.DONE]
    if partial:
        said.append(f"{partial[0].subject}: {partial[0].ended_how}")
    return f"{done(store, run)}; {'; '.join(said)}" if said else ""


def syncs_of(store: Store, run: str) -> list[Run]:
    """The syncs that a gathering run has asked for, in their order."""
    return _syncs(store, runs.get(store, run))


def _syncs(store: Store, run: Run) -> list[Run]:
    return runs.asked_because(store, GATHERS.format(run=run.id, case=run.subject))


def _wanted(store: Store, run: Run, step: dict[str, Any]) -> syncing.Wanted:
    hours, size = run.options["hours"], run.options["bytes"]
    begun = _syncs(store, run)
    return syncing.Wanted(
        source=SourceName(step["source"]),
        station=step["station"],
        first=from_iso(step["from"]),
        last=from_iso(step["to"]),
        address=step["address"],
        latest_first=True,
        limits=syncing.Limits(
            None if hours is None else max(0.0001, float(hours) - _hours(store, begun)),
            None if size is None else max(1, size - _bytes(store, begun)),
        ),
    )


def found(store: Store, case: str) -> list[str]:
    """The links of the case that something may rest on."""
    return [link.id for link in sightings.counted(casefile.load(store, case))]


def _limit_reached(store: Store, run: Run) -> str:
    begun = _syncs(store, run)
    hours, size = run.options["hours"], run.options["bytes"]
    if hours is not None and _hours(store, begun) >= float(hours):
        return f"the limit of {hours} hours is reached"
    if size is not None and _bytes(store, begun) >= size:
        return f"the limit of {size:,} bytes is reached"
    return ""


def _hours(store: Store, begun: Sequence[Run]) -> float:
    return sum(syncing.gathered_hours(store, run.id) for run in begun)


def _bytes(store: Store, begun: Sequence[Run]) -> int:
    return sum(
        show.size for run in begun for show in shows.of_run(store, run.id) if show.state is ShowState.HELD
    )
