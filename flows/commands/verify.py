"""``airtrace verify`` and ``airtrace rerun``: have a case looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from flows import carrying, pipeline
from flows.bench import Bench
from flows.commands.cases import joined_into, print_case, shown_case
from flows.commands.common import EXIT, bench_for, by_option, common, done, emit, named, note
from flows.home import Home
from flows.policies import policy_option
from flows.tables import Row, is_table, rows_of
from flows.targets import Given, Target, given_post, identify
from reference.errors import AirtraceError, InputError, NothingIdentified


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--offline", is_flag=True, help="Fetch nothing, and record what was not fetched.")
@click.option("--caption", metavar="TEXT", help="The text that a media file was posted with.")
@click.option(
    "--posted-at", metavar="TIME", help="When a media file was posted: 2024-06-20T07:30:00Z or 2024-06-20."
)
@click.option("--account", metavar="HANDLE", help="Who posted a media file.")
@click.option(
    "--policy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Suggest by this table (else $AIRTRACE_POLICY, policy.yaml in the home folder, or the shipped one).",
)
@by_option
@click.option("--because", metavar="WHY", default="asked by hand", help="Why, for the history.")
@common
def verify(
    targets: tuple[str, ...],
    offline: bool,
    caption: str | None,
    posted_at: str | None,
    account: str | None,
    policy: Path | None,
    by: str,
    because: str,
    home: Home,
    as_json: bool,
) -> int:
    """Verify posts, articles or media files, and record what was found.

    TARGET is a post's address, an article (address, .html, .mhtml or .txt), a media file, or a table
    (.csv) of addresses, in which each row is answered by itself.

    \b
    airtrace verify https://x.com/someone/status/1803823920274288857
    airtrace verify article.txt --json
    airtrace verify clip.mp4 --caption "Leaders in a car" --posted-at 2024-06-20 --account someone
    """
    bench = bench_for(home)
    given = given_post(caption, posted_at, account)
    asked_by = named(by)
    table = policy_option(home, policy)
    cases: list[str] = []
    errors: list[dict[str, str]] = []
    codes = [0]
    for asked in _asked(targets, given):
        try:
            if asked.target is None:
                raise NothingIdentified(asked.reason)
            code, found = _verified(
                bench,
                identify(asked.target, given),
                offline=offline,
                by=asked_by,
                because=because,
                policy=table,
            )
            cases.extend(case for case in found if case not in cases)
            codes.append(code)
        except AirtraceError as error:
            if targets == (asked.name,):
                raise
            of_a_table = asked.name not in targets
            codes.append(2 if isinstance(error, InputError) and not of_a_table else 1)
            errors.append({"target": asked.name, "error": str(error)})
    if not cases and errors:
        codes.append(2)
    done(bench)
    if as_json:
        document: dict[str, object] = {"cases": [shown_case(bench, case) for case in cases]}
        emit(document | {"errors": errors} if errors else document)
    else:
        for case in cases:
            print_case(bench, case)
    for each in errors:
        where = "" if each["target"] in targets else f"{each['target']}: "
        note(f"airtrace: {where}{each['error']}")
    return max(codes)


def _asked(targets: Sequence[str], given: Given) -> list[Row]:
    """What each target asks for: a table asks for its rows.

    Raises:
        InputError: The only target is a table that cannot be used.
    """
    asked: list[Row] = []
    for text in targets:
        if not is_table(text) or given != Given():
            asked.append(Row(text, text))
            continue
        try:
            asked.extend(rows_of(text))
        except InputError as error:
            if len(targets) == 1:
                raise
            asked.append(Row(text, None, str(error)))
    return asked


@click.command()
@click.argument("case")
@click.option("--check", metavar="NAME", help="Run this check alone, on what is held.")
@click.option("--offline", is_flag=True, help="Fetch nothing, and record what was not fetched.")
@click.option(
    "--policy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Suggest by this table (else $AIRTRACE_POLICY, policy.yaml in the home folder, or the shipped one).",
)
@click.option("--by", metavar="NAME", required=True, help="Who asks.")
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def rerun(
    case: str,
    check: str | None,
    offline: bool,
    policy: Path | None,
    by: str,
    because: str,
    home: Home,
    as_json: bool,
) -> int:
    """Look at a case again: new rows say who asked and why; the old ones stay.

    \b
    airtrace rerun C1 --by "Ada" --because "the evening programme is indexed now"
    """
    bench = bench_for(home)
    name = case.strip().upper()
    run = pipeline.request_recheck(
        bench,
        name,
        offline=offline,
        check=check,
        asked_by=named(by),
        because=because,
        policy=policy_option(home, policy),
    )
    state = carrying.carry_out(bench, run)
    done(bench)
    if (older := joined_into(bench, name)) is not None:
        note(f"{name} is the same post as {older}, which goes on")
        name = older
    if as_json:
        emit(shown_case(bench, name))
    else:
        print_case(bench, name)
    return EXIT[state]


def _verified(
    bench: Bench, target: Target, *, offline: bool, by: str, because: str, policy: str | None
) -> tuple[int, list[str]]:
    run = pipeline.request_verify(bench, target, offline=offline, asked_by=by, because=because, policy=policy)
    state = carrying.carry_out(bench, run)
    return EXIT[state], pipeline.cases_of(bench, run)
