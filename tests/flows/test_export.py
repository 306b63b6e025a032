"""``airtrace export warc``: what a case was collected from, in one file, from a real collecting run."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from tests.flows.conftest import Airtrace
from tests.flows.scenario import NUMBER

POST = f"https://x.com/made_up/status/{NUMBER}"


def test_a_case_s_fetches_and_no_others(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST)
    airtrace("verify", "https://x.com/somebody_else/status/1803823920274288858")
    file = tmp_path / "case.warc.gz"
    answer = airtrace("export", "warc", "c1", "-o", file, "--json")
    assert answer.code == 0
    assert answer.json["fetches"] == len(airtrace("show", "C1", "--json").json["fetches"]) > 0
    with file.open("rb") as stream:
        told = [
            record.content_stream().read().decode()
            for record in ArchiveIterator(stream)
            if record.rec_type == "metadata"
        ]
    assert len(told) == answer.json["fetches"]
    assert all("airtrace-case: C1\r\n" in each for each in told)


def test_wrong_use_writes_nothing(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST)
    for name, arguments in (("case.txt", ()), ("c.warc.gz", ("C7",)), ("home/vault/c.warc.gz", ())):
        answer = airtrace("export", "warc", *arguments, "-o", tmp_path / name)
        assert answer.code == 2, name
        assert not (tmp_path / name).exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".airtrace-")]


def test_a_zip_is_checked_without_airtrace(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST, "--offline")
    file, folder = tmp_path / "c1.zip", tmp_path / "c1"
    answer = airtrace("export", "zip", "c1", "-o", file, "--json")
    assert answer.code == 0
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    written = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
    listed = {line.split("  ")[1] for line in (folder / "manifest.sha256").read_text().splitlines()}
    assert written == listed | {"manifest.sha256"}
    assert any(name.startswith("files/") for name in listed)
    check = ["sha256sum", "--check", "--strict", "manifest.sha256"]
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "report.html").write_text("other")
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1
