"""``airtrace backup``: the copy is a record that verifies, a second one adds what is new, and none is overwritten."""

from __future__ import annotations

from pathlib import Path

from tests.flows.conftest import Airtrace
from tests.flows.scenario import NUMBER

POST = f"https://x.com/made_up/status/{NUMBER}"
OTHER = "https://x.com/somebody_else/status/1803823920274288858"


def test_the_copy_is_the_record(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST, "--offline")
    made = airtrace("backup", "-o", tmp_path / "copy", "--json")
    assert (made.code, made.json["verdict"]) == (0, "clean")
    shown = airtrace("show", "C1", "--json").json
    assert airtrace("show", "C1", "--json", home=tmp_path / "copy").json == shown


def test_a_second_backup_copies_what_is_new_and_mends_what_was_cut(
    airtrace: Airtrace, tmp_path: Path
) -> None:
    airtrace("verify", POST, "--offline")
    first = airtrace("backup", "-o", tmp_path / "copy", "--json").json
    cut = next(file for file in sorted((tmp_path / "copy" / "vault").rglob("*")) if file.is_file())
    cut.chmod(0o600)
    cut.write_bytes(b"")
    airtrace("verify", OTHER, "--offline")
    second = airtrace("backup", "-o", tmp_path / "copy", "--json").json
    assert second["verdict"] == "clean"
    assert second["kept"] == first["copied"] - 1
    assert second["head"] != first["head"]


def test_no_other_record_is_overwritten(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST, "--offline")
    airtrace("verify", POST, "--offline", home=tmp_path / "other")
    refused = airtrace("backup", "-o", tmp_path / "other")
    assert refused.code == 2
    assert "holds events that this record does not have" in refused.err
    assert airtrace("backup", "-o", tmp_path / "home" / "copy").code == 2
    assert airtrace("backup", "-o", tmp_path / "copy", home=tmp_path / "nothing").code == 2


def test_a_damaged_file_is_not_copied_in_silence(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST, "--offline")
    file = next(file for file in sorted((tmp_path / "home" / "vault").rglob("*")) if file.is_file())
    file.chmod(0o600)
    file.write_bytes(b"other")
    assert airtrace("backup", "-o", tmp_path / "copy").code == 2
