"""The sheet: nothing in it is a formula, and no text leaves its cell."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from review.sheet import COLUMNS, harmless, sheet
from tests.review.review_cases import POST, full_case, not_found_case, stations


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b=1",
        "＝1",
        "＠A",
    ],
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "words", "1.5", "a=b", "https://x.example/?a=1"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_hostile_text_stays_in_its_cell() -> None:
    text = '=HYPERLINK("http://evil.example";"a")\r\n"x",=cmd|\' /C calc\'!A0'
    content = sheet([full_case(post=replace(POST, text=text)), not_found_case()], stations)
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == 2
    assert rows[0]["text"] == f"'{text}"
    assert all(set(row) == set(COLUMNS) for row in rows)


def test_the_airing_and_the_decision() -> None:
    (row,) = csv.DictReader(io.StringIO(sheet([full_case()], stations), newline=""))
    assert (row["station"], row["offset_s"]) == ("North Harbour One", "812.400")
    assert row["suggested"] == "DecontextualizedContent EditedOrCroppedContent"
    assert (row["decided"], row["claim_ratings"], row["decided_by"]) == (
        "DecontextualizedContent",
        "2: False",
        "Mira",
    )
