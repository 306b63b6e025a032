"""``airtrace doctor``: what is not well is named, with what to do, and ends in exit code 1."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import Airtrace


@pytest.fixture(autouse=True)
def no_network() -> None:
    """The guard is tried on loopback, so that sockets stay as they are here."""


@pytest.fixture
def home(airtrace: Airtrace, tmp_path: Path, clip: Path) -> Path:
    """A record with one indexed recording."""
    airtrace("recordings", "add", clip, "--station", "NHK", "--aired-at", "2024-06-20T20:00:00")
    return tmp_path / "home"


def _ill(airtrace: Airtrace, code: int) -> dict[str, Any]:
    answer = airtrace("doctor", "--json")
    assert (answer.code, answer.json["ok"]) == (code, code == 0)
    return {finding["name"]: finding for finding in answer.json["findings"] if not finding["ok"]}


def test_a_home_that_is_well(airtrace: Airtrace, home: Path) -> None:
    assert _ill(airtrace, 0) == {}


def test_an_index_that_is_gone_is_made_anew_as_it_says(airtrace: Airtrace, home: Path, clip: Path) -> None:
    shutil.rmtree(home / "index")
    ill = _ill(airtrace, 1)
    assert list(ill) == ["index"]
    assert "REC1" in ill["index"]["found"]
    assert ill["index"]["do"] == "airtrace recordings reindex"
    assert airtrace("recordings", "reindex").code == 0
    assert _ill(airtrace, 0) == {}


def test_a_record_that_was_changed_sends_to_history_verify(airtrace: Airtrace, home: Path) -> None:
    connection = sqlite3.connect(home / "airtrace.db")
    connection.execute("UPDATE airings SET station = 'BBC'")
    connection.commit()
    connection.close()
    ill = _ill(airtrace, 1)
    assert list(ill) == ["record"]
    assert "history verify" in ill["record"]["do"]


def test_files_that_belong_to_nothing_are_counted(airtrace: Airtrace, home: Path) -> None:
    def found() -> dict[str, Any]:
        findings = airtrace("doctor", "--json").json["findings"]
        return next(finding for finding in findings if finding["name"] == "garbage")

    assert (found()["found"], found()["do"]) == ("0 files that belong to nothing, 0.0 MB", None)
    airtrace("recordings", "remove", "REC1", "--because", "wrong station")
    assert found()["found"].startswith("1 files")
    assert "airtrace recordings clean" in found()["do"]
