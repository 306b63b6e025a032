"""``airtrace history CASE`` and ``airtrace history verify``."""

from __future__ import annotations

import re
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.commands.common import bench_for, common, emit, note
from flows.home import Home
from reference.errors import InputError
from review.case_json import line_json
from review.clock import utc_text
from review.history import history_lines
from review.text import one_line
from storage import audit, casefile

_ANCHOR = re.compile(r"(\d+) ([0-9a-f]{64})\b")


@click.command()
@click.argument("case", metavar="CASE|verify")
@click.option("--head", is_flag=True, help="With verify: print only the line to keep outside this machine.")
@click.option(
    "--anchor",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With verify: lines that --head printed before, kept outside; the record must still contain them.",
)
@common
def history(case: str, head: bool, anchor: Path | None, home: Home, as_json: bool) -> int:
    """What happened to a case, or whether the whole record can be believed.

    \b
    airtrace history C1
    airtrace history verify                  0 clean, 1 tampered with, 2 could not be checked
    airtrace history verify --head >> kept-elsewhere.txt
    airtrace history verify --anchor kept-elsewhere.txt
    """
    if case.strip().lower() == "verify":
        return _verify(home, head=head, anchor=anchor, as_json=as_json)
    if head or anchor:
        raise InputError("--head and --anchor go with airtrace history verify")
    name = case.strip().upper()
    with bench_for(home).store() as store:
        lines = history_lines(casefile.history_of(store, name))
    if as_json:
        emit({"case": name, "history": [line_json(line) for line in lines]})
        return 0
    table = Table("no.", "at", "who", "what", box=None)
    for line in lines:
        table.add_row(
            str(line.seq), utc_text(line.at), Text(one_line(line.actor)), Text(one_line(line.summary))
        )
    Console(markup=False).print(table)
    return 0


def _verify(home: Home, *, head: bool, anchor: Path | None, as_json: bool) -> int:
    if not home.database.is_file():
        note(f"there is no record in {home.path} to check")
        if as_json:
            emit(
                {
                    "verdict": audit.Soundness.COULD_NOT_CHECK.name.lower(),
                    "findings": [],
                    "unchecked": ["no record"],
                }
            )
        return audit.Soundness.COULD_NOT_CHECK.value
    if head:
        with bench_for(home).store() as store:
            line = audit.head_line(store)
        if as_json:
            emit({"head": line})
        else:
            click.echo(line)
        return 0
    result = audit.audit_folder(home.path, _anchors(anchor) if anchor else ())
    if as_json:
        emit(
            {
                "verdict": result.verdict.name.lower(),
                "events": result.events,
                "files": result.files,
                "head": result.head,
                "findings": [
                    {"where": finding.where, "what": finding.what, "seq": finding.seq}
                    for finding in result.findings
                ],
                "unchecked": list(result.unchecked),
            }
        )
        return result.verdict.value
    for finding in result.findings:
        click.echo(f"{finding.where}: {finding.what}")
    for line in result.unchecked:
        click.echo(f"could not check {line}")
    if result.verdict is audit.Soundness.CLEAN:
        click.echo(f"clean: {result.events} events and {result.files} files are as they were recorded")
        if not anchor:
            note("a cut end shows only against a head kept elsewhere: airtrace history verify --help")
    return result.verdict.value


def _anchors(file: Path) -> list[audit.Anchor]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as a list of heads: {error}") from error
    found = [audit.Anchor(int(seq), digest) for seq, digest in _ANCHOR.findall(text)]
    if not found:
        raise InputError(f"{file} holds no line that airtrace history verify --head printed")
    return found
