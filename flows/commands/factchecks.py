"""``airtrace factchecks``: what other fact-checkers have published."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows import factchecks as working
from flows.commands.common import bench_for, by_option, common, done, emit, named, note
from flows.home import Home
from reference.errors import InputError
from review.text import one_line


@click.group()
def factchecks() -> None:
    """Fact-checks that others have published: import, search."""


@factchecks.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@by_option
@common
def import_(file: Path, by: str, home: Home, as_json: bool) -> int:
    """Take fact-checks in from a file: JSON lines, or ClaimReview as JSON, also packed with gzip.

    \b
    airtrace factchecks import factchecks.jsonl.gz
    """
    bench = bench_for(home)
    taken = working.take_in(bench, file, asked_by=named(by))
    done(bench)
    for each in taken.rejected[:20]:
        note(f"row {each.row} was left out: {each.why}")
    if as_json:
        emit(
            {
                "read": taken.read,
                "new": taken.new,
                "replaced": taken.replaced,
                "held": taken.held,
                "rejected": [{"row": each.row, "reason": each.why} for each in taken.rejected],
            }
        )
    else:
        note(f"{taken.new:,} new, {taken.replaced:,} replaced; {taken.held:,} fact-checks are held")
    return 1 if taken.rejected else 0


@factchecks.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1_000), default=10, show_default=True, metavar="N")
@common
def search(text: str, limit: int, home: Home, as_json: bool) -> int:
    """The imported fact-checks that fit a post's text best; the score orders and is no probability."""
    if not text.strip():
        raise InputError("say what to search for: the text of a post, or a claim")
    bench = bench_for(home)
    found, held = working.search(bench, text, limit)
    done(bench)
    if as_json:
        results = [
            {
                "id": each.factcheck.id,
                "score": round(each.score, 4),
                "claim": each.factcheck.claim,
                "title": each.factcheck.title,
                "rating": each.factcheck.rating,
                "url": each.factcheck.url,
                "date": each.factcheck.date,
            }
            for each in found
        ]
        emit({"results": results, "searched": {"factchecks": held}})
        return 0
    table = Table("score", "id", "claim", "rating", "date", box=None)
    for each in found:
        check = each.factcheck
        texts = (check.id, check.claim, check.rating or "", check.date or "")
        table.add_row(f"{each.score:.2f}", *(Text(one_line(text)) for text in texts))
    Console(markup=False).print(table)
    if not found:
        note("none fits" if held else "no fact-check is held; airtrace factchecks import FILE takes them in")
    note(f"{held:,} fact-checks were searched")
    return 0
