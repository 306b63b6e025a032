"""``airtrace export wacz``: a case's captures and its evidence page, for replay tools."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from flows.commands.cases import evidence_page, shown_case
from flows.commands.common import bench_for, common, emit, note
from flows.commands.new_file import new_file
from flows.home import Home
from reference.errors import InputError
from reference.version import VERSION


@click.command("wacz")
@click.argument("case")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write; its name ends in .wacz.",
)
@common
def export_wacz(case: str, output: Path, home: Home, as_json: bool) -> int:
    """Write a case as a WACZ file: its captures, their index, the evidence page, and a hash of each.

    \b
    airtrace export wacz C1 -o c1.wacz
    """
    from storage import wacz, warc

    if output.suffix.lower() != ".wacz":
        raise InputError(f"{output.name} is not named as a WACZ file; end it with .wacz")
    if home.is_of_record(output):
        raise InputError(f"{output} is a place of the record itself; write the file elsewhere")
    bench, name = bench_for(home), case.strip().upper()
    page, head = evidence_page(bench, name)
    document = json.dumps(shown_case(bench, name), ensure_ascii=False, indent=1, allow_nan=False)
    others = {"report.html": page.encode(), "case.json": document.encode(), "head.txt": f"{head}\n".encode()}
    software, now = f"Airtrace {VERSION}", bench.clock()
    with bench.store() as store, tempfile.TemporaryDirectory(prefix="airtrace-") as folder:
        captured = Path(folder) / "data.warc.gz"
        with captured.open("wb") as stream:
            written = warc.write(store, stream, cases=(name,), software=software, at=now, packed=True)
        with new_file(output) as file:
            packed = wacz.write(
                file, warc=captured, others=others, title=f"Case {name}", software=software, at=now
            )
    if as_json:
        emit(
            {
                "case": name,
                "file": str(output.absolute()),
                "fetches": written.fetches,
                **asdict(packed),
                "head": head,
            }
        )
    else:
        note(f"{output}: case {name} with {packed.captures} captures; head of the history: {head}")
        note(f"SHA-256 of its datapackage.json, to be kept elsewhere: {packed.digest}")
    return 0
