"""``airtrace cases``, ``show`` and ``report``: look at what is recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.bench import Bench
from flows.commands.common import bench_for, common, emit, note, station_names
from flows.home import Home
from reference.errors import InputError
from reference.times import Interval, from_iso, iso
from reference.version import VERSION
from review.case_json import case_json
from review.clock import day_of
from review.history import HistoryLine, history_lines
from review.table import case_table
from review.text import one_line
from storage import audit, casefile
from storage.records import WorkflowState
from storage.store import Store


@click.command()
@click.option(
    "--state", type=click.Choice([state.value for state in WorkflowState]), help="Only cases in this state."
)
@click.option(
    "--standing/--not-standing", default=None, help="Only cases whose source is still looked for, or not."
)
@common
def cases(state: str | None, standing: bool | None, home: Home, as_json: bool) -> int:
    """The queue: all cases, the newest first.

    \b
    airtrace cases --state open
    """
    with bench_for(home).store() as store:
        rows = casefile.queue(store, WorkflowState(state) if state else None, standing=standing)
    if as_json:
        emit({"cases": [_row(row) for row in rows]})
        return 0
    if not rows:
        note("no cases yet; airtrace verify TARGET opens one" if state is None else f"no case is {state}")
        return 0
    table = Table("case", "state", "standing", "who", "posted", "found", "suggested", "what", box=None)
    for row in rows:
        suggested = ", ".join(json.loads(row["suggested"])) if row["suggested"] else "-"
        what = (row["text"] or row["target"]).replace("\n", " ")
        table.add_row(
            row["id"], row["state"], "yes" if row["standing"] else "no", Text(one_line(row["handle"] or "-")),
            _posted(row), str(row["links"] or "-"), suggested, Text(one_line(what, 60)),
        )  # fmt: skip
    Console(markup=False).print(table)
    return 0


@click.command()
@click.argument("case")
@common
def show(case: str, home: Home, as_json: bool) -> int:
    """One case with its evidence.

    \b
    airtrace show C1
    airtrace show C1 --json
    """
    bench = bench_for(home)
    name = case.strip().upper()
    if as_json:
        emit(shown_case(bench, name))
    else:
        print_case(bench, name)
    return 0


@click.command()
@click.argument("case")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Where to write."
)
@common
def report(case: str, output: Path, home: Home, as_json: bool) -> int:
    """Write the evidence page of a case: one self-contained HTML file.

    \b
    airtrace report C1 -o case.html
    """
    bench = bench_for(home)
    name = case.strip().upper()
    if home.is_of_record(output):
        raise InputError(f"{output} is a place of the record itself; write the page elsewhere")
    page, head = evidence_page(bench, name)
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    if as_json:
        emit({"case": name, "file": str(output.absolute()), "head": head})
    else:
        note(f"{output}: the evidence page of case {name}; head of the history: {head}")
    return 0


def evidence_page(bench: Bench, case: str) -> tuple[str, str]:
    """The evidence page of a case, and the head of the history printed on it."""
    from review.page import render

    with bench.store() as store:
        file = casefile.load(store, case)
        head = audit.head_line(store)
        page = render(
            file,
            frames=store.vault.read,
            stations=station_names(bench),
            history=_history(store, case),
            head=head,
            made_at=bench.clock(),
            version=VERSION,
        )
    return page, head


def shown_case(bench: Bench, case: str) -> dict[str, Any]:
    """The document of ``airtrace show CASE --json``."""
    with bench.store() as store:
        return case_json(casefile.load(store, case), _history(store, case), stations=station_names(bench))


def print_case(bench: Bench, case: str) -> None:
    """Print a case as a table that a fact-checker can read."""
    with bench.store() as store:
        file = casefile.load(store, case)
    Console(markup=False).print(case_table(file, stations=station_names(bench)))


def joined_into(bench: Bench, case: str) -> str | None:
    """The case that goes on for one that turned out to be the same post; None where it goes on itself."""
    with bench.store() as store:
        older = store.one("cases", case, "case")["joined_into"]
        while (
            older is not None and (next_one := store.one("cases", older, "case")["joined_into"]) is not None
        ):
            older = next_one
        return None if older is None else str(older)


def _history(store: Store, case: str) -> tuple[HistoryLine, ...]:
    return history_lines(casefile.history_of(store, case))


def _posted(row: dict[str, Any]) -> str:
    """The day of the post: the one that was meant, where only the day is known."""
    if row["posted_from"] is None:
        return "-"
    return day_of(Interval(from_iso(row["posted_from"]), from_iso(row["posted_to"]))).isoformat()


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "case": row["id"],
        "kind": row["kind"],
        "state": row["state"],
        "standing": bool(row["standing"]),
        "opened_at": _to_second(row["opened_at"]),
        "target": row["target"],
        "platform": row["platform"],
        "handle": row["handle"],
        "text": row["text"],
        "links": row["links"],
        "suggested": json.loads(row["suggested"]) if row["suggested"] else None,
    }


def _to_second(stored: str) -> str:
    """A stored time to the second."""
    return iso(from_iso(stored).replace(microsecond=0))
