"""What was said around a clip's footage, from a caption file to the case and its page."""

from __future__ import annotations

from pathlib import Path

from demo.stage import Stage
from tests.flows.conftest import Airtrace

WHEN = "2026-10-14T17:30:00Z"


def _clock(second: float) -> str:
    return f"00:{int(second) // 60:02}:{int(second) % 60:02},{round(second % 1 * 1000) % 1000:03}"


def test_a_found_clip_says_what_was_said_before_during_and_after(airtrace: Airtrace, tmp_path: Path) -> None:
    with Stage(tmp_path / "stage", length=0.3) as stage:
        airtrace("stations", "add", stage.station_file)
        footage = stage.recordings[stage.truth.recording].path
        added = airtrace("recordings", "add", footage, "--station", "DEMO1", "--aired-at", WHEN)
        assert added.code == 0, added.err
        case = airtrace("verify", stage.clip_file, "--json").json["cases"][0]
        (link,) = case["links"]
        assert link["said"] is None
        start, end = link["picture"][0]["recording"]
        lines = [
            (start - 4, start - 1, "And now the harbour."),
            (start + 0.5, end - 0.5, "The ferry leaves."),
        ]
        file = tmp_path / "air.srt"
        file.write_text(
            "\n\n".join(
                f"{n}\n{_clock(a)} --> {_clock(b)}\n{text}" for n, (a, b, text) in enumerate(lines, 1)
            )
        )
        taken = airtrace("recordings", "captions", link["recording"], file, "--language", "en")
        assert taken.code == 0, taken.err
    said = airtrace("show", case["case"], "--json").json["links"][0]["said"]
    assert (said["before"], said["during"], said["after"]) == (
        "And now the harbour.",
        "The ferry leaves.",
        "",
    )
    assert (said["origin"], said["transcript"]) == ("captions", "T1")
    page = tmp_path / "case.html"
    assert airtrace("report", case["case"], "-o", page).code == 0
    assert "And now the harbour." in page.read_text()
