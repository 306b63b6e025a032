"""Lower thirds that archive.org read from the screen, show by show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reference.errors import Unparsed
from scrapers.broadcasts import chyrons

HEAD = "date_time_(UTC)\tchannel\tduration\thttps_archive_org_details\ttext\n"
SHOW = "CNNW_20260302_180000_The_Lead"
NOW = datetime(2026, 3, 3, tzinfo=UTC)


def _line(path: str, words: str, seconds: str = "4") -> str:
    return f"2026-03-02 18:00:10\tCNNW\t{seconds}\t{path}\t{words}\n"


def test_a_shows_lower_thirds_stand_at_its_seconds() -> None:
    table = (
        HEAD
        + _line(f"{SHOW}/start/70", "LATER")
        + _line(f"{SHOW}/start/10", 'BREAKING NEWS\\n"A TALK"', "6")
        + _line("CNNW_20260302_190000_Other/start/10", "OTHER")
        + "broken line\n"
        + _line(f"{SHOW}/start/-5", "NEVER")
    )
    text = chyrons.parse(table.encode(), SHOW)
    assert [(cue.start, cue.end, cue.text) for cue in text.cues] == [
        (10.0, 16.0, 'BREAKING NEWS\n"A TALK"'),
        (70.0, 74.0, "LATER"),
    ]
    assert text.notes == ("2 lines cannot be read",)


@pytest.mark.parametrize("body", [b"", b"<html>", b"a\tb\n", b"\xff" * 100])
def test_another_answer_is_no_table(body: bytes) -> None:
    with pytest.raises(Unparsed):
        chyrons.parse(body, SHOW)


def test_only_channels_and_days_that_have_them_are_asked_for() -> None:
    url = chyrons.address("CNNW", NOW - timedelta(hours=5.2), NOW)
    assert url == "https://archive.org/services/third-eye.php?last=6"
    assert chyrons.address("RUSSIA1", NOW - timedelta(hours=5), NOW) is None
    assert chyrons.address("CNNW", NOW - timedelta(days=9), NOW) is None
    assert chyrons.address("CNNW", NOW + timedelta(days=1), NOW) is None
