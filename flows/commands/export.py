"""``airtrace export``: the record in forms that other tools read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

import click

from flows.commands.common import bench_for, common, emit, note
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
    with bench.store() as store, _new_file(output) as file:
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


@contextmanager
def _new_file(output: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only when all of it is written."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".airtrace-", dir=output.absolute().parent)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        temporary.chmod(0o644)
        temporary.replace(output)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)
