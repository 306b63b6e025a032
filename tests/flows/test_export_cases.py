"""``airtrace export`` of cases: the filters, files and stdout, and that JSONL loses nothing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.flows.conftest import Airtrace
from tests.flows.scenario import NUMBER

POST = f"https://x.com/made_up/status/{NUMBER}"


def decided(airtrace: Airtrace) -> None:
    """Two cases, of which the first is decided."""
    for address in (POST, "https://x.com/somebody_else/status/1803823920274288858"):
        airtrace("verify", address, "--offline")
    airtrace("claim", "C1", "--text", "=the bridge\u2028fell", "--by", "Ada")
    rating = ("--rating", "DecontextualizedContent", "--claim", "1", "--claim-rating", "False")
    assert airtrace("decide", "C1", *rating, "--by", "Ada", "--because", "seen before").code == 0


def test_jsonl_is_what_show_says_of_each_case(airtrace: Airtrace, tmp_path: Path) -> None:
    decided(airtrace)
    file = tmp_path / "cases.jsonl"
    assert airtrace("export", "jsonl", "-o", file, "--json").json["written"] == 2
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        airtrace("show", case, "--json").json for case in ("C1", "C2")
    ]


def test_only_the_decided_case_is_a_review(airtrace: Airtrace) -> None:
    decided(airtrace)
    for form in ("claimreview", "mediareview"):
        answer = airtrace("export", form)
        assert answer.code == 0, answer.err
        (review,) = answer.json
        assert review["identifier"] == "C1"
    assert airtrace("export", "claimreview", "C2").json == []
    assert airtrace("export", "atom").out.count("<entry>") == 1


def test_cases_are_chosen_by_name_state_and_day(airtrace: Airtrace) -> None:
    decided(airtrace)

    def chosen(*arguments: str) -> list[str]:
        return [row["case"] for row in csv.DictReader(io.StringIO(airtrace("export", "csv", *arguments).out))]

    assert chosen() == ["C1", "C2"]
    assert chosen("c2") == ["C2"]
    assert chosen("--state", "closed") == ["C1"]
    assert chosen("--to", "2020-01-01") == []
    assert chosen("--from", "2020-01-01", "--state", "open") == ["C2"]


def test_wrong_use_ends_in_a_sentence(airtrace: Airtrace, tmp_path: Path) -> None:
    decided(airtrace)
    assert airtrace("export", "csv", "C9").code == 2
    assert airtrace("export", "atom", "--pages", "javascript:alert(1)").code == 2
    assert airtrace("export", "jsonl", "-o", tmp_path / "home" / "vault" / "x").code == 2
