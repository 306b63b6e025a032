"""``airtrace export claimreview|mediareview|csv|jsonl|atom``: cases in the forms that other programs read."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from flows.commands.common import Function, bench_for, common, emit, note, station_names
from flows.commands.new_file import new_file
from flows.home import Home
from reference.errors import InputError
from review.reviews import Publisher
from review.text import safe_url
from storage import casefile
from storage.records import CaseFile, WorkflowState
from storage.store import Store

_DAY = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True)
class Wanted:
    """Which cases are written: those named, else all; of them those in a state, opened within days (UTC)."""

    names: tuple[str, ...]
    state: WorkflowState | None
    since: date | None
    until: date | None

    def cases(self, store: Store) -> Iterator[CaseFile]:
        """Raises: UnknownName: A case that was named is not there."""
        listed = reversed([str(row["id"]) for row in casefile.queue(store)])
        for name in self.names or listed:
            case = casefile.load(store, name)
            day = case.opened_at.astimezone(UTC).date()
            if self.state not in (None, case.state):
                continue
            if (self.since is None or day >= self.since) and (self.until is None or day <= self.until):
                yield case


def _wanted(function: Function) -> Function:
    """Give a command the choice of cases, passed as ``wanted``, and ``output``; None is stdout."""

    @click.argument("cases", nargs=-1, metavar="[CASE...]")
    @click.option("--state", type=click.Choice([state.value for state in WorkflowState]), help="Only these.")
    @click.option("--from", "since", type=_DAY, metavar="DAY", help="Opened on this day (UTC) or later.")
    @click.option("--to", "until", type=_DAY, metavar="DAY", help="Opened on this day (UTC) or earlier.")
    @click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Where to write (else stdout).",
    )
    @functools.wraps(function)
    def wrapped(
        *args: Any,
        cases: tuple[str, ...],
        state: str | None,
        since: datetime | None,
        until: datetime | None,
        output: Path | None,
        **kwargs: Any,
    ) -> Any:
        wanted = Wanted(
            tuple(dict.fromkeys(case.strip().upper() for case in cases)),
            WorkflowState(state) if state else None,
            since.date() if since else None,
            until.date() if until else None,
        )
        place = None if output is None or str(output) == "-" else output
        return function(*args, wanted=wanted, output=place, **kwargs)

    return wrapped  # type: ignore[return-value]


def _published(function: Function) -> Function:
    """Give a command who publishes the reviews, passed as ``publisher``."""

    @click.option("--publisher", "name", metavar="NAME", help="Who publishes them (else who decided).")
    @click.option("--publisher-url", metavar="URL", help="The publisher's site.")
    @click.option("--pages", metavar="URL", help="Where cases are published; a case's id follows it.")
    @functools.wraps(function)
    def wrapped(
        *args: Any, name: str | None, publisher_url: str | None, pages: str | None, **kwargs: Any
    ) -> Any:
        for url in (publisher_url, pages):
            if url is not None and safe_url(url) is None:
                raise InputError("a publisher's address begins with https:// or http://")
        return function(*args, publisher=Publisher(name, publisher_url, pages), **kwargs)

    return wrapped  # type: ignore[return-value]


@click.command()
@_wanted
@_published
@common
def claimreview(wanted: Wanted, publisher: Publisher, output: Path | None, home: Home, as_json: bool) -> int:
    """Write a schema.org ClaimReview for each claim that a person's standing decision rates.

    \b
    airtrace export claimreview C1 --publisher "The Example Herald" -o claims.json
    """
    from review.reviews import claim_reviews

    bench = bench_for(home)
    with bench.store() as store:
        reviews = [review for case in wanted.cases(store) for review in claim_reviews(case, publisher)]
    return _written(_document(reviews), output, home, as_json, len(reviews))


@click.command()
@_wanted
@_published
@common
def mediareview(wanted: Wanted, publisher: Publisher, output: Path | None, home: Home, as_json: bool) -> int:
    """Write a schema.org MediaReview for each decided case, with the airing that a person confirmed.

    \b
    airtrace export mediareview --publisher "The Example Herald" -o media.json
    """
    from review.reviews import media_reviews

    bench = bench_for(home)
    stations = station_names(bench)
    with bench.store() as store:
        reviews = [
            review for case in wanted.cases(store) for review in media_reviews(case, publisher, stations)
        ]
    return _written(_document(reviews), output, home, as_json, len(reviews))


@click.command("csv")
@_wanted
@common
def csv_sheet(wanted: Wanted, output: Path | None, home: Home, as_json: bool) -> int:
    """Write the cases as CSV, one line each, safe to open in a spreadsheet.

    \b
    airtrace export csv --state closed -o cases.csv
    """
    from review.sheet import sheet

    bench = bench_for(home)
    with bench.store() as store:
        cases = list(wanted.cases(store))
    return _written(sheet(cases, station_names(bench)).encode(), output, home, as_json, len(cases))


@click.command()
@_wanted
@common
def jsonl(wanted: Wanted, output: Path | None, home: Home, as_json: bool) -> int:
    """Write the cases as JSON, one document a line: what airtrace show --json says of each.

    \b
    airtrace export jsonl -o cases.jsonl
    """
    from flows.commands.cases import shown_case

    bench = bench_for(home)
    with bench.store() as store:
        names = [case.id for case in wanted.cases(store)]
    lines = [json.dumps(shown_case(bench, name), allow_nan=False) for name in names]
    return _written("".join(f"{line}\n" for line in lines).encode(), output, home, as_json, len(lines))


@click.command()
@_wanted
@_published
@common
def atom(wanted: Wanted, publisher: Publisher, output: Path | None, home: Home, as_json: bool) -> int:
    """Write the decided cases as an Atom feed, the newest decision first, with its corrections.

    \b
    airtrace export atom --publisher "The Example Herald" --pages https://example.org/cases -o feed.xml
    """
    from review import feed
    from review.reviews import is_decided

    bench = bench_for(home)
    with bench.store() as store:
        decided = [case for case in wanted.cases(store) if is_decided(case)]
        content = feed.atom(decided, publisher, record=_record(store), made_at=bench.clock())
    return _written(content, output, home, as_json, len(decided))


def _record(store: Store) -> str:
    """The record's own number, which its first event gave it."""
    body = store.db.execute("SELECT body FROM events WHERE seq = 1").fetchone()[0]
    return str(json.loads(body)["db_id"])


def _document(reviews: list[dict[str, Any]]) -> bytes:
    return (json.dumps(reviews, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _written(content: bytes, output: Path | None, home: Home, as_json: bool, count: int) -> int:
    """Write it to the file or to stdout, and say how much it is; what is no JSON stands in a document of it."""
    if output is None and as_json and not content.startswith(b"["):
        emit({"written": count, "content": content.decode()})
        return 0
    if output is None:
        click.echo(content, nl=False)
        return 0
    if home.is_of_record(output):
        raise InputError(f"{output} is a place of the record itself; write the file elsewhere")
    with new_file(output) as file:
        file.write(content)
    if as_json:
        emit({"file": str(output.absolute()), "written": count})
    else:
        note(f"{output}: {count} written")
    return 0


COMMANDS = (claimreview, mediareview, csv_sheet, jsonl, atom)
