"""The demo as a person starts it: a process of its own, the real flows, and an end by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import audit

HERE = Path(__file__).resolve().parents[2]


def _demo(*arguments: str, home: Path, user: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AIRTRACE", "PREFECT"))
    }
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", "demo", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        cwd=HERE,
        env=environment | {"HOME": str(user)},
        check=False,
        timeout=280,
    )


@pytest.mark.slow
def test_a_whole_case_is_found_where_it_was_cut(tmp_path: Path) -> None:
    home, user = tmp_path / "demo", tmp_path / "user"
    user.mkdir()
    done = _demo("--json", home=home, user=user)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    case, truth = told["case"], told["truth"]
    assert told["error_s"] <= 1.0
    link = case["links"][0]
    assert link["airing"]["id"] == truth["airing"]
    assert abs(link["picture"][0]["recording"][0] - truth["recording"]) <= 1.0
    assert (link["state"], link["direction"]) == ("suggested", "post_after_airing")
    assert case["suggested"]["categories"]
    assert case["decision"] is None
    assert {check["pillar"] for check in case["checks"]} >= {"provenance", "source", "date", "motivation"}
    assert case["next"]
    page = Path(told["page"]).read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") >= 6, "three pairs of frames"
    assert "MADE-UP" in page or "made up" in page
    assert list(user.iterdir()) == [], "it leaves nothing in the user's own home"
    assert audit.audit_folder(home).verdict is audit.Soundness.CLEAN
    kinds = [line["kind"] for line in case["history"]]
    assert kinds.count("run_ended") == 1


def test_it_does_not_mix_with_a_real_record(tmp_path: Path) -> None:
    (tmp_path / "airtrace.db").write_text("a real record")
    done = _demo(home=tmp_path, user=tmp_path)
    assert done.returncode == 2
    assert "no demo's" in done.stderr
    assert (tmp_path / "airtrace.db").read_text() == "a real record"
