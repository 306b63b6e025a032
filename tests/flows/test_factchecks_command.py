"""``airtrace factchecks``: imported once however often, found by the id they came with, and the record holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
from storage.factcheck_index import FILE

ROWS = [
    {"vclaim_id": "v-harbour", "title": "Harbour fire?", "vclaim": "A fire closed the harbour for a week."},
    {"vclaim_id": "v-park", "title": "Park storm?", "vclaim": "A storm closed the park."},
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    code = ended.value.code
    assert isinstance(code, int)
    return code, json.loads(capsys.readouterr().out)


def test_import_search_and_import_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ("--home", str(tmp_path / "home"))
    file = tmp_path / "checks.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)) + "\n")
    code, taken = run(capsys, "factchecks", "import", str(file), *home)
    assert (code, taken["new"], taken["held"]) == (0, 2, 2)
    _, again = run(capsys, "factchecks", "import", str(file), *home)
    assert (again["new"], again["replaced"], again["held"]) == (0, 0, 2)

    def best(text: str) -> list[object]:
        _, found = run(capsys, "factchecks", "search", text, *home)
        assert found["searched"] == {"factchecks": len(ROWS)}
        results = found["results"]
        assert isinstance(results, list)
        return [each["id"] for each in results]

    assert best("harbour closed by fire")[0] == "v-harbour"
    assert best("xylophone") == []
    file.write_text(json.dumps({**ROWS[1], "vclaim": "A whale swam up the river."}) + "\n{broken\n")
    code, changed = run(capsys, "factchecks", "import", str(file), *home)
    assert (code, changed["new"], changed["replaced"]) == (1, 0, 1)
    assert changed["rejected"] == [{"row": 2, "reason": "it is no JSON"}]
    assert best("whale in the river") == ["v-park"]
    (tmp_path / "home" / FILE).unlink()
    assert best("whale in the river") == ["v-park"]
    code, _ = run(capsys, "history", "verify", *home)
    assert code == 0


def test_a_file_without_fact_checks_leaves_no_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("nothing to see")
    code, answer = run(capsys, "factchecks", "import", str(file), "--home", str(tmp_path / "home"))
    assert code == 2
    assert "error" in answer
    assert not (tmp_path / "home" / "airtrace.db").exists()
