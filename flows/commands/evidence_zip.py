"""``airtrace export zip``: a case with its original bytes, checkable without Airtrace."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import click

from flows.commands.cases import evidence_page, shown_case
from flows.commands.common import bench_for, common, emit, note
from flows.commands.new_file import new_file
from flows.home import Home
from reference.errors import InputError
from storage import casefile


@click.command("zip")
@click.argument("case")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Where to write."
)
@common
def evidence_zip(case: str, output: Path, home: Home, as_json: bool) -> int:
    """Write a case as a ZIP: the evidence page, its JSON, the original bytes, and a manifest of all of them.

    \b
    airtrace export zip C1 -o c1.zip
    unzip c1.zip -d c1 && cd c1 && sha256sum -c manifest.sha256
    """
    if home.is_of_record(output):
        raise InputError(f"{output} is a place of the record itself; write the file elsewhere")
    bench, name = bench_for(home), case.strip().upper()
    page, head = evidence_page(bench, name)
    document = json.dumps(shown_case(bench, name), ensure_ascii=False, indent=1, allow_nan=False)
    manifest: list[str] = []
    with bench.store() as store, new_file(output) as file, zipfile.ZipFile(file, "w") as archive:
        bodies = (json.loads(event.body) for event in casefile.history_of(store, name))
        originals = sorted({sha256 for body in bodies for sha256 in body.get("files", ())})
        contents = {
            "report.html": page.encode(),
            "case.json": document.encode(),
            "head.txt": f"{head}\n".encode(),
        }
        for place, content in contents.items():
            archive.writestr(place, content, zipfile.ZIP_DEFLATED)
            manifest.append(f"{hashlib.sha256(content).hexdigest()}  {place}")
        for sha256 in originals:
            archive.writestr(f"files/{sha256}", store.vault.read(sha256))
            manifest.append(f"{sha256}  files/{sha256}")
        archive.writestr("manifest.sha256", "".join(f"{line}\n" for line in manifest))
    if as_json:
        emit({"case": name, "file": str(output.absolute()), "files": len(manifest), "head": head})
    else:
        note(f"{output}: case {name} with {len(originals)} original files; head of the history: {head}")
    return 0
