"""``airtrace backup``: a verified copy of the record."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.common import bench_for, common, emit, note
from flows.home import Home
from reference.errors import InputError
from storage import backup as copying
from storage.audit import Soundness


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="Where the copy goes; a folder of an earlier backup gets what is new.",
)
@common
def backup(output: Path, home: Home, as_json: bool) -> int:
    """Copy the record, its vault and its index into another folder, and verify the copy.

    Work can go on meanwhile. The copy is a record itself: open it with --home, or copy it back to restore it.

    \b
    airtrace backup -o /media/disk/airtrace
    airtrace history verify --home /media/disk/airtrace
    """
    if not home.database.is_file():
        raise InputError(f"there is no record in {home.path} to copy")
    with bench_for(home).store() as store:
        made = copying.back_up(store, output)
    if as_json:
        emit(
            {
                "folder": str(output.absolute()),
                "copied": made.copied,
                "kept": made.kept,
                "verdict": made.audit.verdict.name.lower(),
                "head": made.audit.head,
                "findings": [{"where": each.where, "what": each.what} for each in made.audit.findings],
            }
        )
    else:
        for finding in made.audit.findings:
            click.echo(f"{finding.where}: {finding.what}")
        note(f"{output}: {made.copied} files copied, {made.kept} were there; head: {made.audit.head}")
    return 0 if made.audit.verdict is Soundness.CLEAN else 1
