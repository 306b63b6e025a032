"""``airtrace recordings coverage``: hours by kind, gaps, a window, and the picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.conftest import Airtrace

CAPTIONS = "1\n00:00:00,000 --> 00:00:01,000\nGood evening\n"


@pytest.fixture
def held(airtrace: Airtrace, clip: Path, tmp_path: Path) -> None:
    """Two recordings of two seconds, an hour apart, and words for the first."""
    words = tmp_path / "words.srt"
    words.write_text(CAPTIONS)
    for time, more in (("23:59:59", ("--captions", words)), ("00:59:59", ())):
        day = "2024-06-19" if more else "2024-06-20"
        arguments = ("--station", "KCTV", "--aired-at", f"{day}T{time}Z", *more)
        assert airtrace("recordings", "add", clip, *arguments).code == 0


def test_hours_stretches_and_gaps_by_kind_and_window(airtrace: Airtrace, held: None, tmp_path: Path) -> None:
    whole = airtrace("recordings", "coverage", "--json").json
    (row,) = whole["coverage"]
    assert row["hours"] == pytest.approx(4 / 3600, abs=1e-4)
    assert row["text_hours"] == pytest.approx(1 / 3600, abs=1e-4)
    assert [len(row["intervals"][kind]) for kind in ("picture", "sound", "text")] == [2, 0, 1]
    assert row["gaps"] == [["2024-06-20T00:00:01Z", "2024-06-20T00:59:59Z"]]
    assert row["gaps_by"]["sound"] == [[row["from"], row["to"]]]

    window = ("--from", "2024-06-20", "--to", "2024-06-20", "--station", "KCTV", "--station", "1TV")
    cut = airtrace("recordings", "coverage", *window, "--json").json
    assert [(each["station"], each["recordings"] > 0) for each in cut["coverage"]] == [
        ("1TV", False),
        ("KCTV", True),
    ]
    assert (cut["from"], cut["to"]) == ("2024-06-20T00:00:00Z", "2024-06-21T00:00:00Z")
    assert cut["coverage"][1]["hours"] == pytest.approx(3 / 3600, abs=1e-4)
    assert cut["coverage"][1]["gaps"][-1][1] == "2024-06-21T00:00:00Z"

    picture = tmp_path / "c.svg"
    drawn = airtrace("recordings", "coverage", "-o", picture)
    assert (drawn.code, "KCTV" in drawn.out) == (0, True)
    assert picture.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "2024-06-20", "--to", "2024-06-19"], "--to must come after"),
        (["--from", "soon"], "no time"),
        (["-o", "picture.png"], ".svg"),
        (["-o", "c.svg"], "nothing is searchable"),
        (["--station", "Nowhere TV"], "no station"),
    ],
)
def test_what_cannot_be_shown_is_said(airtrace: Airtrace, arguments: list[str], says: str) -> None:
    answer = airtrace("recordings", "coverage", *arguments)
    assert (answer.code, says in answer.err) == (2, True), answer.err
