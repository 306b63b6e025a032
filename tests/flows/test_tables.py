"""A table that is given to verify: each row is answered by itself, and the rest goes on."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from tests.flows.conftest import Airtrace

ONE = "https://x.com/made_up/status/1803823920274288857"
TWO = "https://x.com/made_up/status/1803823920274288858"

TABLES = {
    "byte order mark": codecs.BOM_UTF8 + f"url,note\r\n{ONE},a\r\n{TWO},b\r\n".encode(),
    "utf-16": f"url,note\n{ONE},видео\n{TWO},b\n".encode("utf-16"),
    "another encoding": f"ссылка;заметка\n{ONE};видео\n{TWO};b\n".encode("cp1251"),
    "semicolons": f'url;note\n{ONE};a\n{TWO};"b; and c"\n'.encode(),
    "quoted line breaks": f'note,url\n"one\ntwo",{ONE}\n"a ""b""",{TWO}\n'.encode(),
    "an open quotation mark": f'url,note\n{ONE},"open\n{TWO},b\n'.encode(),
    "no heading": f"{ONE}\n{TWO}\n".encode(),
    "nul": f"url,note\n{ONE},a\x00b\n{TWO},b\n".encode(),
    "a line without end": f"url,note\n{ONE},{'x' * 10_000_000}\n{TWO},b\n".encode(),
    "tracking parameters": f"url\n{ONE}?s=20&t=abc\nhttps://mobile.twitter.com/made_up/status/{TWO[-19:]}\n".encode(),
}


@pytest.mark.parametrize("kind", TABLES)
def test_the_rows_of_every_kind_of_table_are_verified(airtrace: Airtrace, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(TABLES[kind])
    answer = airtrace("verify", file, "--offline", "--json")
    assert answer.code == 1  # nothing was fetched
    assert [case["post"]["id"] for case in answer.json["cases"]] == [ONE[-19:], TWO[-19:]]
    assert "errors" not in answer.json


BROKEN = f"""url,note
{ONE},fine
no address,at all
https://x.com/someone,a profile
url,note
https://t.me/c/123/4,a private channel
{ONE},once more
ftp://files.example/a,not of the web
,
{TWO}
"""


def test_broken_rows_are_named_and_the_rest_goes_on(airtrace: Airtrace, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(BROKEN)
    answer = airtrace("verify", file, "--offline", "--json")
    assert answer.code == 1
    assert [case["post"]["id"] for case in answer.json["cases"]] == [ONE[-19:], TWO[-19:]]
    rows = {error["target"].rpartition("row ")[2]: error["error"] for error in answer.json["errors"]}
    assert list(rows) == ["3", "4", "5", "6", "8"]
    assert "no post" in rows["4"]
    assert "private" in rows["6"]
    said = airtrace("verify", file, "--offline").err
    assert [line.count("posts.csv, row") for line in said.splitlines() if "row " in line] == [1] * 5


def test_where_no_row_is_one_nothing_is_recorded(airtrace: Airtrace, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    for content, said in (
        ("url,note\n", "no web address"),
        ("name,age\nA,1\n", "no web address"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "no table"),
        ("url\n" + "".join(f"{ONE[:-4]}{n:04}\n" for n in range(301)), "feeds add"),
    ):
        file.write_text(content)
        answer = airtrace("verify", file, "--offline", "--json")
        assert (answer.code, said in answer.json["error"]) == (2, True), (content[:40], answer)
    file.write_text("url\nhttps://x.com/someone\nhttps://www.youtube.com/@someone\n")
    answer = airtrace("verify", file, "--offline", "--json")
    assert (answer.code, answer.json["cases"], len(answer.json["errors"])) == (2, [], 2)
    assert airtrace("cases", "--json").json["cases"] == []


def test_a_table_among_other_targets_costs_nothing_but_itself(airtrace: Airtrace, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("name\nA\n")
    answer = airtrace("verify", file, ONE, "--offline", "--json")
    assert answer.code == 2
    assert len(answer.json["cases"]) == 1
    assert [error["target"] for error in answer.json["errors"]] == [str(file)]
