"""``airtrace reparse``: read stored answers again after an update."""

from __future__ import annotations

from typing import Any

import click

from flows import carrying, pipeline, rereading
from flows.bench import Bench
from flows.commands.common import EXIT, bench_for, by_option, common, done, emit, named, note
from flows.home import Home
from reference.errors import InputError


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE...]")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Every post, and every page that shows posts which are no cases yet.",
)
@by_option
@click.option("--because", metavar="WHY", default="after an update", help="Why, for the history.")
@common
def reparse(
    cases: tuple[str, ...], everything: bool, by: str, because: str, home: Home, as_json: bool
) -> int:
    """Read again, without the network, the answers that are held of posts.

    Without a case: of those that no parser understood. A post that reads otherwise now gets a new version.

    \b
    airtrace reparse
    airtrace reparse C1 C7
    """
    if cases and everything:
        raise InputError("name cases, or all of them with --all")
    bench = bench_for(home)
    asked_by = named(by)
    names = list(dict.fromkeys(case.strip().upper() for case in cases))
    if not names:
        names = rereading.posts(bench) if everything else rereading.not_understood(bench)
    code = 0
    rows: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for page in rereading.pages_that_show_more(bench) if everything else ():
        run = rereading.request_reread(bench, page, asked_by=asked_by, because=because)
        code = max(code, EXIT[carrying.carry_out(bench, run)])
        found.append({"page": page.fetch.url, "run": run, "cases": pipeline.cases_of(bench, run)})
    for name in names:
        before = _version(bench, name)
        run = rereading.request_reparse(bench, name, asked_by=asked_by, because=because)
        state = carrying.carry_out(bench, run)
        code = max(code, EXIT[state])
        rows.append({"case": name, "run": run, "state": state, "changed": _version(bench, name) != before})
    done(bench)
    left = [name for name in rereading.not_understood(bench) if name in names]
    if as_json:
        emit({"cases": rows, "pages": found, "not_understood": left})
        return code
    for each in found:
        note(f"{each['page']} shows posts that were not read before{_names(each['cases'])}")
    if not rows and not found:
        note("every answer that is held was understood")
        return 0
    changed = [str(row["case"]) for row in rows if row["changed"]]
    note(f"{len(rows)} cases were read again; {len(changed)} read otherwise now" + _names(changed))
    if left:
        note(f"{len(left)} are still not understood{_names(left)}")
    return code


def _version(bench: Bench, case: str) -> int:
    with bench.store() as store:
        row = store.db.execute("SELECT version FROM posts WHERE case_id = ?", [case]).fetchone()
        return row[0] if row else 0


def _names(cases: list[str]) -> str:
    return f": {', '.join(cases)}" if cases else ""
