"""What a person does with a case by the command, and what the command tells of the installation."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import Airtrace, Answer

ARTICLE = "date 2024-06-21\n\nA car in a park. Nobody knows where. — Made Up (@made_up) June 20, 2024\n\nMore text.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def case(airtrace: Airtrace, tmp_path: Path) -> str:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    return str(airtrace("verify", article, "--offline", "--by", "Ada", "--json").json["cases"][0]["case"])


def _decide(airtrace: Airtrace, case: str, *more: str) -> Answer:
    arguments = [
        "decide",
        case,
        "--rating",
        "DecontextualizedContent",
        "--by",
        "Ada",
        "--because",
        "an old park",
    ]
    return airtrace(*arguments, *more, "--json")


def test_the_queue(airtrace: Airtrace, case: str) -> None:
    (row,) = airtrace("cases", "--state", "open", "--json").json["cases"]
    assert (row["case"], row["handle"], row["standing"]) == (case, "made_up", True)
    assert airtrace("cases", "--state", "closed", "--json").json["cases"] == []
    assert "made_up" in airtrace("cases").out
    assert "2024-06-20" in airtrace("cases").out, "a day is the day that was written, whatever the zone"


def test_a_decision_stands_beside_what_the_machine_says(airtrace: Airtrace, case: str) -> None:
    decided = _decide(airtrace, case, "--claim", "1", "--claim-rating", "Missing context").json
    assert decided["decision"]["categories"] == ["DecontextualizedContent"]
    assert decided["decision"]["claims"] == [{"n": 1, "rating": "Missing context"}]
    assert (decided["decision"]["by"], decided["state"], decided["suggested"]) == ("Ada", "closed", None)
    again = _decide(airtrace, case.lower()).json
    assert [line["kind"] for line in again["history"]].count("decided") == 2


def test_a_claim_is_worded_by_a_person(airtrace: Airtrace, case: str) -> None:
    worded = airtrace("claim", case, "--text", "The park is in Pyongyang", "--by", "Ada", "--json").json
    assert worded["claims"][-1]["text"] == "The park is in Pyongyang"
    assert worded["claims"][-1]["by"] == "Ada"
    assert [claim["by"] for claim in worded["claims"][:-1]] == ["machine"] * (len(worded["claims"]) - 1)


def test_a_rerun_adds_rows_that_say_who_and_why(airtrace: Airtrace, case: str) -> None:
    asked = ["--by", "Grace", "--because", "a second look", "--offline", "--json"]
    again = airtrace("rerun", case, *asked).json
    requests = [line for line in again["history"] if line["kind"] == "run_requested"]
    assert [line["actor"] for line in requests] == ["Ada", "Grace"]
    assert "a second look" in requests[1]["summary"]
    assert [line["kind"] for line in again["history"]].count("checked") == 2


def test_one_check_alone_runs_on_what_is_held(airtrace: Airtrace, case: str) -> None:
    asked = ["--check", "motivation", "--by", "Ada", "--because", "why not", "--json"]
    before = airtrace("show", case, "--json").json
    again = airtrace("rerun", case, *asked)
    assert again.code == 0, "nothing was fetched, so nothing was missing"
    assert [check["name"] for check in again.json["checks"]] == [check["name"] for check in before["checks"]]
    assert len(again.json["fetches"]) == len(before["fetches"])
    wrong = airtrace("rerun", case, "--check", "bogus", "--by", "Ada", "--because", "x")
    assert wrong.code == 2
    assert "motivation" in wrong.err


def test_a_report_is_one_file_without_scripts(airtrace: Airtrace, case: str, tmp_path: Path) -> None:
    file = tmp_path / "case.html"
    answer = airtrace("report", case, "-o", file, "--json")
    page = file.read_text(encoding="utf-8")
    assert "<script" not in page
    assert answer.json["head"].split()[1] in page, "the head of the history is printed on it"
    assert airtrace("report", case, "-o", tmp_path / "no" / "case.html").code == 2


def test_history_verify_tells_clean_from_tampered(
    airtrace: Airtrace, case: str, home: Path, tmp_path: Path
) -> None:
    clean = airtrace("history", "verify", "--json")
    assert (clean.code, clean.json["verdict"]) == (0, "clean")
    heads = tmp_path / "heads.txt"
    heads.write_text(airtrace("history", "verify", "--head").out)
    assert airtrace("history", "verify", "--anchor", heads).code == 0
    connection = sqlite3.connect(home / "airtrace.db")
    connection.execute("UPDATE cases SET state = 'closed'")
    connection.commit()
    connection.close()
    tampered = airtrace("history", "verify", "--json")
    assert (tampered.code, tampered.json["verdict"]) == (1, "tampered")
    assert tampered.json["findings"][0]["where"] == "cases"


def test_a_record_that_is_not_there_cannot_be_checked(airtrace: Airtrace, tmp_path: Path) -> None:
    answer = airtrace("history", "verify", "--json", home=tmp_path / "elsewhere")
    assert (answer.code, answer.json["verdict"]) == (2, "could_not_check")


def test_the_history_of_a_case(airtrace: Airtrace, case: str) -> None:
    lines = airtrace("history", case, "--json").json["history"]
    assert [line["kind"] for line in lines][:2] == ["run_requested", "run_started"]
    assert [line["seq"] for line in lines] == sorted(line["seq"] for line in lines)
    assert "case opened" in airtrace("history", case).out


def test_stations_by_any_name(airtrace: Airtrace) -> None:
    station = airtrace("stations", "show", "Первый канал", "--json").json
    assert station["id"] == "1TV"
    keys = {
        "id",
        "names",
        "country",
        "languages",
        "time_zone",
        "ownership",
        "ownership_source",
        "archives",
        "web",
    }
    assert keys <= station.keys()
    assert len(airtrace("stations", "list", "--json").json["stations"]) > 40


def test_the_doctor_proves_that_this_machine_is_refused(
    airtrace: Airtrace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the canary is on loopback
    answer = airtrace("doctor", "--json")
    assert answer.code == 0, answer.out
    findings = {finding["name"]: finding for finding in answer.json["findings"]}
    assert findings["guard"]["ok"]
    assert "127.0.0.1" in findings["guard"]["found"]
    assert {"python", "sqlite", "decoder", "prefect", "record", "index"} <= findings.keys()


def test_json_is_one_document_and_all_else_goes_to_stderr(airtrace: Airtrace, case: str) -> None:
    for arguments in (
        ["show", case],
        ["cases"],
        ["history", case],
        ["stations", "list"],
        ["recordings", "list"],
    ):
        answer = airtrace(*arguments, "--json")
        assert isinstance(answer.json, dict)
        assert answer.err == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_old_locale_prints_what_it_can(case: str, home: Path, encoding: str) -> None:
    def printed(*arguments: str) -> str:
        command = [sys.executable, "-m", "flows.cli", *arguments, "--home", str(home)]
        environment = os.environ | {"PYTHONIOENCODING": encoding}
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert b"fault" not in done.stderr
        return done.stdout.decode(encoding)

    printed("claim", case, "--text", "Привет, 조선 🚗", "--by", "Ада")
    assert "\\u041f" in printed("show", case)
    assert json.loads(printed("show", case, "--json"))["claims"][-1]["text"] == "Привет, 조선 🚗"
    assert "Ж" in json.loads(printed("show", "Ж", "--json"))["error"]


STATION = """
- id: {id}
  names: ["{name}"]
  country: ZZ
  languages: [en]
  time_zone: UTC
  ownership: private
  ownership_source: made up
"""


def test_a_stations_name_cannot_drive_the_terminal(airtrace: Airtrace, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        STATION.format(id="OWN1", name="\\e[31mRed \\u202e[link=http://a.example]TV"), encoding="utf-8"
    )
    assert airtrace("stations", "add", file).code == 0
    for arguments in (("list",), ("show", "OWN1")):
        out = airtrace("stations", *arguments).out
        assert "⟦U+001B⟧[31mRed" in out
        assert "\u202e" not in out


def test_stations_that_a_new_file_of_the_same_name_drops_are_named(
    airtrace: Airtrace, tmp_path: Path
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(STATION.format(id="OWN1", name="Own One"), encoding="utf-8")
    airtrace("stations", "add", file)
    file.write_text(STATION.format(id="OWN2", name="Own Two"), encoding="utf-8")
    assert "no longer known: OWN1" in airtrace("stations", "add", file).err
