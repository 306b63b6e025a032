"""``airtrace export``: the record in forms that other tools read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from flows.commands.common import bench_for, common, emit, note
from flows.commands.evidence_zip import evidence_zip
from flows.commands.export_cases import COMMANDS
from flows.commands.export_wacz import export_wacz
from flows.commands.new_file import new_file
from flows.home import Home
from reference.errors import InputError
from reference.version import VERSION


@click.group()
def export() -> None:
    """Write what is recorded in forms that other tools read."""


@export.command()
@click.argument("cases", nargs=-1, metavar="[CASE...]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write; .warc.gz packs it.",
)
@common
def warc(cases: tuple[str, ...], output: Path, home: Home, as_json: bool) -> int:
    """Write every capture of the cases, or of the whole record, as one WARC file.

    Fetches from before headers were recorded become resource records, without an answer's headers.

    \b
    airtrace export warc C1 C2 -o cases.warc.gz
    airtrace export warc -o all.warc.gz
    """
    from storage import warc as archive

    if not output.name.lower().endswith((".warc", ".warc.gz")):
        raise InputError(f"{output.name} is not named as a WARC file; end it with .warc.gz or .warc")
    if home.is_of_record(output):
        raise InputError(f"{output} is a place of the record itself; write the file elsewhere")
    bench = bench_for(home)
    names = tuple(dict.fromkeys(case.strip().upper() for case in cases))
    with bench.store() as store, new_file(output) as file:
        written = archive.write(
            store,
            file,
            cases=names,
            software=f"Airtrace {VERSION}",
            at=bench.clock(),
            packed=output.name.lower().endswith(".gz"),
        )
    if as_json:
        emit({"file": str(output.absolute()), "cases": list(names), **asdict(written)})
        return 0
    note(
        f"{output}: {written.fetches} fetches in {written.records} records; head of the history: {written.head}"
    )
    if written.resources:
        note(f"{written.resources} bodies stand without their answer's headers, which were not recorded")
    return 0


for _command in (*COMMANDS, evidence_zip, export_wacz):
    export.add_command(_command)
