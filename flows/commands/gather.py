"""``airtrace plan`` and ``airtrace gather``: where to look for a case's footage, and having it looked for."""

from __future__ import annotations

from typing import Any

import click

from checks.search_plan import Cost, Step, total
from flows import carrying, gathering
from flows.commands.common import EXIT, bench_for, by_option, common, done, emit, named, note
from flows.commands.recordings_sync import run_json
from flows.gathering import Limits
from flows.home import Home
from reference.times import iso
from storage import casefile, runs
from storage.records import RunState
from storage.store import Store

MOST_SHOWN = 20
"""Steps of a plan that are shown to a person."""


@click.command()
@click.argument("case")
@common
def plan(case: str, home: Home, as_json: bool) -> int:
    """Of which stations and hours recordings should be gathered for a case, from where, and why.

    The first step is the most useful one. What is held is left out. Hours are exact; bytes and requests are
    estimated. Nothing is fetched.

    \b
    airtrace plan C1
    airtrace gather C1 --limit-hours 10 --by Ada --because "who showed it first?"
    """
    bench = bench_for(home)
    name = case.strip().upper()
    with bench.store() as store:
        steps = gathering.plan(bench, store, name)
        found = casefile.load(store, name).standing
    if as_json:
        document = {
            "case": name,
            "standing": found,
            "steps": [_step_json(n, step) for n, step in enumerate(steps, 1)],
            "total": _cost_json(total(step for step in steps if step.source is not None)),
        }
        emit(document)
        return 0
    if not steps:
        note(f"nothing says of which stations and days recordings should be gathered for case {name}")
    for n, step in enumerate(steps[:MOST_SHOWN], 1):
        _say(n, step)
    if len(steps) > MOST_SHOWN:
        note(f"and {len(steps) - MOST_SHOWN} more steps; --json has all of them")
    if steps:
        cost = total(step for step in steps if step.source is not None)
        note(
            f"from archives in all: {cost.hours:.1f} h, about {cost.size / 1e9:.1f} GB and {cost.requests} requests"
        )
    return 0


@click.command()
@click.argument("case")
@click.option(
    "--limit-hours", type=click.FloatRange(0.01), metavar="N", help="End after so many hours of footage."
)
@click.option("--limit-bytes", type=click.IntRange(1), metavar="N", help="End after so many bytes.")
@by_option
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def gather(
    case: str,
    limit_hours: float | None,
    limit_bytes: int | None,
    by: str,
    because: str,
    home: Home,
    as_json: bool,
) -> int:
    """Carry a case's search plan out: gather, index and search, until the footage is found.

    It ends when the footage is found, when a limit is reached, or with the plan (exit 1 where something of the
    plan could not be had or is left). An interrupted gathering takes up where it ended.

    \b
    airtrace gather C1 --limit-hours 10 --by Ada --because "who showed it first?"
    """
    bench = bench_for(home)
    name = case.strip().upper()
    run = gathering.request(
        bench, name, Limits(limit_hours, limit_bytes), asked_by=named(by), because=because
    )
    state = carrying.carry_out(bench, run)
    done(bench)
    with bench.store() as store:
        document = gathered_json(store, name, run, state)
    if as_json:
        emit(document)
    else:
        note(document["how"])
        for step in document["steps"]:
            note(f"{step['station']} from {step['source']}, {step['from']} to {step['to']}: {step['how']}")
    return EXIT[state]


def gathered_json(store: Store, case: str, run: str, state: RunState) -> dict[str, Any]:
    """What a gathering run did, for ``--json``."""
    asked = runs.get(store, run)
    steps = [run_json(store, each.id) for each in gathering.syncs_of(store, run)]
    planned = asked.options["steps"]
    links = gathering.found(store, case)
    return {
        "case": case,
        "run": run,
        "state": state.value,
        "how": asked.ended_how,
        "found": bool(links),
        "links": links,
        "steps": steps,
        "left": planned[len(steps) :],
        "hours": round(sum(step["hours"] for step in steps), 3),
        "bytes": sum(step["bytes"] for step in steps),
        "requests": sum(step["requests"] for step in steps),
    }


def _say(n: int, step: Step) -> None:
    where = (
        f"from {step.source.value}" if step.source is not None else "own recordings only: no archive is known"
    )
    note(f"{n}. {step.name} ({step.station}), {iso(step.window.start)} to {iso(step.window.end)}, {where}")
    if step.source is not None:
        cost = step.cost
        note(f"   {cost.hours:.1f} h, about {cost.size / 1e6:.0f} MB and {cost.requests} requests")
    for reason in step.because:
        note(f"   {reason}")


def _step_json(n: int, step: Step) -> dict[str, Any]:
    return {
        "n": n,
        "station": step.station,
        "name": step.name,
        "day": step.day.isoformat(),
        "from": iso(step.window.start),
        "to": iso(step.window.end),
        "source": None if step.source is None else step.source.value,
        "address": step.address,
        "cost": _cost_json(step.cost),
        "word": step.word.name.lower(),
        "because": list(step.because),
    }


def _cost_json(cost: Cost) -> dict[str, Any]:
    return {"hours": round(cost.hours, 3), "bytes": cost.size, "requests": cost.requests, "estimated": True}
